"""A question about one option or one pair takes as long in a large knowledge base as in a small one."""

from __future__ import annotations

import time
from functools import cache

import pyoxigraph as ox
import pytest
from question_cases import FILES, Case, cases

from spineknowledge.catalog import Query
from spineknowledge.namespaces import PREFIXES

COPIES = 500
KINDS = (
    "Assessment",
    "Comparison",
    "EffectEstimate",
    "Explanation",
    "FactorEffect",
    "Finding",
    "NonSurgicalManagement",
    "Procedure",
    "Recommendation",
    "ShamProcedure",
    "Statement",
    "Step",
)
SCAN = """
PREFIX ex: <https://example.org/>
PREFIX spk: <https://w3id.org/spineknowledge/ontology#>
SELECT ?comparison WHERE {
  VALUES (?a ?criterion) { (ex:alpha ex:spill) }
  ?comparison spk:subjectOption|spk:referenceOption ?a ;
    spk:criterion ?criterion .
}
"""
"""The criterion is bound, so that pyoxigraph starts from every comparison on it."""


def _quads() -> list[ox.Quad]:
    return list(ox.parse(path=str(FILES["mini"][0])))


@cache
def _store(copies: int) -> ox.Store:
    store, quads = ox.Store(), _quads()
    moved = {quad.subject for quad in quads if quad.object.value in {PREFIXES["spk"] + kind for kind in KINDS}}
    store.bulk_extend(quads)
    for number in range(copies):
        names = {name: ox.NamedNode(f"{name.value}-{number}") for name in moved}
        store.extend(
            ox.Quad(names[quad.subject], quad.predicate, names.get(quad.object, quad.object))
            for quad in quads
            if quad.subject in names
        )
    return store


def _seconds(copies: int, text: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        list(_store(copies).query(text))
        return time.perf_counter() - start

    return min(once() for _ in range(7))


def _grows(text: str) -> bool:
    return all(_seconds(COPIES, text) > 1.5 * _seconds(0, text) + 0.0002 for _ in range(3))


def _is_about_options(case: Case) -> bool:
    return case.data == "mini" and bool({"option", "a"} & Query.load(case.question).examples.keys())


def test_the_measure_sees_a_scan() -> None:
    assert _grows(SCAN)


@pytest.mark.parametrize("case", [case for case in cases() if _is_about_options(case)], ids=lambda case: case.question)
def test_the_time_does_not_grow(case: Case) -> None:
    assert not _grows(case.text())
