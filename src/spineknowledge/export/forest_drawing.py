"""Pages of letters, strokes and marks, and how they become SVG through matplotlib.

A page is laid out without matplotlib, in points from its upper left corner; only ``svg_of`` needs it. The
SVG holds no metadata, comment, style sheet or reference to anything outside, and its text stays text.
"""

from __future__ import annotations

import re
import warnings
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape

from spineknowledge.errors import SpineKnowledgeError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 504.0
INK, GREY, PALE = "#1a1a1a", "#595959", "#d4d4d4"
_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'DejaVu Sans', sans-serif"
_MARKERS = {
    "square": ("s", 1.0),
    "circle": ("o", 1.05),
    "triangle": ("^", 1.15),
    "wedge": ("v", 1.15),
    "diamond": ("D", 0.95),
    "hexagon": ("h", 1.15),
    "left": ("<", 0.8),
    "right": (">", 0.8),
}


class Letters(NamedTuple):
    """A piece of text whose baseline starts, ends or has its middle at ``x``."""

    x: float
    y: float
    text: str
    size: float = 9
    bold: bool = False
    colour: str = INK
    align: str = "left"


class Stroke(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 1
    colour: str = INK


class Mark(NamedTuple):
    """A marker of a shape, filled or hollow."""

    x: float
    y: float
    shape: str
    filled: bool = True
    size: float = 6.5


class Page:
    """A page that grows downwards; ``y`` is where its next part begins."""

    def __init__(self) -> None:
        self.items: list[Letters | Stroke | Mark] = []
        self.y = 0.0

    def add(self, *items: Letters | Stroke | Mark) -> None:
        """Put parts on the page, later ones over earlier ones."""
        self.items.extend(items)


def svg_of(page: Page, name: str, title: str, description: str) -> str:
    """Return a page as SVG; ``name`` makes its ids, ``title`` and ``description`` stand for it in words."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SpineKnowledgeError(
            "plots need matplotlib; install it with: pip install 'spineknowledge[plot]'"
        ) from error
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["svg.hashsalt"] = name
        mpl.rcParams["text.parse_math"] = False
        mpl.rcParams["font.family"] = ["DejaVu Sans"]
        figure = Figure(figsize=(WIDTH / 72, page.y / 72), dpi=72, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(page.y, 0))
        axes.set_axis_off()
        _draw(page, axes)
        written = StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(written, format="svg", metadata=nothing)
    return _finished(written.getvalue(), name, title, description)


def _draw(page: Page, axes: Axes) -> None:
    for order, item in enumerate(page.items, start=1):
        if isinstance(item, Letters):
            weight = "bold" if item.bold else "normal"
            axes.text(
                item.x,
                item.y,
                item.text,
                fontsize=item.size,
                fontweight=weight,
                color=item.colour,
                horizontalalignment=item.align,
                verticalalignment="baseline",
                zorder=order,
            )
        elif isinstance(item, Stroke):
            ends = ([item.x, item.to_x], [item.y, item.to_y])
            style: dict[str, Any] = {"color": item.colour, "solid_capstyle": "butt", "clip_on": False}
            axes.plot(*ends, linewidth=item.width, zorder=order, **style)
        else:
            _draw_mark(item, axes, order)


def _draw_mark(mark: Mark, axes: Axes, order: int) -> None:
    marker, factor = _MARKERS[mark.shape]
    axes.plot(
        [mark.x],
        [mark.y],
        linestyle="none",
        marker=marker,
        markersize=mark.size * factor,
        markerfacecolor=INK if mark.filled else "white",
        markeredgecolor=INK,
        markeredgewidth=1.1,
        clip_on=False,
        zorder=order,
    )


def _finished(svg: str, name: str, title: str, description: str) -> str:
    """Make the SVG of matplotlib self-contained, anonymous and accessible.

    The patterns match markup only: in text, ``<`` is always escaped.
    """
    body = svg[svg.index("<svg") :]
    root, _, body = body.partition(">")
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    body = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    body = re.sub(r'(<text style="[^"]*?)font-family: [^;"]*; ', r"\1", body)
    body = re.sub(r' transform="rotate\(-0 [^"]*"', "", body)
    root += f' role="img" aria-labelledby="{name}-title {name}-desc"'
    root += f' font-family="{_FAMILY}" stroke-linejoin="round"'
    words = f'<title id="{name}-title">{escape(title)}</title>\n'
    words += f'<desc id="{name}-desc">{escape(description)}</desc>'
    lines = f"{root}>\n{words}{body}".split("\n")
    return "\n".join(line.strip() for line in lines).rstrip("\n") + "\n"
