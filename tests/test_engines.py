"""The same answers on every engine, on invented data whose answers can be worked out by hand."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from invented import EXAMPLE, MINI, Make, ex

from spineknowledge import Direction, KnowledgeBase, UnknownTermError
from spineknowledge.model.base import Result
from spineknowledge.values import Iri, Literal

PREFIX = f"PREFIX ex: <{EXAMPLE}> PREFIX spk: <https://w3id.org/spineknowledge/ontology#> "


def ids(things: Any) -> list[str]:
    return [thing.id for thing in things]


# What there is


def test_options_are_listed_by_slug_with_what_they_are(each_mini: KnowledgeBase) -> None:
    assert [(option.id, option.kind) for option in each_mini.options()] == [
        ("alpha", "procedure"),
        ("beta", "procedure"),
        ("delta", "sham-procedure"),
        ("gamma", "non-surgical-management"),
        ("mending", "procedure-family"),
    ]
    assert ids(each_mini.procedures()) == ["alpha", "beta"]


def test_criteria_are_listed_risks_first(each_mini: KnowledgeBase) -> None:
    assert [(criterion.id, criterion.dimension) for criterion in each_mini.criteria()] == [
        ("bad-spill", "risk"),
        ("bruise", "risk"),
        ("scratch", "risk"),
        ("spill", "risk"),
        ("squeak", "risk"),
        ("comfort", "outcome"),
        ("straightness", "outcome"),
        ("price", "cost"),
        ("nap", "recovery"),
        ("amount", "procedure"),
    ]


def test_sources_are_listed_with_what_is_known_of_them(each_mini: KnowledgeBase) -> None:
    assert [(source.id, source.kind, source.year) for source in each_mini.sources()] == [
        ("book", "guideline", 2005),
        ("leaflet", "clinical-statement", None),
        ("trial-one", "study", 2001),
        ("trial-three", "study", None),
        ("trial-two", "study", 1999),
    ]


def test_a_source_that_states_little_has_little(each_mini: KnowledgeBase) -> None:
    source = each_mini.source("Toy trial two")
    assert (source.pmid, source.doi, source.sample_size, source.link) == (
        "2",
        "",
        None,
        "https://pubmed.ncbi.nlm.nih.gov/2/",
    )


def test_an_option_has_its_names_aims_risks_steps_and_statements(each_mini: KnowledgeBase) -> None:
    alpha = each_mini.option("alpha")
    assert (alpha.label.get("en"), alpha.label.get("es"), alpha.synonyms) == ("alpha", "alfa", ("first way",))
    assert ids(alpha.objectives) == ["comfort", "straightness"]
    assert ids(alpha.risks) == ["scratch", "spill", "squeak"]
    assert ids(alpha.extends) == ["beta"]
    assert ids(alpha.steps) == ["alpha-open", "alpha-blow", "alpha-pour", "alpha-wave"]
    assert sorted(ids(alpha.statements)) == ["say-aim", "say-minutes", "say-scratch", "say-squeak"]


def test_a_main_aim_is_an_aim(each_mini: KnowledgeBase) -> None:
    beta = each_mini.option("beta")
    assert ids(beta.primary_objectives) == ids(beta.objectives) == ["comfort"]


def test_steps_come_in_order_with_phase_tools_and_sources(each_mini: KnowledgeBase) -> None:
    steps = each_mini.steps("alpha")
    assert [(step.position, step.step_type.id, step.optional) for step in steps] == [
        (1, "open", False),
        (2, "blow", False),
        (3, "pour", False),
        (4, "wave", True),
    ]
    assert [ids(step.uses) for step in steps] == [[], ["bubble"], ["bubble", "filling"], []]
    assert [ids(step.sources) for step in steps] == [[], ["leaflet"], [], []]


def test_numbers_are_kept_as_printed(each_mini: KnowledgeBase) -> None:
    (spill,) = (finding for finding in each_mini.findings("alpha", "beta", "spill") if finding.id == "one-spill")
    ratio = next(estimate for estimate in spill.estimates if estimate.id == "one-spill-ratio")
    assert [str(number) for number in (ratio.value, ratio.ci_low, ratio.ci_high, ratio.p_value)] == [
        "0.50",
        "0.10",
        "2.40",
        "0.40",
    ]


def test_a_version_is_that_of_the_schema(each_mini: KnowledgeBase, kb: KnowledgeBase) -> None:
    assert each_mini.version == kb.version != ""


# Comparing


def test_a_comparison_has_a_row_for_all_that_is_known_and_names_the_rest(each_mini: KnowledgeBase) -> None:
    comparison = each_mini.compare("alpha", "beta")
    assert [(row.criterion.id, str(row.direction), str(row.certainty), row.favours) for row in comparison.rows] == [
        ("spill", "lower", "moderate", "alpha"),
        ("comfort", "similar", "low", "neither"),
        ("straightness", "unclear", "very-low", "not-applicable"),
        ("price", "higher", "very-low", "beta"),
        ("amount", "lower", "high", "not-applicable"),
    ]
    assert ids(comparison.not_assessed) == ["bad-spill", "bruise", "scratch", "squeak", "nap"]


def test_of_two_assessments_the_current_one_answers(each_mini: KnowledgeBase) -> None:
    row = each_mini.relation("alpha", "beta", "spill")
    assert row.assessment == ex("answer-spill-2")
    assert [explanation.text.get() for explanation in row.because] == ["The bubble leaves room."]


def test_findings_support_dispute_or_do_neither(each_mini: KnowledgeBase) -> None:
    row = each_mini.relation("alpha", "beta", "spill")
    assert (ids(row.supporting), ids(row.disputing), ids(row.neutral)) == (
        ["one-spill"],
        ["two-spill"],
        ["leaflet-spill"],
    )
    assert ids(row.sources) == ["trial-one", "trial-two", "leaflet"]


def test_not_assessed_and_sources_disagree_are_two_answers(each_mini: KnowledgeBase) -> None:
    comparison = each_mini.compare("alpha", "beta")
    assert comparison["nap"].status == comparison["bruise"].status == "not-assessed"
    assert comparison["nap"].direction is Direction.NOT_ASSESSED
    assert comparison["straightness"].status == "sources-disagree"


def test_the_answer_of_a_row_is_the_sentence_of_the_editors(each_mini: KnowledgeBase) -> None:
    row = each_mini.relation("alpha", "beta", "spill")
    assert (row.statement("en"), row.statement("es")) == ("Alpha spills less.", "Alfa derrama menos.")


def test_asked_the_other_way_round_arms_and_intervals_change_places(each_mini: KnowledgeBase) -> None:
    row = each_mini.relation("beta", "alpha", "spill")
    assert (str(row.direction), str(row.basis), row.favours) == ("higher", "inverse", "alpha")
    counts, ratio = row.supporting[0].estimates
    assert (counts.subject_events, counts.reference_events) == (4, 2)
    assert [number.value for number in (ratio.value, ratio.ci_low, ratio.ci_high) if number] == [
        Decimal("2"),
        Decimal("0.417"),
        Decimal("10"),
    ]


def test_a_finding_that_names_the_other_option_first_is_turned(each_mini: KnowledgeBase) -> None:
    (finding,) = each_mini.findings("beta", "gamma", "spill")
    (estimate,) = finding.estimates
    assert (estimate.subject_events, estimate.reference_events) == (4, 1)
    assert estimate.value is not None
    assert estimate.value.value == 4


def test_lower_and_higher_tell_the_same_answers_from_both_ends(each_mini: KnowledgeBase) -> None:
    lower = {(row.subject.id, row.reference.id) for row in each_mini.lower("spill")}
    higher = {(row.reference.id, row.subject.id) for row in each_mini.higher("spill")}
    assert lower == higher == {("alpha", "beta"), ("gamma", "beta")}
    assert each_mini.lower("straightness") == each_mini.higher("straightness") == ()


def test_steps_differ_only_where_a_source_says_so(each_mini: KnowledgeBase) -> None:
    diff = each_mini.diff_steps("alpha", "beta").to_dict()
    assert diff == {
        "shared": ["open", "pour"],
        "changed": ["pour"],
        "only_subject": ["blow"],
        "only_reference": [],
        "described_for_one": ["wave", "rest-flat"],
        "described_by": {"wave": "alpha", "rest-flat": "beta"},
    }


def test_risks_and_aims_differ_only_where_a_source_says_so(each_mini: KnowledgeBase) -> None:
    comparison = each_mini.compare("alpha", "beta")
    assert comparison.risks.to_dict() == {
        "shared": ["spill"],
        "only_subject": ["scratch"],
        "only_reference": [],
        "described_for_one": ["squeak", "bruise"],
    }
    assert comparison.objectives.to_dict() == {
        "shared": ["comfort"],
        "only_subject": ["straightness"],
        "only_reference": [],
        "described_for_one": [],
    }


def test_only_and_shared_gather_steps_aims_and_risks(each_mini: KnowledgeBase) -> None:
    comparison = each_mini.compare("alpha", "beta")
    assert {name: ids(things) for name, things in comparison.only("alpha").items()} == {
        "steps": ["blow"],
        "objectives": ["straightness"],
        "risks": ["scratch"],
    }
    assert {name: ids(things) for name, things in comparison.only("beta").items()} == {
        "steps": [],
        "objectives": [],
        "risks": [],
    }
    assert {name: ids(things) for name, things in comparison.shared.items()} == {
        "steps": ["open", "pour"],
        "objectives": ["comfort"],
        "risks": ["spill"],
    }


def test_a_comparison_is_kept(each_mini: KnowledgeBase) -> None:
    assert each_mini.compare("alpha", "beta") is each_mini.compare("ALFA", ex("beta"))


def test_findings_can_be_asked_for_all_pairs_or_one_criterion(each_mini: KnowledgeBase) -> None:
    assert set(each_mini.findings()) > set(each_mini.findings("alpha", "beta"))
    assert ids(each_mini.findings(criterion="price")) == ["leaflet-price"]
    assert len(each_mini.findings("alpha", "beta")) == 9


def test_conflicts_are_found_where_planted(each_mini: KnowledgeBase) -> None:
    assert ids(each_mini.conflicts()) == [
        "opposite-findings-alpha-vs-beta-spill",
        "opposite-findings-alpha-vs-beta-straightness",
    ]


def test_considerations_name_who_aims_and_what_to_weigh(each_mini: KnowledgeBase) -> None:
    found = each_mini.considerations(goals=["Comfort", "straightness"], factors=["Paint"])
    assert [goal.to_dict() for goal in found.goals] == [
        {"goal": "comfort", "options": ["alpha", "beta", "gamma"], "primary_for": ["beta"]},
        {"goal": "straightness", "options": ["alpha"], "primary_for": []},
    ]
    assert [(effect.id, effect.text.get()) for effect in found.effects] == [("effect-paint", "Mind wet paint.")]


def test_guidelines_tell_who_takes_which_position(each_mini: KnowledgeBase) -> None:
    (position,) = each_mini.guidelines("alpha")
    assert (position.body, position.year, position.text.get()) == ("Toy Board", 2005, "Alpha is an option.")
    assert each_mini.guidelines("beta") == ()


def test_a_timeline_counts_sources_up_to_each_year(each_mini: KnowledgeBase) -> None:
    years = each_mini.timeline("alpha", "beta", "spill")
    assert [(year.year, dict(year.so_far)) for year in years] == [
        (1999, {"higher": 1}),
        (2001, {"higher": 1, "lower": 1}),
        (None, {"higher": 1, "lower": 2}),
    ]


def test_a_network_counts_answers_and_findings_of_each_pair(each_mini: KnowledgeBase) -> None:
    edges = each_mini.network().to_dict()["edges"]
    assert {"subject": "alpha", "reference": "beta", "assessed": 6, "findings": 9} in edges


def test_what_rests_on_a_source_is_counted(each_mini: KnowledgeBase) -> None:
    (use,) = each_mini.source_uses("trial-three")
    assert sorted(iri for _, iri in use.records) == [ex("three-spill"), ex("why-gamma")]


def test_answers_come_as_flat_rows_for_a_data_frame(each_mini: KnowledgeBase) -> None:
    rows = each_mini.to_rows()
    assert {len(row) for row in rows} == {len(rows[0])}
    spill = next(row for row in rows if row["iri"] == ex("alpha-vs-beta-spill"))
    assert (spill["direction"], spill["sources"]) == ("lower", "trial-one; trial-two; leaflet")


# Explaining


def test_a_recorded_thing_is_explained_by_its_facts(each_mini: KnowledgeBase) -> None:
    explained = each_mini.explain(ex("bubble"))
    assert [(fact.property.rpartition("/")[2], str(fact.value)) for fact in explained.facts] == [
        ("22-rdf-syntax-ns#type", "https://w3id.org/spineknowledge/ontology#Device"),
        ("core#prefLabel", "bubble"),
    ]


def test_a_finding_is_explained_by_itself_and_its_answer(each_mini: KnowledgeBase) -> None:
    explained = each_mini.explain(ex("two-spill"))
    assert isinstance(explained.answer, Result)
    assert explained.answer.iri == ex("two-spill")
    assert "trial-two" in explained.as_text()


def test_a_mirrored_answer_is_explained_by_what_was_recorded(each_mini: KnowledgeBase) -> None:
    text = each_mini.explain(ex("beta-vs-alpha-spill")).as_text("en", 200)
    assert f"Recorded in the opposite order as {ex('answer-spill-2')}; mirrored" in text


@pytest.mark.parametrize(
    "name", ["", "nobody", "ex:alpha", ex("zeta"), ex("zeta-vs-beta-spill"), ex("beta-vs-alpha-nap")]
)
def test_what_is_not_there_cannot_be_explained(each_mini: KnowledgeBase, name: str) -> None:
    with pytest.raises(UnknownTermError):
        each_mini.explain(name)


# The data


def test_the_graph_is_a_copy(each_mini: KnowledgeBase) -> None:
    graph = each_mini.graph
    size = len(graph)
    graph.remove((None, None, None))
    assert len(each_mini.graph) == size > 1000


def test_all_engines_hold_the_same_triples(each_mini: KnowledgeBase, mini: KnowledgeBase) -> None:
    assert each_mini.checksum == mini.checksum
    assert len(each_mini.ntriples().splitlines()) == len(mini.ntriples().splitlines())


def test_all_engines_give_equal_answers(each_mini: KnowledgeBase, mini: KnowledgeBase) -> None:
    assert each_mini.options() == mini.options()
    assert each_mini.sources() == mini.sources()
    assert each_mini.criteria() == mini.criteria()
    assert each_mini.findings() == mini.findings()
    assert each_mini.compare("alpha", "beta").rows == mini.compare("alpha", "beta").rows


def test_the_checksum_does_not_depend_on_the_order_or_the_number_of_files(make: Make, mini: KnowledgeBase) -> None:
    shuffled = random.Random(7).sample(MINI, len(MINI))
    assert make((*shuffled, MINI[0])).checksum == mini.checksum


@pytest.mark.parametrize(
    ("old", "new"),
    [('"Alpha spills less."@en', '"Alpha spills  less."@en'), ("spk:value 0.50", "spk:value 0.5")],
)
def test_the_checksum_changes_with_a_single_literal(
    make: Make, mini: KnowledgeBase, tmp_path: Path, old: str, new: str
) -> None:
    text = MINI[0].read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "mini.ttl"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert make((changed, *MINI[1:])).checksum != mini.checksum


def test_the_packaged_data_is_the_same_on_every_engine(make: Make, kb: KnowledgeBase) -> None:
    from spineknowledge.resources import ontology_files

    other = make(ontology_files())
    assert other.options() == kb.options()
    assert other.compare("kyphoplasty", "vertebroplasty").rows == kb.compare("kyphoplasty", "vertebroplasty").rows


def test_an_engine_type_never_leaves_a_table(each_mini: KnowledgeBase) -> None:
    values = {type(value) for row in each_mini.select("SELECT * { ?s ?p ?o }").rows for value in row}
    assert values <= {Iri, Literal, str, int, Decimal, bool}
    assert ox.NamedNode not in values
