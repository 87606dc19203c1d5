"""Text for terminals: wrapped paragraphs and tables that fit a width. It knows nothing of medicine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_GAP = "  "


def wrap(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """Return a paragraph as lines of at most ``width``, the later lines indented by ``hanging``.

    >>> wrap("one two three", 9, "- ", "  ")
    ['- one two', '  three']
    """
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=hanging or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def text_table(head: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> list[str]:
    """Return a table with a line under its head; the last column is wrapped to what is left of ``width``.

    >>> print("\\n".join(text_table(["a", "what"], [["1", "some longer text"]], 15)))
    a  what
    -  ------------
    1  some longer
       text
    """
    cells = [list(head), *(list(row) for row in rows)]
    widths = _column_widths(cells, width)
    lines: list[str] = []
    for number, row in enumerate(cells):
        lines.extend(_table_row(row, widths))
        if number == 0:
            lines.append(_GAP.join("-" * size for size in widths))
    return lines


def definition_lines(values: Mapping[str, Any], width: int, indent: str = "") -> list[str]:
    """Return ``name: value`` lines for nested plain data; empty values are left out."""
    lines: list[str] = []
    for key, value in values.items():
        lines.extend(_definition(key.replace("_", " "), value, width, indent))
    return lines


def _definition(name: str, value: Any, width: int, indent: str) -> Iterator[str]:
    if value in (None, "", [], {}):
        return
    if isinstance(value, Mapping):
        yield f"{indent}{name}:"
        yield from definition_lines(value, width, indent + _GAP)
    elif isinstance(value, list) and isinstance(value[0], Mapping):
        yield f"{indent}{name}:"
        for item in value:
            inner = definition_lines(item, width, indent + _GAP * 2)
            yield from [f"{indent}{_GAP}- {inner[0].lstrip()}", *inner[1:]] if inner else []
    else:
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield from wrap(f"{name}: {shown}", width, indent, indent + _GAP)


def _column_widths(cells: Sequence[Sequence[str]], width: int) -> list[int]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    left = width - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)
    widths[-1] = max(min(widths[-1], left), min(12, widths[-1]))
    return widths


def _table_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    last = textwrap.wrap(row[-1], widths[-1], break_long_words=False, break_on_hyphens=False) or [""]
    start = _GAP.join(cell.ljust(size) for cell, size in zip(row[:-1], widths[:-1], strict=True))
    for number, part in enumerate(last):
        yield ((start if number == 0 else " " * len(start)) + (_GAP if row[:-1] else "") + part).rstrip()
