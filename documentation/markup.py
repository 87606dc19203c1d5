"""Markdown: tables, fences, links and texts that must not be taken for markup."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def plain(text: object) -> str:
    r"""Return a text on one line that shows as it is.

    >>> plain("a_b |\n c")
    'a\\_b \\| c'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def code(text: object) -> str:
    """Return a text as code, in a cell of a table too.

    >>> code("a|b")
    '`a\\\\|b`'
    """
    return f"`{str(text).replace('|', chr(92) + '|')}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, or nothing where there are no rows.

    >>> print(table(["a", "b"], [["1", "2"]]).strip())
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) + "\n\n"


def fence(text: str, language: str = "text") -> str:
    """Return a block of code."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}\n\n"


def link(text: str, page: str, origin: str) -> str:
    """Return a link from one page to another; ``page`` may name a place on it.

    >>> link("here", "a/b.md#c", "a/d.md")
    '[here](b.md#c)'
    """
    name, mark, place = page.partition("#")
    return f"[{text}]({posixpath.relpath(name, posixpath.dirname(origin) or '.')}{mark}{place})"


def section(title: str, body: str, level: int = 2) -> str:
    """Return a body under its heading, or nothing where there is no body."""
    return f"{'#' * level} {title}\n\n{body}" if body.strip() else ""
