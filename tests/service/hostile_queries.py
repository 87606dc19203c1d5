"""Queries built to hurt, each with what must become of it: an error class, and the limit or part it names."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """A query and its expected end; no error means that a whole answer is right too."""

    name: str
    query: str
    error: str = ""
    subject: str = ""


def nested(opening: str, inner: str, closing: str, depth: int) -> str:
    return opening * depth + inner + closing * depth


DOUBLING = "BIND('aaaaaaaaaaaaaaaa' AS ?x0) " + " ".join(
    f"BIND(CONCAT({','.join([f'?x{number}'] * 8)}) AS ?x{number + 1})" for number in range(12)
)
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"

TOO_LONG = [Hostile("long text", "SELECT * {} #" + "x" * 20_000, "QueryLimitError", "query_bytes"),
            Hostile("long in UTF-8 only", "SELECT ('" + "\u00e9" * 10_000 + "' AS ?x) {}", "QueryLimitError", "query_bytes")]  # fmt: skip
TOO_DEEP = [
    Hostile("braces", "SELECT * " + nested("{", "", "}", 4000), "QueryLimitError", "bracket_depth"),
    Hostile("braces just beyond", "SELECT * " + nested("{", "", "}", 33), "QueryLimitError", "bracket_depth"),
    Hostile("parentheses", f"SELECT * {{ FILTER({nested('(', '1', ')', 3000)}) }}", "QueryLimitError", "bracket_depth"),
    Hostile("lists", f"SELECT * {{ ?s ?p {nested('(', '1', ')', 200)} }}", "QueryLimitError", "bracket_depth"),
    Hostile("blank nodes", f"SELECT * {{ ?s ?p {nested('[ ?p ', '1', ']', 200)} }}", "QueryLimitError", "bracket_depth"),
    Hostile("functions", f"SELECT ({nested('CONCAT(', '1', ')', 1500)} AS ?x) {{}}", "QueryLimitError", "bracket_depth"),
    Hostile("negations", f"SELECT * {{ FILTER({'!' * 12_000}1) }}", "QueryLimitError", "bracket_depth"),
    Hostile("escaped braces", "SELECT * " + nested(r"\u007B", "", r"\u007D", 1000), "QueryLimitError", "bracket_depth"),
    Hostile("open brackets", "SELECT * " + "{" * 9000, "QueryLimitError", "bracket_depth"),
    Hostile("an escaped quote hides nothing", "SELECT * { ?s <urn:a> x:\\'" + "{" * 50, "QueryLimitError", "bracket_depth"),
    Hostile("braces after a comment", "SELECT * # ' \" <\n" + nested("{", "", "}", 50), "QueryLimitError", "bracket_depth"),
]  # fmt: skip
TOO_MANY = [
    Hostile("patterns", "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(65)) + " }", "QueryLimitError", "triple_patterns"),
    Hostile("objects", "SELECT * { ?s ?p " + ",".join(f"?o{n}" for n in range(65)) + " }", "QueryLimitError", "triple_patterns"),
    Hostile("a long list", "SELECT * { ?s ?p (" + " ".join(["1"] * 40) + ") }", "QueryLimitError", "triple_patterns"),
]  # fmt: skip
TOO_SLOW = [
    Hostile("a product", f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} FILTER(?a = ?l) }}", "QueryTimeoutError"),
    Hostile("a regular expression", "ASK { ?s ?p ?o . ?q ?r ?t FILTER(REGEX(CONCAT(STR(?o), STR(?t)), '(a*)*(b*)*c{999}')) }", "QueryTimeoutError"),
    Hostile("a path", "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }", "QueryTimeoutError"),
    Hostile("a chain of paths", "SELECT * { ?s a" + "/a" * 5000 + " ?o }", "QueryTimeoutError"),
]  # fmt: skip
TOO_MUCH_MEMORY = [
    Hostile("sorting a product", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a", "QueryLimitError", "memory_bytes"),
    Hostile("a doubling text", f"SELECT (STRLEN(?x12) AS ?n) {{ {DOUBLING} }}", "QueryLimitError", "memory_bytes"),
]  # fmt: skip
TOO_LARGE = [
    Hostile("all rows", "SELECT * { ?s ?p ?o }", "QueryLimitError", "rows"),
    Hostile("all triples", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "QueryLimitError", "rows"),
    Hostile("large rows", "SELECT * { ?s ?p ?o . ?x ?y ?z } LIMIT 1000000", "QueryLimitError", "answer_bytes"),
    Hostile("one large cell", "SELECT ?x3 { BIND('" + "a" * 12_000 + "' AS ?x0) " + " ".join(f"BIND(CONCAT({','.join([f'?x{n}'] * 8)}) AS ?x{n + 1})" for n in range(3)) + "}", "QueryLimitError", "answer_bytes"),
]  # fmt: skip
FOREIGN = [
    Hostile("a service", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "QueryRefusedError", "SERVICE"),
    Hostile("a silent service", "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "QueryRefusedError", "SERVICE"),
    Hostile("an escaped service", r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "QueryRefusedError", "SERVICE"),
    Hostile("a hidden service", "ASK { FILTER NOT EXISTS { { SELECT * { SERVICE ?x { ?s ?p ?o } } } } }", "QueryRefusedError", "SERVICE"),
    Hostile("a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "QueryRefusedError", "FROM"),
    Hostile("an address", "DESCRIBE <urn:x> FROM <http://127.0.0.1:9/>", "QueryRefusedError", "FROM"),
    Hostile("a named graph", "ASK FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }", "QueryRefusedError", "FROM"),
    Hostile("a lateral service", "SELECT * { ?s ?p ?o LATERAL { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }", "QueryError"),
]  # fmt: skip
MALFORMED = [
    Hostile("nothing", "", "QueryError"),
    Hostile("a word", "SELECT", "QueryError"),
    Hostile("an update", "INSERT DATA { <urn:a> <urn:b> 1 }", "QueryError"),
    Hostile("a load", "LOAD <file:///etc/passwd>", "QueryError"),
    Hostile("a drop", "DROP ALL", "QueryError"),
    Hostile("two queries", "ASK {} ; DROP ALL", "QueryError"),
    Hostile("a null byte", "ASK { ?s ?p '\x00' } \x00 }", "QueryError"),
    Hostile("a lone surrogate", "ASK { ?s ?p '\ud800' }", "QueryError"),
    Hostile("an escape beyond Unicode", r"ASK { ?s ?p '\UFFFFFFFF' }", "QueryError"),
    Hostile("an open string", 'ASK { ?s ?p "' + "x" * 5000, "QueryError"),
    Hostile("a right-to-left mark", "ASK { ?s \u202eFILTER(1) ?o }", "QueryError"),
    Hostile("an unknown function", "SELECT (<urn:system>('id') AS ?x) {} ORDER BY <urn:exec>(1", "QueryError"),
    Hostile("a bad IRI", "ASK { <java script:alert(1)> ?p ?o }", "QueryError"),
]  # fmt: skip
HARMLESS = [
    Hostile("words in texts", "SELECT ('SERVICE <urn:x> FROM' AS ?x) {}"),
    Hostile("a bad number", "SELECT ('abc'^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) {}"),
    Hostile("markup", "SELECT ('<script>alert(1)</script>' AS ?x) {}"),
    Hostile("a formula", "SELECT ('=cmd|calc!A1' AS ?x) {}"),
    Hostile("a script address", "SELECT (<javascript:alert(1)> AS ?x) {}"),
    Hostile("as deep as allowed", "ASK " + nested("{", "", "}", 32)),
    Hostile("as many patterns as allowed", "ASK { " + " ".join("?a ?b ?c ." for _ in range(64)) + " }"),
    Hostile("as many rows as allowed", "SELECT * { ?s ?p ?o } LIMIT 10000"),
    Hostile("division by zero", "SELECT (1/0 AS ?x) (1 AS ?y) {}"),
    Hostile("brackets in a text", "SELECT ('" + "({[" * 100 + "' AS ?x) {}"),
    Hostile("an unknown graph", "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }"),
    Hostile("an empty answer", "CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:none> ?o . ?s ?p ?o }"),
]  # fmt: skip

FAST = [*TOO_LONG, *TOO_DEEP, *TOO_MANY, *TOO_LARGE, *FOREIGN, *MALFORMED, *HARMLESS]
SLOW = [*TOO_SLOW, *TOO_MUCH_MEMORY]
ALL = [*FAST, *SLOW]
