"""Questions are files with parameters, and a parameter is never more than a term."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineknowledge import KnowledgeBase, QueryError, UnknownTermError
from spineknowledge.catalog import Query, questions
from spineknowledge.values import Iri

ECHO = Query.parse('SELECT ?said WHERE {\n  VALUES (?text) { ("x") }  # parameters\n  BIND(?text AS ?said)\n}')
OPTION = Query.parse(
    "#+ summary: Risks\n#+ question: Which?\n#+ returns: a, b\nPREFIX option: <https://w3id.org/spineknowledge/option/>\n"
    'SELECT * WHERE {\n  VALUES (?option ?lang ?none) { (option:kiva "en" UNDEF) }  # parameters\n}'
)
KIVA = "https://w3id.org/spineknowledge/option/kiva"
INJECTIONS = [
    "> } #",
    '" } #',
    "') } UNION { ?s ?p ?o } #",
    '"@en ) } SELECT * { ?s ?p ?o } #',
    "\n} # parameters\n",
    "\\",
    '\\" } #',
    "\\u0022 } #",
    "\\\\u0022 } #",
    "\\U00000022",
    "${x} {0} %s ?x $x",
    "\r\t\x00\x0b\x85\u2028",
    "<https://example.org/a>",
    "_:b",
]


def bound(kb: KnowledgeBase, text: str) -> tuple[object, ...]:
    return kb.select(ECHO.text, text=text).column("said")


def test_a_file_says_what_it_answers_and_with_which_parameters() -> None:
    assert (OPTION.summary, OPTION.question, OPTION.returns) == ("Risks", "Which?", ("a", "b"))
    assert OPTION.examples == {"option": "option:kiva", "lang": '"en"', "none": "UNDEF"}


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ({}, '(option:kiva "en" UNDEF)'),
        ({"lang": "es"}, '(option:kiva "es" UNDEF)'),
        ({"option": "option:kyphoplasty"}, '(<https://w3id.org/spineknowledge/option/kyphoplasty> "en" UNDEF)'),
        ({"option": Iri("urn:x")}, '(<urn:x> "en" UNDEF)'),
        ({"option": "https://example.org/a"}, '(<https://example.org/a> "en" UNDEF)'),
        ({"none": 3}, '(option:kiva "en" 3)'),
        ({"none": 0.5}, '(option:kiva "en" 0.5)'),
        ({"none": True, "lang": None}, "(option:kiva UNDEF true)"),
    ],
)
def test_values_become_terms(values: dict[str, object], row: str) -> None:
    assert f"VALUES (?option ?lang ?none) {{ {row} }}  # parameters" in OPTION.bind(**values)


@pytest.mark.parametrize("name", ["text2", "self", "query", "x} #"])
def test_an_unknown_parameter_is_refused(kb: KnowledgeBase, name: str) -> None:
    with pytest.raises(QueryError, match="has no parameter"):
        ECHO.bind(**{name: "x"})
    with pytest.raises(QueryError, match="has no parameter"):
        kb.ask_question("steps-of-a-procedure", **{name: "x"})


@pytest.mark.parametrize("value", [b"x", ["x"], object()])
def test_a_value_that_is_no_term_is_refused(value: object) -> None:
    with pytest.raises(QueryError, match="must be an IRI, a text or a number"):
        ECHO.bind(text=value)


@pytest.mark.parametrize(
    "iri",
    ["option:a> } #", "option:a b", "https://example.org/> } #", Iri("no-iri"), Iri(""), Iri("x:a\nb"), "option:"],
)
def test_an_iri_that_is_not_well_formed_is_refused_or_is_one(kb: KnowledgeBase, iri: str) -> None:
    if iri == "option:":
        assert kb.select(OPTION.text, option=iri).column("option") == ("https://w3id.org/spineknowledge/option/",)
    else:
        with pytest.raises(QueryError, match="no well-formed IRI"):
            OPTION.bind(option=iri)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_stays_text(each_mini: KnowledgeBase, text: str) -> None:
    assert bound(each_mini, text) == (text,)


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(text=st.one_of(PLAIN, st.text(st.sampled_from("\\uU0022\"'{}()#<>\n")), st.sampled_from(INJECTIONS)))
def test_any_text_comes_back_as_it_was(mini: KnowledgeBase, text: str) -> None:
    assert bound(mini, "," + text) == ("," + text,)


@given(text=st.one_of(PLAIN, st.sampled_from(INJECTIONS)))
def test_any_name_of_an_option_is_found_or_unknown(kb: KnowledgeBase, text: str) -> None:
    try:
        table = kb.ask_question("synonyms-of-an-option", option=text)
    except UnknownTermError as error:
        assert error.term == text
    else:
        assert table.columns


def test_a_parameter_row_must_have_as_many_values_as_names() -> None:
    with pytest.raises(QueryError, match="2 names but 1 values"):
        Query.parse("SELECT * { VALUES (?a ?b) { (1) }  # parameters\n }")


@pytest.mark.parametrize("name", ["", "nothing", "../pyproject", "KB-option", "steps-of-a-procedure\n", "a/b", "\x00"])
def test_an_unknown_question_is_refused(kb: KnowledgeBase, name: str) -> None:
    with pytest.raises(UnknownTermError, match="is not a known question"):
        kb.ask_question(name)


def test_an_unknown_question_names_the_closest() -> None:
    with pytest.raises(UnknownTermError) as caught:
        Query.load("risk-of-an-option")
    assert caught.value.matches[0] == "risks-of-an-option"


def test_every_question_of_the_catalog_runs_with_its_examples(kb: KnowledgeBase) -> None:
    assert len(questions()) >= 30
    for question in questions():
        assert kb.ask_question(question.name).columns == question.returns, question.name


def test_questions_say_what_they_ask_and_internal_queries_are_none(kb: KnowledgeBase) -> None:
    names = [question.name for question in kb.questions()]
    assert len(set(names)) == len(names) > 0
    assert not [name for name in names if name.startswith("kb-")]
    assert all(question.question.endswith("?") for question in kb.questions())
