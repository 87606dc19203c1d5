"""Answers that a model can read: a part of a list, by number and by size, that says how much there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

PAGE_CHARACTERS = 16_000
"""About how many characters the items of one answer may have in all; one item is always sent."""

CELL_CHARACTERS = 2_000
"""How much of one text a row of a SPARQL answer holds; what is cut off is counted in its place."""

_T = TypeVar("_T")


class Page(NamedTuple):
    """Items of a list, and the numbers that an answer tells of it."""

    items: list[Any]
    counts: dict[str, Any]


def page(found: Sequence[_T], offset: int, limit: int, shape: Callable[[_T], Any]) -> Page:
    """Return items from ``offset`` on, no more than ``limit``, and fewer where they are long.

    >>> page("abcde", 1, 2, str)
    Page(items=['b', 'c'], counts={'total': 5, 'shown': 2, 'next_offset': 3})
    >>> page("abcde", 3, 9, str).counts
    {'total': 5, 'shown': 2, 'next_offset': None}
    """
    items: list[Any] = []
    left = PAGE_CHARACTERS
    for item in found[offset : offset + limit]:
        shaped = shape(item)
        left -= len(dumped(shaped))
        if left < 0 and items:
            break
        items.append(shaped)
    end = offset + len(items)
    more = end if end < len(found) else None
    return Page(items, {"total": len(found), "shown": len(items), "next_offset": more})


def told(value: Any) -> Any:
    """Return a value as JSON can carry it, without what is not stated."""
    return value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, BaseModel) else value


def dumped(value: Any) -> str:
    """Return a value as compact JSON; text that is no Unicode comes with question marks."""
    text = json.dumps(told(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def shortened(value: Any) -> Any:
    """Return a cell of a table; a very long text ends with how much of it was cut off.

    >>> shortened("x" * 2010)[-20:]
    'xxx (+10 characters)'
    """
    if not isinstance(value, str) or len(value) <= CELL_CHARACTERS:
        return value
    return f"{value[:CELL_CHARACTERS]} (+{len(value) - CELL_CHARACTERS} characters)"
