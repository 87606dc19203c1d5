"""What is told from the facts alone is what pySHACL says: on the real data, all fixtures and invented data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import SH
from rdflib.term import Literal as RdflibLiteral

from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.namespaces import PREFIXES, compact, expand
from spineknowledge.resources import ontology_files, shape_files
from spineknowledge.validation import shapes as checking
from spineknowledge.validation import validate
from spineknowledge.validation.facts import Facts, is_well_formed
from spineknowledge.validation.report import Problem
from spineknowledge.validation.screening import TARGETS, Screen, UnsureError
from spineknowledge.validation.shapes import shape_problems, to_rdflib

FIXTURES = sorted((Path(__file__).parents[1] / "shapes").rglob("*.ttl"))
SHAPES = Facts(triple for path in shape_files() for triple in read_turtle(path))
PACKAGED = [triple for path in ontology_files() for triple in read_turtle(path)]


def in_its_corner(path: Path) -> Iterator[ox.Triple]:
    """Yield the triples of a fixture, with a corner of example.org for itself."""
    text = path.read_text("utf-8").replace("https://example.org/", f"https://example.org/{path.stem}/")
    yield from (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))


def by_pyshacl_alone(triples: Iterable[ox.Triple]) -> set[Problem]:
    """Return what one plain call of pySHACL reports."""
    with checking._quiet():
        data = to_rdflib(triples)
        _, report, _ = pyshacl.validate(data, shacl_graph=to_rdflib(SHAPES.triples), inplace=True)
    return {checking._problem(data, report, result) for result in report.subjects(SH.resultSeverity, None)}


def test_fixtures_and_real_data_give_what_pyshacl_reports() -> None:
    triples = [*PACKAGED, *(triple for path in FIXTURES for triple in in_its_corner(path))]
    expected = by_pyshacl_alone(triples)
    assert len({problem.rule for problem in expected}) > 120
    assert set(shape_problems(Facts(triples), SHAPES)) == expected


def test_the_real_data_fits_without_pyshacl_and_every_target_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyshacl, "validate", None)
    screen = Screen(Facts(PACKAGED), SHAPES)
    assert list(shape_problems(screen.facts, SHAPES)) == []
    aimed = {triple.subject.value for triple in SHAPES.triples if triple.predicate.value in TARGETS}
    met = [shape for shape, _ in screen.targeted()]
    assert set(met) == aimed
    assert len(set(met)) >= 55 and len(met) >= 3_700


def test_only_what_may_not_fit_goes_to_pyshacl() -> None:
    sound, broken = "option:kyphoplasty", "option:vertebroplasty"
    name = expand("skos:prefLabel")
    triples = [t for t in PACKAGED if (t.subject.value, t.predicate.value) != (expand(broken), name)]
    suspects = {compact(focus.value) for _, focus in Screen(Facts(triples), SHAPES).suspects()}
    assert broken in suspects and sound not in suspects


def test_many_suspects_go_to_pyshacl_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    triples = [*PACKAGED, *(triple for path in FIXTURES[::8] for triple in in_its_corner(path))]
    at_once = set(shape_problems(Facts(triples), SHAPES))
    monkeypatch.setattr(checking, "_AT_ONCE", 7)
    assert set(shape_problems(Facts(triples), SHAPES)) == at_once != set()


@pytest.mark.parametrize("constraint", ["sh:deactivated", "sh:minLength", "sh:flags", "sh:sparql"])
def test_a_constraint_that_is_not_known_is_left_to_pyshacl(constraint: str) -> None:
    shape = ox.NamedNode(expand("sks:Finding"))
    added = ox.Triple(shape, ox.NamedNode(expand(constraint)), ox.Literal("1"))
    finding = ox.NamedNode(expand("finding:dohm-2014-f01"))
    with pytest.raises(UnsureError):
        Screen(Facts(PACKAGED), Facts([*SHAPES.triples, added])).fits(shape.value, finding)


DATATYPES = st.sampled_from(
    ["anyURI", "boolean", "date", "dateTime", "decimal", "duration", "integer", "string", "double"]
)
WRITTEN = st.from_regex(r"[-+]?P?[0-9]{0,4}[-.TYM]?[0-9]{0,2}[-ZD]?[0-9]{0,2}(T[0-9:]{0,8}Z?)?", fullmatch=True)


@settings(deadline=None, max_examples=500)
@given(WRITTEN | st.text(max_size=8) | st.sampled_from(["true", "1.", ".5", "2026-02-30", "2026-01-31"]), DATATYPES)
def test_what_is_called_well_formed_is_so_for_rdflib(text: str, name: str) -> None:
    datatype = PREFIXES["xsd"] + name
    with checking._quiet():
        if is_well_formed(ox.Literal(text, datatype=ox.NamedNode(datatype))):
            assert RdflibLiteral(text, datatype=datatype, normalize=False).ill_typed is not True


THINGS = [expand(f"{kind}:invented") for kind in ("option", "comparison", "finding", "estimate", "assessment", "step")]
CLASSES = [triple.object for triple in SHAPES.triples if compact(triple.predicate.value) == "sh:targetClass"]
PATHS = [triple.object for triple in SHAPES.triples if compact(triple.predicate.value) == "sh:path"]
NAMES = """
option:kyphoplasty certainty:high direction:lower hedge:often answer-status:answered criterion:pain-relief
source:evans-2016 measure:mean
"""
REAL = [ox.NamedNode(expand(name)) for name in NAMES.split()]
TYPED = "0.5 decimal 7 decimal NaN decimal x integer 3 integer P1M duration P1M string 2026-01-31 date true boolean"
LITERALS = [
    *(ox.Literal("a.", language=language) for language in ("en", "es", "en-us", "fr")),
    *(ox.Literal("a.", datatype=ox.NamedNode(expand(name))) for name in ("xsd:string", "xsd:anyURI", "spk:odd")),
    *map(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + name)),
        TYPED.split()[::2],
        TYPED.split()[1::2],
    ),
]
INVENTED = st.builds(
    ox.Triple,
    st.sampled_from(THINGS).map(ox.NamedNode),
    st.sampled_from(PATHS),
    st.sampled_from([*REAL, *LITERALS, ox.BlankNode("b"), *map(ox.NamedNode, THINGS)]),
)
TYPES = st.builds(
    ox.Triple,
    st.sampled_from(THINGS).map(ox.NamedNode),
    st.just(ox.NamedNode(expand("rdf:type"))),
    st.sampled_from(CLASSES),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(TYPES, min_size=1, max_size=6), st.lists(INVENTED, min_size=5, max_size=60))
def test_invented_data_gives_what_pyshacl_reports(types: list[ox.Triple], said: list[ox.Triple]) -> None:
    vocabulary = [t for t in PACKAGED if t.subject in REAL or compact(t.predicate.value) == "rdfs:subClassOf"]
    triples = [*vocabulary, *types, *said]
    assert set(shape_problems(Facts(triples), SHAPES)) == by_pyshacl_alone(triples)


def test_full_validation_takes_less_time_than_one_call_of_pyshacl() -> None:
    def seconds(action: Callable[[], object]) -> float:
        started = time.perf_counter()
        action()
        return time.perf_counter() - started

    data, rules = to_rdflib(PACKAGED), to_rdflib(SHAPES.triples)
    alone = seconds(lambda: pyshacl.validate(data, shacl_graph=rules, inplace=True))
    assert min(seconds(validate) for _ in range(3)) * 1.5 < alone
