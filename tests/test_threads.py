"""Threads may ask a knowledge base at once, also for the first time."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest
from invented import MINI, Make

from spineknowledge.model.base import Result


def _ids(results: Iterable[Result]) -> list[str]:
    return [result.id for result in results]


@pytest.mark.parametrize("attempt", range(3))
def test_threads_that_ask_for_the_first_time_at_once_all_get_the_right_answer(make: Make, attempt: int) -> None:
    kb, start = make(MINI), threading.Barrier(16)
    answers: list[tuple[str, ...]] = []

    def ask() -> None:
        start.wait()
        row = kb.relation("alpha", "beta", "spill")
        answers.append((str(row.direction), *_ids(row.findings), *_ids(kb.options()), *_ids(kb.conflicts())))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = (
        "lower",
        "one-spill",
        "two-spill",
        "leaflet-spill",
        "alpha",
        "beta",
        "delta",
        "gamma",
        "mending",
        "opposite-findings-alpha-vs-beta-spill",
        "opposite-findings-alpha-vs-beta-straightness",
    )
    assert answers == [expected] * 16
