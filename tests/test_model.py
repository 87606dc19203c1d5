"""Typed results: frozen, equal by what they hold, and told as JSON, text and HTML in two languages."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterable
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from invented import MINI, answer, ex, finding, toys

from spineknowledge import KnowledgeBase
from spineknowledge.frozen import Frozen
from spineknowledge.model.base import Concept, Result, Text, Thing
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.model.evidence import Source
from spineknowledge.model.numbers import estimate_words, natural_frequency, span_words
from spineknowledge.model.terms import Certainty, Direction, Favours, Polarity
from spineknowledge.store import OxigraphStore

HOSTILE = "<script>alert(1)</script> & \"'"


class Point(Frozen):
    x: int
    y: int = 0


class Solid(Point):
    z: int = 0


# Frozen records


def test_records_are_equal_and_hash_by_what_they_hold() -> None:
    assert Point(1) == Point(x=1, y=0)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert Point(1) != Solid(1)
    assert Point(1) != (1, 0)


def test_a_subclass_adds_fields_after_those_of_its_base() -> None:
    assert Solid.fields == ("x", "y", "z")
    assert repr(Solid(1, 2, 3)) == "Solid(x=1, y=2, z=3)"


def test_a_changed_copy_leaves_the_record_alone() -> None:
    point = Point(1, 2)
    assert (point.replace(x=3), point) == (Point(3, 2), Point(1, 2))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(Point, id="a field is missing"),
        pytest.param(lambda: Point(1, 2, 3), id="too many values"),
        pytest.param(lambda: Point(1, z=3), id="an unknown field"),
        pytest.param(lambda: Point(1, x=1), id="a field given twice"),
    ],
)
def test_values_that_do_not_fit_are_refused(make: type[Point]) -> None:
    with pytest.raises(TypeError, match="Point does not fit its fields"):
        make()


def test_a_record_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    with pytest.raises(FrozenInstanceError):
        point.new = 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_a_copied_record_is_equal(copied: type[Point]) -> None:
    assert copied(Point(1, 2)) == Point(1, 2)  # type: ignore[arg-type]


# Texts


@pytest.mark.parametrize(
    ("languages", "lang", "told"),
    [
        ((("en", "leg"), ("es", "pata")), "es", "pata"),
        ((("en", "leg"), ("es", "pata")), "fr", "leg"),
        ((("es", "pata"),), "en", "pata"),
        ((), "en", ""),
    ],
)
def test_a_text_is_told_in_the_language_else_in_english_else_in_any(
    languages: tuple[tuple[str, str], ...], lang: str, told: str
) -> None:
    assert Text(languages).get(lang) == told
    assert bool(Text(languages)) is bool(languages)


# Directions, certainty, favours


@pytest.mark.parametrize(
    ("direction", "polarity", "favoured"),
    [
        ("lower", "lower-is-better", "subject"),
        ("higher", "lower-is-better", "reference"),
        ("lower", "higher-is-better", "reference"),
        ("higher", "higher-is-better", "subject"),
        ("similar", "lower-is-better", "neither"),
        ("no-clear-difference", "higher-is-better", "neither"),
        ("unclear", "lower-is-better", "not-applicable"),
        ("not-assessed", "lower-is-better", "not-applicable"),
        ("lower", "neutral", "not-applicable"),
        ("similar", "neutral", "not-applicable"),
    ],
)
def test_whom_a_direction_favours(direction: str, polarity: str, favoured: str) -> None:
    assert Favours.of(Direction(direction), Polarity(polarity)) == favoured


@pytest.mark.parametrize("direction", list(Direction))
def test_a_direction_mirrored_twice_is_itself(direction: Direction) -> None:
    assert direction.mirrored().mirrored() is direction
    assert direction.mirrored().strict is direction.strict


def test_the_weakest_of_some_certainties() -> None:
    assert Certainty.weaker(Certainty.HIGH, Certainty.LOW, Certainty.MODERATE) is Certainty.LOW


# Numbers


def number(printed: str | None) -> Number | None:
    return None if printed is None else Number(printed, Decimal(printed))


def estimate(measure: str, value: str | None = None, low: str | None = None, high: str | None = None) -> Estimate:
    named = Concept(ex(measure), Text((("en", measure.replace("-", " ")),)))
    return Estimate(ex("e"), named, value=number(value), ci_low=number(low), ci_high=number(high))


@pytest.mark.parametrize(
    ("measure", "printed", "mirrored"),
    [
        ("risk-ratio", ("0.50", "0.10", "2.40"), ("2.0", "0.417", "10")),
        ("odds-ratio", ("4", "2", "5"), ("0.25", "0.20", "0.50")),
        ("hazard-ratio", ("1.00", "0.40", "1.25"), ("1.00", "0.800", "2.5")),
        ("mean-difference", ("-1.30", "-3.34", "0.74"), ("1.30", "-0.74", "3.34")),
        ("standardised-mean-difference", ("0", "-0.5", "0.50"), ("0", "-0.50", "0.5")),
        ("proportion", ("0.5", "0.4", "0.6"), ("0.5", "0.4", "0.6")),
        ("risk-ratio", ("0", None, "1.0"), (None, "1.0", None)),
    ],
)
def test_mirrored_numbers_turn_ratios_and_negate_differences(
    measure: str, printed: tuple[str, str, str], mirrored: tuple[str, ...]
) -> None:
    turned = estimate(measure, *printed).mirrored()
    found = [None if it is None else it.value for it in (turned.value, turned.ci_low, turned.ci_high)]
    if measure == "proportion":
        found[1], found[2] = found[2], found[1]
    assert found == [None if it is None else Decimal(it) for it in mirrored]


def test_an_inverted_ratio_has_as_many_digits_as_the_printed_one() -> None:
    turned = estimate("risk-ratio", "0.50", "0.10", "1.00").mirrored()
    assert [str(it) for it in (turned.value, turned.ci_low, turned.ci_high)] == ["2.0", "1.00", "10"]


@pytest.mark.parametrize("printed", ["0.62", "1.5", "-2.25", "17", "0.001"])
def test_a_difference_mirrored_twice_is_printed_as_before(printed: str) -> None:
    assert estimate("mean-difference", printed).mirrored().mirrored() == estimate("mean-difference", printed)


@pytest.mark.parametrize(
    ("given", "sign"),
    [
        (estimate("risk-ratio", "0.8"), -1),
        (estimate("odds-ratio", "1.2"), 1),
        (estimate("hazard-ratio", "1.00"), 0),
        (estimate("mean-difference", "-0.1"), -1),
        (estimate("mean-difference", "0.1"), 1),
        (estimate("proportion", "0.1"), None),
        (estimate("mean").replace(subject_value=number("3"), reference_value=number("3.0")), 0),
        (estimate("mean").replace(subject_value=number("3")), None),
        (estimate("x").replace(subject_events=1, subject_total=8, reference_events=1, reference_total=4), -1),
        (estimate("x").replace(subject_events=0, subject_total=8, reference_events=0, reference_total=4), 0),
        (estimate("x").replace(subject_events=1, subject_total=0, reference_events=1, reference_total=4), None),
        (estimate("x").replace(subject_events=1, subject_total=8, reference_events=1), None),
        (estimate("x"), None),
    ],
)
def test_the_direction_of_numbers(given: Estimate, sign: int | None) -> None:
    assert given.sign() == sign


@pytest.mark.parametrize(
    ("given", "lang", "words"),
    [
        (
            estimate("x").replace(subject_events=2, subject_total=20, reference_events=4, reference_total=20),
            "en",
            "2 of 20 people (10 in 100) against 4 of 20 people (20 in 100)",
        ),
        (
            estimate("x").replace(subject_events=2, subject_total=20, reference_events=4, reference_total=20),
            "es",
            "2 de 20 personas (10 de cada 100) frente a 4 de 20 personas (20 de cada 100)",
        ),
        (
            estimate("risk-ratio", "0.50", "0.10", "2.40"),
            "en",
            "risk ratio 0.50 (CI 0.10 to 2.40) (absolute numbers not stated)",
        ),
        (estimate("mean").replace(subject_value=number("1.50")), "en", "1.50 against not stated"),
        (estimate("mean").replace(p_value=Number("<0.001", Decimal("0.001"))), "en", "p < 0.001"),
        (estimate("x").replace(subject_events=3, reference_events=0), "en", "3 events against 0 events"),
        (estimate("x"), "en", ""),
    ],
)
def test_numbers_in_words(given: Estimate, lang: str, words: str) -> None:
    assert estimate_words(given, "per-patient", lang) == words


@pytest.mark.parametrize(
    ("events", "total", "told"), [(0, 9, "0"), (1, 200, "<1"), (3, 200, "2"), (1, 3, "33"), (2, 3, "67"), (9, 9, "100")]
)
def test_a_natural_frequency_rounds_and_never_says_none_for_some(events: int, total: int, told: str) -> None:
    assert natural_frequency(events, total) == told


@pytest.mark.parametrize(
    ("duration", "lang", "told"),
    [("P1M", "en", "1 month"), ("P12M", "es", "12 meses"), ("P30D", "en", "30 days"), ("P1DT2H", "en", "P1DT2H")],
)
def test_a_span_of_one_unit_is_told_in_words(duration: str, lang: str, told: str) -> None:
    assert span_words(duration, lang) == told


# Sources


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ({"url": "https://example.org/x", "doi": "10.0/x"}, "https://example.org/x"),
        ({"url": "javascript:alert(1)", "doi": "10.0/x"}, "https://doi.org/10.0/x"),
        ({"doi": "10.0/x", "pmid": "7"}, "https://doi.org/10.0/x"),
        ({"pmid": "7"}, "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ({"url": "javascript:alert(1)"}, ""),
    ],
)
def test_a_source_links_to_the_web_and_nowhere_else(given: dict[str, str], link: str) -> None:
    assert Source(ex("s"), "study", Text((("en", "A toy"),)), **given).link == link


def test_a_citation_tells_what_is_known_and_nothing_else() -> None:
    title = Text((("en", "A toy."),))
    assert Source(ex("s"), "study", title).citation() == "A toy"
    full = Source(ex("s"), "study", title, authors="Ada", year=2001, journal="Toys 1", pmid="7")
    assert full.citation() == "Ada (2001). A toy. Toys 1. https://pubmed.ncbi.nlm.nih.gov/7/"


# Every kind of result


def every_result(kb: KnowledgeBase) -> Iterable[Result]:
    comparison = kb.compare("alpha", "beta")
    yield from (kb.option("alpha"), kb.criterion("spill"), kb.source("trial-one"), *kb.steps("alpha"))
    yield from (comparison, *comparison.rows, comparison["nap"], comparison.steps)
    yield from (*kb.findings(), *kb.conflicts(), *kb.guidelines(), *kb.timeline("alpha", "beta"))
    yield from (kb.network(), *kb.source_uses(), kb.considerations(goals=["comfort"], factors=["paint"]))
    yield from (kb.explain(ex("alpha")), kb.explain(ex("beta-vs-alpha-spill")), kb.explain(ex("one-spill")))
    chained = toys(answer("a", "lower", "b"), answer("b", "lower", "c")).compare(ex("a"), ex("c"), indirect=True)
    yield from (chained, *chained.rows)


@pytest.fixture(scope="session")
def results(mini: KnowledgeBase) -> list[Result]:
    found = list(every_result(mini))
    assert len({type(result) for result in found}) >= 15
    return found


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_result_can_be_told_as_json(results: list[Result], lang: str) -> None:
    for result in results:
        assert json.loads(json.dumps(result.to_dict(lang))) == result.to_dict(lang)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_of_text_is_longer_than_the_width(results: list[Result], lang: str, width: int) -> None:
    for result in results:
        lines = result.as_text(lang, width).splitlines()
        assert lines
        assert [line for line in lines if len(line) > width and len(line.strip().split("  ")[-1].split()) > 1] == []


def test_every_result_is_hashable_equal_to_itself_and_named(results: list[Result]) -> None:
    assert len(set(results)) > 1
    for result in results:
        assert result == result.replace()
        assert result.iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] == result.id


def test_two_knowledge_bases_of_the_same_data_give_equal_comparisons(mini: KnowledgeBase) -> None:
    kb = KnowledgeBase.of_files(OxigraphStore.from_files(MINI), MINI)
    assert kb.compare("alpha", "beta") == mini.compare("alpha", "beta")


def test_every_result_has_an_html_form_that_runs_nothing(mini: KnowledgeBase) -> None:
    label = f'ex:a skos:altLabel "x" . ex:spill skos:prefLabel {json.dumps(HOSTILE)}@es .'
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one"), label)
    hostile = [
        Thing(ex("x"), Text((("en", HOSTILE),))),
        kb.criterion("shine").replace(label=Text((("en", HOSTILE),))),
        kb.explain(ex("spill")),
        kb.option(ex("a")).replace(synonyms=(HOSTILE,)),
        kb.compare(ex("a"), ex("b")).replace(subject=Thing(ex("a"), Text((("en", HOSTILE),)))),
    ]
    for result in hostile:
        html = result._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_numbers_turned_over_twice_are_as_printed_to_the_last_digit() -> None:
    printed = estimate("risk-ratio", "0.97", "0.913", "1.031")
    assert str(printed.mirrored().value) == "1.0"
    assert printed.mirrored().mirrored() is printed
    assert printed.mirrored().turned_from is printed
    assert "turned_from" not in printed.mirrored().to_dict()


def test_a_reversed_scale_is_said_to_be_one_and_names_no_direction() -> None:
    share = Concept("https://example.org/measure/proportion", Text((("en", "share"),)))
    values = {"subject_value": Number("27", Decimal(27)), "reference_value": Number("63", Decimal(63))}
    estimate = Estimate("https://example.org/e", share, scale="loss of height", reversed_scale=True, **values)
    assert estimate.sign() is None
    assert estimate_words(estimate, "") == (
        "27 against 63; scale: loss of height (more on it is less of what is compared)"
    )
