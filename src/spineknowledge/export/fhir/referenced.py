"""What findings refer to: variables, citations, code systems and the map to other vocabularies."""

from __future__ import annotations

from collections.abc import Iterable

from spineknowledge.export.fhir.codes import Node
from spineknowledge.export.fhir.terms import concept, mappings, metadata, name_of, own_system, resource_id
from spineknowledge.export.fhir.versions import R5, Version
from spineknowledge.model.base import Thing
from spineknowledge.model.evidence import Source
from spineknowledge.namespaces import BASE, PREFIXES, slug_of
from spineknowledge.terminologies import TERMINOLOGIES
from spineknowledge.validation.facts import Facts
from spineknowledge.wording import say

DOI, PMID, PMCID = "https://doi.org", "https://pubmed.ncbi.nlm.nih.gov", "https://www.ncbi.nlm.nih.gov/pmc/"
"""The systems that the definition of Citation suggests for these identifiers."""

DISCLAIMER = say("disclaimer")
_DEFINITION = f"{PREFIXES['skos']}definition"
_LABEL = f"{PREFIXES['skos']}prefLabel"
_SCHEME = f"{PREFIXES['skos']}inScheme"
_THINGS = ("Condition", "Device", "Material", "AnatomicalStructure", "PatientFactor")
_SYSTEMS = {found.fhir: found for found in TERMINOLOGIES}
_MAP = f"{BASE}mappings"


def variable(thing: Thing, definition: str, edition: str, registered: Iterable[str]) -> Node:
    """Return an option or a criterion as a variable, with its codes in registered systems."""
    made = metadata("EvidenceVariable", resource_id(thing.iri), name_of(thing), edition)
    made |= {"description": definition} if definition else {}
    described = {"definitionCodeableConcept": concept(thing, *registered)}
    return made | {"note": [{"text": DISCLAIMER}], "characteristic": [described]}


def citation(source: Source, version: Version, edition: str) -> Node:
    """Return a source with its identifiers."""
    made = metadata("Citation", resource_id(source.iri), source.title.get(), edition, source.iri)
    known = ((DOI, source.doi), (PMID, source.pmid), (PMCID, source.pmcid))
    cited: Node = {"identifier": [{"system": system, "value": value} for system, value in known if value]}
    cited["title"] = [{"text": source.title.get()}] if source.title else []
    cited["publicationForm"] = [_publication(source, version)] if source.journal or source.year else []
    cited["webLocation"] = [{"url": source.url}] if source.url.startswith(("http://", "https://")) else []
    cited["contributorship"] = {"summary": [{"value": source.authors}]} if source.authors else {}
    made |= {"note": [{"text": DISCLAIMER}], "summary": [{"text": source.citation() or source.id}]}
    filled = {name: value for name, value in cited.items() if value}
    return made | ({"citedArtifact": filled} if filled else {})


def _publication(source: Source, version: Version) -> Node:
    made: Node = {"publishedIn": {"title": source.journal}} if source.journal else {}
    if source.year is None:
        return made
    if version is R5:
        return made | {"publicationDateText": str(source.year)}
    return made | {"periodicRelease": {"dateOfPublication": {"year": str(source.year)}}}


def code_systems(facts: Facts, named: Iterable[str], edition: str) -> list[Node]:
    """Return our vocabularies as code systems: one for each namespace in which concepts and things are.

    ``named`` are the IRIs of the options and criteria, whatever their classes.
    """
    things = {iri for name in _THINGS for iri in facts.of_class(name)}
    terms = sorted({*facts.having(_SCHEME), *things, *named})
    systems: dict[str, list[str]] = {}
    for iri in terms:
        systems.setdefault(own_system(iri), []).append(iri)
    return [_code_system(facts, system, iris, edition) for system, iris in sorted(systems.items())]


def _code_system(facts: Facts, system: str, iris: list[str], edition: str) -> Node:
    schemes = sorted({scheme for iri in iris for scheme in facts.iris(iri, _SCHEME)})
    title = "; ".join(filter(None, map(facts.label, schemes))) or slug_of(system).replace("-", " ").capitalize()
    made = metadata("CodeSystem", resource_id(system), title, edition, system)
    made["description"] = f"{DISCLAIMER} The IRI of a term is the address of the system, a slash and the code."
    concepts = [_concept(facts, iri) for iri in iris]
    return made | {"caseSensitive": True, "content": "complete", "count": len(iris), "concept": concepts}


def _concept(facts: Facts, iri: str) -> Node:
    made: Node = {"code": slug_of(iri), "display": facts.label(iri) or slug_of(iri)}
    definition = facts.text(iri, _DEFINITION)
    others = [name for name in facts.literals(iri, _LABEL) if name.language != "en"]
    made |= {"definition": definition} if definition else {}
    named = [{"language": name.language, "value": name.value} for name in others if name.language]
    return made | ({"designation": sorted(named, key=str)} if named else {})


def concept_map(facts: Facts, kept: Iterable[str], version: Version, edition: str) -> Node:
    """Return how the kept terms of ours map to other vocabularies; empty where none is mapped."""
    groups: dict[tuple[str, str], dict[str, list[Node]]] = {}
    for subject in sorted(set(kept) & mappings().keys()):
        for found in mappings()[subject]:
            key = (own_system(subject), found.code.system)
            target = {"code": found.code.value, **({"display": found.label} if found.label else {})}
            target[version.relation] = version.relation_of(found.match)
            target["comment"] = ": ".join(filter(None, (f"skos:{found.match}", found.comment)))
            groups.setdefault(key, {}).setdefault(subject, []).append(target)
    if not groups:
        return {}
    made = metadata("ConceptMap", "mappings", "Mappings to other vocabularies", edition, _MAP)
    unregistered = sorted({target for _, target in groups if not _SYSTEMS[target].registered})
    made["description"] = _about_map(unregistered)
    return made | {"group": [_group(facts, *key, elements) for key, elements in sorted(groups.items())]}


def _about_map(unregistered: list[str]) -> str:
    text = f"{DISCLAIMER} The comment of each target begins with the relation as the mappings state it."
    if unregistered:
        text += f" HL7 registers no code system for these; the RDF namespace stands instead: {', '.join(unregistered)}"
    return text


def _group(facts: Facts, source: str, target: str, elements: dict[str, list[Node]]) -> Node:
    made = [
        {"code": slug_of(subject), "display": facts.label(subject), "target": targets}
        for subject, targets in elements.items()
    ]
    return {"source": source, "target": target, "element": made}
