"""Canonical Turtle: one order and one layout, so that a change in a file is a change in meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from spineknowledge.errors import DataError
from spineknowledge.files import write_file
from spineknowledge.namespaces import PREFIXES, compact

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = PREFIXES["xsd"]
_BARE = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
_PREFIXED_NAME = re.compile(r"[a-z-]+:[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?")


def read_turtle(path: Path) -> list[ox.Triple]:
    """Return the triples of a Turtle file; a syntax error names file and line."""
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except (SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def canonical_turtle(triples: Iterable[ox.Triple]) -> str:
    """Lay triples out in the one order and layout of this repository.

    Subjects, predicates and objects are sorted, the type comes first, an object stands on each line, and
    only the prefixes in use are declared. Comments do not survive: what is worth saying is a triple.
    """
    ordered = sorted(set(triples), key=_order)
    body = "\n\n".join(_block(group) for _, group in groupby(ordered, key=lambda triple: triple.subject))
    used = {term for triple in ordered for term in _iris(triple)}
    prefixes = sorted({compact(iri).partition(":")[0] for iri in used if _is_short(iri)})
    head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in prefixes)
    return f"{head}\n{body}\n" if body else ""


def format_file(path: Path, *, check: bool = False) -> bool:
    """Rewrite a Turtle file canonically and return whether it had another form before.

    With ``check`` the file is only looked at.
    """
    text = canonical_turtle(read_turtle(path))
    changed = text != path.read_text(encoding="utf-8")
    if changed and not check:
        write_file(path, text)
    return changed


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    return (str(triple.subject), triple.predicate.value != _TYPE, triple.predicate.value, str(triple.object))


def _block(triples: Iterable[ox.Triple]) -> str:
    lines: list[str] = []
    subject = ""
    for predicate, group in groupby(triples, key=lambda triple: triple.predicate):
        objects = list(group)
        subject = _term(objects[0].subject)
        verb = "a" if predicate.value == _TYPE else _term(predicate)
        lines.append(f"    {verb} " + " ,\n        ".join(_term(triple.object) for triple in objects))
    return f"{subject}\n" + " ;\n".join(lines) + " ."


def _iris(triple: ox.Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode) and term.value != _TYPE:
            yield term.value
        elif isinstance(term, ox.Literal) and term.language is None and not _is_bare(term):
            yield term.datatype.value


def _is_short(iri: str) -> bool:
    name = compact(iri)
    return iri not in (name, f"{_XSD}string") and _PREFIXED_NAME.fullmatch(name) is not None


def _is_bare(literal: ox.Literal) -> bool:
    pattern = _BARE.get(literal.datatype.value)
    return pattern is not None and pattern.fullmatch(literal.value) is not None


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value) if _is_short(term.value) else str(term)
    if not isinstance(term, ox.Literal):
        return str(term)
    if _is_bare(term):
        return term.value
    text = str(ox.Literal(term.value))
    if term.language is not None:
        return f"{text}@{term.language}"
    datatype = term.datatype
    return text if datatype.value == f"{_XSD}string" else f"{text}^^{_term(datatype)}"
