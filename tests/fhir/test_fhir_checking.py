"""The check of codes, systems, units, references and what must be said finds every planted error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fhir_cases import Node, copied, nodes, parsed, resource, resources

from spineknowledge import FhirError, KnowledgeBase
from spineknowledge.export.fhir.checking import check, problems
from spineknowledge.export.fhir.models import check_structure
from spineknowledge.export.fhir.versions import version_of

FINDING = "finding-edidin-2011-f01"
MEAN = "finding-dohm-2014-f01-exposure"
ANSWER = "assessment-kyphoplasty-vs-vertebroplasty-cement-leakage-risk"
Change = Callable[[Node], Any]


def at(identifier: str, *path: str | int) -> Callable[[Node], Any]:
    """Return how to find a part of a resource."""

    def found(bundle: Node) -> Any:
        value: Any = resource(bundle, identifier)
        for key in path:
            value = value[key]
        return value

    return found


def put(where: Callable[[Node], Any], key: str, value: Any) -> Change:
    def change(bundle: Node) -> None:
        where(bundle)[key] = value

    return change


def group(bundle: Node) -> Node:
    found: Node = resource(bundle, "mappings")["group"][0]
    return found


def kyphoplasty_in_mesh(bundle: Node) -> Node:
    (target,) = [
        target
        for part in resource(bundle, "mappings")["group"]
        for element in part["element"]
        for target in element["target"]
        if element["code"] == "kyphoplasty" and target["code"] == "D058498"
    ]
    found: Node = target
    return found


statistic_type = at(FINDING, "statistic", 0, "statisticType", "coding", 0)
quantity = at(MEAN, "statistic", 0, "quantity")
rating = at(ANSWER, "certainty", 0, "rating", "coding", 0)
PLANTED: dict[str, tuple[Change, str]] = {
    "a wrong code": (put(statistic_type, "code", "C99999"), "code 'C99999' is not in http://terminology.hl7.org/CodeS"),
    "a code of another system": (put(statistic_type, "code", "C44185"), "code 'C44185' is not in"),
    "a wrong system": (put(statistic_type, "system", "http://loinc.org"), "system 'http://loinc.org' does not belong"),
    "a wrong name": (put(statistic_type, "display", "Odds Ratio"), "is named 'Odds Ratio'; write 'Hazard Ratio'"),
    "a wrong rating": (put(rating, "code", "medium"), "code 'medium' is not in"),
    "a role that is none": (
        put(at(FINDING, "variableDefinition", 1, "variableRole", "coding", 0), "code", "intervention"),
        "code 'intervention' is not in http://terminology.hl7.org/CodeSystem/variable-role; write one of 'exposure'",
    ),
    "a variable that refers to nothing": (
        lambda bundle: at(FINDING, "variableDefinition", 1)(bundle).pop("observed"),
        "the variable 'kyphoplasty' is not referred to; add 'observed'",
    ),
    "no source": (lambda bundle: at(FINDING)(bundle).pop("relatedArtifact"), "has numbers and names no source; add"),
    "no exposure": (
        put(at(FINDING, "variableDefinition", 1, "variableRole", "coding", 0), "code", "referenceExposure"),
        "has no variable in the role 'exposure'",
    ),
    "a wrong unit": (put(quantity, "code", "minute"), "unit 'minute' is not in http://unitsofmeasure.org"),
    "a wrong system of units": (put(quantity, "system", "http://qudt.org/vocab/unit/"), "is no system of units; write"),
    "a number without its digits": (put(quantity, "value", 40.0), "value 40.0 has lost its digits"),
    "a comparator that is none": (
        put(at(FINDING, "statistic", 0, "attributeEstimate", 0, "quantity"), "comparator", "~"),
        "'~' is no code; write one of '<'",
    ),
    "a dangling variable": (
        put(at(FINDING, "variableDefinition", 1, "observed"), "reference", "EvidenceVariable/option-none"),
        "EvidenceVariable/option-none leads nowhere; add that resource",
    ),
    "a dangling source": (
        put(at(FINDING, "relatedArtifact", 0), "resource", "https://w3id.org/spineknowledge/source/none"),
        "source/none leads nowhere; add the resource with that url",
    ),
    "a relation to an artifact that is none": (
        put(at(FINDING, "relatedArtifact", 0), "type", "cite"),
        "relatedArtifact.type: 'cite' is no code; write one of 'citation'",
    ),
    "a status that claims too much": (put(at(FINDING), "status", "active"), "status 'active' claims more than is so"),
    "no word that it is no advice": (put(at(FINDING), "note", []), "does not say that it is information"),
    "a patient": (put(at(FINDING), "resourceType", "Patient"), "'Patient' has no place here; there are Evidence"),
    "an id that does not fit": (put(at(FINDING), "id", "other"), "does not fit the id; write https://w3id.org/"),
    "an id that FHIR refuses": (put(at(FINDING), "id", "a_b"), "id: write 1 to 64 letters"),
    "a system with a wrong count": (put(at("measure"), "count", 3), "count is 3; write 9"),
    "a map from an unknown system": (
        put(group, "source", "https://example.org/none"),
        "is no code system of the bundle",
    ),
    "a wrong code in the map": (put(kyphoplasty_in_mesh, "code", "D058499"), "kyphoplasty to D058499 in https://www."),
    "a bundle of another type": (lambda bundle: bundle.update(type="transaction"), "'transaction' is no type of this"),
    "a resource twice": (lambda bundle: bundle["entry"].append(bundle["entry"][0]), "is there 2 times; give each"),
}


def test_the_bundle_is_without_problems(bundle: Node, version: str) -> None:
    assert list(problems(bundle, version)) == []
    assert len(resources(bundle)) > 500


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_found(bundle: Node, version: str, name: str) -> None:
    change, message = PLANTED[name]
    broken = copied(bundle)
    change(broken)
    found = list(problems(broken, version))
    assert [problem for problem in found if message in problem], found[:3]


@pytest.mark.parametrize(
    "name", ["a wrong code", "a wrong system", "a dangling variable", "a patient", "a resource twice"]
)
def test_a_bundle_with_an_error_is_refused(bundle: Node, version: str, name: str) -> None:
    broken = copied(bundle)
    PLANTED[name][0](broken)
    with pytest.raises(FhirError, match=r": .+; write|: .+; add|: .+; give") as caught:
        check(broken, version)
    assert caught.value.problems


def test_the_bundle_is_not_refused(bundle: Node, version: str) -> None:
    check(bundle, version)


def test_a_rating_of_the_other_version_is_found(bundle: Node, version: str) -> None:
    other = {"R5": version_of("R4B"), "R4B": version_of("R5")}[version]
    broken = copied(bundle)
    rating(broken)["system"] = other.certainty_rating
    (problem,) = problems(broken, version)
    assert problem.startswith(f"Evidence/{ANSWER}: certainty.rating.coding: system '{other.certainty_rating}'")


def test_a_wrong_relation_is_found(bundle: Node, version: str) -> None:
    used = version_of(version)
    broken = copied(bundle)
    kyphoplasty_in_mesh(broken)[used.relation] = used.relation_of("broadMatch")
    (problem,) = problems(broken, version)
    assert f"is another relation; write '{used.relation_of('exactMatch')}'" in problem


def test_every_reference_that_is_cut_is_found(bundle: Node, version: str) -> None:
    pointed = {node["reference"] for node in nodes(bundle) if "reference" in node}
    cited = {node["resource"] for node in nodes(bundle) if node.get("type") == "citation"}
    kept = [
        item for item in bundle["entry"] if item["resource"]["resourceType"] not in ("EvidenceVariable", "Citation")
    ]
    found = "\n".join(problems({**bundle, "entry": kept}, version))
    assert len(pointed) > 30
    assert len(cited) > 60
    assert [name for name in sorted(pointed | cited) if f"{name} leads nowhere" not in found] == []


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"resourceType": "Bundle", "type": "collection", "kind": "x"}, "Bundle: kind: "),
        (
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "None"}}]},
            "Bundle: ",
        ),
        ({"resourceType": "Bundle", "type": "collection", "entry": [None]}, "Bundle: entry: "),
        ({"resourceType": "Bundle", "type": "collection", "total": None}, "Bundle: total: is empty; leave it out"),
        ({"resourceType": "Evidence"}, "Bundle: "),
        ({}, "Bundle: "),
        ([], "Bundle: "),
        ("x", "Bundle: "),
    ],
)
def test_a_structure_that_the_models_refuse_is_named(version: str, broken: Any, message: str) -> None:
    with pytest.raises(FhirError) as caught:
        check_structure(broken, version)
    assert caught.value.problems[0].startswith(message)


@pytest.mark.parametrize("value", [None, "x", [], {}, [None], {"coding": [7]}])
def test_nothing_in_an_evidence_can_break_the_check(kb: KnowledgeBase, version: str, value: Any) -> None:
    made = parsed(kb.to_fhir("finding:edidin-2011-f01", version=version))
    made["entry"] = made["entry"][:1]
    for node in nodes(made):
        for key, right in list(node.items()):
            node[key] = value
            try:
                check(made, version)
            except FhirError as error:
                assert all(problem for problem in error.problems)
            node[key] = right
