"""Axes of forest plots: where a number lies between two ends, and which ticks stand below.

Axes of effects are symmetric about the line of no difference, with room beyond the last number; axes of
values start at 0, so that no gap looks larger than it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_RATIO_TICKS: tuple[tuple[float, ...], ...] = (
    (0.8, 0.9, 1, 1.1, 1.25),
    (0.67, 0.8, 1, 1.25, 1.5),
    (0.5, 0.7, 1, 1.4, 2),
    (0.25, 0.5, 1, 2, 4),
    (0.1, 0.2, 0.5, 1, 2, 5, 10),
    (0.01, 0.1, 1, 10, 100),
)
_WIDEST = 100.0
_MARGIN = 1.03
_NICE = (1, 2, 2.5, 5, 10)


class Scale(NamedTuple):
    """An axis from ``low`` to ``high``; ``null`` is the value that means no difference, if one does."""

    low: float
    high: float
    ticks: tuple[float, ...]
    null: float | None = None
    log: bool = False

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies: 0 at the low end, 1 at the high end, no further.

        >>> Scale(0.25, 4, (0.25, 1, 4), null=1, log=True).share(1)
        0.5
        """
        if self.log and value <= 0:
            return 0.0
        low, high, at = (math.log(x) if self.log else x for x in (self.low, self.high, value))
        return min(max((at - low) / (high - low), 0.0), 1.0)

    def holds(self, value: float) -> bool:
        """Say whether the axis reaches as far as a value."""
        return self.low <= value <= self.high


def ratio_scale(values: Sequence[float], ends: Sequence[float] = ()) -> Scale:
    """Return a logarithmic axis about 1 that holds the values, and the ends of intervals up to 100-fold.

    >>> ratio_scale([0.62], [0.47, 0.80]).ticks
    (0.25, 0.5, 1, 2, 4)
    """
    needed = max(max(value, 1 / value) for value in values)
    folds = (max(end, 1 / end) if end > 0 else _WIDEST for end in ends)
    needed = max(needed, min(max(folds, default=1), _WIDEST))
    for ticks in _RATIO_TICKS:
        if needed * _MARGIN <= ticks[-1]:
            return Scale(1 / ticks[-1], ticks[-1], ticks, null=1, log=True)
    top = float(10 ** math.ceil(math.log10(needed * _MARGIN)))
    return Scale(1 / top, top, (1 / top, 1, top), null=1, log=True)


def difference_scale(values: Sequence[float]) -> Scale:
    """Return an axis about 0 that holds the values.

    >>> difference_scale([0.04, -0.28, 0.36]).ticks
    (-0.4, -0.2, 0.0, 0.2, 0.4)
    """
    step = _step(max(map(abs, values)) * _MARGIN or 1.0, 2)
    ticks = tuple(round(index * step, 10) for index in range(-2, 3))
    return Scale(ticks[0], ticks[-1], ticks, null=0)


def value_scale(values: Sequence[float]) -> Scale:
    """Return an axis from 0, or from the lowest value below it, that holds the values.

    >>> value_scale([73.4, 81.6]).ticks
    (0.0, 25.0, 50.0, 75.0, 100.0)
    """
    low, high = min(0.0, *values), max(0.0, *values)
    high = high if low < high else 1.0
    step = _step(high - low, 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(index * step, 10) for index in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def tick_label(value: float) -> str:
    """Return the label of a tick, large numbers in groups of three.

    >>> tick_label(0.25), tick_label(-2.0), tick_label(20000.0)
    ('0.25', '-2', '20\\xa0000')
    """
    if abs(value) >= 10000:
        return f"{value:,.0f}".replace(",", "\u00a0")
    return f"{value:.10g}" if value else "0"


def _step(reach: float, parts: int) -> float:
    raw = reach / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(nice * power for nice in _NICE if nice * power >= raw * (1 - 1e-9))
