"""The ontology and its data are consistent under an OWL reasoner and stay in the OWL 2 DL profile."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest

from spineknowledge.namespaces import PREFIXES, compact, expand
from spineknowledge.resources import folder, ontology_files

SCHEMA = folder("ontology") / "spineknowledge.ttl"
RDF_TYPE = expand("rdf:type")
BUILT_IN = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "sh"))
KINDS = ("owl:AnnotationProperty", "owl:DatatypeProperty", "owl:ObjectProperty")
OWL_DATATYPES = {
    expand(name)
    for name in (
        "rdf:langString",
        "xsd:anyURI",
        "xsd:boolean",
        "xsd:dateTime",
        "xsd:decimal",
        "xsd:integer",
        "xsd:string",
    )
}

BROKEN = {
    "an option is also a criterion": "option:a a spk:Procedure , spk:Outcome .",
    "a comparison is about a finding": "finding:f a spk:Finding . comparison:c spk:subjectOption finding:f .",
    "a source is also a provider": "source:s a spk:Study , spk:Provider .",
    "a step has two positions": "step:s spk:position 1 , 2 .",
    "a value is a text": 'estimate:e spk:value "much" .',
    "a step is told apart from a risk": "criterion:c a spk:Risk . step:s spk:distinguishes criterion:c .",
    "an assessment explains": "assessment:a a spk:Assessment ; spk:explains assessment:a .",
}
SOUND = """
option:a a spk:Procedure ; spk:hasStep step:s ; spk:hasRisk criterion:c . step:s spk:position 1 .
comparison:c spk:subjectOption option:a ; spk:criterion criterion:c . criterion:c a spk:Risk .
finding:f spk:aboutComparison comparison:c ; spk:hasEstimate estimate:e . estimate:e spk:value 1.5 .
"""


@cache
def _data() -> tuple[ox.Quad, ...]:
    return tuple(quad for path in ontology_files() for quad in ox.parse(path=str(path)))


@cache
def _schema() -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(path=str(SCHEMA)))


def _parse(text: str) -> list[ox.Quad]:
    declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return list(ox.parse(declared + text, format=ox.RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def java() -> str:
    found = shutil.which("java")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("CI must have Java, so that the reasoner runs")
    pytest.skip("HermiT needs Java, which is not installed here")


def _reason(quads: tuple[ox.Quad, ...] | list[ox.Quad]) -> list[str] | None:
    """Return the unsatisfiable classes, or nothing at all where the whole is inconsistent."""
    import owlready2

    world = owlready2.World()
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    ontology = world.get_ontology("https://example.org/all").load(fileobj=io.BytesIO(text))
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=2)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    finally:
        unsatisfiable = [cls.iri for cls in world.inconsistent_classes()]
        world.close()
    return unsatisfiable


def test_the_knowledge_base_is_consistent(java: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _reason(_data()) == []
    said = capfd.readouterr()
    lines = (said.out + said.err).splitlines()
    seen = {line.split()[1].strip("<>") for line in lines if line.startswith("Type( <")}
    assert {thing.value for thing in _things()} <= seen
    assert [line for line in lines if re.search("warn|ignor|exception", line.lower())] == []


def test_a_broken_copy_of_the_knowledge_base_is_inconsistent(java: str) -> None:
    assert _reason([*_data(), *_parse("option:kyphoplasty a spk:Risk .")]) is None


def test_a_sound_example_is_consistent(java: str) -> None:
    assert _reason([*_schema(), *_parse(SOUND)]) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_example_is_inconsistent(name: str, java: str) -> None:
    assert _reason([*_schema(), *_parse(BROKEN[name])]) is None


def _kinds() -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for quad in _data():
        kind = compact(quad.object.value) if isinstance(quad.object, ox.NamedNode) else ""
        if quad.predicate.value == RDF_TYPE and kind in KINDS:
            kinds.setdefault(quad.subject.value, []).append(kind)
    return kinds


def _used() -> Counter[str]:
    return Counter(quad.predicate.value for quad in _data() if not quad.predicate.value.startswith(BUILT_IN))


def test_every_property_in_use_is_declared_as_one_kind() -> None:
    kinds = _kinds()
    assert {compact(name): kinds.get(name) for name in _used() if len(kinds.get(name, ())) != 1} == {}


def test_properties_are_declared_in_the_schema_only() -> None:
    declared = {quad.subject.value for quad in _schema()}
    assert set(_kinds()) <= declared


def test_objects_are_of_the_kind_that_the_property_takes() -> None:
    wrong = {"owl:ObjectProperty": ox.Literal, "owl:DatatypeProperty": ox.NamedNode}
    kinds = _kinds()
    assert [
        str(quad.triple)
        for quad in _data()
        for kind in kinds.get(quad.predicate.value, ())
        if kind in wrong and isinstance(quad.object, wrong[kind])
    ] == []


def test_datatypes_that_owl_lacks_are_on_annotations_only() -> None:
    kinds = _kinds()
    foreign = {
        compact(quad.predicate.value)
        for quad in _data()
        if isinstance(quad.object, ox.Literal)
        and quad.object.datatype.value not in OWL_DATATYPES
        and kinds.get(quad.predicate.value) != ["owl:AnnotationProperty"]
    }
    assert foreign == set()


def test_every_class_in_use_is_declared() -> None:
    declared = {quad.subject.value for quad in _schema()}
    used = {quad.object.value for quad in _data() if quad.predicate.value == RDF_TYPE}
    assert {name for name in used if not name.startswith(BUILT_IN)} - declared == set()


def test_nothing_is_both_a_thing_and_a_term_of_the_schema() -> None:
    terms = {quad.subject for quad in _data() if quad.predicate.value == RDF_TYPE and _is_owl(quad.object)}
    assert {str(term) for term in terms & _things()} == set()


def test_no_object_property_points_at_a_term_of_the_schema() -> None:
    terms = {quad.subject for quad in _schema()}
    kinds = _kinds()
    assert [
        str(quad.triple)
        for quad in _data()
        if kinds.get(quad.predicate.value) == ["owl:ObjectProperty"] and quad.object in terms
    ] == []


def test_there_are_no_blank_nodes() -> None:
    assert [str(quad.triple) for quad in _data() if isinstance(quad.subject, ox.BlankNode)] == []


def _things() -> set[ox.NamedNode]:
    typed = (quad for quad in _data() if quad.predicate.value == RDF_TYPE)
    return {quad.subject for quad in typed if not _is_owl(quad.object)}


def _is_owl(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(PREFIXES["owl"])
