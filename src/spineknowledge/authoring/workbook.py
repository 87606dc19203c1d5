"""Reading Excel workbooks, where a cell may hold more than the text that it shows."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from spineknowledge.authoring.problems import Problem, UnreadableError
from spineknowledge.errors import ImportFileError

_DECIMALS = re.compile(r"0(\.(0+))?")
_AS_TEXT = "text: give the column the format Text and type what the source prints"


def read_workbook(path: Path) -> list[tuple[str, list[list[str]]]]:
    """Return name and cells of every sheet; a cell that does not hold what it shows is a problem."""
    problems: list[Problem] = []
    book = _opened(path)
    labels = {sheet: f"{path.name} [{sheet.title}]" for sheet in book.worksheets}
    grids = [(label, _grid(sheet, label, problems)) for sheet, label in labels.items()]
    if problems:
        raise ImportFileError(problems)
    return grids


def _opened(path: Path) -> Any:
    try:
        import openpyxl  # type: ignore[import-untyped]
    except ImportError as error:
        message = "needs openpyxl to be read: pip install 'spineknowledge[xlsx]', or save it as CSV"
        raise UnreadableError(Problem(path.name, message)) from error
    try:
        return openpyxl.load_workbook(path)
    except (OSError, BadZipFile, KeyError, ValueError, TypeError) as error:
        raise UnreadableError(Problem(path.name, f"is not an Excel workbook ({error})")) from error


def _grid(sheet: Any, label: str, problems: list[Problem]) -> list[list[str]]:
    return [[_text(cell, label, problems) for cell in row] for row in sheet.iter_rows()]


def _text(cell: Any, label: str, problems: list[Problem]) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, str) and cell.data_type != "f":
        return cell.value
    shown = _shown_number(cell)
    if shown is None:
        message = "holds a formula, a date, a percentage or another value that differs from what it shows"
        problems.append(Problem(label, message, cell.row, cell.column_letter, str(cell.value), _AS_TEXT))
    return shown or ""


def _shown_number(cell: Any) -> str | None:
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    if cell.number_format == "General":
        return format(Decimal(repr(cell.value)).normalize(), "f")
    decimals = _DECIMALS.fullmatch(cell.number_format)
    return format(cell.value, f".{len(decimals.group(2) or '')}f") if decimals else None
