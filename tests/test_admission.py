"""A query reads this knowledge base and nothing else."""

from __future__ import annotations

import pytest

from spineknowledge import KnowledgeBase, QueryError
from spineknowledge.admission import admit

FOREIGN = [
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { service <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }", "SERVICE"),
    ("SELECT * { SERVICE # a comment\n <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    (r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    (r"SELECT * { \U00000053ervice <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ("ASK { FILTER EXISTS { SERVICE <urn:x> { ?s ?p ?o } } }", "SERVICE"),
    ("SELECT * { { SELECT * { OPTIONAL { SERVICE <urn:x> { ?s ?p ?o } } } } UNION {} }", "SERVICE"),
    ("CONSTRUCT { ?s ?p ?o } WHERE { MINUS { SERVICE <urn:x> { ?s ?p ?o } } }", "SERVICE"),
    ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
    ("SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }", "FROM"),
    (r"SELECT * F\u0052OM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
    ("DESCRIBE <urn:x> FROM <file:///etc/passwd>", "FROM"),
    ("ASK FROM <file:///etc/passwd> {}", "FROM"),
    ("CONSTRUCT { ?s ?p ?o } FROM <urn:x> WHERE { ?s ?p ?o }", "FROM"),
]
OWN = [
    "SELECT ('SERVICE <urn:x> FROM <urn:y>' AS ?text) {}",
    "SELECT * { ?service ?from ?o } # SERVICE <urn:x> { }",
    "PREFIX from: <urn:from:> PREFIX service: <urn:service:> SELECT * { from:a service:b ?c }",
    "SELECT * { ?s <urn:SERVICE> 'from' . GRAPH ?g { ?s ?p ?o } }",
    r"SELECT ('\u0041' AS ?text) {}",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
]
UPDATES = ["LOAD <file:///etc/passwd>", "DROP ALL", "INSERT DATA { <urn:a> <urn:b> 1 }", "CLEAR ALL # from"]


@pytest.mark.parametrize(("query", "name"), FOREIGN)
def test_a_query_that_names_other_data_is_refused(each_mini: KnowledgeBase, query: str, name: str) -> None:
    with pytest.raises(QueryError, match=f"{name} is not allowed"):
        each_mini.query(query)


@pytest.mark.parametrize("query", OWN)
def test_the_words_alone_do_no_harm(each_mini: KnowledgeBase, query: str) -> None:
    admit(query)
    each_mini.query(query)


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_no_query(each_mini: KnowledgeBase, query: str) -> None:
    with pytest.raises(QueryError):
        each_mini.query(query)


@pytest.mark.parametrize("query", ["SELECT * FROM", "SELECT * { service", "from", "\\u", "\\uD800 \\U11111111"])
def test_what_cannot_be_parsed_is_refused_in_one_line(query: str) -> None:
    with pytest.raises(QueryError, match="cannot be parsed") as caught:
        admit(query)
    assert len(str(caught.value).splitlines()) == 1


def test_a_query_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(QueryError, match="nested 2000 deep"):
        admit("SELECT ('from' AS ?x) " + "{" * 2000 + "}" * 2000)
