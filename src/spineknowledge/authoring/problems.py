"""What can be wrong with a spreadsheet: the place, what is allowed and the nearest allowed value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a file from being taken over; without row and column it is the whole file."""

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        """Say where the problem is, what it is, and what to write instead."""
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column is not None else []
        parts = [f"{', '.join(place)}: {self._subject()}{self.message}"]
        parts += [f"write {self.allowed}"] if self.allowed else []
        parts += [f"did you mean {shown(self.nearest)}?"] if self.nearest else []
        return "; ".join(parts)

    def _subject(self) -> str:
        return "" if self.value is None else f"{shown(self.value)} "


class UnreadableError(Exception):
    """A file that is no spreadsheet; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Take the problem."""
        self.problem = problem
        super().__init__(str(problem))


class CellError(Exception):
    """A cell that cannot be taken over; the importer adds file, row and column."""

    def __init__(
        self,
        message: str,
        *,
        column: str = "",
        value: str | None = None,
        allowed: str = "",
        nearest: str | None = None,
    ) -> None:
        """Take what is wrong, and what is known of the cell."""
        self.message, self.column, self.value = message, column, value
        self.allowed, self.nearest = allowed, nearest
        super().__init__(message)

    def at(self, file: str, row: int) -> Problem:
        """Return the problem that this is in that row of that file."""
        column = self.column or None
        return Problem(file, self.message, row, column, self.value, self.allowed or None, self.nearest)


def shown(text: str) -> str:
    """Quote a value so that a long or odd one cannot spoil a message.

    >>> shown("a\\tb")
    "'a\\\\tb'"
    """
    return ascii(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")


def nearest(value: str, choices: Iterable[str]) -> str | None:
    """Return the one of the choices that is most like ``value``, if any is.

    >>> nearest("Lowr", ["lower", "higher"])
    'lower'
    """
    spelt = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    matches = get_close_matches(value.strip().casefold(), spelt, n=1)
    return spelt[matches[0]] if matches else None


def one_of(choices: Iterable[str]) -> str:
    """Say in words that one of the choices must be written.

    >>> one_of(["lower", "higher"])
    'one of higher, lower'
    """
    return f"one of {', '.join(sorted(choices))}"
