"""The bundled JSON-LD context says what the ontology says: which IRI a term is, and of what kind its values are."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest

from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.namespaces import PREFIXES, compact, expand
from spineknowledge.resources import ontology_files, package_text, shape_files
from spineknowledge.validation.facts import TYPE, Facts

CONTEXT: dict[str, Any] = json.loads(package_text("contexts", "spineknowledge.jsonld"))["@context"]
NAMED = {name: entry for name, entry in CONTEXT.items() if not name.startswith("@")}
NAMESPACES = {name: entry for name, entry in NAMED.items() if str(entry).endswith(("/", "#"))}
TERMS = {name: entry for name, entry in NAMED.items() if name not in NAMESPACES}
FACTS = Facts(triple for path in ontology_files() for triple in read_turtle(path))
SHAPES = Facts(triple for path in shape_files() for triple in read_turtle(path))
PROPERTIES = {expand(f"owl:{kind}") for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
OWN = sorted(thing for thing in FACTS if PROPERTIES & set(FACTS.iris(thing, TYPE)) and compact(thing)[:4] == "spk:")


def iri_of(entry: Any) -> str:
    return expand(entry if isinstance(entry, str) else entry["@id"])


def told(entry: Any) -> str:
    """Return what a term says of its values: things, texts in languages, or literals of one datatype."""
    entry = {} if isinstance(entry, str) else entry
    if entry.get("@container") == "@language":
        return "rdf:langString"
    return str(entry.get("@type", "xsd:string"))


def declared(iri: str) -> str:
    """Return what the schema says of the values of a property of its own."""
    if expand("owl:ObjectProperty") in FACTS.iris(iri, TYPE):
        return "@id"
    (value_range,) = set(FACTS.iris(iri, expand("rdfs:range")) + FACTS.iris(iri, expand("schema:rangeIncludes")))
    return compact(value_range)


def test_the_terms_and_the_properties_of_the_schema_are_the_same() -> None:
    own = {iri_of(entry) for entry in TERMS.values() if iri_of(entry).startswith(PREFIXES["spk"])}
    assert {iri for iri in own if iri in OWN} == set(OWN)
    assert {compact(iri) for iri in own - set(FACTS)} == set()
    assert len(OWN) >= 90


@pytest.mark.parametrize("name", TERMS)
def test_a_term_has_the_name_of_what_it_is(name: str) -> None:
    assert compact(iri_of(TERMS[name])).rpartition(":")[2] == name


@pytest.mark.parametrize("iri", OWN, ids=compact)
def test_the_values_of_a_term_are_what_the_schema_says(iri: str) -> None:
    (entry,) = (entry for entry in TERMS.values() if iri_of(entry) == iri)
    assert told(entry) == declared(iri)


@pytest.mark.parametrize("name", TERMS)
def test_the_values_in_the_data_are_what_the_term_says(name: str) -> None:
    iri, meant = iri_of(TERMS[name]), told(TERMS[name])
    kinds = {
        "@id" if isinstance(value, ox.NamedNode)
        else "rdf:langString" if isinstance(value, ox.Literal) and value.language
        else compact(value.datatype.value) if isinstance(value, ox.Literal) else "a blank node"
        for subject in FACTS.having(iri) for value in FACTS.values(subject, iri)
    }  # fmt: skip
    assert kinds <= {meant} | ({"@id"} if meant == "@vocab" else set())


def test_the_prefixes_of_the_context_are_those_of_the_ontology() -> None:
    assert NAMESPACES.items() <= PREFIXES.items()
    assert CONTEXT["@vocab"] == PREFIXES["spk"]


def test_every_datatype_that_the_shapes_demand_is_that_of_the_term() -> None:
    by_iri = {iri_of(entry): told(entry) for entry in TERMS.values()}
    demanded = {
        (SHAPES.iri(shape, expand("sh:path")), compact(SHAPES.iri(shape, expand("sh:datatype"))))
        for shape in SHAPES.having(expand("sh:datatype"))
    }
    assert {(path, kind) for path, kind in demanded if path in by_iri and by_iri[path] != kind} == set()
    assert len(demanded) > 30
