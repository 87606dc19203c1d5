"""What a set of triples says, laid out for the rules: subject -> predicate -> objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pyoxigraph as ox

from spineknowledge.namespaces import PREFIXES, slug_of

TYPE = PREFIXES["rdf"] + "type"
SPK = PREFIXES["spk"]
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}|[0-9]{1,3}(,[0-9]{3}){1,9})?(\.[0-9]{1,30})?")


class Facts:
    """Triples by subject and predicate; a predicate is given by its local name in ``spk:`` or its full IRI."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = tuple(triples)
        self._by_subject: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for triple in self.triples:
            properties = self._by_subject.setdefault(_text(triple.subject), {})
            if isinstance(triple.object, ox.NamedNode | ox.Literal):
                properties.setdefault(triple.predicate.value.removeprefix(SPK), []).append(triple.object)
        self._pointing: dict[str, dict[str, list[str]]] = {}

    def __contains__(self, subject: str) -> bool:
        """Say whether anything is said of a subject."""
        return subject in self._by_subject

    def __iter__(self) -> Iterator[str]:
        """Yield every subject."""
        return iter(self._by_subject)

    def having(self, predicate: str) -> list[str]:
        """Return the subjects that have a predicate."""
        return [subject for subject, properties in self._by_subject.items() if predicate in properties]

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

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the values that are IRIs."""
        objects = self._by_subject.get(subject, {}).get(predicate, [])
        return [term.value for term in objects if isinstance(term, ox.NamedNode)]

    def iri(self, subject: str, predicate: str) -> str:
        """Return the first value that is an IRI, else nothing."""
        return next(iter(self.iris(subject, predicate)), "")

    def slug(self, subject: str, predicate: str) -> str:
        """Return the slug of the first value that is an IRI, else nothing."""
        return slug_of(self.iri(subject, predicate))

    def literals(self, subject: str, predicate: str) -> list[ox.Literal]:
        """Return the values that are literals."""
        objects = self._by_subject.get(subject, {}).get(predicate, [])
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


def _text(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
