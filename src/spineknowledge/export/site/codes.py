"""Codes of free coding systems for a thing, from the alignments; never those of a licensed system."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from spineknowledge import resources
from spineknowledge.namespaces import PREFIXES
from spineknowledge.terminologies import code_of

_SHOWN = ("MeSH", "ICD-10-CM")
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
                code = code_of(quad.object.value)
                shown = code.terminology.name in _SHOWN and _VALUE.fullmatch(code.value)
                if shown and isinstance(quad.subject, ox.NamedNode):
                    found.setdefault(quad.subject.value, set()).add(Code(code.terminology.name, code.value))
    return {iri: tuple(sorted(pairs)) for iri, pairs in found.items()}
