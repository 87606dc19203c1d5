"""Every competency question has the expected answer, the same on both engines."""

from __future__ import annotations

import random

import pyoxigraph
import pytest
from question_cases import ENGINES, FILES, HERE, Case, answer, cases, names

from spineknowledge.catalog import Query

CASES = cases()


def _identify(case: Case) -> str:
    return f"{case.question}-{case.data}-{'-'.join(case.params.values())}"


def _matches(row: dict[str, str], part: dict[str, str]) -> bool:
    return all(row[column] == cell for column, cell in part.items())


def test_the_catalog_has_enough_questions() -> None:
    assert len(names()) >= 32


@pytest.mark.parametrize("data", FILES)
def test_every_question_has_a_case_on_each_data_set(data: str) -> None:
    covered = {case.question for case in CASES if case.data == data}
    assert covered == set(names())


def test_every_file_of_cases_belongs_to_a_question() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} == set(names())


@pytest.mark.parametrize("case", CASES, ids=_identify)
def test_the_case_expects_something(case: Case) -> None:
    assert case.problem() == ""


@pytest.mark.parametrize("case", CASES, ids=_identify)
def test_the_case_speaks_of_columns_that_there_are(case: Case) -> None:
    columns = set(Query.load(case.question).returns)
    assert {column for part in (*case.includes, *case.excludes) for column in part} <= columns
    assert {len(row) for row in case.rows or ()} <= {len(columns)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=_identify)
def test_the_answer_is_the_expected_one(case: Case, engine: str) -> None:
    columns, rows = answer(engine, case.data, case.text())
    if case.empty:
        assert rows == ()
    if case.rows is not None:
        assert rows == case.rows
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [part for part in case.includes if not any(_matches(row, part) for row in found)] == []
    assert [row for row in found if any(_matches(row, part) for part in case.excludes)] == []
    assert rows or case.empty or case.may_be_empty


@pytest.mark.parametrize("case", CASES, ids=_identify)
def test_both_engines_give_the_same_rows_in_the_same_order(case: Case) -> None:
    assert answer("pyoxigraph", case.data, case.text()) == answer("rdflib", case.data, case.text())


@pytest.mark.parametrize("case", [case for case in CASES if case.is_of_a_pair()], ids=_identify)
def test_a_pair_may_be_given_in_either_order(case: Case) -> None:
    assert answer("pyoxigraph", case.data, case.swapped().text()) == answer("pyoxigraph", case.data, case.text())


@pytest.mark.parametrize("case", [case for case in CASES if case.is_of_a_pair()], ids=_identify)
def test_an_option_is_not_compared_with_itself(case: Case) -> None:
    text = case.text()
    if "?comparison" in text and "NOT EXISTS {\n    ?comparison" not in text:
        assert answer("pyoxigraph", case.data, case.with_itself().text())[1] == ()


def test_the_order_of_rows_does_not_depend_on_the_order_of_triples() -> None:
    plain = list(pyoxigraph.parse(path=str(FILES["mini"][0])))
    shuffled = random.Random(7).sample(plain, len(plain))
    stores = [_store(plain), _store(shuffled)]
    for case in CASES:
        if case.data == "mini":
            first, second = ([list(row) for row in store.query(case.text())] for store in stores)
            assert first == second, case.question


def _store(triples: list[pyoxigraph.Quad]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for triple in triples:
        store.add(triple)
    return store
