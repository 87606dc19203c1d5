"""How the program starts and ends: data that loads beside, a query's own process, exits."""

from __future__ import annotations

import gc
import io
import os
import pickle
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spineknowledge import DataError, KnowledgeBase, QueryError, bounded, cli
from spineknowledge.cli import commands, packaged
from spineknowledge.store import Origin


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The codes with which the program would have ended; garbage is collected again afterwards."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    yield codes
    gc.enable()


@pytest.mark.parametrize("start", [cli.main, lambda: runpy.run_module("spineknowledge", run_name="__main__")])
def test_the_program_answers_and_ends_with_its_code(
    start: Callable[[], object], exits: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["spineknowledge", "list", "procedures"])
    start()
    assert exits == [0]
    assert "kyphoplasty" in capsys.readouterr().out


def test_the_data_that_loaded_beside_is_the_packaged_data(kb: KnowledgeBase) -> None:
    loaded = packaged.Packaged().get()
    assert loaded.checksum == kb.checksum
    assert loaded.options() == kb.options()


def test_a_packaged_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("no turtle", encoding="utf-8")
    monkeypatch.setattr(packaged, "ontology_files", lambda: (broken,))
    monkeypatch.setattr("spineknowledge.resources.ontology_files", lambda: (broken,))
    with pytest.raises(DataError, match=r"broken\.ttl"):
        packaged.Packaged().get()


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 1), (QueryError("no"), 1), (OSError("no"), 1)]
)
def test_whatever_stops_a_command_decides_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, kb: KnowledgeBase
) -> None:
    def stop(**_: object) -> None:
        raise error

    monkeypatch.setattr(commands, "cli", stop)
    assert commands.run(None) == code  # type: ignore[arg-type]


Streams = Callable[[Origin, str], Any]


@pytest.fixture
def answer_of_process(monkeypatch: pytest.MonkeyPatch) -> Streams:
    """Run here what the process of a query runs, except for what ties it to its parent."""

    def ask(origin: Origin, query: str) -> Any:
        out = io.BytesIO()
        monkeypatch.setattr(bounded, "_die_with_parent", lambda: None)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pickle.dumps((origin, query)))))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
        bounded.main()
        return pickle.loads(out.getvalue())

    return ask


def test_the_process_of_a_query_opens_the_data_again_and_answers(
    each_mini: KnowledgeBase, answer_of_process: Streams
) -> None:
    succeeded, (kind, table) = answer_of_process(each_mini._store.origin(), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert (succeeded, kind) == (True, "select")
    assert table == each_mini.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_the_process_of_a_query_tells_an_error_in_words(mini: KnowledgeBase, answer_of_process: Streams) -> None:
    succeeded, words = answer_of_process(mini._store.origin(), "SELECT")
    assert succeeded is False
    assert words.startswith("the query cannot be answered")
