"""What a set of triples says, laid out for the rules: subject -> predicate -> objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from sys import intern
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from spineknowledge.namespaces import PREFIXES, slug_of

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"

TYPE = PREFIXES["rdf"] + "type"
SPK = PREFIXES["spk"]
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}|[0-9]{1,3}(,[0-9]{3}){1,9})?(\.[0-9]{1,30})?")
_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d)?"
_FORMS = {
    "anyURI": r"[^\s<>\"{}|\\^`]*",
    "boolean": r"true|false|0|1",
    "date": rf"\d{{4}}-\d\d-\d\d{_ZONE}",
    "dateTime": rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{{1,6}})?{_ZONE}",
    "decimal": r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})",
    "duration": r"-?P(?!$)(\d{1,9}Y)?(\d{1,9}M)?(\d{1,9}D)?(T(?!$)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}(\.\d{1,9})?S)?)?",
    "integer": r"[+-]?\d{1,40}",
    "string": r"(?s:.*)",
}
_WELL_FORMED = {PREFIXES["xsd"] + name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_DATES = (PREFIXES["xsd"] + "date", PREFIXES["xsd"] + "dateTime")


class Described(Protocol):
    """What knows the names of things without their records."""

    def __contains__(self, subject: str) -> bool:
        """Say whether anything is said of a thing."""

    def names(self) -> Iterable[str]:
        """Return everything that is described."""


class Facts:
    """Triples by subject and predicate; a predicate is given by its local name in ``spk:`` or its full IRI.

    Where the triples are a part of more, ``rest`` knows the names of everything that is described.
    """

    def __init__(self, triples: Iterable[ox.Triple], rest: Described | None = None) -> None:
        self._rest = rest
        self.triples = tuple(dict.fromkeys(triples))
        self._by_subject: dict[str, dict[str, list[Term]]] = {}
        self._having: dict[str, dict[str, None]] = defaultdict(dict)
        for triple in self.triples:
            subject = intern(text_of(triple.subject))
            predicate = intern(triple.predicate.value.removeprefix(SPK))
            properties = self._by_subject.setdefault(subject, {})
            if not isinstance(triple.object, ox.Triple):
                properties.setdefault(predicate, []).append(triple.object)
            self._having[predicate][subject] = None
        self._pointing: dict[str, dict[str, list[str]]] = {}

    def __contains__(self, subject: str) -> bool:
        """Say whether anything is said of a subject, here or in the rest."""
        return subject in self._by_subject or (self._rest is not None and subject in self._rest)

    def names(self) -> Iterable[str]:
        """Return everything that is described, here or in the rest."""
        return self._by_subject if self._rest is None else self._rest.names()

    def __iter__(self) -> Iterator[str]:
        """Yield every subject."""
        return iter(self._by_subject)

    def having(self, predicate: str) -> list[str]:
        """Return the subjects that have a predicate."""
        return list(self._having.get(predicate.removeprefix(SPK), ()))

    def used(self) -> set[str]:
        """Return the IRIs of all predicates."""
        return {name if ":" in name else SPK + name for name in self._having}

    def predicates(self, subject: str) -> list[str]:
        """Return the predicates that a subject has."""
        return list(self._by_subject.get(subject, ()))

    def values(self, subject: str, predicate: str) -> tuple[Term, ...]:
        """Return all values."""
        return tuple(self._by_subject.get(subject, {}).get(predicate.removeprefix(SPK), ()))

    def says_something_of_ours(self, subject: str) -> bool:
        """Say whether a property of the ontology is used on a subject."""
        return any(":" not in predicate for predicate in self._by_subject.get(subject, {}))

    def of_class(self, name: str) -> list[str]:
        """Return the subjects whose type is the class of that local name."""
        return self.pointing(TYPE, SPK + name)

    def pointing(self, predicate: str, value: str) -> list[str]:
        """Return the subjects that have that value, an IRI, for a predicate."""
        if predicate not in self._pointing:
            pointing: dict[str, list[str]] = defaultdict(list)
            for subject in self.having(predicate):
                for target in dict.fromkeys(self.iris(subject, predicate)):
                    pointing[target].append(subject)
            self._pointing[predicate] = dict(pointing)
        return self._pointing[predicate].get(value, [])

    def referring(self, things: set[str]) -> set[str]:
        """Return the subjects of which something is said that names one of the things."""
        return {
            text_of(t.subject) for t in self.triples if not things.isdisjoint((text_of(t.object), t.predicate.value))
        }

    def record(self, subject: str) -> Iterator[ox.Triple]:
        """Yield all that is said of a subject."""
        for predicate, values in self._by_subject.get(subject, {}).items():
            term = ox.NamedNode(predicate if ":" in predicate else SPK + predicate)
            yield from (ox.Triple(node_of(subject), term, value) for value in values)

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the values that are IRIs."""
        objects = self._by_subject.get(subject, {}).get(predicate, ())
        return [term.value for term in objects if isinstance(term, ox.NamedNode)]

    def iri(self, subject: str, predicate: str) -> str:
        """Return the first value that is an IRI, else nothing."""
        return next(iter(self.iris(subject, predicate)), "")

    def slug(self, subject: str, predicate: str) -> str:
        """Return the slug of the first value that is an IRI, else nothing."""
        return slug_of(self.iri(subject, predicate))

    def literals(self, subject: str, predicate: str) -> list[ox.Literal]:
        """Return the values that are literals."""
        objects = self._by_subject.get(subject, {}).get(predicate, ())
        return [term for term in objects if isinstance(term, ox.Literal)]

    def text(self, subject: str, predicate: str) -> str:
        """Return the first literal as text, the English one where there is one, else nothing."""
        found = sorted(self.literals(subject, predicate), key=lambda literal: literal.language != "en")
        return found[0].value if found else ""

    def number(self, subject: str, predicate: str) -> Decimal | None:
        """Return the first literal as a number, else ``None``."""
        return as_number(self.text(subject, predicate))

    def label(self, subject: str) -> str:
        """Return the name of a thing, or nothing where it has none."""
        names = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")
        return next(filter(None, (self.text(subject, name) for name in names)), "")


def as_number(text: str) -> Decimal | None:
    """Return a printed number without the sign of comparison before it, ``None`` where it is no number.

    Numbers of more than 30 digits, and what only computers call numbers, are none.

    >>> as_number("<0.001"), as_number("1,250"), as_number("29.6 (SD 3.3)"), as_number("1e9")
    (Decimal('0.001'), Decimal('1250'), None, None)
    """
    plain = text.lstrip("<>=≤≥ ").rstrip().replace("\N{MINUS SIGN}", "-")
    return Decimal(plain.replace(",", "")) if plain.strip("+-") and _NUMBER.fullmatch(plain) else None


def is_well_formed(literal: ox.Literal) -> bool:
    """Say whether a literal is written as its datatype demands; a datatype that nothing here uses is not.

    >>> is_well_formed(ox.Literal("1.50", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")))
    True
    """
    if literal.language is not None:
        return True
    form = _WELL_FORMED.get(literal.datatype.value)
    return bool(form and form.fullmatch(literal.value)) and (literal.datatype.value not in _DATES or _is_day(literal))


def _is_day(literal: ox.Literal) -> bool:
    with suppress(ValueError):
        return bool(datetime.fromisoformat(literal.value[: 19 if "T" in literal.value else 10]))
    return False


def text_of(term: Term | ox.Triple) -> str:
    """Return the IRI of a thing; other terms come as they are written in N-Triples."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def node_of(subject: str) -> ox.NamedNode | ox.BlankNode:
    """Return the term whose text is ``subject``."""
    return ox.BlankNode(subject[2:]) if subject.startswith("_:") else ox.NamedNode(subject)
