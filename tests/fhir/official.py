"""The definitions of FHIR as HL7 publishes them, and a walk that holds resources against them.

Element names, cardinalities, types and the patterns of primitives come from the StructureDefinitions; codes
from the ValueSets and CodeSystems. Invariants written in FHIRPath are not evaluated here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Node = dict[str, Any]
PACKAGES = {"R5": "hl7.fhir.r5.core", "R4B": "hl7.fhir.r4b.core"}
_REGEX = "http://hl7.org/fhir/StructureDefinition/regex"
_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_JSON = {"boolean": bool, "integer": int, "unsignedInt": int, "positiveInt": int, "decimal": (Decimal, int)}
_OPEN = {"urn:ietf:bcp:47", "http://unitsofmeasure.org", "urn:ietf:bcp:13"}
"""Code systems without a list of codes, by which nothing can be looked up."""


def folder(version: str) -> Path:
    """Return the folder of definitions; a machine without it skips, CI fails."""
    found = HERE / "node_modules" / PACKAGES[version]
    if found.is_dir():
        return found
    reason = f"npm package {PACKAGES[version]} not installed; .ci/run installs all"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def _by_url(version: str, kind: str) -> dict[str, Node]:
    found = {}
    for path in sorted(folder(version).glob(f"{kind}-*.json")):
        resource = json.loads(path.read_text(encoding="utf-8"))
        found[resource["url"]] = resource
    return found


@cache
def structure(version: str, name: str) -> dict[str, Node]:
    """Return the elements of a type by path."""
    path = folder(version) / f"StructureDefinition-{name}.json"
    return {item["path"]: item for item in json.loads(path.read_text(encoding="utf-8"))["snapshot"]["element"]}


@cache
def codes(version: str, system: str) -> dict[str, str] | None:
    """Return the codes of a system with their names; those of terminology.hl7.org stand in R4B for both."""
    for name in (version, "R4B") if system.startswith("http://terminology.hl7.org/") else (version,):
        found = _by_url(name, "CodeSystem").get(system)
        if found and found["content"] == "complete":
            return {concept["code"]: concept.get("display", "") for concept in _concepts(found)}
    return None


def _concepts(node: Node) -> Iterator[Node]:
    for concept in node.get("concept", []):
        yield concept
        yield from _concepts(concept)


def allowed(version: str, url: str) -> set[tuple[str, str]] | None:
    """Return the pairs of system and code of a value set, ``None`` where its systems have no list of codes."""
    found = _by_url(version, "ValueSet")[url.partition("|")[0]]
    pairs: set[tuple[str, str]] = set()
    for part in found["compose"]["include"]:
        if part["system"] in _OPEN:
            return None
        listed = [item["code"] for item in part["concept"]] if "concept" in part else codes(version, part["system"])
        assert listed is not None, f"{url}: {part['system']} is not among the definitions"
        assert "filter" not in part, url
        pairs |= {(part["system"], code) for code in listed}
    return pairs


def faults(version: str, resource: Node) -> Iterator[str]:
    """Yield what in a resource does not fit the official definitions."""
    name = f"{resource['resourceType']}/{resource.get('id', '')}"
    for fault in _of_type(version, resource["resourceType"], resource, resource["resourceType"]):
        yield f"{name}: {fault}"


def _of_type(version: str, kind: str, node: Any, place: str) -> Iterator[str]:
    elements = structure(version, kind)
    if f"{kind}.value" in elements and kind[0].islower():
        yield from _primitive(kind, elements[f"{kind}.value"], node, place)
    elif not isinstance(node, dict):
        yield f"{place}: {node!r} is no {kind}"
    else:
        yield from _children(version, kind, kind, node, place)


def _children(version: str, kind: str, path: str, node: Node, place: str) -> Iterator[str]:
    elements = structure(version, kind)
    inner = {name[len(path) + 1 :]: item for name, item in elements.items() if name.startswith(f"{path}.")}
    inner = {name: item for name, item in inner.items() if "." not in name}
    seen = set()
    if not node:
        yield f"{place}: is empty"
    for key, value in node.items():
        if key == "resourceType":
            continue
        name, types = _element(inner, key)
        if name is None:
            yield f"{place}: {key} is no element of {path}"
            continue
        seen.add(name)
        yield from _values(version, kind, inner[name], types, value, f"{place}.{key}")
    for name, item in inner.items():
        if item["min"] > 0 and name not in seen:
            yield f"{place}: {name} is missing"


def _element(inner: dict[str, Node], key: str) -> tuple[str | None, list[str]]:
    if key in inner:
        return key, [item["code"] for item in inner[key].get("type", [])]
    for name, item in inner.items():
        if name.endswith("[x]") and key.startswith(name[:-3]):
            for kind in (found["code"] for found in item["type"]):
                if key[len(name) - 3 :] == kind[0].upper() + kind[1:]:
                    return name, [kind]
    return None, []


def _values(version: str, kind: str, item: Node, types: list[str], value: Any, place: str) -> Iterator[str]:
    many = item["max"] == "*"
    if many != isinstance(value, list) or value == []:
        yield f"{place}: is {'no list' if many else 'a list'}, or empty; at most {item['max']}"
        return
    for one in value if many else [value]:
        if "contentReference" in item:
            yield from _children(version, kind, item["contentReference"].partition("#")[2], one, place)
        elif types[0] in ("BackboneElement", "Element"):
            yield from _children(version, kind, item["path"], one, place)
        elif types[0] == "Resource":
            yield from faults(version, one)
        else:
            (found,) = item["type"][:1] if item["type"][0]["code"].startswith("http") else ({"code": types[0]},)
            yield from _of_type(version, _named(found), one, place)
        if "binding" in item:
            yield from _bound(version, item["binding"], one, place)


def _named(found: Node) -> str:
    """Return the name of a type; those of FHIRPath, such as of ids, name their FHIR type in an extension."""
    told = [item["valueUrl"] for item in found.get("extension", []) if item["url"] == _FHIR_TYPE]
    return told[0] if told else found["code"]


def _primitive(kind: str, item: Node, value: Any, place: str) -> Iterator[str]:
    wanted = _JSON.get(kind, str)
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        yield f"{place}: {value!r} is no {kind}"
        return
    patterns = [found["valueString"] for found in item["type"][0].get("extension", []) if found["url"] == _REGEX]
    text = {True: "true", False: "false"}.get(value, str(value)) if kind == "boolean" else str(value)
    if not all(re.fullmatch(pattern, text) for pattern in patterns) or text == "":
        yield f"{place}: {value!r} is not written as {kind}"


def _bound(version: str, binding: Node, value: Any, place: str) -> Iterator[str]:
    """Yield codes that a required value set lacks, and those that a system itself lacks."""
    if isinstance(value, str):
        pairs = allowed(version, binding["valueSet"]) if binding["strength"] == "required" else None
        if pairs is not None and value not in {code for _, code in pairs}:
            yield f"{place}: {value!r} is not in {binding['valueSet']}"
        return
    for coding in value.get("coding", [value] if "system" in value else []):
        known = codes(version, coding["system"])
        if known is not None and coding["code"] not in known:
            yield f"{place}: {coding['code']!r} is not in {coding['system']}"
        elif known is not None and coding.get("display", known[coding["code"]]) != known[coding["code"]]:
            yield f"{place}: {coding['code']!r} is named {known[coding['code']]!r}"
        pairs = allowed(version, binding["valueSet"]) if binding["strength"] == "required" else None
        if pairs is not None and (coding["system"], coding["code"]) not in pairs:
            yield f"{place}: {coding['code']!r} is not in {binding['valueSet']}"
