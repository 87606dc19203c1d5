"""Taking over spreadsheets: all rows of all files are checked, then everything is written or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.merging import Merger
from spineknowledge.authoring.problems import Problem, UnreadableError, nearest, shown
from spineknowledge.authoring.report import Counts, ImportReport
from spineknowledge.authoring.reviewing import clear_reviews, renew_bases
from spineknowledge.authoring.spreadsheet import Sheet, read_sheets, restored
from spineknowledge.authoring.table import Table
from spineknowledge.authoring.tables import TABLES
from spineknowledge.errors import ImportFileError
from spineknowledge.files import write_file
from spineknowledge.namespaces import slug_of


@dataclass(frozen=True)
class Line:
    """A row of a sheet with its cells by column, ready to be taken over."""

    file: str
    number: int
    table: Table
    cells: dict[str, str]


def import_files(
    paths: Sequence[Path], into: Path, *, dry_run: bool = False, now: datetime | None = None
) -> ImportReport:
    """Take the rows of spreadsheets over into the Turtle files under ``into``.

    Rows of any file may refer to rows of any other, and to what is there already. Rows that are there
    already are updated, rows that are missing from the files are left alone. If anything is wrong
    anywhere, an :class:`~spineknowledge.errors.ImportFileError` lists all problems and nothing is written.
    """
    lines, problems = _lines(paths)
    folder = Folder.read(into)
    report = _merge(lines, folder, problems, now or datetime.now(UTC))
    if problems:
        problems.sort(key=lambda problem: (problem.file, problem.row or 0))
        raise ImportFileError(problems)
    texts = folder.changed_texts()
    if not dry_run:
        _write(into, texts)
    return ImportReport(report.counts, tuple(texts), report.cleared, report.notes, dry_run)


def kind_of(header: Sequence[str]) -> Table | None:
    """Return the table that has exactly these columns, in whatever order."""
    return next((table for table in TABLES if sorted(table.header) == sorted(header)), None)


def _merge(lines: list[Line], folder: Folder, problems: list[Problem], now: datetime) -> ImportReport:
    problems += _duplicates(lines)
    merger = Merger(Known(folder, _announced(lines)))
    counts: dict[str, Counts] = {}
    for line in _in_order(lines):
        errors = merger.errors(line.table, line.cells)
        problems += [error.at(line.file, line.number) for error in errors]
        if not errors:
            counts.setdefault(line.table.kind, Counts()).count(merger.take(line.table, line.cells))
    renew_bases(folder, merger.touched)
    cleared = clear_reviews(folder, merger.touched, now)
    return ImportReport(counts, cleared=cleared, notes=tuple(merger.notes))


def _lines(paths: Iterable[Path]) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            sheets = read_sheets(path)
            problems += [] if sheets else [Problem(path.name, "is empty")]
            for sheet in sheets:
                problems += _sheet_problems(sheet)
                lines += _sheet_lines(sheet)
        except UnreadableError as error:
            problems.append(error.problem)
        except ImportFileError as error:
            problems += [problem for problem in error.problems if isinstance(problem, Problem)]
    return lines, problems


def _sheet_lines(sheet: Sheet) -> Iterator[Line]:
    table = kind_of(sheet.header)
    for number, row in sheet.rows if table else ():
        if table and len(row) <= len(sheet.header):
            padded = (*row, *("" for _ in range(len(sheet.header) - len(row))))
            cells = dict(zip(sheet.header, map(restored, padded), strict=True))
            yield Line(sheet.name, number, table, cells)


def _sheet_problems(sheet: Sheet) -> Iterator[Problem]:
    if kind_of(sheet.header) is None:
        yield _unknown_header(sheet)
        return
    for number, row in sheet.rows:
        if len(row) > len(sheet.header):
            message = f"has {len(row)} cells under {len(sheet.header)} columns; put cells with commas in quotes"
            yield Problem(sheet.name, message, number)


def _unknown_header(sheet: Sheet) -> Problem:
    given = set(sheet.header)
    table = max(TABLES, key=lambda table: (len(given & set(table.header)), -len(table.header)))
    missing = [name for name in table.header if name not in given]
    unknown = [name for name in sheet.header if name not in table.header]
    message = f"is no known table; it is nearest to {table.kind}"
    message += f"; missing: {', '.join(missing)}" if missing else ""
    message += f"; unknown: {', '.join(_hinted(name, missing) for name in unknown)}" if unknown else ""
    repeated = sorted({name for name in sheet.header if sheet.header.count(name) > 1})
    message += f"; repeated: {', '.join(repeated)}" if repeated else ""
    return Problem(sheet.name, message)


def _hinted(name: str, missing: Sequence[str]) -> str:
    close = nearest(name, missing)
    return f"{shown(name)} (did you mean {close}?)" if close else shown(name)


def _announced(lines: Iterable[Line]) -> dict[str, set[str]]:
    announced: dict[str, set[str]] = {}
    for line in lines:
        announced.setdefault(line.table.prefix, set()).add(line.table.slug(line.cells))
    return announced


def _duplicates(lines: Iterable[Line]) -> list[Problem]:
    first: dict[str, Line] = {}
    problems = []
    for line in lines:
        subject = line.table.subject(line.cells)
        earlier = first.setdefault(subject, line)
        if earlier is not line:
            message = f"describes the same {line.table.noun} as {earlier.file}, row {earlier.number}"
            problems.append(Problem(line.file, message, line.number, None, slug_of(subject)))
    return problems


def _in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: TABLES.index(line.table))


def _write(into: Path, texts: dict[str, str]) -> None:
    before = {file: _text(into / file) for file in texts}
    try:
        for file, text in texts.items():
            write_file(into / file, text)
    except BaseException:
        for file, old in before.items():
            if old is not None:
                write_file(into / file, old)
            else:
                (into / file).unlink(missing_ok=True)
        raise


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
