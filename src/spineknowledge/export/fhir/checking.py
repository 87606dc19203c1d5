"""The check of a bundle: its structure by the models, then codes, systems, units, references, what must be said.

Each problem names the resource, the place in it and what to write instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from spineknowledge.errors import FhirError
from spineknowledge.export.fhir.codes import CURRENCY_CODES, FIXED, VARIABLE_ROLE, Node
from spineknowledge.export.fhir.models import check_structure
from spineknowledge.export.fhir.terms import ADDRESS, mappings
from spineknowledge.export.fhir.versions import Version, version_of
from spineknowledge.terminologies import ATTRIBUTE_ESTIMATE_TYPE, CURRENCIES, STATISTIC_TYPE, TERMINOLOGIES, UCUM

TYPES = ("Evidence", "EvidenceVariable", "Citation", "CodeSystem", "ConceptMap")
"""The kinds of resources that a bundle may hold; nothing about a patient, and no recommendation, is among them."""

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_ANYWHERE = frozenset(item.fhir for item in TERMINOLOGIES)
_CODES = {
    "relatedArtifact.type": ("citation", "composed-of", "derived-from"),
    "quantity.comparator": ("<", "<=", ">", ">="),
}
Problems = Iterator[str]


class Place(NamedTuple):
    """A node, the resource in which it is, and the names of the elements that lead to it."""

    resource: str
    path: tuple[str, ...]
    node: Node

    def says(self, text: str) -> str:
        """Return a problem at this place."""
        return f"{self.resource}: {'.'.join(self.path) or 'the resource'}: {text}"


def check(bundle: Node, version: str = "R5") -> None:
    """Raise ``FhirError`` where the models refuse a bundle, else with every problem that :func:`problems` finds.

    Numbers are ``Decimal`` with their digits, as ``json.loads(text, parse_float=Decimal)`` gives them.

    >>> check({"resourceType": "Bundle", "type": "collection"})
    >>> check({"resourceType": "Bundle", "type": "batch"})
    Traceback (most recent call last):
    spineknowledge.errors.FhirError: Bundle: type: 'batch' is no type of this bundle; write 'collection'
    """
    version_of(version)
    check_structure(bundle, version)
    found = list(problems(bundle, version))
    if found:
        raise FhirError(found)


def problems(bundle: Node, version: str = "R5") -> Problems:
    """Yield what is wrong with the codes, systems, units, references and statuses of a bundle that the models take."""
    if bundle.get("type") != "collection":
        yield f"Bundle: type: {bundle.get('type')!r} is no type of this bundle; write 'collection'"
    entries = [{"resource": {}, **entry} for entry in bundle.get("entry", [])]
    resources = [entry["resource"] for entry in entries]
    yield from _addresses(entries)
    rules = _Rules(resources, version_of(version))
    for resource in resources:
        name = f"{resource.get('resourceType')}/{resource.get('id')}"
        yield from rules.of_resource(Place(name, (), resource))
        for place in _places(name, (), resource):
            for rule in (rules.coding, rules.quantity, rules.code, rules.reference, rules.target):
                yield from rule(place)


def _addresses(entries: list[Node]) -> Problems:
    counted = Counter(entry.get("fullUrl") for entry in entries)
    yield from (
        f"Bundle: {url} is there {n} times; give each resource its own id" for url, n in counted.items() if n > 1
    )
    for entry in entries:
        kind, identifier = entry["resource"].get("resourceType"), str(entry["resource"].get("id", ""))
        name = f"{kind}/{identifier}"
        if kind not in TYPES:
            yield f"{name}: resourceType: {kind!r} has no place here; there are {', '.join(TYPES)}"
        if not _ID.fullmatch(identifier):
            yield f"{name}: id: write 1 to 64 letters, digits, hyphens and dots"
        if entry.get("fullUrl") != f"{ADDRESS}{name}":
            yield f"{name}: fullUrl: {entry.get('fullUrl')!r} does not fit the id; write {ADDRESS}{name}"


def _places(resource: str, path: tuple[str, ...], value: Any) -> Iterator[Place]:
    if isinstance(value, dict):
        yield Place(resource, path, value)
        for name, inner in value.items():
            yield from _places(resource, (*path, name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(resource, path, inner)


@cache
def _mapped() -> dict[str, dict[str, str | None]]:
    """Return system -> code -> name of all terms that the table of mappings names."""
    found: dict[str, dict[str, str | None]] = {}
    for mapping in (mapping for several in mappings().values() for mapping in several):
        found.setdefault(mapping.code.system, {})[mapping.code.value] = mapping.label
    return found


class _Rules:
    """The rules, for the resources of one bundle."""

    def __init__(self, resources: list[Node], version: Version) -> None:
        self._version = version
        self._urls = {resource.get("url") for resource in resources}
        self._names = {f"{resource.get('resourceType')}/{resource.get('id')}" for resource in resources}
        self._own: dict[str, dict[str, str | None]] = {
            resource.get("url", ""): {
                concept["code"]: concept.get("display") for concept in resource.get("concept", [])
            }
            for resource in resources
            if resource.get("resourceType") == "CodeSystem"
        }
        self._bound: dict[str, set[str]] = {
            "variableRole": {VARIABLE_ROLE},
            "statisticType": {STATISTIC_TYPE, *self._own},
            "attributeEstimate.type": {ATTRIBUTE_ESTIMATE_TYPE},
            "certainty.type": {version.certainty_type},
            "subcomponent.type": {version.certainty_type, *self._own},
            "rating": {version.certainty_rating, *self._own},
            version.design: set(self._own),
            "definitionCodeableConcept": {*_ANYWHERE, *self._own},
        }

    def of_resource(self, place: Place) -> Problems:
        """A resource is a draft, says that it is no advice, and an Evidence names what it compares and its source."""
        if place.node.get("status") != "draft":
            yield place.says(f"status {place.node.get('status')!r} claims more than is so; write 'draft'")
        said = [*(note.get("text", "") for note in place.node.get("note", [])), place.node.get("description", "")]
        if not any("not medical advice" in text for text in said):
            yield place.says("does not say that it is information, not medical advice; add the note")
        if place.node.get("resourceType") == "Evidence":
            yield from self._evidence(place)
        number = len(place.node.get("concept", []))
        if place.node.get("resourceType") == "CodeSystem" and place.node.get("count") != number:
            yield place.says(f"count is {place.node.get('count')}; write {number}")

    def _evidence(self, place: Place) -> Problems:
        roles: set[str] = set()
        for item in place.node["variableDefinition"]:
            codes = {coding.get("code") for coding in item["variableRole"].get("coding", [])}
            roles |= codes
            if "population" not in codes and not {"observed", "intended"} & item.keys():
                yield place.says(f"the variable {item.get('description')!r} is not referred to; add 'observed'")
        for role in sorted({"exposure", "measuredVariable"} - roles):
            yield place.says(f"has no variable in the role {role!r}; add a variableDefinition")
        if "statistic" in place.node and not place.node.get("relatedArtifact"):
            yield place.says("has numbers and names no source; add a relatedArtifact of type 'citation'")

    def coding(self, place: Place) -> Problems:
        """A code is in its system, with its name, and the system fits the element."""
        if place.path[-1:] != ("coding",):
            return
        system, code = place.node.get("system"), place.node.get("code")
        bound: set[str] = next((found for name, found in self._bound.items() if _ends(place.path[:-1], name)), set())
        if system not in bound:
            yield place.says(f"system {system!r} does not belong there; write one of {_listed(bound)}")
            return
        known = self._codes(str(system))
        if code not in known:
            yield place.says(f"code {code!r} is not in {system}; write one of {_listed(known)}")
        elif known[code] and place.node.get("display") != known[code]:
            yield place.says(f"{code!r} is named {place.node.get('display')!r}; write {known[code]!r}")

    def quantity(self, place: Place) -> Problems:
        """A number is a decimal that keeps its digits, in a unit that is mapped or a currency."""
        if not _ends(place.path, "quantity") and place.path[-2:-1] != ("range",):
            return
        if not isinstance(place.node.get("value"), Decimal | int):
            yield place.says(f"value {place.node.get('value')!r} has lost its digits; give it as a Decimal")
        system, code = place.node.get("system"), place.node.get("code")
        units = _units(system)
        if units is None:
            yield place.says(f"system {system!r} is no system of units; write {UCUM} or {CURRENCIES}")
        elif code not in units:
            yield place.says(f"unit {code!r} is not in {system}; write one of {_listed(units)}")

    def code(self, place: Place) -> Problems:
        """A plain code is one that its element allows."""
        relations = set(self._version.relations)
        allowed = {**_CODES, f"target.{self._version.relation}": relations, "content": ("complete",)}
        for name, value in place.node.items():
            if not isinstance(value, str):
                continue
            codes = next((found for key, found in allowed.items() if _ends((*place.path, name), key)), None)
            if codes is not None and value not in codes:
                yield place._replace(path=(*place.path, name)).says(
                    f"{value!r} is no code; write one of {_listed(codes)}"
                )

    def reference(self, place: Place) -> Problems:
        """A reference leads to a resource of the bundle."""
        if "reference" in place.node and place.node["reference"] not in self._names:
            yield place.says(f"{place.node['reference']} leads nowhere; add that resource to the bundle")
        if _ends(place.path, "relatedArtifact") and place.node.get("resource") not in self._urls:
            yield place.says(f"{place.node.get('resource')} leads nowhere; add the resource with that url")
        if _ends(place.path, "group") and place.node.get("source") not in self._own:
            yield place.says(f"source {place.node.get('source')!r} is no code system of the bundle; add it")

    def target(self, place: Place) -> Problems:
        """A target of the map stands in the table of mappings for that term, with that relation."""
        if place.path != ("group",):
            return
        for element in place.node["element"]:
            code, system = element.get("code"), place.node.get("target")
            found = mappings().get(f"{place.node.get('source')}/{code}", ())
            told = {(item.code.system, item.code.value): self._version.relation_of(item.match) for item in found}
            for target in element.get("target", []):
                key = (system, target.get("code"))
                where = place.says(f"{code} to {target.get('code')} in {system}")
                if key not in told:
                    yield f"{where}: not in the table of mappings; take it out or correct the code"
                elif target[self._version.relation] != told[key]:
                    yield f"{where}: {target[self._version.relation]!r} is another relation; write {told[key]!r}"

    def _codes(self, system: str) -> dict[str, str | None]:
        return {**_mapped().get(system, {}), **FIXED.get(system, {}), **self._own.get(system, {})}


def _units(system: str | None) -> tuple[str | None, ...] | None:
    """Return the codes of a system of units, ``None`` for any other system; without a system there is no code."""
    known = {UCUM: tuple(_mapped().get(UCUM, ())), CURRENCIES: CURRENCY_CODES, None: (None,)}
    return known.get(system)


def _ends(path: tuple[str, ...], names: str) -> bool:
    parts = tuple(names.split("."))
    return path[-len(parts) :] == parts


def _listed(values: Any) -> str:
    return ", ".join(repr(value) for value in sorted(values, key=str))
