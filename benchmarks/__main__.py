"""Measure this library beside what people would use instead: ``python -m benchmarks`` (``pip install -e '.[bench]'``).

All of one task's contenders take turns in one run; what is printed are medians. Their answers are compared before
they are timed. ``--only TASK --json FILE`` measures one task and keeps it in the file beside what is there, so that a
long run can be done in stages; ``--report --json FILE`` prints what is in the file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench import PACKAGED, Bench
from benchmarks.chart import draw
from benchmarks.figures import Figure
from benchmarks.table import numbered, report
from benchmarks.tasks import TASKS

QUICK = (PACKAGED, "2", "20")
IN_SHORT: dict[str, Any] = {"repetitions": 2, "limit": 2, "without": frozenset({"Virtuoso"})}
AT_LENGTH: dict[str, Any] = {"repetitions": 9, "limit": 20}
FULL = (PACKAGED, "2", "100", "1000", "20000")


def main() -> None:
    """Run the tasks, and print, keep and draw the figures."""
    arguments = _parser().parse_args()
    figures = _kept(arguments.json)
    if not arguments.report:
        with tempfile.TemporaryDirectory() as temporary:
            folder = arguments.data or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            sizes = tuple(arguments.sizes or (QUICK if arguments.quick else FULL))
            bench = Bench(folder.resolve(), sizes, **(IN_SHORT if arguments.quick else AT_LENGTH))
            for name in arguments.only or TASKS:
                new = list(_measured(name, bench))
                again = {(figure.task, figure.size) for figure in new}
                figures = [figure for figure in figures if (figure.task, figure.size) not in again] + new
                _keep(figures, arguments.json)
    report(figures)
    if arguments.chart:
        draw(figures, arguments.chart)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small data and few repetitions, to see that it runs")
    parser.add_argument("--only", action="append", choices=TASKS, help="measure this task; may be given again")
    parser.add_argument("--sizes", nargs="+", metavar="N", help="'packaged', or numbers of invented procedures")
    parser.add_argument("--data", type=Path, help="keep the invented data in this folder, for the next stage")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--chart", type=Path, help="draw the figures into this SVG file")
    parser.add_argument("--report", action="store_true", help="measure nothing and print what --json holds")
    return parser


def _measured(name: str, bench: Bench) -> Iterator[Figure]:
    start = time.perf_counter()
    yield from TASKS[name](bench)
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


def _kept(path: Path | None) -> list[Figure]:
    if path is None or not path.exists():
        return []
    return [Figure(**item) for item in json.loads(path.read_text(encoding="utf-8"))]


def _keep(figures: list[Figure], path: Path | None) -> None:
    if path:
        order = list(TASKS)
        figures.sort(key=lambda figure: (order.index(figure.task), numbered(figure.size)))
        lines = ",\n".join(json.dumps(figure._asdict(), ensure_ascii=False) for figure in figures)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
