"""The schema.org profile: per page, only what that page shows; and the list of what schema.org cannot say.

Options are ``MedicalTherapy``, since nothing narrower may carry adverse outcomes and be a treatment of a
condition. Comparisons, findings, effects and certainty have no property there: they stay in the native
profile and in the visible text. Lists are unordered; nothing here ranks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from spineknowledge.export.site.config import SiteConfig
from spineknowledge.model.evidence import Source
from spineknowledge.namespaces import PREFIXES, SPK, compact, thing

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Node = dict[str, Any]

_TERMS = PREFIXES["skos"]
_CARRIED = {
    "TreatmentOption": {
        f"{_TERMS}prefLabel": "name",
        f"{_TERMS}altLabel": "alternateName",
        f"{_TERMS}definition": "description",
        f"{SPK}treats": "possibleTreatment, from the condition",
        f"{SPK}hasRisk": "adverseOutcome",
        f"{SPK}hasStep": "howPerformed, as text",
    },
    "Condition": {
        f"{_TERMS}prefLabel": "name",
        f"{_TERMS}altLabel": "alternateName",
        f"{_TERMS}definition": "description",
        f"{SPK}causedBy": "cause",
        f"{SPK}affects": "associatedAnatomy",
    },
    "Step": {
        f"{_TERMS}prefLabel": "howPerformed, as text",
        f"{_TERMS}definition": "howPerformed, as text",
        f"{SPK}text": "howPerformed, as text",
        f"{SPK}position": "howPerformed, as text",
    },
    "Source": {f"{PREFIXES['dcterms']}title": "name", f"{PREFIXES['schema']}url": "url"},
    "Term": {f"{_TERMS}prefLabel": "DefinedTerm name", f"{_TERMS}definition": "DefinedTerm description"},
    "Provider": {f"{_TERMS}prefLabel": "name"},
    "PostalAddress": {},
}
_CLASSES = {
    "Procedure": "TreatmentOption",
    "NonSurgicalManagement": "TreatmentOption",
    "Condition": "Condition",
    "Step": "Step",
    "Study": "Source",
    "Guideline": "Source",
    "ClinicalStatement": "Source",
    "WebPage": "Source",
    "Provider": "Provider",
    "PostalAddress": "PostalAddress",
    **dict.fromkeys(("Criterion", "Risk", "Outcome", "Cost", "Recovery", "ProcedureCharacteristic"), "Term"),
    **dict.fromkeys(("Device", "Material", "AnatomicalStructure"), "Term"),
}


class Coverage(NamedTuple):
    """How many triples there are, how many of them schema.org can carry, and by property which and which not."""

    triples: int
    carried: int
    by_property: tuple[tuple[str, int, int, str], ...]

    @property
    def lost(self) -> float:
        """The share of the triples that schema.org has no place for."""
        return 1 - self.carried / self.triples if self.triples else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the coverage for JSON."""
        names = ("property", "triples", "carried", "schema_org")
        rows = [dict(zip(names, row, strict=True)) for row in self.by_property]
        share = f"{100 * self.lost:.1f}"
        return {"triples": self.triples, "carried": self.carried, "percent_not_carried": share, "properties": rows}


def coverage(triples: Iterable[tuple[str, str, str]]) -> Coverage:
    """Return what of some triples schema.org can carry.

    >>> coverage([("urn:a", "urn:b", "c")]).lost
    1.0
    """
    known = list(triples)
    kinds: dict[str, str] = {}
    for subject, prop, value in known:
        if prop == f"{PREFIXES['rdf']}type":
            kind = _CLASSES.get(value.rpartition("#")[2].rpartition("/")[2])
            kinds.update({subject: kind} if kind else {})
    counts: dict[str, list[int]] = {}
    targets: dict[str, set[str]] = {}
    for subject, prop, _ in known:
        target = _target(kinds.get(subject, ""), prop)
        count = counts.setdefault(prop, [0, 0])
        count[0] += 1
        count[1] += bool(target)
        targets.setdefault(prop, set()).update({target} - {""})
    rows = tuple(
        (compact(prop), total, carried, "; ".join(sorted(targets[prop])))
        for prop, (total, carried) in sorted(counts.items())
    )
    return Coverage(len(known), sum(count[1] for count in counts.values()), rows)


def _target(kind: str, prop: str) -> str:
    if not kind:
        return ""
    if prop == f"{PREFIXES['rdf']}type":
        return "@type"
    if prop.startswith(PREFIXES["schema"]):
        return prop.removeprefix(PREFIXES["schema"])
    return _CARRIED[kind].get(prop, "")


def document(nodes: Iterable[Node]) -> Node:
    """Return a JSON-LD document with one graph, empty values left out.

    >>> document([{"@type": "Thing", "name": ""}])
    {'@context': 'https://schema.org', '@graph': [{'@type': 'Thing'}]}
    """
    return {"@context": CONTEXT, "@graph": [_filled(node) for node in nodes]}


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in ("", None, [], {})}


def text(data: Any, indent: int | None = 1) -> str:
    """Return JSON as ASCII, which is safe in a script element and the same on every machine.

    >>> text({"name": "</script>"})
    '{\\n "name": "\\\\u003c/script\\\\u003e"\\n}'
    """
    written = json.dumps(data, sort_keys=True, ensure_ascii=True, indent=indent)
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def clinic(config: SiteConfig, address: str) -> Node:
    """Return the clinic; ``address`` is the part of its identifier before the hash."""
    facts = config.clinic
    place = {
        "@type": "PostalAddress",
        "streetAddress": facts.street,
        "addressLocality": facts.locality,
        "addressRegion": facts.region,
        "postalCode": facts.postal_code,
        "addressCountry": facts.country,
    }
    return {
        "@type": "MedicalClinic",
        "@id": f"{address}#clinic",
        "name": facts.name,
        "telephone": facts.telephone,
        "url": facts.url,
        "address": _filled(place) if len(_filled(place)) > 1 else None,
    }


def web_page(config: SiteConfig, title: str, lang: str, address: str, site: str) -> Node:
    """Return what all pages say of themselves; a review only where the configuration names one."""
    review = config.review
    return {
        "@type": "MedicalWebPage",
        "@id": f"{address}#page",
        "url": address,
        "name": title,
        "inLanguage": lang,
        "license": {"@id": LICENCE},
        "audience": {"@type": "Patient"},
        "publisher": {"@id": f"{site}#clinic"},
        "lastReviewed": review.date if review else None,
        "reviewedBy": {"@type": "Person", "name": review.reviewer} if review else None,
    }


def therapy(iri: str, name: str, percutaneous: bool = False, **more: Any) -> Node:
    """Return a treatment option."""
    kind = {"@id": "https://schema.org/PercutaneousProcedure"} if percutaneous else None
    return _filled({"@type": "MedicalTherapy", "@id": iri, "name": name, "procedureType": kind, **more})


def condition(slug: str, name: str, **more: Any) -> Node:
    """Return a condition."""
    return _filled({"@type": "MedicalCondition", "@id": thing("condition", slug), "name": name, **more})


def entities(kind: str, names: Iterable[str]) -> list[Node]:
    """Return things that have a name and nothing else."""
    return [{"@type": kind, "name": name} for name in names]


def code(system: str, value: str) -> Node:
    """Return a code of a free coding system."""
    return {"@type": "MedicalCode", "codingSystem": system, "codeValue": value}


def article(source: Source, title: str) -> Node:
    """Return a source as it is cited."""
    kind = "ScholarlyArticle" if source.kind in ("study", "guideline") and source.doi + source.pmid else "CreativeWork"
    return _filled({"@type": kind, "@id": source.iri, "name": title, "url": source.link})


def listing(title: str, things: Iterable[Node]) -> Node:
    """Return things as a list without an order: the things themselves, not numbered list items."""
    shown = ({key: thing[key] for key in ("@type", "@id", "name")} for thing in things)
    order = {"@id": "https://schema.org/ItemListUnordered"}
    items = sorted(shown, key=lambda item: str(item["name"]))
    return {"@type": "ItemList", "name": title, "itemListOrder": order, "itemListElement": items}
