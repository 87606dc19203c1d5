"""The triples of a folder of Turtle files, by subject, so that records can be looked up and replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from spineknowledge.authoring.turtle import canonical_turtle, read_turtle
from spineknowledge.errors import DataError
from spineknowledge.namespaces import PREFIXES, expand, slug_of, thing

Term = ox.NamedNode | ox.Literal
Fact = tuple[str, Term]
"""What is said of a subject: the IRI of a property, and a value."""
Facts = frozenset[Fact]

TYPE = PREFIXES["rdf"] + "type"
_NOTHING: Facts = frozenset()


def node(name: str) -> ox.NamedNode:
    """Return the node of a prefixed name or an IRI.

    >>> node("direction:lower").value
    'https://w3id.org/spineknowledge/direction/lower'
    """
    return ox.NamedNode(expand(name))


def text_of(term: Term) -> str:
    """Return the IRI or the characters of a term."""
    return term.value


class Folder:
    """Records by subject and by file; what is replaced is known until the texts are asked for."""

    def __init__(self, files: Mapping[str, Iterable[ox.Triple]]) -> None:
        """Take the triples of each file, by the name of the file."""
        self._facts: dict[str, Facts] = {}
        self._home: dict[str, str] = {}
        self._members: dict[str, dict[str, None]] = defaultdict(dict)
        self._by_value: dict[Fact, dict[str, None]] = defaultdict(dict)
        self._touched: dict[str, None] = {}
        self._slugs: dict[str, list[str]] = {}
        for file, triples in files.items():
            self._load(file, triples)
        self._touched.clear()

    @classmethod
    def read(cls, root: Path) -> Folder:
        """Read every Turtle file under ``root`` apart from the alignments."""
        paths = (path for path in sorted(root.rglob("*.ttl")) if path.parent.name != "alignments")
        return cls({path.relative_to(root).as_posix(): read_turtle(path) for path in paths})

    def facts(self, subject: str) -> Facts:
        """Return what is said of a subject, nothing if it is unknown."""
        return self._facts.get(subject, _NOTHING)

    def home(self, subject: str) -> str | None:
        """Return the file in which a subject is described."""
        return self._home.get(subject)

    def values(self, subject: str, name: str) -> list[Term]:
        """Return the values of a property, given by its prefixed name, in a fixed order."""
        predicate = expand(name)
        return sorted((value for prop, value in self.facts(subject) if prop == predicate), key=str)

    def value(self, subject: str, name: str) -> str | None:
        """Return the characters of the first value of a property, if there is one."""
        values = self.values(subject, name)
        return text_of(values[0]) if values else None

    def subjects(self, name: str, value: Term) -> list[str]:
        """Return the subjects of which a property has the value, in a fixed order."""
        return sorted(self._by_value.get((expand(name), value), ()))

    def is_a(self, subject: str, name: str) -> bool:
        """Say whether a subject is typed with the class of that prefixed name."""
        return (TYPE, node(name)) in self.facts(subject)

    def slugs(self, kind: str) -> list[str]:
        """Return the slugs of the things of one kind, in a fixed order."""
        if kind not in self._slugs:
            start = thing(kind, "")
            self._slugs[kind] = sorted(slug_of(iri) for iri in self._facts if iri.startswith(start))
        return self._slugs[kind]

    def put(self, subject: str, facts: Iterable[Fact], file: str) -> bool:
        """Replace what is said of a subject, in its own file or else in ``file``; say whether it changed."""
        new = frozenset(facts)
        if new == self.facts(subject):
            return False
        home = self._home.setdefault(subject, file)
        self._slugs.clear()
        self._unlink(subject)
        self._link(subject, new, home)
        return True

    def changed_texts(self) -> dict[str, str]:
        """Return the canonical text of every file in which something was replaced."""
        return {file: canonical_turtle(self._triples(file)) for file in sorted(self._touched)}

    def _load(self, file: str, triples: Iterable[ox.Triple]) -> None:
        gathered: dict[str, set[Fact]] = defaultdict(set)
        for triple in triples:
            if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, Term):
                raise DataError(f"{file}: {triple} has a node without a name; give every thing an IRI")
            gathered[triple.subject.value].add((triple.predicate.value, triple.object))
        for subject, facts in gathered.items():
            self._join(subject, frozenset(facts), file)

    def _join(self, subject: str, facts: Facts, file: str) -> None:
        home = self._home.setdefault(subject, file)
        self._members[file][subject] = None
        self._link(subject, self.facts(subject) | facts, home)

    def _link(self, subject: str, facts: Facts, home: str) -> None:
        if facts:
            self._facts[subject] = facts
            self._members[home][subject] = None
        for fact in facts:
            self._by_value[fact][subject] = None
        self._touched[home] = None

    def _unlink(self, subject: str) -> None:
        for fact in self._facts.pop(subject, _NOTHING):
            self._by_value[fact].pop(subject, None)
        for file, members in self._members.items():
            if members.pop(subject, 0) is None:
                self._touched[file] = None

    def _triples(self, file: str) -> Iterable[ox.Triple]:
        for subject in self._members[file]:
            if self._home[subject] == file:
                for predicate, value in self.facts(subject):
                    yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
