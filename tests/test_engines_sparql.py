"""SPARQL of one's own, asked of every embedded engine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from invented import ENDLESS, EXAMPLE, ex

from spineknowledge import KnowledgeBase, QueryError, QueryTimeoutError
from spineknowledge.values import Iri, Literal

PREFIX = f"PREFIX ex: <{EXAMPLE}> PREFIX spk: <https://w3id.org/spineknowledge/ontology#> "


def test_select_returns_values_of_python(each_mini: KnowledgeBase) -> None:
    table = each_mini.select(
        PREFIX + "SELECT ?iri ?text ?tagged ?number ?decimal ?flag ?other ?none { VALUES "
        "(?iri ?text ?tagged ?number ?decimal ?flag ?other ?none) { "
        "(ex:a 'x' 'y'@es 3 1.5 true '2001'^^<http://www.w3.org/2001/XMLSchema#gYear> UNDEF) } }"
    )
    (row,) = table.rows
    iri, text, tagged, number, decimal, flag, other, none = row
    assert row == (ex("a"), "x", "y", 3, Decimal("1.5"), True, "2001", None)
    assert isinstance(iri, Iri)
    assert isinstance(tagged, Literal)
    assert isinstance(other, Literal)
    assert (tagged.lang, other.datatype) == ("es", "http://www.w3.org/2001/XMLSchema#gYear")
    assert (type(text), type(number), type(decimal), type(flag), none) == (str, int, Decimal, bool, None)


def test_ask_returns_yes_or_no(each_mini: KnowledgeBase) -> None:
    assert each_mini.ask(PREFIX + "ASK { ex:alpha spk:hasRisk ex:spill }") is True
    assert each_mini.ask(PREFIX + "ASK { ex:alpha spk:hasRisk ex:bruise }") is False


def test_construct_returns_sorted_triples(each_mini: KnowledgeBase) -> None:
    table = each_mini.construct(PREFIX + "CONSTRUCT { ?r a ex:R } WHERE { ex:alpha spk:hasRisk ?r }")
    assert table.columns == ("subject", "predicate", "object")
    assert table.column("subject") == (ex("scratch"), ex("spill"), ex("squeak"))


def test_describe_is_a_construct_query(each_mini: KnowledgeBase) -> None:
    assert len(each_mini.construct(f"DESCRIBE <{EXAMPLE}bubble>")) == 2


@pytest.mark.parametrize(("method", "query"), [("ask", "SELECT * {}"), ("select", "ASK {}"), ("construct", "ASK {}")])
def test_a_query_of_another_kind_is_refused(each_mini: KnowledgeBase, method: str, query: str) -> None:
    with pytest.raises(QueryError, match="ask it with"):
        getattr(each_mini, method)(query)


@pytest.mark.parametrize("query", ["", "SELECT", "SELECT * {", "DROP ALL", "INSERT DATA { <x:a> <x:b> 1 }"])
def test_what_is_no_query_is_refused_in_one_line(each_mini: KnowledgeBase, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        each_mini.query(query)
    assert len(str(caught.value).splitlines()) == 1


def test_parameters_fill_the_row_that_is_marked(each_mini: KnowledgeBase) -> None:
    query = PREFIX + "SELECT ?r WHERE {\n VALUES (?o) { (ex:alpha) }  # parameters\n ?o spk:hasRisk ?r } ORDER BY ?r"
    assert each_mini.select(query, o=Iri(ex("beta"))).column("r") == (ex("bruise"), ex("spill"))
    with pytest.raises(QueryError, match="has no parameter 'p'"):
        each_mini.select(query, p="x")


def test_a_question_takes_any_name_of_an_option(each_mini: KnowledgeBase) -> None:
    table = each_mini.ask_question("risks-of-an-option", option="Alfa")
    assert table.column("risk") == (ex("scratch"), ex("spill"), ex("squeak"))


def test_a_question_takes_a_slug_a_prefixed_name_or_an_iri_of_other_things(each_mini: KnowledgeBase) -> None:
    asked = [each_mini.ask_question("sources-by-design", design=name) for name in ("rct", "design:rct")]
    assert asked[0] == asked[1]
    assert ex("trial-one") in asked[0].column("source")
    steps = each_mini.ask_question("steps-where-a-device-is-used", device=Iri(ex("bubble")))
    assert ex("alpha-blow") in steps.column("step")


def test_a_query_within_its_time_answers_from_a_process_of_its_own(each_mini: KnowledgeBase) -> None:
    query = PREFIX + "SELECT ?r { ex:beta spk:hasRisk ?r } ORDER BY ?r"
    assert each_mini.select(query, timeout=30) == each_mini.select(query)


def test_a_query_beyond_its_time_is_stopped(each_mini: KnowledgeBase) -> None:
    with pytest.raises(QueryTimeoutError, match=r"stopped after 0\.2 s"):
        each_mini.select(ENDLESS, timeout=0.2)
