"""Which things the facts alone show to fit the shapes, so that pySHACL has to look at the others only.

A constraint that is not known here, or a value about which there is doubt, raises ``UnsureError``: pySHACL decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from spineknowledge.namespaces import PREFIXES
from spineknowledge.validation.facts import TYPE, Facts, Term, is_well_formed, node_of, text_of

Check: TypeAlias = Callable[[str, "tuple[Term, ...]"], bool]
"""Says whether the values of a focus node fit one constraint."""

SH = PREFIXES["sh"]
TARGETS = tuple(SH + name for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))
_SAYS_NOTHING = {TYPE, *TARGETS, *(SH + name for name in ("path", "message", "description", "qualifiedMinCount"))}
_FIRST, _REST = PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_NUMBERS = (PREFIXES["xsd"] + "decimal", PREFIXES["xsd"] + "integer")


class UnsureError(Exception):
    """The facts alone do not tell."""


class Screen:
    """Tells the things that certainly fit their shapes from those that pySHACL has to look at."""

    def __init__(self, facts: Facts, shapes: Facts) -> None:
        self.facts, self.shapes = facts, shapes
        self._compiled: dict[str, tuple[str, list[Check]]] = {}
        self._instances: dict[str, set[str]] = {}

    def suspects(self, among: set[str] | None = None) -> Iterator[tuple[str, Term]]:
        """Yield each shape and thing, of those in ``among`` where it is given, that may not go together."""
        for shape, focus in self.targeted():
            if (among is None or text_of(focus) in among) and not self._surely_fits(shape, focus):
                yield shape, focus

    def targeted(self) -> Iterator[tuple[str, Term]]:
        """Yield each shape with each of the things that it is for."""
        for shape in self.shapes:
            found: dict[Term, None] = dict.fromkeys(self.shapes.values(shape, SH + "targetNode"))
            for target in self.shapes.iris(shape, SH + "targetClass"):
                found.update(dict.fromkeys(map(node_of, self.instances(target))))
            for target in self.shapes.iris(shape, SH + "targetSubjectsOf"):
                found.update(dict.fromkeys(map(node_of, self.facts.having(target))))
            for target in self.shapes.iris(shape, SH + "targetObjectsOf"):
                found.update(dict.fromkeys(v for s in self.facts.having(target) for v in self.facts.values(s, target)))
            yield from ((shape, focus) for focus in found)

    def instances(self, cls: str) -> set[str]:
        """Return the things of a class and of all classes below it."""
        if cls not in self._instances:
            classes, waiting = {cls}, [cls]
            while waiting:
                below = set(self.facts.pointing(_SUBCLASS, waiting.pop())) - classes
                classes |= below
                waiting.extend(below)
            self._instances[cls] = {thing for one in classes for thing in self.facts.pointing(TYPE, one)}
        return self._instances[cls]

    def fits(self, shape: str, focus: Term) -> bool:
        """Say whether a thing fits a shape; raise ``UnsureError`` where that is not certain."""
        path, checks = self._compiled.get(shape) or self._compile(shape)
        name = text_of(focus)
        values = self.facts.values(name, path) if path else (focus,)
        return all(check(name, values) for check in checks)

    def items(self, start: str) -> Iterator[Term]:
        """Yield the members of a list in the shapes."""
        while start and start != PREFIXES["rdf"] + "nil":
            yield from self.shapes.values(start, _FIRST)
            start = self.shapes.iri(start, _REST)

    def _surely_fits(self, shape: str, focus: Term) -> bool:
        try:
            return isinstance(focus, ox.NamedNode) and self.fits(shape, focus)
        except UnsureError:
            return False

    def _compile(self, shape: str) -> tuple[str, list[Check]]:
        checks = [
            _CONSTRAINTS.get(predicate.removeprefix(SH), _unknown)(self, shape, argument)
            for predicate in self.shapes.predicates(shape)
            if predicate not in _SAYS_NOTHING
            for argument in self.shapes.values(shape, predicate)
        ]
        self._compiled[shape] = self.shapes.iri(shape, SH + "path"), checks
        return self._compiled[shape]


def _unknown(screen: Screen, shape: str, argument: Term) -> Check:
    def check(focus: str, values: tuple[Term, ...]) -> bool:
        raise UnsureError

    return check


def _each(fits: Callable[[Term], bool]) -> Check:
    return lambda focus, values: all(map(fits, values))


def _number(term: Term) -> Decimal:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS and is_well_formed(term):
        return Decimal(term.value)
    raise UnsureError


def _datatype(screen: Screen, shape: str, argument: Term) -> Check:
    def fits(value: Term) -> bool:
        if not isinstance(value, ox.Literal) or value.datatype != argument:
            return False
        if not is_well_formed(value):
            raise UnsureError
        return True

    return _each(fits)


def _language_in(screen: Screen, shape: str, argument: Term) -> Check:
    allowed = {member.value for member in screen.items(text_of(argument))}

    def fits(value: Term) -> bool:
        language = value.language if isinstance(value, ox.Literal) else None
        return language is not None and (language in allowed or language.partition("-")[0] in allowed)

    return _each(fits)


def _unique_lang(screen: Screen, shape: str, argument: Term) -> Check:
    def check(focus: str, values: tuple[Term, ...]) -> bool:
        languages = [value.language for value in values if isinstance(value, ox.Literal) and value.language]
        return len(languages) == len(set(languages))

    return check if argument.value == "true" else _unknown(screen, shape, argument)


def _pattern(screen: Screen, shape: str, argument: Term) -> Check:
    pattern = re.compile(argument.value)

    def fits(value: Term) -> bool:
        if isinstance(value, ox.BlankNode) or (isinstance(value, ox.Literal) and not is_well_formed(value)):
            raise UnsureError
        return pattern.search(value.value) is not None

    return _each(fits)


def _less_than_or_equals(screen: Screen, shape: str, argument: Term) -> Check:
    def check(focus: str, values: tuple[Term, ...]) -> bool:
        others = screen.facts.values(focus, text_of(argument))
        return all(_number(value) <= _number(other) for value in values for other in others)

    return check


def _qualified(screen: Screen, shape: str, argument: Term) -> Check:
    least = int(screen.shapes.text(shape, SH + "qualifiedMinCount"))
    return lambda focus, values: sum(screen.fits(text_of(argument), value) for value in values) >= least


def _or(screen: Screen, shape: str, argument: Term) -> Check:
    members = [text_of(member) for member in screen.items(text_of(argument))]
    return _each(lambda value: any(screen.fits(member, value) for member in members))


def _in(screen: Screen, shape: str, argument: Term) -> Check:
    allowed = set(screen.items(text_of(argument)))
    return _each(lambda value: value in allowed)


def _class(screen: Screen, shape: str, argument: Term) -> Check:
    found = screen.instances(text_of(argument))
    return _each(lambda value: not isinstance(value, ox.Literal) and text_of(value) in found)


def _node_kind(screen: Screen, shape: str, argument: Term) -> Check:
    iri = text_of(argument) == SH + "IRI"
    return _each(lambda value: isinstance(value, ox.NamedNode)) if iri else _unknown(screen, shape, argument)


_CONSTRAINTS: dict[str, Callable[[Screen, str, Term], Check]] = {
    "class": _class,
    "datatype": _datatype,
    "disjoint": lambda screen, shape, argument: (
        lambda focus, values: not set(values) & set(screen.facts.values(focus, text_of(argument)))
    ),
    "hasValue": lambda screen, shape, argument: lambda focus, values: argument in values,
    "in": _in,
    "languageIn": _language_in,
    "lessThanOrEquals": _less_than_or_equals,
    "maxCount": lambda screen, shape, argument: lambda focus, values: len(values) <= int(argument.value),
    "maxInclusive": lambda screen, shape, argument: _each(lambda value: _number(value) <= _number(argument)),
    "minCount": lambda screen, shape, argument: lambda focus, values: len(values) >= int(argument.value),
    "minInclusive": lambda screen, shape, argument: _each(lambda value: _number(value) >= _number(argument)),
    "nodeKind": _node_kind,
    "not": lambda screen, shape, argument: _each(lambda value: not screen.fits(text_of(argument), value)),
    "or": _or,
    "pattern": _pattern,
    "property": lambda screen, shape, argument: _each(lambda value: screen.fits(text_of(argument), value)),
    "qualifiedValueShape": _qualified,
    "uniqueLang": _unique_lang,
}
"""What each constraint of SHACL that the shapes use asks of the values."""

KNOWN = {*_SAYS_NOTHING, *(SH + name for name in (*_CONSTRAINTS, "IRI", "NodeShape", "PropertyShape"))}
"""The terms of SHACL that are understood here."""
