"""The packaged knowledge base says what the owner's document says, and keeps its contract with callers."""

from __future__ import annotations

import re
import timeit
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from spineknowledge import KnowledgeBase, QueryError, UnknownTermError, knowledge
from spineknowledge.model.comparison import ComparisonRow, OptionComparison

LANGUAGES = ("en", "es")
BALLOON_STEPS = ["insert-balloon", "inflate-balloon", "deflate-and-remove-balloon"]
COMPARISON_KEYS = {
    "version", "data_checksum", "disclaimer", "subject", "reference", "rows", "steps", "objectives", "risks",
    "not_assessed",
}  # fmt: skip
ROW_KEYS = {
    "criterion", "label", "dimension", "direction", "status", "certainty", "favours", "basis", "statement",
    "because", "hedge", "supporting", "disputing", "sources",
}  # fmt: skip
MIRRORED = {"lower": "higher", "higher": "lower"}


@pytest.fixture(scope="session")
def owned(kb: KnowledgeBase) -> dict[str, Any]:
    """What a caller gets who compares the two procedures of the owner's document as JSON."""
    return kb.compare("kyphoplasty", "vertebroplasty").to_dict()


@pytest.fixture(scope="session")
def pairs(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Every pair of options on which anything is recorded."""
    found = sorted({(finding.subject.id, finding.reference.id) for finding in kb.findings()})
    assert len(found) >= 5
    return found


@pytest.fixture(scope="session")
def comparisons(kb: KnowledgeBase, pairs: list[tuple[str, str]]) -> list[OptionComparison]:
    return [kb.compare(*pair) for pair in pairs]


def row(comparison: dict[str, Any], criterion: str) -> dict[str, Any]:
    return next(row for row in comparison["rows"] if row["criterion"] == criterion)


# The owner's document


@pytest.mark.parametrize(
    ("criterion", "direction", "favours", "hedge"),
    [
        ("cement-leakage-risk", "lower", "kyphoplasty", "tends to"),
        ("procedure-cost", "higher", "vertebroplasty", "typically"),
        ("recovery-time", "similar", "neither", "generally"),
        ("pain-relief", "similar", "neither", "generally"),
    ],
)
def test_the_criteria_of_the_document_are_answered(
    owned: dict[str, Any], criterion: str, direction: str, favours: str, hedge: str
) -> None:
    answer = row(owned, criterion)
    assert (answer["direction"], answer["favours"], answer["hedge"]) == (direction, favours, hedge)
    assert answer["status"] == "answered"
    assert "miva-medical" in {source["id"] for source in answer["sources"]}


@pytest.mark.parametrize(
    ("criterion", "words"),
    [("cement-leakage-risk", ("balloon", "space|cavity", "control")), ("procedure-cost", ("equipment", "steps"))],
)
def test_the_reasons_of_the_document_are_given(owned: dict[str, Any], criterion: str, words: tuple[str, ...]) -> None:
    because = " ".join(row(owned, criterion)["because"])
    assert [word for word in words if not re.search(word, because)] == []


def test_two_aims_are_those_of_kyphoplasty_alone(owned: dict[str, Any]) -> None:
    assert sorted(owned["objectives"]["only_subject"]) == [
        "kyphotic-deformity-correction",
        "vertebral-height-restoration",
    ]
    assert owned["objectives"]["only_reference"] == []
    assert sorted(owned["objectives"]["shared"]) == ["fracture-stabilization", "pain-relief"]


def test_four_risks_are_shared_and_none_is_told_apart(owned: dict[str, Any]) -> None:
    assert sorted(owned["risks"]["shared"]) == [
        "bleeding-risk",
        "cement-leakage-risk",
        "increased-back-pain-risk",
        "infection-risk",
    ]
    assert owned["risks"]["only_subject"] == owned["risks"]["only_reference"] == []


def test_the_balloon_is_the_only_difference_in_steps(owned: dict[str, Any]) -> None:
    assert owned["steps"]["only_subject"] == BALLOON_STEPS
    assert owned["steps"]["only_reference"] == []
    assert {"inject-cement", "guide-needle-by-imaging"} & set(owned["steps"]["shared"])


def test_a_step_that_one_source_leaves_out_is_no_difference(owned: dict[str, Any]) -> None:
    described = owned["steps"]["described_for_one"]
    assert described
    assert not set(described) & set(owned["steps"]["shared"] + BALLOON_STEPS)
    assert set(owned["steps"]["described_by"]) == set(described)


def test_availability_is_not_assessed(owned: dict[str, Any]) -> None:
    assert "availability" in owned["not_assessed"]
    assert "availability" not in {answer["criterion"] for answer in owned["rows"]}


def test_both_procedures_are_minimally_invasive_and_treat_the_same_fractures(kb: KnowledgeBase) -> None:
    for name in ("kyphoplasty", "vertebroplasty"):
        option = kb.option(name)
        assert option.invasiveness is not None
        assert option.invasiveness.id == "minimally-invasive"
        assert "vertebral-compression-fracture" in {condition.id for condition in option.treats}


def test_goals_and_factors_of_the_document_can_be_weighed(kb: KnowledgeBase) -> None:
    found = kb.considerations(
        goals=["vertebral-height-restoration"], factors=["collapse-severity", "Deformidad de la columna"]
    )
    assert "kyphoplasty" in {option.id for option in found.goals[0].options}
    assert "vertebroplasty" not in {option.id for option in found.goals[0].options}
    assert {effect.source.id for effect in found.effects} >= {"miva-medical"}


def test_the_two_are_told_apart_on_leakage_from_both_ends(kb: KnowledgeBase) -> None:
    lower = {(answer.subject.id, answer.reference.id) for answer in kb.lower("cement-leakage-risk")}
    higher = {(answer.subject.id, answer.reference.id) for answer in kb.higher("cement-leakage-risk")}
    assert ("kyphoplasty", "vertebroplasty") in lower
    assert ("vertebroplasty", "kyphoplasty") in higher


# The contract


def test_every_comparison_has_the_keys_of_the_contract(comparisons: list[OptionComparison]) -> None:
    for comparison in comparisons:
        told = comparison.to_dict()
        assert told.keys() >= COMPARISON_KEYS
        assert told["subject"].keys() >= {"id", "iri", "label"}
        assert all(answer.keys() >= ROW_KEYS for answer in told["rows"])
        assert {key for answer in told["rows"] for source in answer["sources"] for key in source} <= {
            "id", "title", "year", "doi", "pmid",
        }  # fmt: skip
        for name in ("steps", "objectives", "risks"):
            assert told[name].keys() >= {"shared", "only_subject", "only_reference", "described_for_one"}


def test_every_criterion_is_answered_or_named_as_not_assessed(
    kb: KnowledgeBase, comparisons: list[OptionComparison]
) -> None:
    everything = {criterion.id for criterion in kb.criteria()}
    for comparison in comparisons:
        told = {answer.criterion.id for answer in comparison.rows}
        assert told | {criterion.id for criterion in comparison.not_assessed} == everything
        assert {comparison[criterion].criterion.id for criterion in everything} == everything


def _turned(answer: ComparisonRow, back: ComparisonRow) -> list[str]:
    """Name what an answer and the one asked the other way round do not agree on."""
    checks = {
        "options": (back.subject, back.reference) == (answer.reference, answer.subject),
        "direction": back.direction == MIRRORED.get(answer.direction, answer.direction),
        "certainty": back.certainty is answer.certainty,
        "status": back.status is answer.status,
        "favours": back.favours == answer.favours,
        "findings": [item.iri for item in back.findings] == [item.iri for item in answer.findings],
        "sources": back.sources == answer.sources,
        "sentence": back.statement("es") == answer.statement("es") or not answer.sentence,
        "numbers": [item.estimates for item in back.findings]
        == [tuple(number.mirrored() for number in item.estimates) for item in answer.findings],
        "basis": {answer.basis, back.basis} == {"assessed", "inverse"},
    }
    return [name for name, held in checks.items() if not held]


def test_asked_the_other_way_round_everything_is_mirrored(
    kb: KnowledgeBase, comparisons: list[OptionComparison]
) -> None:
    for comparison in comparisons:
        back = kb.compare(comparison.reference.id, comparison.subject.id)
        assert len(back.rows) == len(comparison.rows) > 0
        for answer in comparison.rows:
            assert _turned(answer, back[answer.criterion.id]) == [], answer.iri
        assert back.not_assessed == comparison.not_assessed


@pytest.mark.parametrize("part", ["steps", "objectives", "risks"])
def test_asked_the_other_way_round_what_only_one_has_changes_sides(
    kb: KnowledgeBase, comparisons: list[OptionComparison], part: str
) -> None:
    for comparison in comparisons:
        ours = comparison.to_dict()[part]
        theirs = kb.compare(comparison.reference.id, comparison.subject.id).to_dict()[part]
        assert sorted(theirs["shared"]) == sorted(ours["shared"])
        assert (theirs["only_subject"], theirs["only_reference"]) == (ours["only_reference"], ours["only_subject"])
        assert sorted(theirs["described_for_one"]) == sorted(ours["described_for_one"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison_is_told_in_the_language_asked_for(kb: KnowledgeBase, lang: str) -> None:
    told = kb.compare("kyphoplasty", "vertebroplasty").to_dict(lang)
    names = {"en": "kyphoplasty", "es": "cifoplastia"}
    assert told["subject"]["label"] == names[lang]
    assert all(answer["statement"] for answer in told["rows"])


def test_the_same_option_twice_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="the same option"):
        kb.compare("kyphoplasty", "Cifoplastia")


def test_a_comparison_knows_its_options_and_criteria_only(kb: KnowledgeBase) -> None:
    comparison = kb.compare("kyphoplasty", "vertebroplasty")
    with pytest.raises(UnknownTermError, match="'toothache'"):
        comparison["toothache"]
    with pytest.raises(UnknownTermError, match="'kiva'"):
        comparison.only("kiva")


def test_no_result_can_be_changed(kb: KnowledgeBase) -> None:
    comparison = kb.compare("kyphoplasty", "vertebroplasty")
    with pytest.raises(FrozenInstanceError):
        comparison.rows[0].direction = comparison.rows[0].direction.mirrored()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del comparison.rows


def test_a_comparison_is_kept_and_told_again_at_once(kb: KnowledgeBase) -> None:
    first = kb.compare("kyphoplasty", "vertebroplasty")
    assert kb.compare("kyphoplasty", "vertebroplasty") is first
    again = timeit.repeat(lambda: kb.compare("kyphoplasty", "vertebroplasty"), number=1000, repeat=5)
    assert min(again) / 1000 <= 20e-6


@pytest.mark.parametrize(
    "name",
    [
        "kyphoplasty",
        "comparison:vertebroplasty-vs-kyphoplasty-symptomatic-cement-leakage-risk",
        "comparison:kyphoplasty-vs-vertebroplasty-procedure-cost",
        "assessment:kyphoplasty-vs-vertebroplasty-procedure-cost",
        "source:miva-medical",
        "criterion:pain-relief",
        "https://w3id.org/spineknowledge/ontology#Procedure",
    ],
)
def test_whatever_is_recorded_or_follows_is_explained(kb: KnowledgeBase, name: str) -> None:
    explained = kb.explain(name)
    assert explained.facts or explained.derivation
    assert explained.to_dict()["title"]


def test_an_assessment_is_explained_by_its_answer_and_its_facts(kb: KnowledgeBase) -> None:
    explained = kb.explain("assessment:kyphoplasty-vs-vertebroplasty-procedure-cost")
    assert explained.answer == kb.compare("kyphoplasty", "vertebroplasty")["procedure-cost"]
    assert "answer status" in {fact.name for fact in explained.facts}


def test_the_data_exported_is_the_data_that_was_written(kb: KnowledgeBase) -> None:
    import hashlib

    assert hashlib.sha256(kb.ntriples().encode()).hexdigest() == kb.checksum


def test_one_thing_can_be_exported_alone(kb: KnowledgeBase) -> None:
    lines = kb.ntriples("option:sacroplasty").splitlines()
    assert lines
    assert {line.split(" ")[0] for line in lines} == {"<https://w3id.org/spineknowledge/option/sacroplasty>"}
    with pytest.raises(UnknownTermError):
        kb.ntriples("option:toothache")


def test_the_summary_shows_the_trial_with_counts_and_not_the_larger_gap(kb: KnowledgeBase) -> None:
    leakage = kb.compare("kyphoplasty", "vertebroplasty")["cement-leakage-risk"]
    first = max(leakage.supporting, key=lambda finding: finding.told())
    assert first.source.id == "dohm-2014"
    assert first.headline() in " ".join(leakage.as_summary(width=1000).split("\n"))


def test_kept_comparisons_do_not_fill_memory(mini: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "_MOST_KEPT", 10)
    expected = mini.compare("alpha", "beta")
    for blanks in range(30):
        assert mini.compare("alpha" + " " * blanks, "beta") == expected
    assert len(mini._compared) <= 11
    assert len(mini._reader._kept) < 40
