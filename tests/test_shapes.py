"""The shapes: each fixture says in its file name which shape it conforms to, or which one it violates.

All fixtures are validated in one run together with the ontology. Each has a corner of example.org for itself,
and its results are those on its own subjects. (``pyshacl.validate(focus_nodes=...)`` is no way to do it: it
also skips every nested shape whose value is not itself among the focus nodes.)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
ONTOLOGY = sorted((ROOT / "ontology").rglob("*.ttl"))
SHAPES = sorted((ROOT / "shapes").rglob("*.ttl"))
VALID = sorted((ROOT / "tests" / "shapes" / "valid").glob("*.ttl"))
INVALID = sorted((ROOT / "tests" / "shapes" / "invalid").glob("*.ttl"))

SPK = Namespace("https://w3id.org/spineknowledge/ontology#")
SKS = Namespace("https://w3id.org/spineknowledge/shapes#")

TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
REFERENCES = (SH.property, SH["not"], SH["or"], SH.qualifiedValueShape)
NOT_A_CONSTRAINT = {RDF.type, SH.path, SH.property, SH.message, SH.description, *TARGETS}
BEYOND_CORE = {SH.sparql, SH.js, SH.rule, SH.expression, SH.target, SH.select, SH.ask, SH.construct}


class Target(NamedTuple):
    shape: URIRef
    kind: URIRef
    value: URIRef


class Result(NamedTuple):
    focus: Node
    shape: Node
    message: str


def parse(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def parse_fixture(path: Path) -> Graph:
    text = path.read_text(encoding="utf-8")
    return Graph().parse(data=text.replace("https://example.org/", f"https://example.org/{path.stem}/"))


def name_of(shape: Node) -> str:
    return str(shape).removeprefix(str(SKS))


def shape_named_by(path: Path) -> str:
    return path.name.split(".")[0]


def targets(graph: Graph) -> list[Target]:
    return sorted(Target(shape, kind, value) for kind in TARGETS for shape, value in graph.subject_objects(kind))


def focus_nodes(graph: Graph, ontology: Graph, target: Target) -> set[Node]:
    if target.kind == SH.targetSubjectsOf:
        return set(graph.subjects(target.value))
    if target.kind == SH.targetObjectsOf:
        return set(graph.objects(None, target.value))
    assert target.kind == SH.targetClass, "no other kind of target is in use"
    classes = ontology.transitive_subjects(RDFS.subClassOf, target.value)
    return {node for cls in classes for node in graph.subjects(RDF.type, cls)}


def reporting(graph: Graph) -> set[Node]:
    """Return the shapes that a report can name: those with a target and their property shapes."""
    targeted = {target.shape for target in targets(graph)}
    reached = targeted | {shape for node in targeted for shape in graph.objects(node, SH.property)}
    return {shape for shape in reached if set(graph.predicates(shape)) - NOT_A_CONSTRAINT}


def referenced(graph: Graph) -> Iterator[Node]:
    for predicate in REFERENCES:
        for value in graph.objects(None, predicate):
            yield from graph.items(value) if predicate == SH["or"] else [value]


def ids(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return parse(ONTOLOGY)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return parse(SHAPES)


@pytest.fixture(scope="module")
def fixtures() -> dict[Path, Graph]:
    return {path: parse_fixture(path) for path in VALID + INVALID}


@pytest.fixture(scope="module")
def results(ontology: Graph, fixtures: dict[Path, Graph]) -> list[Result]:
    data = Graph()
    for graph in (ontology, *fixtures.values()):
        assert not set(data.subjects()) & set(graph.subjects()), "two fixtures describe the same thing"
        data += graph
    _, report, _ = pyshacl.validate(data, shacl_graph=parse(SHAPES), inplace=True)
    return [
        Result(
            report.value(result, SH.focusNode),
            report.value(result, SH.sourceShape),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


@pytest.fixture(scope="module")
def violated(results: list[Result], fixtures: dict[Path, Graph]) -> dict[Path, set[str]]:
    owner = {subject: path for path, graph in fixtures.items() for subject in graph.subjects()}
    found: dict[Path, set[str]] = {path: set() for path in fixtures}
    for result in results:
        if result.focus in owner:
            found[owner[result.focus]].add(name_of(result.shape))
    return found


@pytest.mark.parametrize("path", VALID, ids=ids)
def test_valid_fixture_conforms(path: Path, violated: dict[Path, set[str]]) -> None:
    assert violated[path] == set()


@pytest.mark.parametrize("path", VALID, ids=ids)
def test_valid_fixture_holds_what_its_shape_targets(
    path: Path, ontology: Graph, shapes: Graph, fixtures: dict[Path, Graph]
) -> None:
    own = [target for target in targets(shapes) if name_of(target.shape) == shape_named_by(path)]
    assert any(focus_nodes(fixtures[path], ontology, target) for target in own)


@pytest.mark.parametrize("path", INVALID, ids=ids)
def test_invalid_fixture_violates_the_shape_in_its_name_and_no_other(
    path: Path, violated: dict[Path, set[str]]
) -> None:
    assert violated[path] == {shape_named_by(path)}


def test_every_node_shape_has_a_valid_fixture(shapes: Graph) -> None:
    targeted = {target.shape for target in targets(shapes)} & set(shapes.subjects(RDF.type, SH.NodeShape))
    assert {shape_named_by(path) for path in VALID} == {name_of(shape) for shape in targeted}
    assert len(VALID) >= len(targeted) > 0


def test_every_reporting_shape_has_an_invalid_fixture(shapes: Graph) -> None:
    named = {name_of(shape) for shape in reporting(shapes)}
    assert {shape_named_by(path) for path in INVALID} == named
    assert len(INVALID) >= len(named) > 0


def test_ontology_conforms(results: list[Result], ontology: Graph) -> None:
    own = set(ontology.subjects())
    assert [result for result in results if result.focus in own] == []


@pytest.mark.parametrize("target", targets(parse(SHAPES)), ids=lambda target: name_of(target.shape))
def test_target_has_a_focus_node_in_the_ontology(target: Target, ontology: Graph) -> None:
    assert focus_nodes(ontology, ontology, target), f"nothing in ontology/ is targeted by {target.value}"


def test_every_class_of_the_schema_is_a_target(ontology: Graph, shapes: Graph) -> None:
    declared = {cls for cls in ontology.subjects(RDF.type, OWL.Class) if cls in SPK}
    assert declared - set(shapes.objects(None, SH.targetClass)) == set()


def test_every_property_of_the_schema_is_a_path(ontology: Graph, shapes: Graph) -> None:
    declared = {term for kind in TERM_KINDS[1:] for term in ontology.subjects(RDF.type, kind) if term in SPK}
    assert declared - set(shapes.objects(None, SH.path)) == set()


def test_every_term_in_the_shapes_is_declared(ontology: Graph, shapes: Graph) -> None:
    declared = {term for kind in TERM_KINDS for term in ontology.subjects(RDF.type, kind)}
    assert {term for triple in shapes for term in triple if term in SPK} - declared == set()


def test_every_thing_in_the_shapes_is_described(ontology: Graph, shapes: Graph) -> None:
    things = {term for term in shapes.objects() if str(term).startswith("https://w3id.org/spineknowledge/")}
    assert {term for term in things if term not in SKS} - set(ontology.subjects()) == set()


def test_every_shape_is_used(shapes: Graph) -> None:
    declared = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    assert declared == {target.shape for target in targets(shapes)} | set(referenced(shapes))


def test_every_shape_has_an_iri(shapes: Graph) -> None:
    assert [triple for triple in shapes if any(isinstance(term, BNode) for term in triple)] == []
    assert {subject for subject in shapes.subjects() if subject not in SKS} == set()


def test_every_reporting_shape_says_what_to_write(shapes: Graph) -> None:
    for shape in reporting(shapes):
        (message,) = shapes.objects(shape, SH.message)
        assert message.startswith("Write ") and message.endswith("."), shape


def test_every_result_carries_the_message_of_its_shape(results: list[Result], shapes: Graph) -> None:
    assert [result for result in results if result.message != str(shapes.value(result.shape, SH.message))] == []


def test_shapes_use_no_unknown_term_of_shacl(shapes: Graph) -> None:
    terms = {term for triple in shapes for term in triple if str(term).startswith(str(SH))}
    assert {term for term in terms if term not in SH} == set()


def test_shapes_stay_within_shacl_core(shapes: Graph) -> None:
    assert set(shapes.predicates()) & BEYOND_CORE == set()
