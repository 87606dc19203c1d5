"""What grows with the data and what must not: counted in what an engine and Python do, and only then in time.

The sizes are ten times apart. A question about one option or one pair takes the same steps at both; what is asked
over all comparisons takes ten times as many and not a hundred times.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest

from benchmarks import generated
from benchmarks.generated import slug
from spineknowledge import KnowledgeBase, disk
from spineknowledge.catalog import Query
from spineknowledge.namespaces import thing
from spineknowledge.resources import query_files
from spineknowledge.store import OxigraphStore
from spineknowledge.values import Iri

SIZES = (30, 300)
MIDDLE = SIZES[0] // 2
QUERIES = [Query.load(path.stem) for path in query_files()]
OF_ONE = [query for query in QUERIES if any(example.startswith("option:") for _, example in query.parameters)]
"""Those with an option among their parameters, and so about one option or one pair."""

WRITTEN_OUT = {"kb-pair"}
"""Those that only endpoints are asked, with the parameters written out where they stand."""

SCAN = Query.parse("""
PREFIX criterion: <https://w3id.org/spineknowledge/criterion/>
PREFIX option: <https://w3id.org/spineknowledge/option/>
PREFIX spk: <https://w3id.org/spineknowledge/ontology#>
SELECT ?comparison WHERE {
  VALUES (?a) { (option:kyphoplasty) }  # parameters
  ?comparison spk:criterion criterion:pain-relief .
  ?comparison spk:subjectOption|spk:referenceOption ?option .
  FILTER(?option = ?a)
}
""")


class Work(NamedTuple):
    """What an engine did for an answer: how many rows it has, and how many all parts of the plan gave."""

    rows: int
    steps: int


class Data(NamedTuple):
    """An invented knowledge base on disk and in memory."""

    folder: Path
    store: ox.Store
    kb: Callable[[], KnowledgeBase]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> list[Data]:
    root = tmp_path_factory.mktemp("growth")
    return [_made(root, size) for size in SIZES]


def _made(root: Path, size: int) -> Data:
    path = generated.write(root / f"{size}.nt", size)
    disk.build(root / str(size), [path])
    store = ox.Store()
    store.load(path=str(path))
    return Data(root / str(size), store, lambda: KnowledgeBase(OxigraphStore(store, ("ntriples", ""))))


def asked(query: Query) -> str:
    """Return a query about an option, pair or source in the middle; other parameters keep their examples."""
    numbers = iter((MIDDLE, MIDDLE + 1))
    values: dict[str, object] = {}
    for name, example in query.parameters:
        kind, _, local = example.partition(":")
        if kind in ("option", "source") and local:
            values[name] = Iri(thing(kind, slug(next(numbers))))
    if query.name in WRITTEN_OUT:
        terms = tuple((name, f"<{value}>") for name, value in values.items())
        return query.replace(parameters=terms).inlined()
    return query.bind(**values)


def work(data: Data, text: str) -> Work:
    """Return what Oxigraph's own program says it did for a query."""
    program, plan = str(Path(sys.executable).with_name("oxigraph")), data.folder / "plan.json"
    command = [program, "query", "--location", str(data.folder / "store"), "--results-format", "json", "--stats"]
    subprocess.run([*command, "--explain-file", str(plan), "--query", text], check=True, capture_output=True)
    told = json.loads(plan.read_text(encoding="utf-8"))["plan"]
    return Work(told["number of results"], _steps(told))


def _steps(part: dict[str, Any]) -> int:
    return part["number of results"] + sum(_steps(child) for child in part["children"])


def seconds(store: ox.Store, text: str) -> float:
    """Return the least time that an answer takes."""

    def once() -> float:
        start = time.perf_counter()
        store.query(text).serialize(format=ox.QueryResultsFormat.TSV)
        return time.perf_counter() - start

    return min(once() for _ in range(7))


def grows(data: list[Data], text: str) -> str:
    """Say what grows although the answer does not: twice the steps, or five times the time."""
    small, large = (work(each, text) for each in data)
    if small.rows != large.rows:
        return f"the answer: {small.rows} rows, then {large.rows}"
    if large.steps > 2 * small.steps:
        return f"the steps: {small.steps}, then {large.steps}"
    short, long = (seconds(each.store, text) for each in data)
    return f"the time: {short} s, then {long} s" if long > 5 * short + 0.001 else ""


def test_there_are_queries_to_count() -> None:
    assert len(OF_ONE) > 40
    assert {"kb-answers", "kb-findings", "kb-option", "kb-pair", "kb-record"} <= {query.name for query in OF_ONE}


def test_the_measure_sees_a_scan(data: list[Data]) -> None:
    assert grows(data, asked(SCAN)).startswith("the steps")


@pytest.mark.parametrize("query", OF_ONE, ids=lambda query: query.name)
def test_a_question_about_one_option_or_pair_does_not_scan(data: list[Data], query: Query) -> None:
    assert not grows(data, asked(query))


@pytest.mark.parametrize("query", [query for query in QUERIES if query not in OF_ONE], ids=lambda query: query.name)
def test_other_questions_grow_with_their_answer_at_most(data: list[Data], query: Query) -> None:
    small, large = (work(each, asked(query)) for each in data)
    assert large.steps <= 15 * small.steps + 15 * large.rows


@cache
def _calls(kb: KnowledgeBase, name: str) -> int:
    """Return how many Python and built-in functions are called for an answer."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    answer = getattr(kb, name)
    sys.setprofile(count)
    try:
        answer()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", ["conflicts", "indirect"])
def test_what_is_asked_over_everything_is_linear_in_the_comparisons(data: list[Data], name: str) -> None:
    kbs = [each.kb() for each in data]
    comparisons = [len(kb.to_rows()) for kb in kbs]
    first, second = (_calls(kb, name) for kb in kbs)
    assert first > comparisons[0]
    assert second / first < 1.3 * comparisons[1] / comparisons[0]
