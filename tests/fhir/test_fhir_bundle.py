"""What is in a bundle: one Evidence a finding with numbers, what it refers to, and what must be said."""

from __future__ import annotations

import re
import sys
from collections import Counter

import pytest
from fhir_cases import VERSIONS, Node, nodes, parsed, resource, resources
from fhir_numbers import part_of

from spineknowledge import DataError, KnowledgeBase
from spineknowledge.export.fhir.bundle import bundle as made_bundle
from spineknowledge.export.fhir.checking import problems
from spineknowledge.export.fhir.versions import R5, version_of
from spineknowledge.model.estimates import Estimate
from spineknowledge.model.evidence import Finding

SIDES = ("subject", "reference")
ANSWER = "assessment-kyphoplasty-vs-vertebroplasty-cement-leakage-risk"


def with_numbers(kb: KnowledgeBase) -> dict[str, Finding]:
    return {finding.iri: finding for finding in kb.findings() if finding.estimates}


def has_arm(estimate: Estimate, side: str) -> bool:
    return any(getattr(estimate, f"{side}_{name}") is not None for name in ("value", "events", "total"))


def test_every_finding_with_numbers_is_one_evidence(kb: KnowledgeBase, bundle: Node) -> None:
    parts = Counter(part_of(item) for item in resources(bundle, "Evidence"))
    findings = with_numbers(kb)
    assert len(findings) >= 200
    assert set(parts.values()) == {1}
    assert {url for url, part in parts if part == "both" and "/finding/" in url} == set(findings)
    arms = sum(any(has_arm(item, side) for item in found.estimates) for found in findings.values() for side in SIDES)
    assert sum(1 for _, part in parts if part != "both") == arms > 250


def test_every_answer_with_a_certainty_is_one_evidence(kb: KnowledgeBase, bundle: Node) -> None:
    pairs = [(edge.subject, edge.reference) for edge in kb.network().edges]
    rows = [row for pair in pairs for row in kb.compare(*pair).rows if row.certainty != "not-assessed"]
    rated = {item["url"]: item for item in resources(bundle, "Evidence") if "/assessment/" in item["url"]}
    assert set(rated) == {row.assessment for row in rows}
    for row in rows:
        (certainty,) = rated[row.assessment]["certainty"]
        assert certainty["rating"]["coding"][0]["code"] == row.certainty.value
        assert len(certainty.get("subcomponent", [])) == len(row.certainty_reasons)


def test_only_assessments_are_rated(bundle: Node) -> None:
    for item in resources(bundle, "Evidence"):
        ratings = [node for node in nodes(item.get("certainty", [])) if "rating" in node]
        assert bool(ratings) == ("/assessment/" in item["url"]), item["id"]


def test_a_finding_says_what_the_whole_answer_is_and_its_part_in_it(bundle: Node) -> None:
    texts = {
        item["id"]: item["certainty"][0]["description"]
        for item in resources(bundle, "Evidence")
        if "/finding/" in item["url"] and "certainty" in item
    }
    assert "has moderate certainty, and this finding supports that answer" in texts["finding-dohm-2014-f02"]
    assert "this finding disputes that answer" in texts["finding-sun-k-2016-f01"]
    assert {text.startswith("Not rated for this finding alone. ") for text in texts.values()} == {True}


def test_the_certainty_system_is_that_of_the_version(bundle: Node, version: str) -> None:
    systems = {
        "R5": "http://hl7.org/fhir/certainty-rating",
        "R4B": "http://terminology.hl7.org/CodeSystem/certainty-rating",
    }
    (certainty,) = resource(bundle, ANSWER)["certainty"]
    assert certainty["rating"]["coding"][0] == {
        "system": systems[version],
        "code": "moderate",
        "display": "Moderate quality",
    }


def test_everything_is_a_draft_that_says_that_it_is_no_advice(bundle: Node) -> None:
    for item in resources(bundle):
        assert item["status"] == "draft"
        assert "Information, not medical advice. Not clinically reviewed." in str(item)
        assert item["publisher"] == "SpineKnowledge"


def test_there_is_no_patient_and_no_recommendation(bundle: Node) -> None:
    kinds = {item["resourceType"] for item in resources(bundle)}
    assert kinds == {"Evidence", "EvidenceVariable", "Citation", "CodeSystem", "ConceptMap"}


def test_evidence_names_its_source_with_its_identifiers(kb: KnowledgeBase, bundle: Node) -> None:
    cited = {item["url"]: item for item in resources(bundle, "Citation")}
    for finding in with_numbers(kb).values():
        artifact = resource(bundle, f"finding-{finding.id}")["relatedArtifact"][0]
        assert (artifact["type"], artifact["resource"]) == ("citation", finding.source.iri)
        assert all(value in artifact["citation"] for value in (finding.source.doi, finding.source.pmid))
        known = {
            item["system"]: item["value"] for item in cited[finding.source.iri]["citedArtifact"].get("identifier", [])
        }
        assert known.get("https://doi.org", "") == finding.source.doi
        assert known.get("https://pubmed.ncbi.nlm.nih.gov", "") == finding.source.pmid


def test_the_word_by_which_a_source_limits_its_claim_is_kept(kb: KnowledgeBase, bundle: Node) -> None:
    rows = [row for row in kb.answers() if row.hedge]
    assert len(rows) >= 4
    for row in rows:
        asserted = resource(bundle, f"assessment-{row.assessment.rpartition('/')[2]}")["assertion"]
        assert asserted.endswith(f'; the source says "{row.hedge.label.get()}"')


def test_what_cannot_be_counted_per_patient_is_said_in_words(bundle: Node) -> None:
    (statistic,) = resource(bundle, "finding-dohm-2014-f02-exposure")["statistic"]
    assert statistic["numberOfEvents"] == 157
    assert statistic["sampleSize"] == {
        "description": "214, counted per vertebra; FHIR has a place for participants only"
    }


def test_money_is_a_currency_and_never_a_unit_of_ucum(bundle: Node) -> None:
    money = [node for node in nodes(resources(bundle, "Evidence")) if node.get("unit") in ("USD", "EUR", "CAD")]
    assert money
    assert {node["system"] for node in money} == {"urn:iso:std:iso:4217"}
    per_year = [node for node in nodes(bundle) if "per QALY gained" in str(node.get("unit"))]
    assert per_year
    assert all("system" not in node and "code" not in node for node in per_year)


def test_a_code_system_holds_all_terms_of_its_kind(bundle: Node, kb: KnowledgeBase) -> None:
    options = resource(bundle, "option")
    assert {concept["code"] for concept in options["concept"]} == {option.id for option in kb.options()}
    (named,) = [concept for concept in options["concept"] if concept["code"] == "sham-procedure"]
    assert named["designation"][0]["language"] == "es"


def test_one_thing_brings_what_it_refers_to_and_no_more(kb: KnowledgeBase, version: str) -> None:
    made = parsed(kb.to_fhir("finding:edidin-2011-f01", version=version))
    assert [item["id"] for item in resources(made, "Evidence")] == [
        "finding-edidin-2011-f01",
        "finding-edidin-2011-f01-exposure",
        "finding-edidin-2011-f01-comparator",
    ]
    assert [item["id"] for item in resources(made, "Citation")] == ["source-edidin-2011"]
    assert {item["id"] for item in resources(made, "EvidenceVariable")} == {
        "option-kyphoplasty",
        "option-vertebroplasty",
        "criterion-mortality",
    }
    assert {item["id"] for item in resources(made, "CodeSystem")} == {"criterion", "design", "measure", "option"}


@pytest.mark.parametrize(
    "name", ["vertebroplastia", "mortality", "dohm-2014", "spinejack", f"assessment:{ANSWER[11:]}"]
)
def test_any_part_is_without_problems(kb: KnowledgeBase, version: str, name: str) -> None:
    assert list(problems(made_bundle(kb, name, version_of(version)), version)) == []


def test_a_ratio_agrees_with_the_direction_that_is_asserted(bundle: Node) -> None:
    seen = Counter[str]()
    for item in resources(bundle, "Evidence"):
        for statistic in item.get("statistic", []):
            kinds = {coding["code"] for coding in statistic.get("statisticType", {}).get("coding", [])}
            words = re.search(r": (lower|higher) with ", item.get("assertion", ""))
            if kinds & {"risk-ratio", "odds-ratio", "hazard-ratio"} and words and "quantity" in statistic:
                assert (statistic["quantity"]["value"] < 1) == (words[1] == "lower"), item["id"]
                assert item["assertion"].partition(" with ")[2].startswith(item["variableDefinition"][1]["description"])
                seen[words[1]] += 1
    assert seen["lower"] > 5


def test_a_comparison_or_its_assessment_brings_all_its_findings(kb: KnowledgeBase) -> None:
    row = kb.relation("kyphoplasty", "vertebroplasty", "mortality")
    expected = {finding.iri for finding in row.findings if finding.estimates} | {row.assessment}
    for name in (row.iri, row.assessment):
        made = made_bundle(kb, name, R5)
        assert {item["url"] for item in resources(made, "Evidence") if part_of(item)[1] == "both"} == expected


def test_an_assessment_says_of_which_findings_it_knows_words_only(kb: KnowledgeBase, bundle: Node) -> None:
    row = kb.relation("kyphoplasty", "vertebroplasty", "cement-leakage-risk")
    told = {item["display"].partition(" ")[0]: item for item in resource(bundle, ANSWER)["relatedArtifact"]}
    assert set(told) == {finding.id for finding in row.supporting + row.disputing}
    for finding in row.supporting + row.disputing:
        artifact = told[finding.id]
        assert (artifact["type"] == "derived-from") == bool(finding.estimates)
        assert ("in words only" in artifact["display"]) == (not finding.estimates)
        assert ("(for" in artifact["display"]) == (finding in row.supporting)


def test_the_same_data_gives_the_same_bytes(kb: KnowledgeBase, texts: dict[str, str]) -> None:
    assert KnowledgeBase.load().to_fhir() == texts["R5"]


def test_every_engine_gives_the_same_bundle(each_mini: KnowledgeBase, mini: KnowledgeBase) -> None:
    for version in VERSIONS:
        assert each_mini.to_fhir(version=version) == mini.to_fhir(version=version)


def test_a_reviewed_answer_does_not_say_that_it_is_not(mini: KnowledgeBase) -> None:
    made = parsed(mini.to_fhir())
    reviewed = resource(made, "https-example.org-answer-amount")["note"][0]["text"]
    unreviewed = resource(made, "https-example.org-answer-comfort")["note"][0]["text"]
    assert reviewed == "Information, not medical advice. Review: clinically reviewed"
    assert unreviewed == "Information, not medical advice. Not clinically reviewed."


def test_a_version_that_is_not_written_is_named(kb: KnowledgeBase) -> None:
    with pytest.raises(DataError, match="'R6' is no version of FHIR that can be written; there are R5 and R4B"):
        kb.to_fhir(version="R6")


def test_without_the_extra_one_line_says_so(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "fhir" or name.startswith("fhir.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fhir.resources", None)
    with pytest.raises(DataError, match=r"^fhir\.resources is missing; pip install 'spineknowledge\[fhir\]'$"):
        kb.to_fhir("finding:edidin-2011-f01")
