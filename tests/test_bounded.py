"""A query with a deadline runs in a process of its own, which never outlives it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest
from invented import ENDLESS

from spineknowledge import DataError, KnowledgeBase, QueryError, QueryTimeoutError, bounded
from spineknowledge.limits import SERVED


def children() -> set[str]:
    """Return the processes that this one has started and that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            _, parent, *_ = stat.read_text(encoding="utf-8").rpartition(") ")[2].split()
            found |= {stat.parent.name} if int(parent) == os.getpid() else set()
    return found


def test_a_runaway_query_is_stopped_soon_and_leaves_no_process(mini: KnowledgeBase) -> None:
    before, start = children(), time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        mini.query(ENDLESS, timeout=0.5)
    assert 0.5 <= time.monotonic() - start < 2.5
    assert caught.value.timeout == 0.5
    assert children() <= before


def test_an_answered_query_leaves_no_process(mini: KnowledgeBase) -> None:
    before = children()
    assert mini.ask("ASK {}", timeout=30) is True
    assert children() <= before


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 1e12])
def test_a_timeout_that_is_no_time_is_refused(mini: KnowledgeBase, timeout: float) -> None:
    with pytest.raises(QueryError, match="timeout must be"):
        mini.query("ASK {}", timeout)


def test_an_error_of_the_query_is_told_as_without_a_deadline(mini: KnowledgeBase) -> None:
    with pytest.raises(QueryError) as plain:
        mini.query("SELECT nonsense")
    with pytest.raises(QueryError) as bounded:
        mini.query("SELECT nonsense", timeout=30)
    assert str(bounded.value) == str(plain.value)


def test_a_query_that_breaks_its_process_is_an_error_here(mini: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="broke the process"):
        mini.query("SELECT * { FILTER(" + "-1" * 100_000 + ") }", timeout=30)


def test_values_keep_their_kind_on_the_way_back(mini: KnowledgeBase) -> None:
    query = "SELECT * { VALUES ?v { <urn:x> 'x'@es 1.50 true 3 } }"
    bounded = mini.select(query, timeout=30)
    assert bounded == mini.select(query)
    assert [type(value) for (value,) in bounded.rows] == [type(value) for (value,) in mini.select(query).rows]


def test_modules_in_the_working_directory_are_not_run(
    mini: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ctypes.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert mini.ask("ASK {}", timeout=30) is True


def test_a_process_that_does_not_read_what_to_load_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    start = time.monotonic()
    with bounded.Worker(("ntriples", "#" * 10_000_000), SERVED) as worker, pytest.raises(QueryTimeoutError):
        worker.wait_until_ready(0.3)
    assert time.monotonic() - start < 5
    assert not worker.alive


def test_a_process_that_ends_at_once_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_COMMAND", [sys.executable, "-c", ""])
    with (
        bounded.Worker(("ntriples", "#" * 10_000_000), SERVED) as worker,
        pytest.raises(DataError, match="its process ended at once"),
    ):
        worker.wait_until_ready(30)
