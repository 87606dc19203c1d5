"""Things of the knowledge base as codes: our own systems, the mappings to others, units, addresses."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from spineknowledge import resources
from spineknowledge.authoring.alignments import TABLE, Alignment, read_alignments
from spineknowledge.export.fhir.codes import CURRENCY_CODES, Node
from spineknowledge.export.fhir.versions import Version
from spineknowledge.model.base import Concept, Thing
from spineknowledge.namespaces import BASE, slug_of
from spineknowledge.terminologies import CURRENCIES, STATISTIC_TYPE, UCUM, Code, code_of

ADDRESS = f"{BASE}fhir/"
"""Where resources would be served: the type and the identifier of each follow."""

PUBLISHER = "SpineKnowledge"
_ODD = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 64


class Mapping(Alignment):
    """A mapping to another vocabulary, whose code FHIR can carry."""

    @property
    def match(self) -> str:
        """The local name of the relation, such as ``exactMatch``."""
        return slug_of(self.relation)

    @property
    def code(self) -> Code:
        """The code of the other term."""
        return code_of(self.object)


@cache
def mappings() -> dict[str, tuple[Mapping, ...]]:
    """Return the packaged mappings by the term of ours."""
    text = (resources.folder("ontology") / TABLE).read_text(encoding="utf-8")
    found: dict[str, list[Mapping]] = {}
    for alignment in read_alignments(text):
        found.setdefault(alignment.subject, []).append(Mapping(**vars(alignment)))
    return {subject: tuple(several) for subject, several in found.items()}


def resource_id(iri: str, part: str = "") -> str:
    """Return an identifier that FHIR allows: 64 letters, digits, hyphens and dots at most.

    >>> resource_id("https://w3id.org/spineknowledge/finding/dohm-2014-f02", "exposure")
    'finding-dohm-2014-f02-exposure'
    """
    whole = "-".join(filter(None, (iri.removeprefix(BASE), part)))
    plain = _ODD.sub("-", whole).strip("-")
    if len(plain) <= _LONGEST:
        return plain
    return f"{plain[: _LONGEST - 9]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def own_system(iri: str) -> str:
    """Return our code system of a thing: its IRI without the slug.

    >>> own_system("https://w3id.org/spineknowledge/measure/risk-ratio")
    'https://w3id.org/spineknowledge/measure'
    """
    return iri[: -len(slug_of(iri)) - 1]


def name_of(thing: Thing) -> str:
    """Return the English name of a thing, or its slug where it has none."""
    return thing.label.get() or thing.id


def own_coding(thing: Thing) -> Node:
    """Return a thing as a code of our own system."""
    return {"system": own_system(thing.iri), "code": thing.id, "display": name_of(thing)}


def concept(thing: Thing, *systems: str) -> Node:
    """Return a thing in our code, and in those of the given systems that mean exactly the same.

    >>> from spineknowledge.model.base import Text
    >>> name = Text((("en", "risk ratio"),))
    >>> made = concept(Thing("https://w3id.org/spineknowledge/measure/risk-ratio", name), STATISTIC_TYPE)
    >>> [coding["code"] for coding in made["coding"]]
    ['C93152', 'risk-ratio']
    """
    exact = [found for found in mappings().get(thing.iri, ()) if found.match == "exactMatch"]
    others = [coding(found) for found in exact if found.code.system in systems]
    return {"coding": [*others, own_coding(thing)], "text": name_of(thing)}


def coding(mapping: Mapping) -> Node:
    """Return the other term of a mapping as a code, with its name if that was seen."""
    named = {"display": mapping.label} if mapping.label else {}
    return {"system": mapping.code.system, "code": mapping.code.value, **named}


def unit(thing: Concept | None) -> Node:
    """Return the unit of a quantity: in UCUM if it is mapped, in ISO 4217 for money, else its symbol alone."""
    if thing is None:
        return {}
    shown = {"unit": thing.notation or name_of(thing)}
    for found in mappings().get(thing.iri, ()):
        if found.code.system == UCUM:
            return {**shown, "system": UCUM, "code": found.code.value}
    if thing.notation in CURRENCY_CODES:
        return {**shown, "system": CURRENCIES, "code": thing.notation}
    return shown


def metadata(kind: str, identifier: str, title: str, edition: str, url: str = "") -> Node:
    """Return how every resource begins: a draft with a title, a publisher and the version of the data."""
    made = {
        "resourceType": kind,
        "id": identifier,
        "url": url or f"{ADDRESS}{kind}/{identifier}",
        "version": edition,
        "title": title,
        "status": "draft",
        "publisher": PUBLISHER,
    }
    return {name: value for name, value in made.items() if value}


def statistic_type(measure: Concept) -> Node:
    """Return a measure as the type of a statistic."""
    return concept(measure, STATISTIC_TYPE)


def rating(version: Version, thing: Concept) -> Node:
    """Return a level of certainty in the code system of a version."""
    return concept(thing, version.certainty_rating)
