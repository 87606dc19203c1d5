"""The linked data uses schema.org 30.0 as it is defined: types, domains, ranges, enumerations, dates, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from site_cases import HERE, Files
from site_reading import linked_data
from test_pages import EVERY_PAGE

Node = dict[str, Any]
VOCABULARY = json.loads((HERE / "schemaorg-30.0.json").read_text(encoding="utf-8"))
CLASSES: dict[str, list[str]] = VOCABULARY["classes"]
PROPERTIES: dict[str, dict[str, Any]] = VOCABULARY["properties"]
TEXTS = {"Text", "URL", "CssSelectorType", "XPathType", "PronounceableText"}
DAYS = {"dateModified", "lastReviewed"}
SCHEMA = "https://schema.org/"


@cache
def above(name: str) -> frozenset[str]:
    """Return a type and all types above it."""
    return frozenset({name}).union(*(above(parent) for parent in CLASSES[name] if parent in CLASSES))


def nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def problems(document: Node) -> list[str]:
    known = {node["@id"]: node["@type"] for node in nodes(document) if "@id" in node}
    return [problem for node in nodes(document) for problem in _of_node(node, known)]


def _of_node(node: Node, known: dict[str, str]) -> Iterator[str]:
    kind = node["@type"]
    if kind not in CLASSES or kind in VOCABULARY["superseded"]:
        yield f"{kind} is no type"
        return
    for name, value in node.items():
        if name.startswith("@"):
            continue
        rule = PROPERTIES.get(name)
        if rule is None or rule.get("s"):
            yield f"{name} is no property, or is superseded"
        elif not above(kind) & set(rule["d"]):
            yield f"{name} is not for {kind}"
        else:
            for item in value if isinstance(value, list) else [value]:
                yield from (f"{kind}.{name}: {problem}" for problem in _of_value(name, item, rule["r"], known))


def _of_value(name: str, value: Any, allowed: list[str], known: dict[str, str]) -> Iterator[str]:
    if isinstance(value, dict) and set(value) == {"@id"}:
        yield from _of_link(value["@id"], allowed, known)
    elif isinstance(value, dict):
        if not above(value["@type"]) & set(allowed):
            yield f"takes no {value['@type']}"
    elif name in DAYS:
        if not {"Date", "DateTime"} & set(allowed) or date.fromisoformat(value).isoformat() != value:
            yield f"{value} is no date"
    elif not isinstance(value, str) or not (TEXTS & set(allowed)):
        yield f"takes no text {value!r}"
    elif "Text" not in allowed and not re.fullmatch(r"https?://\S+", value):
        yield f"{value!r} is no address"


def _of_link(link: str, allowed: list[str], known: dict[str, str]) -> Iterator[str]:
    member = link.removeprefix(SCHEMA)
    if link in known:
        if not above(known[link]) & set(allowed):
            yield f"takes no {known[link]}"
    elif link.startswith(SCHEMA):
        kinds = [kind for kind in VOCABULARY["members"].get(member, []) if above(kind) & set(allowed)]
        if not kinds:
            yield f"{member} is no value"
    elif not ("URL" in allowed and link.startswith("https://creativecommons.org/")):
        yield f"{link} leads nowhere"


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_linked_data_keeps_to_the_vocabulary(site: Files, reviewed_site: Files, name: str) -> None:
    for files in (site, reviewed_site):
        document = linked_data(files[name])
        assert document["@context"] == "https://schema.org"
        assert len(list(nodes(document))) >= 3
        assert problems(document) == []


WRONG = {
    "no type": {"@type": "Operation"},
    "no property": {"@type": "MedicalTherapy", "stars": "5"},
    "is not for": {"@type": "MedicalTherapy", "lastReviewed": "2026-01-01"},
    "takes no Person": {"@type": "MedicalTherapy", "code": {"@type": "Person", "name": "A"}},
    "leads nowhere": {"@type": "MedicalTherapy", "code": {"@id": "https://example.org/nothing"}},
    "is no value": {"@type": "MedicalTherapy", "procedureType": {"@id": "https://schema.org/Openish"}},
    "takes no text": {"@type": "MedicalTherapy", "adverseOutcome": "pain"},
}


@pytest.mark.parametrize("problem", WRONG)
def test_the_check_sees_what_is_wrong(problem: str) -> None:
    assert [found for found in problems({"@graph": [WRONG[problem]]}) if problem in found]


def test_a_procedure_is_a_therapy_of_the_condition(site: Files) -> None:
    graph = {node["@type"]: node for node in linked_data(site["en/kyphoplasty.html"])["@graph"]}
    therapy = graph["MedicalTherapy"]
    assert therapy["procedureType"] == {"@id": "https://schema.org/PercutaneousProcedure"}
    assert {risk["@type"] for risk in therapy["adverseOutcome"]} == {"MedicalEntity"}
    assert graph["MedicalCondition"]["possibleTreatment"] == [{"@id": therapy["@id"]}]
    assert {code["codingSystem"] for code in therapy["code"]} == {"MeSH"}


def test_a_comparison_is_a_list_without_order(site: Files) -> None:
    page = linked_data(site["en/kyphoplasty-vs-vertebroplasty.html"])["@graph"][0]
    assert page["mainEntity"]["itemListOrder"] == {"@id": "https://schema.org/ItemListUnordered"}
    assert [(item["@type"], item["name"]) for item in page["mainEntity"]["itemListElement"]] == [
        ("MedicalTherapy", "kyphoplasty"),
        ("MedicalTherapy", "vertebroplasty"),
    ]
    assert "position" not in json.dumps(page)


def test_the_clinic_is_one_thing_on_all_pages(reviewed_site: Files) -> None:
    found = set()
    for name in EVERY_PAGE:
        found |= {
            json.dumps(node, sort_keys=True)
            for node in nodes(linked_data(reviewed_site[name]))
            if node["@type"] == "MedicalClinic"
        }
    assert len(found) == 1
    clinic = json.loads(found.pop())
    assert clinic["telephone"] == "(816) 648-6482"
    assert not {"url", "geo", "openingHours"} & clinic.keys()


def test_what_schema_org_cannot_say_is_counted(site: Files) -> None:
    coverage = json.loads(site["data/schemaorg-coverage.json"])
    lost = {row["property"] for row in coverage["properties"] if row["carried"] == 0}
    assert {"spk:certainty", "spk:reportedDirection", "spk:plainSentence"} <= lost
    assert coverage["triples"] == sum(row["triples"] for row in coverage["properties"])
    assert 80 < float(coverage["percent_not_carried"]) < 97
