"""What follows from recorded answers, on invented data: mirrored and indirect answers, and contradictions."""

from __future__ import annotations

import pytest
from invented import answer, ex, finding, toys

from spineknowledge import KnowledgeBase, QueryError
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.conflicts import Conflict

A_B, B_C = answer("a", "lower", "b", "high"), answer("b", "lower", "c", "moderate")

LOOKED_AT = answer("b", "", "c", status="not-assessed")


def told(rows: tuple[ComparisonRow, ...]) -> list[tuple[str, str, str, str]]:
    return [(row.subject.id, str(row.direction), row.reference.id, str(row.certainty)) for row in rows]


def kinds(kb: KnowledgeBase) -> list[str]:
    return [str(conflict.kind) for conflict in kb.conflicts()]


def only_conflict(kb: KnowledgeBase) -> Conflict:
    (conflict,) = kb.conflicts()
    return conflict


# Mirrored answers


@pytest.mark.parametrize(
    ("recorded", "mirrored"),
    [("lower", "higher"), ("higher", "lower"), ("similar", "similar"), ("unclear", "unclear")],
)
def test_asked_the_other_way_round_only_a_strict_direction_turns(recorded: str, mirrored: str) -> None:
    row = toys(answer("a", recorded, "b")).relation(ex("b"), ex("a"), "spill")
    assert (str(row.direction), str(row.basis), row.id) == (mirrored, "inverse", "b-vs-a-spill")


@pytest.mark.parametrize(
    ("criterion", "direction", "favoured"),
    [
        ("spill", "lower", "a"),
        ("spill", "higher", "b"),
        ("shine", "higher", "a"),
        ("shine", "similar", "neither"),
    ],
)
def test_whom_an_answer_favours_does_not_depend_on_who_is_named_first(
    criterion: str, direction: str, favoured: str
) -> None:
    kb = toys(answer("a", direction, "b", on=criterion))
    assert kb.relation(ex("a"), ex("b"), criterion).favours == favoured
    assert kb.relation(ex("b"), ex("a"), criterion).favours == favoured


# Indirect answers


def test_a_chain_of_two_concludes_one_level_below_its_weaker_link() -> None:
    assert told(toys(A_B, B_C).indirect(ex("a"), ex("c"))) == [("a", "lower", "c", "low")]


def test_a_chain_concludes_the_opposite_when_asked_the_other_way_round() -> None:
    assert told(toys(A_B, B_C).indirect(ex("c"), ex("a"))) == [("c", "higher", "a", "low")]


def test_links_recorded_in_either_orientation_chain() -> None:
    kb = toys(answer("a", "higher", "b"), answer("a", "lower", "c"))
    assert told(kb.indirect(ex("b"), ex("c"))) == [("b", "lower", "c", "moderate")]


def test_nothing_is_below_very_low() -> None:
    kb = toys(answer("a", "lower", "b", "very-low"), B_C)
    assert told(kb.indirect(ex("a"), ex("c"))) == [("a", "lower", "c", "very-low")]


def test_a_comparison_has_indirect_answers_only_when_asked_for() -> None:
    kb = toys(A_B, B_C)
    assert kb.compare(ex("a"), ex("c")).rows == ()
    assert [criterion.id for criterion in kb.compare(ex("a"), ex("c")).not_assessed] == ["spill", "shine"]
    asked = kb.compare(ex("a"), ex("c"), indirect=True)
    assert told(asked.rows) == [("a", "lower", "c", "low")]
    assert [criterion.id for criterion in asked.not_assessed] == ["shine"]


def test_an_indirect_answer_names_its_chain() -> None:
    (row,) = toys(A_B, B_C).indirect(ex("a"), ex("c"))
    assert str(row.basis) == "indirect"
    assert [link.id for link in row.via] == ["a-vs-b-spill", "b-vs-c-spill"]


def test_the_chain_of_a_mirrored_answer_runs_the_other_way() -> None:
    (row,) = toys(A_B, B_C).indirect(ex("c"), ex("a"))
    assert [link.id for link in row.via] == ["c-vs-b-spill", "b-vs-a-spill"]


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param((answer("a", "similar", "b"), B_C), id="similar first"),
        pytest.param((A_B, answer("b", "similar", "c")), id="similar second"),
        pytest.param((A_B, answer("b", "unclear", "c")), id="unclear"),
        pytest.param((A_B, answer("b", "higher", "c")), id="opposite ways"),
        pytest.param((A_B, answer("b", "lower", "c", on="shine")), id="two criteria"),
        pytest.param((A_B, answer("b", "unclear", "c", status="sources-disagree")), id="sources disagree"),
        pytest.param((A_B, answer("c", "lower", "d")), id="no common option"),
        pytest.param((A_B, LOOKED_AT, finding("b-vs-c-spill", "similar", "one")), id="findings that say similar"),
        pytest.param(
            (
                A_B,
                LOOKED_AT,
                finding("b-vs-c-spill", "lower", "one"),
                finding("b-vs-c-spill", "similar", "two"),
            ),
            id="findings that differ",
        ),
        pytest.param((A_B, B_C, answer("a", "similar", "c")), id="a direct answer"),
        pytest.param((A_B, B_C, answer("a", "unclear", "c", status="no-evidence")), id="looked, found nothing"),
        pytest.param((A_B, B_C, answer("a", "higher", "d"), answer("c", "lower", "d")), id="chains that disagree"),
    ],
)
def test_nothing_is_concluded(claims: tuple[str, ...]) -> None:
    assert toys(*claims).indirect(ex("a"), ex("c")) == ()


def test_a_chain_of_three_concludes_nothing() -> None:
    assert toys(A_B, B_C, answer("c", "lower", "d")).indirect(ex("a"), ex("d")) == ()


def test_a_question_that_nobody_looked_into_may_be_answered_indirectly() -> None:
    kb = toys(A_B, B_C, answer("a", "", "c", status="not-assessed"))
    assert told(kb.indirect(ex("a"), ex("c"))) == [("a", "lower", "c", "low")]


def test_findings_that_agree_are_a_very_unsure_link_where_nothing_was_assessed() -> None:
    kb = toys(A_B, LOOKED_AT, finding("b-vs-c-spill", "lower", "one"), finding("b-vs-c-spill", "lower", "two"))
    assert told(kb.indirect(ex("a"), ex("c"))) == [("a", "lower", "c", "very-low")]


def test_of_chains_that_agree_the_surest_is_told() -> None:
    kb = toys(A_B, B_C, answer("a", "lower", "d", "high"), answer("c", "higher", "d", "high"))
    (row,) = kb.indirect(ex("a"), ex("c"))
    assert (str(row.certainty), row.via[0].reference.id) == ("moderate", "d")


def test_all_indirect_answers_can_be_asked_for_at_once() -> None:
    assert told(toys(A_B, B_C).indirect()) == [("a", "lower", "c", "low")]


def test_findings_without_an_assessment_are_told_as_such() -> None:
    asked = "ex:a-vs-b-spill spk:subjectOption ex:a ; spk:referenceOption ex:b ; spk:criterion ex:spill ."
    kb = toys(asked, finding("a-vs-b-spill", "lower", "one"), finding("a-vs-b-spill", "similar", "two"))
    comparison = kb.compare(ex("a"), ex("b"))
    (row,) = comparison.rows
    assert (row.status, row.direction, row.assessment) == ("not-assessed", "not-assessed", "")
    assert "spill" in {criterion.id for criterion in comparison.not_assessed}
    assert "no assessment has been made" in row.as_text()
    assert "lower 1, similar 1" in comparison.as_text()


# Conflicts


def test_opposite_findings_are_found_and_name_their_sources() -> None:
    kb = toys(
        answer("a", "lower", "b"),
        finding("a-vs-b-spill", "lower", "one"),
        finding("a-vs-b-spill", "higher", "two"),
    )
    conflict = only_conflict(kb)
    assert (conflict.kind, conflict.id) == ("opposite-findings", "opposite-findings-a-vs-b-spill")
    assert [(side["says"], side["sources"]) for side in conflict.to_dict()["sides"]] == [
        ("found higher", ["two"]),
        ("found lower", ["one"]),
    ]


@pytest.mark.parametrize(
    ("direction", "estimate"),
    [
        ("lower", "spk:measure measure:risk-ratio ; spk:printedValue '1.50'"),
        ("higher", "spk:measure measure:mean-difference ; spk:printedValue '-3'"),
        ("lower", "spk:measure measure:mean ; spk:printedSubjectValue '9' ; spk:printedReferenceValue '8.5'"),
        (
            "lower",
            "spk:measure measure:proportion ; spk:subjectEvents 3 ; spk:subjectTotal 10 ;"
            " spk:referenceEvents 3 ; spk:referenceTotal 11",
        ),
    ],
)
def test_numbers_against_their_own_direction_are_found(direction: str, estimate: str) -> None:
    kb = toys(answer("a", direction, "b"), finding("a-vs-b-spill", direction, "one", estimate))
    conflict = only_conflict(kb)
    assert conflict.kind == "estimate-against-direction"
    assert conflict.sides[0].says == f"reported {direction}"


def test_numbers_turned_by_their_source_are_read_in_the_order_of_the_source() -> None:
    estimate = "spk:measure measure:risk-ratio ; spk:printedValue '2.0'"
    turned = "ex:one-a-vs-b-spill-lower spk:reportedSubject ex:b ."
    assert kinds(toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one", estimate), turned)) == []


def test_an_assessment_against_most_of_its_sources_is_found() -> None:
    claims = (
        finding("a-vs-b-spill", "similar", "one"),
        finding("a-vs-b-spill", "no-clear-difference", "two"),
    )
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "three"), *claims)
    conflict = only_conflict(kb)
    assert conflict.kind == "assessment-against-findings"
    assert [side.says for side in conflict.sides] == [
        "assessed lower",
        "found lower",
        "found no-clear-difference",
        "found similar",
    ]


def test_two_findings_of_one_source_count_once() -> None:
    twice = finding("a-vs-b-spill", "similar", "one") + finding("a-vs-b-spill", "no-clear-difference", "one")
    assert kinds(toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "two"), twice)) == []


def test_a_direct_answer_against_a_chain_is_found() -> None:
    conflict = only_conflict(toys(A_B, B_C, answer("a", "similar", "c")))
    assert (conflict.kind, conflict.id) == ("direct-against-indirect", "direct-against-indirect-a-vs-c-spill")
    assert [side.says for side in conflict.sides] == ["directly similar", "through b lower"]
    assert conflict.sides[1].records == (ex("answer-a-vs-b-spill"), ex("answer-b-vs-c-spill"))


def test_a_circle_of_four_is_found() -> None:
    circle = (A_B, B_C, answer("c", "lower", "d"), answer("a", "higher", "d"))
    conflict = only_conflict(toys(*circle))
    assert conflict.kind == "cycle"
    assert len(conflict.sides) == 4


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param((), id="no answers"),
        pytest.param((A_B, B_C, answer("a", "lower", "c")), id="a chain that agrees"),
        pytest.param((A_B, B_C, answer("a", "unclear", "c")), id="a direct answer that is unclear"),
        pytest.param((A_B, finding("a-vs-b-spill", "lower", "one")), id="a finding that agrees"),
        pytest.param(
            (
                A_B,
                finding("a-vs-b-spill", "lower", "one", "spk:measure measure:risk-ratio ; spk:printedValue '0.5'"),
            ),
            id="numbers that agree",
        ),
        pytest.param(
            (
                A_B,
                finding("a-vs-b-spill", "lower", "one", "spk:measure measure:risk-ratio ; spk:printedValue '1.0'"),
            ),
            id="numbers that name no direction",
        ),
        pytest.param(
            (answer("a", "similar", "b"), finding("a-vs-b-spill", "no-clear-difference", "one")),
            id="similar and no clear difference",
        ),
        pytest.param((A_B, answer("a", "higher", "b", on="shine")), id="two criteria"),
    ],
)
def test_clean_data_has_no_conflict(claims: tuple[str, ...]) -> None:
    assert kinds(toys(*claims)) == []


def test_conflicts_of_a_pair_are_those_between_its_two_options() -> None:
    kb = toys(A_B, B_C, answer("a", "similar", "c"))
    assert [conflict.id for conflict in kb.conflicts(ex("c"), ex("a"))] == ["direct-against-indirect-a-vs-c-spill"]
    assert kb.conflicts(ex("a"), ex("b")) == ()


@pytest.mark.parametrize("method", ["conflicts", "indirect", "findings"])
def test_one_option_alone_is_refused(method: str) -> None:
    with pytest.raises(QueryError, match="two options or none"):
        getattr(toys(A_B), method)(ex("a"))


def test_a_conflict_is_explained_in_words_with_both_sides() -> None:
    kb = toys(A_B, B_C, answer("a", "similar", "c"))
    (conflict,) = kb.conflicts()
    explained = kb.explain(conflict.iri)
    assert explained.answer == conflict
    assert "differs from the one that follows through a third option" in explained.as_text()
    assert "through b lower" in explained.as_text()


def test_an_indirect_answer_is_explained_by_its_chain() -> None:
    text = toys(A_B, B_C).explain(ex("a-vs-c-spill")).as_text("en", 200)
    assert "a lower b (high; answer-a-vs-b-spill) and b lower c (moderate; answer-b-vs-c-spill)" in text
    assert "one level below that of the weaker link" in text
