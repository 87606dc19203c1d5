"""What a table is: a kind of spreadsheet whose rows each describe one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from spineknowledge.authoring.cells import SLUG, Known
from spineknowledge.authoring.fields import Column, Field, Record, Row
from spineknowledge.authoring.folder import Fact
from spineknowledge.namespaces import slug_of, thing

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """A record of its own that belongs to that of a row; there is none if it would only say ``void``."""

    kind: str
    link: str
    always: Fact
    void: Fact


@dataclass(frozen=True)
class Table:
    """A kind of spreadsheet: what a row describes, under which name and in which file, and its fields.

    ``listed`` says which of the records that have the prefix belong into an exported table, ``order`` how
    its rows are sorted.
    """

    kind: str
    noun: str
    prefix: str
    slug: Callable[[Cells], str]
    file: Callable[[Cells], str]
    fields: tuple[Field, ...]
    listed: Callable[[str, Known], bool]
    order: Callable[[Cells], tuple[object, ...]] = lambda cells: ()
    part: Part | None = None

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns in the order of the header."""
        return tuple(column for field in self.fields for column in field.columns)

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns)

    def subject(self, cells: Cells) -> str:
        """Return the IRI of the record that a row describes."""
        return thing(self.prefix, self.slug(cells))

    def part_of(self, subject: str) -> str:
        """Return the IRI of the part that belongs to a record."""
        return thing(self.part.kind if self.part else self.prefix, slug_of(subject))

    def record(self, subject: str, known: Known) -> Record:
        """Return the record together with its part, as they stand in the folder."""
        facts = known.folder.facts(subject)
        if self.part is not None:
            facts |= known.folder.facts(self.part_of(subject)) or {self.part.void}
        return Record(subject, facts, known)


class CheckedColumn(Field):
    """One column that is checked and says nothing in the record itself."""

    column: Column

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.column,)

    def read(self, row: Row) -> Iterable[Fact]:
        """Check the cell."""
        row.term(self.column)
        return ()


class Id(CheckedColumn):
    """The column that names the record of a row; the name stands in the IRI of the record."""

    def __init__(self, name: str, about: str) -> None:
        """Take the name of the column, and what it holds."""
        self.column = Column(name, about, SLUG, required=True)

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the name."""
        return {self.column.name: slug_of(record.subject)}
