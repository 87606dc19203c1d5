"""The developer profile: a typed tree that its JSON Schema describes and that is still JSON-LD."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

from spineknowledge import DataError, KnowledgeBase
from spineknowledge.export.developer import refuse, schema

LEAKAGE = "comparison:kyphoplasty-vs-vertebroplasty-cement-leakage-risk"


@pytest.fixture(scope="module")
def everything(kb: KnowledgeBase) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kb.to_jsonld(profile="json"))
    return found


def test_the_schema_holds_for_every_tree(everything: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    assert len(everything["@graph"]) > 80
    for tree in everything["@graph"]:
        validator.validate({"@context": everything["@context"], **tree})


def test_what_can_be_several_is_a_list(kb: KnowledgeBase) -> None:
    option = json.loads(kb.to_jsonld("kyphoplasty", profile="json"))
    assert [step["position"] for step in option["hasStep"]] == list(range(1, 15))
    assert next(risk["id"] for risk in option["hasRisk"]) == "criterion/bleeding-risk"
    assert option["treats"][0]["prefLabel"]["es"] == "fractura vertebral por compresión"
    assert all(isinstance(item["source"], list) for item in option["statements"])


def test_a_comparison_holds_its_findings_and_its_assessment(kb: KnowledgeBase) -> None:
    tree = json.loads(kb.to_jsonld(LEAKAGE, profile="json"))
    assert tree["criterion"]["prefLabel"]["en"] == "Cement leakage"
    assert len(tree["findings"]) == 22
    assert tree["assessments"][0]["direction"] == "direction/lower"
    numbers = {item["id"]: item for finding in tree["findings"] for item in finding.get("hasEstimate", [])}
    assert numbers["estimate/dohm-2014-f02"]["subjectEvents"] == 157


def test_it_says_nothing_that_the_graph_does_not(kb: KnowledgeBase) -> None:
    said = {str(quad.triple) for quad in ox.parse(kb.ntriples(), format=ox.RdfFormat.N_TRIPLES)}
    tree = kb.to_jsonld("vertebroplasty", profile="json")
    mine = {str(quad.triple) for quad in ox.parse(tree, format=ox.RdfFormat.JSON_LD)}
    assert len(mine) > 400
    assert mine <= said


def test_it_is_the_same_each_time(kb: KnowledgeBase) -> None:
    assert kb.to_jsonld(LEAKAGE, profile="json") == KnowledgeBase.load().to_jsonld(LEAKAGE, profile="json")


def test_no_context_is_ever_loaded(kb: KnowledgeBase) -> None:
    with pytest.raises(DataError, match="never loaded"):
        refuse("https://schema.org")
    with pytest.raises(DataError, match="no option and no comparison"):
        kb.to_jsonld("condition:osteoporosis", profile="json")
