"""The figures as a table, how they grow with the data, and which targets they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.figures import Figure
from benchmarks.tasks import TASKS

PACKAGED = "packaged"


class Target(NamedTuple):
    """A bound on a ratio of two figures, or on one figure."""

    says: str
    task: str
    name: str
    most: float
    size: str = PACKAGED
    over: tuple[str, str, str] | None = None
    """The figure that it is divided by: task, size, name."""


TARGETS = (
    Target("compare() again, µs", "again", "ours, again", 20),
    *(
        Target(
            f"compare() first, of rdflib's time for the same rows, {size}",
            "same-rows", "ours, first", 1 / 20, size, ("same-rows", size, "rdflib"),
        )
        for size in (PACKAGED, "2", "100")
    ),
    *(
        Target(
            f"growth of compare() first {where} from 2 to {size} procedures",
            task, name, 1.5, size, (task, "2", name),
        )
        for where, task, name in (
            ("in memory", "disk", "ours, first, in memory"),
            ("on disk", "disk", "ours, first, on disk"),
        )
        for size in ("1000", "20000")
    ),
    Target("fresh process, of import rdflib", "cold", "ours", 1, PACKAGED, ("cold", PACKAGED, "import rdflib")),
    Target("native JSON-LD, of rdflib's time", "jsonld", "ours", 1 / 10, PACKAGED, ("jsonld", PACKAGED, "rdflib")),
    Target("opening on disk, 20000, of import rdflib", "open", "ours", 1, "20000", ("open", "any", "import rdflib")),
    Target("memory of an open store on disk, 20000, MiB", "open", "ours, memory", 50, "20000"),
    Target(
        "compare() first on disk, 20000, of its time in memory",
        "disk", "ours, first, on disk", 3, "20000", ("disk", "20000", "ours, first, in memory"),
    ),
)  # fmt: skip


def report(figures: Sequence[Figure], say: Callable[[str], object] = print) -> None:
    """Print every figure by task and size, then growth, then targets."""
    for task, measure in TASKS.items():
        own = [figure for figure in figures if figure.task == task]
        if own:
            say(f"\n{task}: {' '.join((measure.__doc__ or '').split())}\n")
            for line in _lines(own):
                say(line)
    say("\nGrowth: how many times as long as with the fewest procedures\n")
    for line in _growth(figures):
        say(line)
    say("\nTargets\n")
    for target in TARGETS:
        value = measured(target, figures)
        verdict = "not measured" if value is None else f"{value:.3g}  {'met' if value <= target.most else 'NOT MET'}"
        say(f"  {target.says:<64} <= {target.most:<6.3g} {verdict}")


def measured(target: Target, figures: Iterable[Figure]) -> float | None:
    """Return what a target is about, if it was measured."""
    values = {(figure.task, figure.size, figure.name): figure.value for figure in figures}
    value = values.get((target.task, target.size, target.name))
    if target.over is None or value is None:
        return value
    base = values.get(target.over)
    return value / base if base else None


def numbered(size: str) -> int:
    """Return the procedures of a size, so that sizes can be put in order."""
    return int(size) if size.isdigit() else 0


def _lines(figures: list[Figure]) -> Iterator[str]:
    yield f"  {'data':<10} {'what':<44} {'median':>12}       {'of ours':>9}"
    for figure in figures:
        start = f"  {figure.size:<10} {figure.name:<44} "
        if figure.value is None:
            yield f"{start}{figure.note}"
        else:
            ratio = "" if figure.ratio is None else f"{figure.ratio:>8.2f}x"
            yield f"{start}{figure.value:>12.3f} {figure.unit:<5} {ratio:>9}  {figure.note}".rstrip()


def _growth(figures: Iterable[Figure]) -> Iterator[str]:
    series: dict[tuple[str, str], dict[int, float]] = {}
    for figure in figures:
        if figure.size.isdigit() and figure.value:
            series.setdefault((figure.task, figure.name), {})[int(figure.size)] = figure.value
    for (task, name), values in series.items():
        if len(values) > 1:
            base = values[min(values)]
            grown = "  ".join(f"{size:,}: {values[size] / base:.2f}x" for size in sorted(values))
            yield f"  {task:<10} {name:<44} {grown}"
