"""Text fits its width where words allow, and says nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineknowledge.layout import definition_lines, text_table, wrap

WORDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)
TEXT = st.lists(WORDS, max_size=30).map(" ".join)


@given(TEXT, st.integers(20, 60))
def test_wrapped_text_keeps_every_word_within_the_width(text: str, width: int) -> None:
    lines = wrap(text, width, "  - ", "    ")
    assert all(len(line) <= width for line in lines)
    assert " ".join(lines).split()[1 if text else 0 :] == text.split()


def test_a_word_that_is_too_long_stands_alone_and_whole() -> None:
    assert wrap(f"see {'x' * 30} there", 20) == ["see", "x" * 30, "there"]


@given(st.lists(st.tuples(WORDS, TEXT), max_size=5))
def test_a_table_keeps_every_word_and_starts_columns_below_each_other(rows: list[tuple[str, str]]) -> None:
    lines = text_table(("name", "text"), rows, 60)
    assert sorted(" ".join(lines[2:]).split()) == sorted(" ".join(" ".join(row) for row in rows).split())
    assert len(lines[1]) <= 60


def test_a_table_of_one_column_has_no_gap() -> None:
    assert text_table(["a"], [["x"]], 80) == ["a", "-", "x"]


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_what_is_empty_is_left_out(empty: object) -> None:
    assert definition_lines({"a": empty, "b_c": 1}, 80) == ["b c: 1"]


def test_nested_data_is_indented() -> None:
    data = {"one": {"two": "x"}, "many": [{"id": 1, "text": "y"}, {"id": 2}], "flat": ["p", "q"], "none": [{}]}
    assert definition_lines(data, 80) == [
        "one:",
        "  two: x",
        "many:",
        "  - id: 1",
        "    text: y",
        "  - id: 2",
        "flat: p, q",
        "none:",
    ]
