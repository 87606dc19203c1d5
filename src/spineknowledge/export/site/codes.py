"""Codes of free coding systems for a thing, from the alignments; never those of a licensed system."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from spineknowledge import resources
from spineknowledge.namespaces import PREFIXES

_SYSTEMS = (("http://id.nlm.nih.gov/mesh/", "MeSH"), ("http://hl7.org/fhir/sid/icd-10-cm/", "ICD-10-CM"))
_VALUE = re.compile(r"[A-Za-z0-9.]+")


class Code(NamedTuple):
    """A code and the system that it belongs to."""

    system: str
    value: str


def codes(iri: str) -> tuple[Code, ...]:
    """Return the codes that mean the same as a thing, or nearly so."""
    return _table().get(iri, ())


@cache
def _table() -> dict[str, tuple[Code, ...]]:
    import pyoxigraph as ox

    found: dict[str, set[Code]] = {}
    alike = {f"{PREFIXES['skos']}exactMatch", f"{PREFIXES['skos']}closeMatch"}
    for path in resources.alignment_files():
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value in alike and isinstance(quad.object, ox.NamedNode):
                code = _code(quad.object.value)
                if code and isinstance(quad.subject, ox.NamedNode):
                    found.setdefault(quad.subject.value, set()).add(code)
    return {iri: tuple(sorted(pairs)) for iri, pairs in found.items()}


def _code(iri: str) -> Code | None:
    for start, system in _SYSTEMS:
        value = iri.removeprefix(start)
        if value != iri and _VALUE.fullmatch(value):
            return Code(system, value)
    return None
