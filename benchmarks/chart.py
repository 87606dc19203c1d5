"""The figures as a chart: time over the number of procedures, one panel a task, both axes by powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.tasks import TASKS


def draw(figures: Sequence[Figure], path: Path) -> None:
    """Write an SVG with a panel for each task that was measured at more than one number of procedures."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    panels = {task: series for task in TASKS if (series := _series(figures, task))}
    if not panels:
        return
    matplotlib.rcParams["svg.hashsalt"] = "spineknowledge"
    rows = -(-len(panels) // 2)
    figure, axes = pyplot.subplots(rows, 2, figsize=(11, 3.6 * rows), squeeze=False, layout="constrained")
    names = sorted({name for series in panels.values() for name in series})
    styles = {name: f"C{number % 10}" for number, name in enumerate(names)}
    for axis, (task, series) in zip(axes.flat, panels.items(), strict=False):
        for name, points in series.items():
            ours = name.startswith("ours")
            axis.plot(*zip(*points, strict=True), "o-" if ours else "s--", label=name, color=styles[name],
                      linewidth=2.2 if ours else 1.2, markersize=4)  # fmt: skip
        axis.set(xscale="log", yscale="log", title=task, xlabel="procedures", ylabel="milliseconds")
        axis.grid(alpha=0.3)
        axis.legend(fontsize=7)
    for axis in list(axes.flat)[len(panels) :]:
        axis.set_visible(False)
    figure.savefig(path, format="svg", metadata={"Date": None, "Title": "Time over the number of procedures"})
    pyplot.close(figure)


def _series(figures: Sequence[Figure], task: str) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        if figure.task == task and figure.size.isdigit() and figure.value and figure.unit == "ms":
            found.setdefault(figure.name, []).append((int(figure.size), figure.value))
    return {name: sorted(points) for name, points in found.items() if len(points) > 1}
