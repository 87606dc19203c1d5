"""The bundle: which findings are asked for, everything that they refer to, checked and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from spineknowledge.errors import DataError, UnknownTermError
from spineknowledge.export.fhir import evidence, referenced
from spineknowledge.export.fhir.checking import check
from spineknowledge.export.fhir.codes import Node
from spineknowledge.export.fhir.models import as_json
from spineknowledge.export.fhir.terms import ADDRESS, own_system
from spineknowledge.export.fhir.versions import Version, version_of
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.terms import Certainty
from spineknowledge.namespaces import PREFIXES, expand, slug_of
from spineknowledge.terminologies import TERMINOLOGIES
from spineknowledge.validation.facts import Facts

if TYPE_CHECKING:
    from spineknowledge.knowledge import KnowledgeBase

_DEFINITION = f"{PREFIXES['skos']}definition"
_OF_FHIR = ("Statistic types", "Attribute estimate types", "Certainty ratings", "Certainty ratings of R5", "UCUM")
_REGISTERED = tuple(item.fhir for item in TERMINOLOGIES if item.registered and item.name not in _OF_FHIR)


def to_fhir(kb: KnowledgeBase, name: str | None = None, version: str = "R5") -> str:
    """Return the findings with numbers, and what they refer to, as a FHIR Bundle in JSON.

    ``name`` restricts it to the findings of one option, comparison, criterion, source, assessment or finding.
    A number stands as printed. Raises ``FhirError`` for a resource that breaks a rule of that version.

    >>> from spineknowledge import KnowledgeBase
    >>> text = to_fhir(KnowledgeBase.load(), "finding:edidin-2011-f01")
    >>> '"value": 0.77' in text, '"numberOfParticipants": 63693' in text
    (True, True)
    """
    made = bundle(kb, name, version_of(version))
    check(made, version)
    return as_json(made)


def bundle(kb: KnowledgeBase, name: str | None, version: Version) -> Node:
    """Return the bundle before it is checked; numbers are ``Decimal`` as printed."""
    import pyoxigraph as ox

    triples = (quad.triple for quad in ox.parse(kb.ntriples(), format=ox.RdfFormat.N_TRIPLES))
    facts = Facts(triples)
    rows = _rows(kb)
    wanted = _wanted(kb, name, rows)
    said = frozenset(finding.iri for row in rows for finding in row.findings if finding.estimates)
    found = list(_evidence(rows, wanted, said, facts, version, kb.version))
    if not found:
        what = "has no finding with numbers and no assessment; name an option or a source"
        raise DataError(f"{name or 'the data'} {what}")
    needed = _Needed(kb, facts, version, found, whole=name is None)
    entries = [{"fullUrl": f"{ADDRESS}{item['resourceType']}/{item['id']}", "resource": item} for item in needed.all()]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _rows(kb: KnowledgeBase) -> list[ComparisonRow]:
    """Return all answers with an assessment or findings, as they are recorded."""
    edges = sorted((edge.subject, edge.reference) for edge in kb.network().edges)
    return [row for pair in edges for row in kb.compare(*pair).rows]


def _wanted(kb: KnowledgeBase, name: str | None, rows: list[ComparisonRow]) -> frozenset[str]:
    """Return the IRIs of the findings and assessments that are asked for; an assessment brings its findings."""
    asked = None if name is None else _iri(kb, name)
    found: set[str] = set()
    for row in rows:
        whole = (None, row.iri, row.assessment, row.subject.iri, row.reference.iri, row.criterion.iri)
        if asked in whole:
            found |= {row.assessment, *(finding.iri for finding in row.findings)}
        else:
            found |= {finding.iri for finding in row.findings if asked in (finding.iri, finding.source.iri)}
    return frozenset(found - {""})


def _iri(kb: KnowledgeBase, name: str) -> str:
    for look in (kb.option, kb.criterion, kb.source):
        try:
            return look(name).iri
        except UnknownTermError:
            continue
    return kb.explain(expand(name)).iri


def _evidence(
    rows: Iterable[ComparisonRow],
    wanted: frozenset[str],
    said: frozenset[str],
    facts: Facts,
    version: Version,
    edition: str,
) -> Iterator[Node]:
    for row in rows:
        for finding in sorted(row.findings, key=lambda item: item.iri):
            if finding.iri in wanted & said:
                yield from evidence.of_finding(evidence.as_reported(finding, facts), row, version, edition)
        if row.assessment in wanted and row.certainty is not Certainty.NOT_ASSESSED:
            yield evidence.of_assessment(row, said, version, edition)


class _Needed:
    """Everything that Evidence refers to, or with ``whole`` everything there is."""

    def __init__(self, kb: KnowledgeBase, facts: Facts, version: Version, found: list[Node], whole: bool) -> None:
        self._kb, self._facts, self._version = kb, facts, version
        self._found, self._whole = found, whole
        self._texts = set(_texts(found))

    def all(self) -> list[Node]:
        """Return Evidence, then variables, citations, code systems and the map."""
        variables, edition = self._variables(), self._kb.version
        used = [source for source in self._kb.sources() if source.iri in self._texts]
        citations = [referenced.citation(source, self._version, edition) for source in used]
        kept = self._kept([*self._found, *variables])
        systems = referenced.code_systems(self._facts, self._named(), edition)
        urls = {own_system(iri) for iri in kept}
        systems = [system for system in systems if self._whole or system["url"] in urls]
        mapped = referenced.concept_map(self._facts, kept, self._version, edition)
        return [*self._found, *variables, *citations, *systems, *([mapped] if mapped else [])]

    def _named(self) -> list[str]:
        return [item.iri for item in (*self._kb.options(), *self._kb.criteria())]

    def _variables(self) -> list[Node]:
        made = (
            referenced.variable(item, self._facts.text(item.iri, _DEFINITION), self._kb.version, _REGISTERED)
            for item in (*self._kb.options(), *self._kb.criteria())
        )
        return [item for item in made if f"EvidenceVariable/{item['id']}" in self._texts]

    def _kept(self, resources: list[Node]) -> list[str]:
        """Return the IRIs of the terms of ours that codes stand for, or of all that there are."""
        if self._whole:
            return list(self._facts)
        codings = (node for node in _nodes(resources) if {"system", "code"} <= node.keys())
        used = {(node["system"], node["code"]) for node in codings}
        return sorted(iri for iri in self._facts if (own_system(iri), slug_of(iri)) in used)


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


def _texts(value: Any) -> Iterator[str]:
    for node in _nodes(value):
        yield from (text for text in node.values() if isinstance(text, str))
