"""Reading and writing spreadsheets: CSV in the dialects that editors' programs write, and Excel workbooks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spineknowledge.authoring.problems import Problem, UnreadableError

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_RESTORED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NEEDS_QUOTES = re.compile(r'[",;\n\r]|^\s|\s$')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REMARK = "#"
"""A row whose first cell begins with this is a remark for editors and holds no data."""


@dataclass(frozen=True)
class Sheet:
    """The header and the numbered rows of one sheet, every cell as trimmed text."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets with content in a file; one for CSV, any number for Excel."""
    if path.suffix.lower() == ".xlsx":
        from spineknowledge.authoring.workbook import read_workbook

        grids = read_workbook(path)
    else:
        grids = [(path.name, _read_csv(path))]
    sheets = (_sheet(name, grid) for name, grid in grids)
    return [sheet for sheet in sheets if sheet.header]


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV with commas and plain line feeds, quotes only where they are needed.

    >>> csv_text(["a", "b"], [["1", "x, y"]])
    'a,b\\n1,"x, y"\\n'
    """
    return "".join(",".join(map(_quoted, row)) + "\n" for row in (header, *rows))


def neutralised(text: str) -> str:
    """Keep a spreadsheet program from taking text for a formula; plain numbers stay.

    >>> neutralised("=1+1"), neutralised("-0.36"), neutralised("lower")
    ("'=1+1", '-0.36', 'lower')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """Undo :func:`neutralised`.

    >>> restored("'=1+1"), restored("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if _RESTORED.match(text) else text


def _read_csv(path: Path) -> list[list[str]]:
    text = _decoded(path)
    delimiter = _delimiter(text)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableError(Problem(path.name, f"is not well-formed CSV ({error})")) from error


def _decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableError(Problem(path.name, f"cannot be read ({error.strerror})")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 (line {line}); save it as CSV UTF-8"
        raise UnreadableError(Problem(path.name, message)) from error


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if head.count(";") > head.count(",") else ","


def _sheet(name: str, grid: Sequence[Sequence[str]]) -> Sheet:
    numbered = ((number, _trimmed(row)) for number, row in enumerate(grid, start=1))
    filled = [(number, row) for number, row in numbered if row and not row[0].startswith(REMARK)]
    header = filled[0][1] if filled else ()
    return Sheet(name, header, tuple(filled[1:]))


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def has_control_characters(text: str) -> bool:
    """Say whether a cell holds characters that no text has.

    >>> has_control_characters("a\\x00b"), has_control_characters("a\\nb")
    (True, False)
    """
    return _CONTROL.search(text) is not None


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
