"""The axes of a forest plot hold what is drawn, and text is cut only where it must be."""

from __future__ import annotations

import pytest

from spineknowledge.export.forest_scales import difference_scale, ratio_scale, tick_label, value_scale
from spineknowledge.export.forest_text import clean, shortened, width_of, wrapped


@pytest.mark.parametrize("value", ["0.0001", "1", "0.99", "1.3", "1.9", "3", "8", "70", "12345"])
def test_ratio_axes_are_symmetric_about_one_and_hold_their_values(value: str) -> None:
    scale = ratio_scale([float(value)])
    assert scale.holds(float(value)) and scale.share(1) == pytest.approx(0.5)
    assert 3 <= len(scale.ticks) <= 7


@pytest.mark.parametrize("values", [[0.0], [0.0003], [-7.29], [5, -900], [1e9]])
def test_difference_axes_are_symmetric_about_zero(values: list[float]) -> None:
    scale = difference_scale(values)
    assert scale.low == -scale.high and scale.share(0) == 0.5 and all(map(scale.holds, values))


@pytest.mark.parametrize("values", [[0.0, 0.0], [73.4, 81.6], [-3, -1], [-3, 5], [0.49, 0.83], [39014.0, 42510.0]])
def test_value_axes_hold_zero_and_their_values(values: list[float]) -> None:
    scale = value_scale(values)
    assert scale.holds(0) and all(map(scale.holds, values)) and scale.low < scale.high
    assert len({tick_label(tick) for tick in scale.ticks}) == len(scale.ticks) <= 7


def test_text_is_cut_only_where_it_must_be() -> None:
    assert wrapped("Smith 2001 (2 years, p = 0.04)", 70, 9) == ["Smith 2001", "(2 years,", "p = 0.04)"]
    assert all(width_of(line, 9) <= 40 for line in wrapped("x" * 90, 40, 9))
    assert wrapped("", 40, 9) == [] and clean(" \n") == ""
    assert shortened("a" * 50, 10) == "a" * 9 + "…"
