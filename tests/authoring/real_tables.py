"""The rows of the real tables, as they are exported from the ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.exporting import rows
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.tables import BY_KIND
from spineknowledge.resources import folder

ROOT = folder("ontology")
Row = dict[str, str]


@cache
def known() -> Known:
    return Known(Folder.read(ROOT))


@cache
def table(kind: str) -> tuple[Row, ...]:
    return tuple(rows(BY_KIND[kind], known()))


def findings(*filled: str) -> Iterator[Row]:
    return (row for row in table("findings") if all(row[column] for column in filled))


def number(row: Row, column: str) -> Decimal:
    return Decimal(row[column].lstrip("<>="))


def check(kind: str, is_wrong: Callable[[Row], object]) -> None:
    """Fail with one line for each row of which something is wrong."""
    wrong = [BY_KIND[kind].slug(row) for row in table(kind) if is_wrong(row)]
    assert wrong == [], "\n" + "\n".join(wrong)


def arms(row: Row) -> tuple[Decimal, Decimal] | None:
    """The two values of a row, or else the two shares."""
    if row["subject_value"] and row["reference_value"]:
        return number(row, "subject_value"), number(row, "reference_value")
    counts = ("subject_events", "subject_total", "reference_events", "reference_total")
    if all(row[column] for column in counts):
        events, total, other_events, other_total = (number(row, column) for column in counts)
        return events / total, other_events / other_total
    return None
