"""What an edited file has to do with: the records of a knowledge base that its rules and shapes can touch.

They are fetched from a store one by one, so that it does not matter how much else is in there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import pyoxigraph as ox

from spineknowledge.namespaces import expand
from spineknowledge.validation.facts import TYPE, Facts, node_of, text_of

_SCHEMA = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
_TIES = """
spk:aboutComparison spk:assesses spk:hasEstimate spk:hasStep spk:about spk:explains spk:considers
cito:isSupportedBy cito:isDisputedBy
"""
"""By these properties a rule gets from one record to another, in both directions."""

_FROM_EDITED = "dcterms:source spk:hasObjective spk:hasPrimaryObjective spk:hasRisk"
"""By these a rule gets to an edited thing as well, but no further: very much may rest on one source."""

_STEPS = 3
"""So many ties lie at most between an edited thing and what a rule looks at."""

_COMPARED = ("spk:subjectOption", "spk:referenceOption")


class Surroundings:
    """What a store says of the things that an edited file has to do with, less what the file replaces."""

    def __init__(self, own: Iterable[ox.Triple], store: ox.Store) -> None:
        self._store = store
        self._own = Facts(own)
        self._replaced = {subject for subject in self._own if self._is_replaced(subject)}

    def triples(self) -> list[ox.Triple]:
        """Return the records, each as a whole."""
        return [triple for thing in sorted(self._near()) for triple in self._stored(thing)]

    def __contains__(self, thing: str) -> bool:
        """Say whether anything is said of a thing."""
        return thing in self._own or any(True for _ in self._stored(thing))

    def names(self) -> Iterator[str]:
        """Yield the name of everything that is described; this looks at the whole store."""
        yield from self._own
        yield from {text_of(quad.subject) for quad in self._store if text_of(quad.subject) not in self._replaced}

    def _is_replaced(self, subject: str) -> bool:
        """Say whether a file states a thing anew.

        A thing without a type of which a file only repeats what is recorded is a copy that lost its type.
        """
        said = self._own.record(subject)
        return bool(self._own.values(subject, TYPE)) or all(ox.Quad(*triple) in self._store for triple in said)

    def _near(self) -> set[str]:
        edited = set(self._own)
        near = edited | {thing for one in edited for thing in self._referring(one)}
        near |= {thing for one in near for thing in self._named_by(one)}
        near |= {twin for one in edited for twin in self._twins(one)}
        near |= {thing for kind in _SCHEMA for thing in self._pointing("rdf:type", expand(kind))}
        return near | self._reached(edited)

    def _reached(self, edited: set[str]) -> set[str]:
        reached = edited | {
            one for thing in edited for name in _FROM_EDITED.split() for one in self._pointing(name, thing)
        }
        newest = reached
        for _ in range(_STEPS):
            newest = {thing for one in newest for thing in self._tied(one)} - reached
            reached = reached | newest
        return reached

    def _tied(self, thing: str) -> Iterator[str]:
        yield from self._named_by(thing, *_TIES.split(), "dcterms:source")
        for name in _TIES.split():
            yield from self._pointing(name, thing)

    def _twins(self, thing: str) -> set[str]:
        """Return the comparisons of the same two options."""
        first, second = (set(self._named_by(thing, name)) for name in _COMPARED)
        return {
            twin
            for subject, reference in (*product(first, second), *product(second, first))
            for twin in set(self._pointing(_COMPARED[0], subject)) & set(self._pointing(_COMPARED[1], reference))
        }

    def _referring(self, thing: str) -> Iterator[str]:
        node = node_of(thing)
        yield from self._subjects(self._store.quads_for_pattern(None, None, node))
        if isinstance(node, ox.NamedNode):
            yield from self._subjects(self._store.quads_for_pattern(None, node, None))

    def _pointing(self, name: str, thing: str) -> Iterator[str]:
        return self._subjects(self._store.quads_for_pattern(None, ox.NamedNode(expand(name)), node_of(thing)))

    def _subjects(self, quads: Iterable[ox.Quad]) -> Iterator[str]:
        return (subject for quad in quads if (subject := text_of(quad.subject)) not in self._replaced)

    def _named_by(self, thing: str, *names: str) -> Iterator[str]:
        """Yield the things that a record names, by some properties or by all."""
        wanted = set(map(expand, names))
        for triple in (*self._own.record(thing), *self._stored(thing)):
            if isinstance(triple.object, ox.NamedNode) and (not wanted or triple.predicate.value in wanted):
                yield triple.object.value

    def _stored(self, thing: str) -> Iterator[ox.Triple]:
        if thing not in self._replaced:
            yield from (quad.triple for quad in self._store.quads_for_pattern(node_of(thing), None, None))
