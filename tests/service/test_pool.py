"""The pool of workers: whole answers or errors, whatever is asked, and workers that come back."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_queries import FAST, TOO_MUCH_MEMORY, TOO_SLOW, Hostile

from spineknowledge import BusyError, DataError, KnowledgeBase, QueryError, QueryTimeoutError, bounded
from spineknowledge.bounded import Pool
from spineknowledge.limits import MIB, SERVED

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SLEEP = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a = ?f) }"


@pytest.fixture(scope="module")
def pool(kb: KnowledgeBase) -> Iterator[Pool]:
    pool = Pool(("ntriples", kb.ntriples()), SERVED.replace(seconds=1.0, memory_bytes=2000 * MIB))
    pool.wait_until_ready()
    yield pool
    pids = pool.pids()
    pool.close()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def running(pids: tuple[int, ...]) -> bool:
    return all(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.fixture(scope="module")
def patient(kb: KnowledgeBase) -> Iterator[Pool]:
    """A pool with much time and little memory."""
    pool = Pool(("ntriples", kb.ntriples()), SERVED.replace(seconds=60.0, memory_bytes=100 * MIB))
    yield pool
    pool.close()


@pytest.mark.parametrize("hostile", [*FAST, TOO_SLOW[0]], ids=lambda hostile: hostile.name)
def test_a_hostile_query_ends_as_it_should_and_the_next_is_right(
    pool: Pool, kb: KnowledgeBase, hostile: Hostile
) -> None:
    check(pool, kb, hostile)


@pytest.mark.parametrize("hostile", TOO_MUCH_MEMORY, ids=lambda hostile: hostile.name)
def test_a_query_that_takes_too_much_memory_ends_with_its_process(
    patient: Pool, kb: KnowledgeBase, hostile: Hostile
) -> None:
    check(patient, kb, hostile)


def check(pool: Pool, kb: KnowledgeBase, hostile: Hostile) -> None:
    right = kb.query(COUNT)
    if hostile.error:
        with pytest.raises(QueryError) as caught:
            pool.submit(hostile.query, "json|nt").result(30)
        assert type(caught.value).__name__ == hostile.error
        assert hostile.subject in (getattr(caught.value, "limit", ""), getattr(caught.value, "part", ""))
        assert len(str(caught.value).splitlines()) == 1
    else:
        assert pool.submit(hostile.query, "json|nt").result(30)
    for _ in range(SERVED.workers):
        assert pool.answer(COUNT) == right


def test_answers_are_equal_to_those_in_this_process(pool: Pool, kb: KnowledgeBase) -> None:
    for question in kb.questions():
        assert pool.answer(question.text) == kb.query(question.text), question.name


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_exactly_in_every_form(pool: Pool, form: str) -> None:
    assert pool.submit(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {SERVED.rows}", form).result()
    with pytest.raises(QueryError, match="more than 10000 rows"):
        pool.submit(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {SERVED.rows + 1}", form).result()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_texts_that_look_like_the_end_of_a_row_are_not_counted(pool: Pool, form: str) -> None:
    query = "SELECT ('a\\n\\n\\n},{' AS ?x) ('b\\n},{' AS ?y) { ?s ?p ?o } LIMIT 4000"
    assert pool.submit(query, form).result()


def test_one_query_more_than_workers_and_queue_is_told_to_come_back(pool: Pool) -> None:
    places = SERVED.workers + SERVED.queue
    futures = [pool.submit(SLEEP) for _ in range(places)]
    with pytest.raises(BusyError):
        pool.submit(COUNT)
    for future in futures[SERVED.workers :]:
        future.cancel()
    for future in futures[: SERVED.workers]:
        with contextlib.suppress(QueryTimeoutError):
            future.result(10)
    assert pool.answer(COUNT)


def test_a_killed_worker_loses_only_the_query_it_ran(pool: Pool, kb: KnowledgeBase) -> None:
    expected, right, lost, wrong = kb.query(COUNT), [], [], []

    def ask(times: int) -> None:
        for _ in range(times):
            try:
                told = pool.answer(COUNT)
                (right if told == expected else wrong).append(told)
            except QueryError as error:
                lost.append(error)

    threads = [threading.Thread(target=ask, args=(150,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    kills = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
        if kills < 6 and pool.pids():
            os.kill(pool.pids()[0], signal.SIGKILL)
            kills += 1
    assert kills
    assert wrong == []
    assert len(lost) <= kills
    assert len(right) + len(lost) == 4 * 150
    assert pool.answer(COUNT) == expected


def test_a_worker_killed_while_idle_loses_nothing(pool: Pool, kb: KnowledgeBase) -> None:
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.05)
    assert [pool.answer(COUNT) for _ in range(4)] == [kb.query(COUNT)] * 4


def test_a_worker_can_open_neither_files_nor_connections(pool: Pool) -> None:
    assert pool.answer(COUNT)
    for pid in pool.pids():
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
        values = {line[:26].strip(): line.split()[-3] for line in limits.splitlines()[1:]}
        assert (values["Max open files"], values["Max file size"], values["Max core file size"]) == ("0", "0", "0")
        assert values["Max address space"] != "unlimited"


def test_a_closed_pool_ends_what_runs_and_takes_nothing_new(kb: KnowledgeBase) -> None:
    pool = Pool(("ntriples", kb.ntriples()), SERVED.replace(workers=1))
    future = pool.submit("ASK { ?s ?p ?o }", "json")
    pool.close()
    assert json.loads(future.result().partition(b"\n")[2])["boolean"] is True
    with pytest.raises(BusyError):
        pool.submit(COUNT)
    assert pool.pids() == ()


def test_data_that_a_worker_cannot_load_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is no Turtle", encoding="utf-8")
    pool = Pool(("files", (broken,)), SERVED.replace(workers=1))
    with pytest.raises(DataError, match=r"broken\.ttl"):
        pool.wait_until_ready()
    pool.close()


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import os, signal; from spineknowledge import KnowledgeBase; from spineknowledge.bounded import Pool;"
        "pool = Pool(('ntriples', '')); pool.wait_until_ready(); print(*pool.pids(), flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    pids = tuple(map(int, done.stdout.split()))
    assert len(pids) == SERVED.workers
    until = time.monotonic() + 5
    while running(pids[:1]) and time.monotonic() < until:
        time.sleep(0.02)
    assert [pid for pid in pids if running((pid,))] == []


def test_a_pool_that_can_start_no_worker_is_busy_and_recovers(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(("ntriples", kb.ntriples()), SERVED.replace(workers=1))
    pool.wait_until_ready()
    with monkeypatch.context() as broken:
        broken.setattr(bounded, "_COMMAND", ["/nowhere/python"])
        os.kill(pool.pids()[0], signal.SIGKILL)
        time.sleep(0.05)
        with pytest.raises(BusyError):
            pool.answer(COUNT)
    assert pool.answer(COUNT) == kb.query(COUNT)
    pool.close()
