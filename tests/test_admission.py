"""A query reads this knowledge base and nothing else."""

from __future__ import annotations

import pytest

from spineknowledge import KnowledgeBase, QueryError
from spineknowledge.admission import admit
from spineknowledge.limits import SERVED

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
FEATURES = {
    "base and relative IRIs": "BASE <urn:a:> PREFIX p: <b#> SELECT * { <c> p:d <> }",
    "distinct, reduced": "SELECT DISTINCT ?s { { SELECT REDUCED ?s { ?s ?p ?o } } }",
    "aggregates": "SELECT (SUM(?o) AS ?a) (MIN(?o) AS ?b) (MAX(?o) AS ?c) (AVG(?o) AS ?d) (SAMPLE(?o) AS ?e) {?s ?p ?o}",
    "group concat": "SELECT (GROUP_CONCAT(DISTINCT ?o; SEPARATOR=', ') AS ?a) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1)",
    "group by an expression": "SELECT ?y (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (STR(?o) AS ?y) ORDER BY DESC(?n) ?y",
    "limit and offset": "SELECT * { ?s ?p ?o } OFFSET 1 LIMIT 2",
    "values after the query": "SELECT * { ?s ?p ?o } VALUES (?s ?p) { (UNDEF <urn:a>) (<urn:b> UNDEF) }",
    "values of one variable": "SELECT * { VALUES ?s { <urn:a> 'text'@en 1.5e3 true } ?s ?p ?o }",
    "union, optional, minus": "SELECT * { { ?s a ?o } UNION { ?o a ?s } OPTIONAL { ?s ?p ?x } MINUS { ?s ?p 1 } }",
    "graph": "SELECT * { GRAPH ?g { ?s ?p ?o } GRAPH <urn:g> { ?s ?p ?o } }",
    "exists": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?s } FILTER EXISTS { ?s a ?t } }",
    "in, not in": "SELECT * { ?s ?p ?o FILTER(?o IN (1, 2) || ?p NOT IN (<urn:a>, 'b')) }",
    "arithmetic": "SELECT (-1 + +2 * 3 / 4 - 5 AS ?x) { FILTER(1 <= 2 && !(3 != 3) || 4 > -5) }",
    "property paths": "SELECT * { ?s ^a/<urn:b>*|<urn:c>+/<urn:d>?|!(<urn:e>|^<urn:f>) ?o }",
    "blank nodes and lists": "SELECT * { [] ?p (1 [ a ?t ] ()) . _:b ?q [ ?r ?x ; ?u ?v , ?w ] }",
    "texts of all four kinds": """SELECT ('a' AS ?a) ("b" AS ?b) (\'\'\'c "'" c\'\'\' AS ?c) {}""",
    "typed and tagged texts": "PREFIX x: <urn:x:> SELECT ('a'^^x:b AS ?a) ('b'@es-MX AS ?b) {}",
    "strings": "SELECT (CONCAT(UCASE(SUBSTR('abc', 1, 2)), STRAFTER('a-b', '-'), ENCODE_FOR_URI('c d')) AS ?x) {}",
    "regular expressions": "SELECT (REPLACE('abc', '[a-b]', 'x', 'i') AS ?x) { FILTER REGEX('abc', '^a') }",
    "conditions": "SELECT (IF(BOUND(?z), COALESCE(?z, 1), 'x') AS ?x) { BIND(1 AS ?y) }",
    "terms": "SELECT (IRI('urn:a') AS ?a) (STRDT('1', <urn:b>) AS ?b) (STRLANG('c', 'en') AS ?c) (BNODE() AS ?d) {}",
    "dates": "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (YEAR('2026-01-02T03:04:05Z'^^xsd:dateTime) AS ?y) {}",
    "hashes": "SELECT (MD5('a') AS ?a) (SHA1('b') AS ?b) (SHA256('c') AS ?c) (SHA384('d') AS ?d) (SHA512('e') AS ?e) {}",
    "casts": "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:integer('1') + xsd:decimal('1.5') AS ?x) {}",
    "escaped names": r"PREFIX p: <urn:p:> SELECT * { p:a\,b p:%41 ?o ; p:c.d ?x . ?s p:1 p: }",
    "no blanks": "SELECT*{?s?p?o}",
    "comments": "#c\nSELECT#c\n*#c\n{#}\n?s ?p ?o#{\n}#c",
    "words in any case": "sElEcT * wHeRe { ?s A ?o oPtIoNaL { ?s ?p ?x } }".replace(" A ", " a "),
    "construct where": "CONSTRUCT WHERE { ?s a ?o . ?s ?p ?x }",
    "construct a list": "CONSTRUCT { ?s <urn:a> (?o 1) } WHERE { ?s ?p ?o }",
    "describe": "DESCRIBE ?s <urn:a> WHERE { ?s a <urn:b> }",
    "ask": "ASK WHERE { ?s ?p ?o }",
}
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


@pytest.mark.parametrize("feature", FEATURES)
def test_every_way_to_read_in_sparql_is_admitted_with_the_limits_for_strangers(
    mini: KnowledgeBase, feature: str
) -> None:
    admit(FEATURES[feature], SERVED)
    assert mini.query(FEATURES[feature])
    admit("# from \n" + FEATURES[feature], SERVED)  # which is parsed
