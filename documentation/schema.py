"""What the ontology, the shapes and the data say of the terms: read once, asked by the pages and the diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from spineknowledge.namespaces import compact, expand
from spineknowledge.resources import ontology_files, shape_files

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_KINDS = {
    "owl:ObjectProperty": "a link to a thing",
    "owl:DatatypeProperty": "a value",
    "owl:AnnotationProperty": "a text",
}


class Card(NamedTuple):
    """What a shape asks of a property in things of one class."""

    at_least: int
    at_most: int | None
    message: str
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        """How often the property is written, in words."""
        if self.at_least == self.at_most:
            return f"exactly {self.at_least}"
        if self.at_most is not None:
            return f"{self.at_least} to {self.at_most}"
        return f"{self.at_least} or more" if self.at_least else "any number"


class Edge(NamedTuple):
    """Things of one class point by a property to things of another."""

    start: str
    name: str
    end: str


class Schema:
    """The terms of the ontology with all that is recorded of them."""

    def __init__(self) -> None:
        """Read the packaged files."""
        self._data = _loaded(ontology_files())
        self._shapes = _loaded(shape_files())

    # Terms

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The IRIs of all classes, by name."""
        return self._typed("owl:Class")

    @cached_property
    def properties(self) -> tuple[str, ...]:
        """The IRIs of all properties, by name."""
        return tuple(sorted((iri for kind in _KINDS for iri in self._typed(kind)), key=_name))

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The IRIs of all concept schemes, by name."""
        return self._typed("skos:ConceptScheme")

    def kind(self, iri: str) -> str:
        """What a property holds, in words."""
        return next(words for kind, words in _KINDS.items() if iri in self._typed(kind))

    def texts(self, iri: str, name: str, lang: str = "en") -> list[str]:
        """Return the texts of a term in one language."""
        found = (term for term in self.objects(iri, name) if isinstance(term, ox.Literal))
        return sorted(term.value for term in found if (term.language or "en") == lang)

    def text(self, iri: str, name: str, lang: str = "en") -> str:
        """Return one text of a term, or nothing."""
        return next(iter(self.texts(iri, name, lang)), "")

    def objects(self, iri: str, name: str) -> list[Term]:
        """Return what a term has for a property."""
        quads = self._data.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand(name)), None)
        return [quad.object for quad in quads]

    def iris(self, iri: str, name: str) -> list[str]:
        """Return the IRIs to which a term points by a property, sorted."""
        return sorted(term.value for term in self.objects(iri, name) if isinstance(term, ox.NamedNode))

    # How terms hang together

    def parents(self, iri: str) -> list[str]:
        """Return the classes of which a class is directly a kind."""
        return [parent for parent in self.iris(iri, "rdfs:subClassOf") if parent in self.classes]

    def children(self, iri: str) -> list[str]:
        """Return the classes that are directly kinds of a class."""
        return [child for child in self.classes if iri in self.parents(child)]

    def lineage(self, iri: str) -> list[str]:
        """Return a class and all classes of which it is a kind."""
        return [iri, *(further for parent in self.parents(iri) for further in self.lineage(parent))]

    def domains(self, iri: str) -> list[str]:
        """Return the classes whose things have a property, as the ontology or a shape says."""
        told = {*self.iris(iri, "schema:domainIncludes"), *self.iris(iri, "rdfs:domain")}
        return sorted(told | {kind for kind, cards in self.cards.items() if iri in cards}, key=_name)

    def ranges(self, iri: str) -> list[str]:
        """Return the classes or datatypes of the values of a property."""
        told = {*self.iris(iri, "schema:rangeIncludes"), *self.iris(iri, "rdfs:range")}
        asked = {kind for cards in self.cards.values() if iri in cards for kind in cards[iri].values}
        return sorted(told or asked, key=_name)

    @cached_property
    def cards(self) -> dict[str, dict[str, Card]]:
        """Class -> property -> what the shapes of that class ask of it."""
        found: dict[str, dict[str, Card]] = {}
        for quad in self._shapes.quads_for_pattern(None, ox.NamedNode(expand("sh:targetClass")), None):
            for shape in self._shape(quad.subject, "sh:property"):
                for path in self._shape(shape, "sh:path"):
                    if isinstance(path, ox.NamedNode):
                        found.setdefault(_value(quad.object), {})[path.value] = self._card(shape)
        return found

    def card(self, kind: str, name: str) -> Card | None:
        """Return what the shapes of a class, or of a class above it, ask of a property."""
        return next((self.cards[it][name] for it in self.lineage(kind) if name in self.cards.get(it, {})), None)

    def rules(self, kind: str) -> list[str]:
        """Return the messages of the shapes that look at things of a class as a whole."""
        quads = self._shapes.quads_for_pattern(None, ox.NamedNode(expand("sh:targetClass")), ox.NamedNode(kind))
        return sorted(_value(text) for quad in quads for text in self._shape(quad.subject, "sh:message"))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every link from class to class; where a shape says to which classes, to those alone."""
        return tuple(
            Edge(start, name, end)
            for name in self.properties
            for start in self.domains(name)
            for end in self._ends(start, name)
            if {start, end} <= set(self.classes)
        )

    def _ends(self, start: str, name: str) -> list[str]:
        card = self.card(start, name)
        asked = [it for it in card.values if it in self.classes] if card else []
        return asked or self.ranges(name)

    # The data

    def things(self, kind: str) -> list[str]:
        """Return the things of a class and of the classes below it, sorted."""
        below = (iri for child in self.children(kind) for iri in self.things(child))
        return sorted({*self._typed(compact(kind)), *below})

    def example(self, kind: str) -> list[ox.Triple]:
        """Return the triples of the thing of a class of which most kinds of facts are recorded, if there is one."""
        described = [(iri, self.facts(iri)) for iri in self.things(kind)]
        fitting = [(iri, facts) for iri, facts in described if len(facts) <= 30] or described
        chosen = min(fitting, key=lambda pair: (-len({it.predicate for it in pair[1]}), pair[0]), default=("", []))
        return chosen[1]

    def facts(self, iri: str) -> list[ox.Triple]:
        """Return the triples about a thing."""
        return [quad.triple for quad in self._data.quads_for_pattern(ox.NamedNode(iri), None, None)]

    def uses(self, name: str) -> list[ox.Triple]:
        """Return the triples with a property, the shortest first."""
        found = (quad.triple for quad in self._data.quads_for_pattern(None, ox.NamedNode(name), None))
        return sorted(found, key=lambda it: (len(str(it)), str(it)))

    def members(self, scheme: str) -> list[str]:
        """Return the concepts of a scheme, by name."""
        quads = self._data.quads_for_pattern(None, ox.NamedNode(expand("skos:inScheme")), ox.NamedNode(scheme))
        return sorted(_value(quad.subject) for quad in quads)

    def pointing_at(self, iri: str) -> int:
        """Return how many facts point at a thing."""
        return sum(1 for _ in self._data.quads_for_pattern(None, None, ox.NamedNode(iri)))

    # How it is done

    def _typed(self, kind: str) -> tuple[str, ...]:
        quads = self._data.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(kind)))
        return tuple(sorted((_value(quad.subject) for quad in quads), key=_name))

    def _shape(self, shape: Term, name: str) -> Iterator[Term]:
        assert isinstance(shape, ox.NamedNode)
        for quad in self._shapes.quads_for_pattern(shape, ox.NamedNode(expand(name)), None):
            yield quad.object

    def _card(self, shape: Term) -> Card:
        def value(name: str) -> str:
            return next((_value(term) for term in self._shape(shape, name)), "")

        at_least, at_most = int(value("sh:minCount") or 0), value("sh:maxCount")
        values = sorted(_value(term) for name in ("sh:class", "sh:datatype") for term in self._shape(shape, name))
        return Card(at_least, int(at_most) if at_most else None, value("sh:message"), tuple(values))


def _loaded(files: Iterable[object]) -> ox.Store:
    store = ox.Store()
    for path in files:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def _value(term: Term) -> str:
    assert not isinstance(term, ox.Triple)
    return term.value


def _name(iri: str) -> tuple[str, str]:
    prefix, _, local = compact(iri).partition(":")
    return local.lower(), prefix


def local_name(iri: str) -> str:
    """Return the name of a term without its prefix where it is one of this ontology, else with it.

    >>> local_name(expand("spk:assesses")), local_name(expand("cito:isSupportedBy"))
    ('assesses', 'cito:isSupportedBy')
    """
    return compact(iri).removeprefix("spk:")
