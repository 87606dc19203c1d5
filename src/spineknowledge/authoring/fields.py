"""Fields: how columns of a row and facts of a record say the same, declared once for import and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import pyoxigraph as ox

from spineknowledge.authoring.cells import Cell, Known
from spineknowledge.authoring.folder import Fact, Facts, Term, node, text_of
from spineknowledge.authoring.problems import CellError
from spineknowledge.errors import DataError
from spineknowledge.namespaces import compact, expand


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, what it holds in words, and what may be written in it."""

    name: str
    about: str
    cell: Cell
    required: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a file, as the record that it describes and the text of its cells."""

    subject: str
    cells: Mapping[str, str]
    known: Known

    def term(self, column: Column) -> Term | None:
        """Return what a cell stands for, or nothing if it is empty."""
        text = self.cells[column.name]
        if not text:
            if column.required:
                allowed = column.cell.allowed(self.known)
                raise CellError("may not be empty", column=column.name, allowed=allowed)
            return None
        return parsed(column, text, self.known)


@dataclass(frozen=True)
class Record:
    """A record of the folder with all that is said of it, to be written as a row."""

    subject: str
    facts: Facts
    known: Known

    def values(self, name: str) -> list[Term]:
        """Return the values of a property, given by its prefixed name, in a fixed order."""
        predicate = expand(name)
        return sorted((value for prop, value in self.facts if prop == predicate), key=str)

    def value(self, name: str) -> str | None:
        """Return the characters of the first value of a property, if there is one."""
        values = self.values(name)
        return text_of(values[0]) if values else None


@dataclass(frozen=True)
class Aside:
    """A fact on another record that a row implies; it is added, never taken away."""

    subject: str
    fact: Fact
    file: str


class Field:
    """One or more columns and the facts that they stand for; without columns, facts that always go along."""

    part: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns, in their order."""
        return ()

    def errors(self, row: Row) -> list[CellError]:
        """Return what is wrong with this field's cells, each looked at by itself."""
        return [error for column in self.columns for error in failures(partial(row.term, column))]

    def misfits(self, row: Row) -> list[CellError]:
        """Return how this field's cells do not go together, where no cell of the row is wrong by itself."""
        return failures(lambda: (list(self.read(row)), list(self.asides(row))))

    def read(self, row: Row) -> Iterable[Fact]:
        """Return the facts that a row states."""
        return ()

    def asides(self, row: Row) -> Iterable[Aside]:
        """Return the facts on other records that a row implies."""
        return ()

    def owns(self, fact: Fact, old: Record) -> bool:
        """Say whether a fact of the old record is this field's to replace."""
        return False

    def complete(self, new: Record) -> Iterable[Fact]:
        """Return facts that a new record needs and does not have."""
        return ()

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the text of this field's cells."""
        return {}

    def translated(self) -> str | None:
        """Return the property whose other languages are void once its English changes."""
        return None


@dataclass(frozen=True)
class Single(Field):
    """A field with one column, whose values all have one property."""

    column: Column
    name: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.column,)

    @cached_property
    def predicate(self) -> str:
        """Return the IRI of the property."""
        return expand(self.name)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the values that the cell can express."""
        return fact[0] == self.predicate and self.column.cell.fits(fact[1])

    def translated(self) -> str | None:
        """Return the property if it is a text in English."""
        return self.predicate if self.column.cell.language == "en" else None


@dataclass(frozen=True)
class Value(Single):
    """One column, at most one value; ``absent`` is the word for there being none."""

    part: str = ""
    absent: str = ""

    def errors(self, row: Row) -> list[CellError]:
        """Return what is wrong with the cell, if it does not hold the word for nothing."""
        return [] if self._is_absent(row) else super().errors(row)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the value if the cell holds one."""
        term = None if self._is_absent(row) else row.term(self.column)
        if term is not None:
            yield (self.predicate, term)

    def _is_absent(self, row: Row) -> bool:
        return self.absent != "" and row.cells[self.column.name] == self.absent

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the value as text."""
        term = single(record, self)
        text = self.absent if term is None else self.column.cell.format(term, record.known)
        return {self.column.name: text}


@dataclass(frozen=True)
class Many(Single):
    """One column that lists any number of values."""

    separator: str = ";"

    def errors(self, row: Row) -> list[CellError]:
        """Return what is wrong with each listed value."""
        return [error for text in self._listed(row) for error in failures(partial(self.item, text, row))]

    def read(self, row: Row) -> Iterator[Fact]:
        """Return every listed value."""
        return ((self.predicate, self.item(text, row)) for text in self._listed(row))

    def item(self, text: str, row: Row) -> Term:
        """Return what one listed text stands for."""
        return parsed(self.column, text, row.known)

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the values, listed in alphabetical order."""
        texts = (self.column.cell.format(term, record.known) for _, term in owned(record, self))
        return {self.column.name: self.separator.join(sorted(texts))}

    def _listed(self, row: Row) -> list[str]:
        texts = row.cells[self.column.name].split(self.separator)
        return [text.strip() for text in texts if text.strip()]


@dataclass(frozen=True)
class Number(Single):
    """One column whose number is kept as printed, and as a decimal beside it where it is a plain one."""

    printed: str
    part: str = ""

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the number as printed and as a decimal."""
        term = row.term(self.column)
        if term is not None:
            yield (expand(self.printed), ox.Literal(row.cells[self.column.name]))
            if self.column.cell.fits(term):
                yield (self.predicate, term)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own both forms of the number."""
        return fact[0] in (self.predicate, expand(self.printed))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the number as printed."""
        return {self.column.name: record.value(self.printed) or ""}


@dataclass(frozen=True)
class Always(Field):
    """A fact that every record of a table has."""

    name: str
    term: Term
    part: str = ""

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the fact."""
        yield (expand(self.name), self.term)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the fact itself."""
        return fact == (expand(self.name), self.term)


def type_is(name: str, part: str = "") -> Always:
    """Return the field that types the records of a table."""
    return Always("rdf:type", node(name), part)


def parsed(column: Column, text: str, known: Known) -> Term:
    """Return what a text stands for; an error names the column."""
    try:
        return column.cell.parse(text, known)
    except CellError as error:
        error.column = error.column or column.name
        raise


def failures(attempt: Callable[[], object]) -> list[CellError]:
    """Return the error that an attempt ends in, if it does."""
    try:
        attempt()
    except CellError as error:
        return [error]
    return []


def owned(record: Record, field: Field) -> list[Fact]:
    """Return the facts of a record that are a field's, in a fixed order."""
    return sorted((fact for fact in record.facts if field.owns(fact, record)), key=str)


def single(record: Record, field: Field) -> Term | None:
    """Return the one value that a record has for a field; a table has no place for a second."""
    facts = owned(record, field)
    if len(facts) > 1:
        name = compact(facts[0][0])
        raise DataError(f"{compact(record.subject)} has {len(facts)} {name}; a spreadsheet holds one")
    return facts[0][1] if facts else None
