"""The benchmarks compare answers before they time them, tell what was not run, and draw what was."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench import Bench
from benchmarks.chart import draw
from benchmarks.figures import Figure, TooSlowError, at_most
from benchmarks.table import TARGETS, measured, report
from benchmarks.tasks import TASKS, comparing, listing

SERVERS = frozenset({"Oxigraph server", "Virtuoso"})
CONTENDERS = {"rdflib", "oxrdflib", "pyoxigraph", "owlready2"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), ("2", "3"), repetitions=1, without=SERVERS)


@pytest.mark.parametrize("task", ["compare", "steps", "lower", "conflicts", "indirect"])
def test_every_contender_answers_like_us(bench: Bench, task: str) -> None:
    figures = list(TASKS[task](bench))
    told = {(figure.size, figure.name) for figure in figures if figure.value}
    assert told >= {(size, name) for size in bench.sizes for name in CONTENDERS}
    left_out = {(figure.size, figure.name) for figure in figures if figure.note}
    assert left_out == {(size, name) for size in bench.sizes for name in SERVERS}


def test_another_answer_stops_the_run(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_pairs", lambda rows: {("nobody", "nothing")})
    with pytest.raises(SystemExit, match="answers otherwise"):
        list(TASKS["lower"](bench))


def test_what_takes_too_long_is_interrupted() -> None:
    with pytest.raises(TooSlowError, match="within 1 s"), at_most(1):
        while True:
            pass


def test_the_report_names_ratios_growth_and_targets(bench: Bench, tmp_path: Path) -> None:
    figures = [
        *comparing.again(bench),
        *comparing.compare(bench),
        Figure("load", "2", "rdflib", None, note="not run: x"),
    ]
    lines: list[str] = []
    report(figures, lines.append)
    text = "\n".join(lines)
    assert "not run: x" in text
    assert "1.00x" in text
    assert "3: " in text
    assert "not measured" in text
    draw(figures, tmp_path / "chart.svg")
    assert "<svg" in (tmp_path / "chart.svg").read_text(encoding="utf-8")


def test_a_target_is_a_ratio_of_figures_that_tasks_yield() -> None:
    assert {target.task for target in TARGETS} <= TASKS.keys()
    growth = next(target for target in TARGETS if target.over and target.size == "1000" and target.task == "disk")
    figures = [Figure("disk", size, "ours, first, in memory", value) for size, value in (("2", 2.0), ("1000", 3.0))]
    assert measured(growth, figures) == 1.5
    assert measured(growth, figures[:1]) is None
