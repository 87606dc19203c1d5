"""Reading the graph through the query catalog: records, names and answers, each read once and then kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar, cast

from spineknowledge import records as rec
from spineknowledge.assembling import OPTION_KINDS, Assembler
from spineknowledge.catalog import Query
from spineknowledge.errors import QueryError
from spineknowledge.model.base import Text, Thing
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.evidence import FactorEffect, Recommendation, Source, Statement
from spineknowledge.model.options import Criterion, Option
from spineknowledge.names import NameIndex
from spineknowledge.namespaces import expand, is_iri, slug_of, thing
from spineknowledge.records import Records
from spineknowledge.store import Store
from spineknowledge.values import Iri, Table

_T = TypeVar("_T")
_NAMED_KINDS = ("option", "criterion", "source", "factor")
_CLASSES = {"option": "TreatmentOption", "source": "Source", "factor": "PatientFactor"}


class Reader:
    """Reads typed things out of a store; every method may be called from several threads at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: dict[Hashable, Any] = {}
        self._lock = threading.RLock()

    def keep(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is kept under ``key``; the first thread that asks makes it, the others wait."""
        if key not in self._kept:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = make()
        return cast(_T, self._kept[key])

    def expect(self, a: str, b: str) -> None:
        """Prepare for the comparison of two options, where it saves time."""

    def run(self, query: str, **params: object) -> Table:
        """Return the answer to a query of the catalog."""
        return self.store.select(Query.load(query).bind(**params))

    def describe(self, query: str, **params: object) -> str:
        """Return the answer to a query of the catalog with node, property and value, as TSV."""
        return self.store.describe(Query.load(query).bind(**params))

    def record(self, iri: str) -> Records:
        """Return what is recorded of one thing; nothing is kept of names that belong to nothing."""
        if ("record", iri) in self._kept:
            return cast(Records, self._kept["record", iri])
        found = self._read_record(iri)
        return self.keep(("record", iri), lambda: found) if iri in found else found

    @property
    def assembler(self) -> Assembler:
        """What makes typed results; it holds the vocabularies."""
        return self.keep("assembler", self._read_vocabulary)

    def options(self) -> tuple[Option, ...]:
        """Return all options by slug, without steps and statements."""
        return self.keep("options", self._read_options)

    def option(self, iri: str) -> Option:
        """Return an option with its steps, without statements."""
        return self.keep(("option", iri), lambda: self.assembler.option(self._of_option("kb-option", iri), iri))

    def statements(self, iri: str) -> tuple[Statement, ...]:
        """Return the statements about an option or a condition."""
        return self.keep(
            ("statements", iri), lambda: self.assembler.statements(self._of_option("kb-statements", iri), iri)
        )

    def distinctions(self, iri: str) -> frozenset[tuple[str, str]]:
        """Return pairs of another option and a thing that, as a source says, that other option lacks."""
        return self.keep(("distinctions", iri), lambda: self._read_distinctions(iri))

    def sources(self) -> dict[str, Source]:
        """Return all sources by IRI, in the order of their slugs."""
        return self.keep("sources", self._read_sources)

    def factors(self) -> tuple[Thing, ...]:
        """Return the patient factors by slug."""
        records = self._class("PatientFactor")
        return tuple(Thing(iri, records.text(iri, rec.LABEL)) for iri in sorted(records, key=slug_of))

    def effects(self) -> tuple[FactorEffect, ...]:
        """Return how patient factors bear on options, by slug."""
        return self.keep("effects", self._read_effects)

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return the positions of guideline bodies, newest last, those without a year first."""
        return self.keep("recommendations", self._read_recommendations)

    def families(self, name: str) -> list[str]:
        """Return the families of procedures that an option belongs to."""
        iri = self.resolve("option", name)
        return self.record(iri).iris(iri, rec.BROADER)

    def uses(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return for each source the kind and IRI of each record that rests on it."""
        return self.keep("uses", self._read_uses)

    def rows(
        self, subject: str | None = None, reference: str | None = None, criterion: str | None = None
    ) -> tuple[ComparisonRow, ...]:
        """Return the answers as they are recorded; ``None`` leaves a part of the question open.

        Those of one pair are not kept, as there are so many pairs.
        """
        asked = {"subject": subject, "reference": reference, "criterion": criterion}
        if subject and reference:
            return self._read_rows(asked)
        return self.keep(("rows", subject, reference, criterion), lambda: self._read_rows(asked))

    def pair_rows(self, subject: str, reference: str) -> tuple[ComparisonRow, ...]:
        """Return the answers for a pair in the order asked, in the order of the criteria."""
        first, second = sorted((subject, reference), key=slug_of)
        rows = self.rows(first, second)
        turned = rows if first == subject else tuple(row.mirrored() for row in rows)
        order = {iri: number for number, iri in enumerate(self.assembler.criteria)}
        return tuple(sorted(turned, key=lambda row: order[row.criterion.iri]))

    def criterion(self, name: str) -> Criterion:
        """Return a criterion by any of its names."""
        return self.assembler.criteria[self.resolve("criterion", name)]

    def resolve(self, kind: str, name: str) -> str:
        """Return the IRI of an option, criterion, source or factor by any of its names."""
        if kind == "option":
            iri = expand(name) if ":" in name else thing("option", name)
            if is_iri(iri) and self._is_option(iri):
                return iri
        return self._names(kind).resolve(name)

    def parameter(self, example: str, value: object) -> object:
        """Return a parameter as the thing that it names, where its example in the query is a thing."""
        kind = expand(example.strip("<>")).rpartition("/")[0].rpartition("/")[2]
        if not isinstance(value, str) or example.startswith('"') or not kind:
            return value
        if kind in _NAMED_KINDS:
            return Iri(self.resolve(kind, value))
        return Iri(expand(value) if ":" in value else thing(kind, value))

    def _is_option(self, iri: str) -> bool:
        """Say whether an IRI is that of an option, without reading all options."""
        return any(slug_of(cls) in OPTION_KINDS for cls in self.record(iri).iris(iri, rec.TYPE))

    def _names(self, kind: str) -> NameIndex:
        return self.keep(("names", kind), lambda: NameIndex(kind, self._name_pairs(kind)))

    def _name_pairs(self, kind: str) -> Iterator[tuple[str, str]]:
        for iri, texts in self._named(kind):
            yield from ((iri, name) for text in texts for _, name in text.by_language)

    def _named(self, kind: str) -> Iterator[tuple[str, tuple[Text, ...]]]:
        if kind == "criterion":
            yield from ((item.iri, (item.label, item.plain_label)) for item in self.assembler.criteria.values())
            return
        records = self._class(_CLASSES[kind])
        for iri in records:
            title = records.text(iri, rec.TITLE if kind == "source" else rec.LABEL)
            yield iri, (title, *records.texts(iri, rec.SYNONYM))

    def _class(self, name: str) -> Records:
        return self.keep(("class", name), lambda: Records(self.describe("kb-class", top=Iri(rec.SPK + name))))

    def _read_distinctions(self, iri: str) -> frozenset[tuple[str, str]]:
        rows = self.run("kb-distinctions", option=Iri(iri)).rows
        return frozenset((str(other), str(lacked)) for other, lacked in rows)

    def _of_option(self, query: str, iri: str) -> Records:
        return Records(self.describe(query, option=Iri(iri)))

    def _read_record(self, iri: str) -> Records:
        try:
            return Records(self.describe("kb-record", node=Iri(iri)))
        except QueryError:  # text that no engine reads as an IRI names nothing
            return Records()

    def _read_vocabulary(self) -> Assembler:
        return Assembler(Records(self.describe("kb-vocabulary"), self.describe("kb-criteria")), self.record)

    def _read_options(self) -> tuple[Option, ...]:
        records = self._class("TreatmentOption")
        found = (self.assembler.option(records, iri) for iri in records)
        return tuple(sorted(found, key=lambda option: option.id))

    def _read_sources(self) -> dict[str, Source]:
        records = self._class("Source")
        return {iri: self.assembler.source(records, iri) for iri in sorted(records, key=slug_of)}

    def _read_effects(self) -> tuple[FactorEffect, ...]:
        records = Records(self.describe("kb-effects"), self.describe("kb-class", top=Iri(rec.SPK + "Source")))
        return tuple(self.assembler.effect(records, iri) for iri in records.having("factor"))

    def _read_recommendations(self) -> tuple[Recommendation, ...]:
        records = Records(self.describe("kb-class", top=Iri(rec.SPK + "Recommendation")))
        sources = self._class("Source")
        found = (self.assembler.recommendation(records, sources, iri) for iri in records)
        return tuple(sorted(found, key=lambda item: (item.about.id, item.year or 0, item.id)))

    def _read_uses(self) -> dict[str, tuple[tuple[str, str], ...]]:
        uses: dict[str, list[tuple[str, str]]] = {}
        for source, cls, record in self.run("kb-source-uses").rows:
            uses.setdefault(str(source), []).append((slug_of(str(cls)), str(record)))
        return {source: tuple(sorted(records)) for source, records in uses.items()}

    def _read_rows(self, asked: dict[str, str | None]) -> tuple[ComparisonRow, ...]:
        params = {name: Iri(value) if value else None for name, value in asked.items()}
        answers, findings, sources = (
            self.describe(query, **params) for query in ("kb-answers", "kb-findings", "kb-sources")
        )
        return tuple(self.assembler.rows(answers, findings, sources))
