"""Every number in a bundle is one of the files, with its digits, and every number of the files is there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from fhir_cases import Node, copied, nodes, parsed, resource, resources
from fhir_numbers import Numbers, differences, exposures_in_files, numbers_in_files, part_of

from spineknowledge import KnowledgeBase
from spineknowledge.export.fhir.models import as_json
from spineknowledge.export.fhir.statistics import between_arms, of_arm
from spineknowledge.model.base import Concept, Text
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.resources import ontology_files

MEASURE = Concept("https://w3id.org/spineknowledge/measure/odds", Text((("en", "odds"),)))


@pytest.fixture(scope="module")
def expected() -> Numbers:
    return numbers_in_files(ontology_files())


def test_the_files_and_the_bundle_hold_the_same_numbers(expected: Numbers, bundle: Node) -> None:
    assert len({finding for finding, _ in expected}) >= 200
    assert sum(sum(counter.values()) for counter in expected.values()) > 600
    assert differences(expected, bundle) == []


def test_the_variables_are_those_of_the_files(bundle: Node) -> None:
    exposures = exposures_in_files(ontology_files())
    seen = 0
    for evidence in resources(bundle, "Evidence"):
        finding, part = part_of(evidence)
        if finding in exposures:
            by_role = {
                item["variableRole"]["coding"][0]["code"]: item["observed"]["reference"].partition("/option-")[2]
                for item in evidence["variableDefinition"]
                if "observed" in item
            }
            first, second = (iri.rpartition("/")[2] for iri in exposures[finding])
            assert by_role["exposure"] == (second if part == "comparator" else first)
            assert by_role.get("referenceExposure") == (second if part == "both" else None)
            seen += 1
    assert seen > 400


def test_a_printed_zero_at_the_end_stays(texts: dict[str, str], version: str, expected: Numbers) -> None:
    ending = [
        number for counter in expected.values() for _, number, _ in counter if "." in number and number[-1] == "0"
    ]
    assert len(ending) > 20
    assert all(f'"value": {number.lstrip("<>")}' in texts[version] for number in ending)


def number_places(evidence: Node) -> list[tuple[Node, str]]:
    """Return each number in an Evidence as its node and its key."""
    return [
        (node, key)
        for node in nodes(evidence.get("statistic", []))
        for key, value in node.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    ]


def changed(value: Any) -> Any:
    """Return a number that looks almost the same: its last digit is another, or for a count one more."""
    return value + 1 if isinstance(value, int) else value + Decimal((0, (1,), value.as_tuple().exponent))


def test_any_number_that_is_changed_is_caught(expected: Numbers, bundle: Node) -> None:
    tried = 0
    for evidence in resources(copied(bundle), "Evidence"):
        own = {key: counter for key, counter in expected.items() if key == part_of(evidence)}
        alone = {"entry": [{"resource": evidence}]}
        assert differences(own, alone) == []
        for node, key in number_places(evidence):
            right = node[key]
            node[key] = changed(right)
            assert differences(own, alone) != [], (evidence["id"], key, right)
            node[key] = right
            tried += 1
    assert tried > 600


@pytest.mark.parametrize("right", ["0.80", "40.0"])
def test_a_zero_that_is_lost_is_caught(expected: Numbers, bundle: Node, right: str) -> None:
    broken = copied(bundle)
    hits = [node for node in nodes(broken) if isinstance(node.get("value"), Decimal) and str(node["value"]) == right]
    assert hits, right
    hits[0]["value"] = hits[0]["value"].normalize()
    assert len(differences(expected, broken)) == 1


def test_a_number_that_fhir_cannot_write_is_left_out_and_said(mini: KnowledgeBase) -> None:
    made = parsed(mini.to_fhir())
    evidence = resource(made, "https-example.org-three-spill")
    (statistic,) = evidence["statistic"]
    assert "quantity" not in statistic
    (note,) = statistic["note"]
    assert note["text"] == "The risk ratio is printed as .25, which FHIR cannot write; it is left out."
    assert evidence["title"] == "Spill: gamma compared with beta (trial-three)"
    arms = [resource(made, f"https-example.org-three-spill-{part}")["statistic"] for part in ("exposure", "comparator")]
    assert [arm[0]["numberOfEvents"] for arm in arms] == [1, 4]


@pytest.mark.parametrize("printed", ["0.80", "-7.29", "0", "12", "-0.0", "0.00012"])
def test_a_number_is_written_as_it_is_printed(printed: str) -> None:
    made = between_arms(Estimate("urn:e", MEASURE, value=Number(printed, Decimal(printed))))
    assert f'"value": {printed}\n' in as_json(made) or f'"value": {printed},' in as_json(made)


@pytest.mark.parametrize("printed", [".25", "7.", "00.5", "1,250", "1e5", "\N{MINUS SIGN}2", "+3", "<4", "9" * 19, "٣"])
def test_a_number_in_no_form_of_fhir_is_quoted_and_not_written(printed: str) -> None:
    made = between_arms(Estimate("urn:e", MEASURE, value=Number(printed, Decimal(1))))
    assert "quantity" not in made
    assert made["note"] == [{"text": f"The odds is printed as {printed}, which FHIR cannot write; it is left out."}]


@pytest.mark.parametrize("printed", ["<0.001", "<=0.05", ">0.21", "0.047", "< 0.01"])
def test_a_p_value_keeps_its_sign(printed: str) -> None:
    made = between_arms(Estimate("urn:e", MEASURE, p_value=Number(printed, Decimal(1))))
    quantity = made["attributeEstimate"][0]["quantity"]
    assert f"{quantity.get('comparator', '')}{quantity['value']}" == printed.replace(" ", "")


def test_a_count_beyond_the_largest_is_said_in_words() -> None:
    largest = 2_147_483_647
    counted = Concept("https://w3id.org/spineknowledge/denominator/per-patient", Text((("en", "per patient"),)))
    told = Estimate("urn:e", MEASURE, subject_events=largest, subject_total=largest)
    untold = Estimate("urn:e", MEASURE, subject_events=largest + 1, subject_total=largest + 1)
    assert of_arm(told, "subject", counted) == {
        "numberAffected": largest,
        "sampleSize": {"numberOfParticipants": largest},
    }
    made = of_arm(untold, "subject", counted)
    assert made["note"][0]["text"].startswith(f"Events: {largest + 1}, which FHIR cannot write")
    assert made["sampleSize"]["description"].startswith(f"{largest + 1}, counted per patient")
