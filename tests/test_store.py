"""Stores give Python values, keep what was written, and name files that cannot be read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from invented import Make

from spineknowledge import DataError, KnowledgeBase, QueryError
from spineknowledge.resources import alignment_files, ontology_files, shape_files
from spineknowledge.store import OxigraphStore, RdflibStore, Store, checksum, read_ntriples
from spineknowledge.values import BlankNode, Literal

XSD = "http://www.w3.org/2001/XMLSchema#"
TURTLE = f"""<urn:a> <urn:b> "tab\\t, quote \\", line\\n, backslash \\\\, vértebra \U0001f9b4, separator \u2028"@es ,
    "1.50"^^<{XSD}decimal> , true , 7 , "plain" .
"""


def stores() -> list[Store]:
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    return [OxigraphStore.from_ntriples(RdflibStore(graph).ntriples()), RdflibStore(graph)]


@pytest.mark.parametrize("store", stores(), ids=lambda store: type(store).__name__)
def test_values_of_any_letters_come_back_as_they_were(store: Store) -> None:
    values = {value for (value,) in store.select("SELECT ?v { ?s ?p ?v }").rows}
    text = 'tab\t, quote ", line\n, backslash \\, vértebra \U0001f9b4, separator \u2028'
    assert values == {text, Decimal("1.5"), True, 7, "plain"}


@pytest.mark.parametrize("store", stores(), ids=lambda store: type(store).__name__)
def test_a_store_can_be_opened_again_elsewhere(store: Store) -> None:
    again = OxigraphStore.from_origin(store.origin())
    assert again.select("SELECT * { ?s ?p ?o }").rows


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [("x", "integer"), ("x", "decimal"), ("", "decimal"), ("9" * 5000, "integer"), ("2001", "gYear")],
)
@pytest.mark.parametrize("store", stores(), ids=lambda store: type(store).__name__)
def test_a_literal_that_is_no_value_of_its_datatype_stays_a_literal(store: Store, lexical: str, datatype: str) -> None:
    ((value,),) = store.select(f'SELECT ?v {{ VALUES ?v {{ "{lexical}"^^<{XSD}{datatype}> }} }}').rows
    assert isinstance(value, Literal)
    assert (value, value.datatype) == (lexical, XSD + datatype)


@pytest.mark.parametrize("store", stores(), ids=lambda store: type(store).__name__)
def test_a_thing_without_a_name_is_no_text(store: Store) -> None:
    ((value,),) = store.select("SELECT (BNODE() AS ?thing) {}").rows
    assert isinstance(value, BlankNode)


def test_the_checksum_is_that_of_the_sorted_triples() -> None:
    first, second = "<urn:a> <urn:b> <urn:c> .\n", "<urn:a> <urn:b> <urn:d> .\n"
    assert checksum(second + first + first) == checksum(first + second)
    assert checksum(first) == "b6bbf512bdbd3b66183e4ba57e51c2ced1272e0567f25a742cf265c6be04cd6b"


def test_files_are_read_with_numbers_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<urn:a> <urn:b> 1.50 .", encoding="utf-8")
    assert f'"1.50"^^<{XSD}decimal>' in read_ntriples([path, path])
    assert len(read_ntriples([path, path]).splitlines()) == 1


@pytest.mark.parametrize("text", ["<urn:a> <urn:b> ", "\xff\xfe", '<urn:a> <urn:b> "x', "no turtle"])
def test_a_file_that_is_no_turtle_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.ttl"
    path.write_bytes(text.encode("latin-1"))
    for read in (lambda: OxigraphStore.from_files([path]), lambda: read_ntriples([path])):
        with pytest.raises(DataError, match=r"broken\.ttl"):
            read()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="absent"):
        OxigraphStore.from_files([tmp_path / "absent.ttl"])


def test_what_cannot_be_evaluated_is_a_query_error(mini: KnowledgeBase) -> None:
    with pytest.raises(QueryError):
        mini.select("SELECT (<urn:no-function>(1) AS ?x) { ?s ?p")


def test_a_graph_is_never_changed() -> None:
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    before, namespaces = set(graph), set(graph.namespaces())
    kb = KnowledgeBase.from_graph(graph)
    assert (kb.options(), kb.version, kb.conflicts()) == ((), "", ())
    assert (set(graph), set(graph.namespaces())) == (before, namespaces)


def test_an_empty_knowledge_base_answers_with_nothing(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "empty.ttl"
    path.write_text("", encoding="utf-8")
    kb = make((path,))
    assert (kb.options(), kb.criteria(), kb.sources(), kb.findings(), kb.indirect(), kb.to_rows()) == (
        (),
        (),
        (),
        (),
        (),
        [],
    )
    assert (kb.ntriples(), kb.version) == ("", "")


def test_the_packaged_files_are_found() -> None:
    assert len(ontology_files()) > 30
    assert len(alignment_files()) > 5
    assert len(shape_files()) > 5
    assert not set(ontology_files()) & set(alignment_files())


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?o { ?o a spk:Procedure }", "line 1, column 31: a prefix is not declared; begin with lines such as"),
        ("SELECT ?o {\n ?o ?p }", "line 2, column"),
        ("SELECT ?p (COUNT(?o) AS ?n) { ?o ?p ?z }", "The SELECT contains a variable that is unbound"),
        ("SELECT ?o { ?o a <urn:x> ", "line 1, column 26"),
    ],
)
def test_where_a_query_stops_being_one_is_told_in_few_words(mini: KnowledgeBase, query: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        mini.query(query)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 200
