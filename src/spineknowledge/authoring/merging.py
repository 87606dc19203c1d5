"""Merging the records that rows describe into a folder: what a row does not speak of stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.fields import Field, Record, Row
from spineknowledge.authoring.folder import Fact, Facts, node
from spineknowledge.authoring.problems import CellError
from spineknowledge.authoring.report import Outcome
from spineknowledge.authoring.table import Cells, Table
from spineknowledge.namespaces import compact, expand


class Merger:
    """Takes over rows one by one and remembers which records changed."""

    def __init__(self, known: Known) -> None:
        """Take what the rows may refer to, with the folder to merge into."""
        self.known = known
        self.touched: set[str] = set()
        self.notes: list[str] = []

    def errors(self, table: Table, cells: Cells) -> list[CellError]:
        """Return everything that is wrong with a row."""
        row = Row(table.subject(cells), cells, self.known)
        errors = [error for field in table.fields for error in field.errors(row)]
        return errors or [misfit for field in table.fields for misfit in field.misfits(row)]

    def take(self, table: Table, cells: Cells) -> Outcome:
        """Take over a row; say whether its record was added, changed or left as it was."""
        row = Row(table.subject(cells), cells, self.known)
        is_new = not self.known.folder.facts(row.subject)
        records = list(_records(table, row))
        changes = [*self._asides(table, row), *(self._merge(table, row, *record) for record in records)]
        if not any(changes):
            return "unchanged"
        self.touched.add(row.subject)
        return "added" if is_new else "changed"

    def _asides(self, table: Table, row: Row) -> Iterator[bool]:
        for aside in [aside for field in table.fields for aside in field.asides(row)]:
            facts = self.known.folder.facts(aside.subject) | {aside.fact}
            yield self.known.folder.put(aside.subject, facts, aside.file)

    def _merge(self, table: Table, row: Row, subject: str, part: str, stated: Facts) -> bool:
        old = Record(subject, self.known.folder.facts(subject), self.known)
        fields = [field for field in table.fields if field.part == part]
        merged: Facts = frozenset()
        if stated:
            kept = _kept(table, fields, old)
            merged = kept - self._void_translations(fields, old, stated) | stated
            new = Record(subject, merged, self.known)
            merged |= frozenset(fact for field in fields for fact in field.complete(new))
        return self.known.folder.put(subject, merged, table.file(row.cells))

    def _void_translations(self, fields: Sequence[Field], old: Record, stated: Facts) -> Facts:
        void: set[Fact] = set()
        for predicate in filter(None, (field.translated() for field in fields)):
            before, after = _english(predicate, old.facts), _english(predicate, stated)
            others = {fact for fact in old.facts if fact[0] == predicate} - before
            if before and before != after and others:
                void |= others
                self.notes.append(f"translation dropped: {compact(predicate)} of {compact(old.subject)}")
        return frozenset(void)


def _records(table: Table, row: Row) -> Iterator[tuple[str, str, Facts]]:
    own = _stated(table, row, "")
    if table.part is not None:
        figures = _stated(table, row, table.part.kind)
        is_void = figures <= {table.part.void}
        if not is_void:
            own |= {(expand(table.part.link), node(table.part_of(row.subject)))}
        yield (
            table.part_of(row.subject),
            table.part.kind,
            frozenset() if is_void else figures | {table.part.always},
        )
    yield row.subject, "", own


def _stated(table: Table, row: Row, part: str) -> Facts:
    return frozenset(fact for field in table.fields if field.part == part for fact in field.read(row))


def _kept(table: Table, fields: Sequence[Field], old: Record) -> Facts:
    link = expand(table.part.link) if table.part else ""
    return frozenset(
        fact for fact in old.facts if fact[0] != link and not any(field.owns(fact, old) for field in fields)
    )


def _english(predicate: str, facts: Facts) -> Facts:
    return frozenset(
        fact for fact in facts if fact[0] == predicate and isinstance(fact[1], ox.Literal) and fact[1].language == "en"
    )
