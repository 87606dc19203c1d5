"""The figures as a chart: time over the number of procedures, one panel a task, both axes by powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.tasks import TASKS

COLOURS = {
    "ours": "#1f3b8c",
    "floor": "#9a9a9a",
    "rdflib": "#c0392b",
    "oxrdflib": "#e08e0b",
    "pyoxigraph": "#2e8b57",
    "owlready2": "#8e44ad",
    "Oxigraph server": "#16a2b8",
    "Virtuoso": "#7f5539",
}


def draw(figures: Sequence[Figure], path: Path) -> None:
    """Write an SVG with a panel for each task that was measured at more than one number of procedures."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    panels = {task: series for task in TASKS if (series := _series(figures, task))}
    if not panels:
        return
    matplotlib.rcParams |= {"svg.hashsalt": "spineknowledge", "svg.fonttype": "none"}
    rows = -(-len(panels) // 2)
    figure, axes = pyplot.subplots(rows, 2, figsize=(11, 3.6 * rows), squeeze=False, layout="constrained")
    for axis, (task, series) in zip(axes.flat, panels.items(), strict=False):
        ours = iter(("-", "--", ":"))
        for name, points in series.items():
            line = next(ours) if name.startswith("ours") else "-"
            axis.plot(*zip(*points, strict=True), line, marker="o", label=name, color=_colour(name),
                      linewidth=2.4 if name.startswith("ours") else 1.2, markersize=4)  # fmt: skip
        values = [value for points in series.values() for _, value in points]
        axis.set(xscale="log", yscale="log", title=task, xlabel="procedures", ylabel="milliseconds")
        axis.set_ylim(min(values) / 3, max(values) * 3)
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


def _colour(name: str) -> str:
    return next((colour for start, colour in COLOURS.items() if name.startswith(start)), "#555555")
