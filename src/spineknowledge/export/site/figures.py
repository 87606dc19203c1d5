"""Small pictures for pages, as inline SVG with a text that says the same: icon arrays and forest plots.

Both options are drawn alike. The drawing takes its colours from the page, so that it follows light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from spineknowledge.export.site.answers import short_name
from spineknowledge.export.site.words import word
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate
from spineknowledge.model.evidence import Finding

_STEP = 12
_WIDTH, _ROW = 380, 42
_RATIOS = ("risk-ratio", "odds-ratio", "hazard-ratio")
_DIFFERENCES = ("mean-difference", "standardised-mean-difference")
_MOST = 14


class Plot(NamedTuple):
    """A forest plot: its drawing, its title, which tells what is drawn, and whether its numbers are relative."""

    svg: str
    title: str
    relative: bool


class _Line(NamedTuple):
    name: str
    value: float
    low: float
    high: float
    printed: str


def icons(share: str, label: str) -> str:
    """Return a picture of 100 dots of which as many are filled as the share says; ``<1`` fills none.

    >>> icons("73", "73 out of 100 people").count("<path")
    2
    """
    filled = 0 if share == "<1" else min(int(share), 100)
    return (
        f'<svg class="icons" role="img" aria-label="{escape(label)}" viewBox="0 0 {10 * _STEP} {10 * _STEP}">'
        f'<path class="on" d="{_dots(0, filled)}"/><path class="off" d="{_dots(filled, 100)}"/></svg>'
    )


def _dots(start: int, end: int) -> str:
    """Return a path with a short round stroke for each dot; relative moves keep it small."""
    rows: list[str] = []
    for row in range(10):
        first, last = max(start - 10 * row, 0), min(end - 10 * row, 10)
        if last > first:
            dots = f"m{_STEP} 0" if last - first > 1 else ""
            head = f"M{first * _STEP + 6} {row * _STEP + 6}h0"
            rows.append(head + f"{dots}h0" * (last - first - 1))
    return "".join(rows)


def forests(row: ComparisonRow, lang: str) -> tuple[Plot, ...]:
    """Return a forest plot for each kind of measure of which a source gives an interval."""
    groups: dict[str, list[_Line]] = {}
    names: dict[str, str] = {}
    for finding in row.findings:
        for estimate in finding.estimates:
            line = _line(finding, estimate)
            if line:
                unit = estimate.scale or (estimate.unit.notation if estimate.unit else "")
                key = estimate.measure.id + (f" {unit}" if estimate.measure.id == "mean-difference" else "")
                groups.setdefault(key, []).append(line)
                shown = f" ({unit})" if unit and estimate.measure.id == "mean-difference" else ""
                names[key] = estimate.measure.label.get(lang) + shown
    return tuple(_plot(row, key, names[key], lines[:_MOST], lang) for key, lines in sorted(groups.items()))


def _line(finding: Finding, estimate: Estimate) -> _Line | None:
    numbers = (estimate.value, estimate.ci_low, estimate.ci_high)
    if None in numbers or estimate.measure.id not in _RATIOS + _DIFFERENCES or estimate.reversed_scale:
        return None
    value, low, high = (float(number.value) for number in numbers if number)
    if estimate.measure.id in _RATIOS and min(value, low, high) <= 0:
        return None
    printed = f"{estimate.value} ({estimate.ci_low}\u2013{estimate.ci_high})".replace("-", "\u2212")
    return _Line(short_name(finding), value, low, high, printed)


def _plot(row: ComparisonRow, key: str, measure: str, lines: Sequence[_Line], lang: str) -> Plot:
    log = key.partition(" ")[0] in _RATIOS
    null = 1.0 if log else 0.0
    spread = max(abs(_at(end, log) - _at(null, log)) for line in lines for end in (line.low, line.high)) * 1.1 or 1.0
    height = _ROW * len(lines) + 44
    middle = _x(0, spread)
    told = "; ".join(f"{line.name}: {line.printed}" for line in lines)
    title = word("evidence.plot_unit", lang, measure=measure)
    parts = [
        f'<svg class="forest" role="img" aria-label="{escape(f"{title}. {told}")}" viewBox="0 0 {_WIDTH} {height}">',
        f'<path class="null" d="M{middle} 20V{_ROW * len(lines) + 4}"/>',
        *(_drawn(line, number, spread, log) for number, line in enumerate(lines)),
        *_ends(row, _ROW * len(lines) + 20, lang),
        "</svg>",
    ]
    return Plot("".join(parts), title, log)


def _at(value: float, log: bool) -> float:
    return math.log(value) if log else value


def _x(offset: float, spread: float) -> str:
    return f"{_WIDTH * (0.5 + max(-0.49, min(0.49, offset / spread / 2))):.1f}"


def _drawn(line: _Line, number: int, spread: float, log: bool) -> str:
    y = _ROW * number + 14
    low, value, high = (_x(_at(x, log), spread) for x in (line.low, line.value, line.high))
    name = line.name if len(line.name) < 34 else f"{line.name[:31]}\u2026"
    return (
        f'<text x="0" y="{y}">{escape(name)}</text><text x="{_WIDTH}" y="{y}" class="end">{escape(line.printed)}</text>'
        f'<path class="ci" d="M{low} {y + 14}H{high}"/><circle cx="{value}" cy="{y + 14}" r="4"/>'
    )


def _ends(row: ComparisonRow, y: int, lang: str) -> list[str]:
    """Return what either side of the line means, one below the other, so that both fit a phone."""
    name = row.subject.label.get(lang)
    left, right = (escape(word(f"evidence.plot_{side}", lang, a=name)) for side in ("left", "right"))
    return [
        f'<text x="0" y="{y}" class="soft">\u2190 {left}</text>',
        f'<text x="{_WIDTH}" y="{y + 18}" class="end soft">{right} \u2192</text>',
    ]
