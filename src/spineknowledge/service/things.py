"""The page of every thing, at the path of its IRI, as HTML, JSON, JSON-LD, Turtle or N-Triples."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from spineknowledge.catalog import Query
from spineknowledge.errors import UnknownTermError
from spineknowledge.namespaces import BASE, PREFIXES, is_iri
from spineknowledge.service import pages
from spineknowledge.service.content import Content
from spineknowledge.service.negotiation import THINGS, choose
from spineknowledge.service.parameters import language, parameters
from spineknowledge.service.problems import Problem
from spineknowledge.service.state import Service
from spineknowledge.values import Iri, Value, datatype_of, ntriples_term, plain

ONTOLOGY = BASE + "ontology"
_GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


def thing(service: Service, query: bytes, path: str, accept: str) -> Content:
    """Answer the path of an IRI of this knowledge base; ``ontology`` is that of the schema."""
    lang = language(parameters(query, {"lang"}))
    form = choose(accept, THINGS)
    if not form:
        raise Problem("not-acceptable", f"there is: {', '.join(THINGS.values())}")
    iri = BASE + path
    if not is_iri(iri):
        raise UnknownTermError(path, "thing")
    body = _graph(service, iri, form) if form in _GRAPHS else _described(service, iri, form, lang)
    return Content(body, THINGS[form], etag=service.tag("thing", iri, form, lang, service.base))


def _described(service: Service, iri: str, form: str, lang: str) -> bytes:
    facts = _asked(service, "kb-facts", node=Iri(iri), lang=lang)
    if iri == ONTOLOGY:
        terms = service.kb.select(Query.load("kb-schema").text)
        facts = [*facts, *((Iri(PREFIXES["rdfs"] + "member"), "term", term, label) for term, label in terms.rows)]
    if form == "html":
        return pages.thing(service.base, iri, facts, lang)
    return service.json({"iri": iri, "facts": [_fact(*row) for row in facts]}, lang).body


def _asked(service: Service, question: str, **params: str) -> list[tuple[Value, ...]]:
    """Return the rows of a question about one thing, sorted; none means that there is no such thing."""
    rows = service.kb.select(Query.load(question).text, timeout=None, **params).rows
    if not rows:
        raise UnknownTermError(str(params.get("node", "")).removeprefix(BASE), "thing")
    return sorted(set(rows), key=lambda row: tuple(map(str, row)))


def _fact(prop: Any, name: Any, value: Any, label: Any) -> dict[str, Any]:
    fact = {"property": prop, "name": plain(name), "value": plain(value), "is_iri": isinstance(value, Iri)}
    fact |= {"label": plain(label)} if label else {}
    fact |= {"lang": value.lang} if getattr(value, "lang", None) else {}
    datatype = "" if isinstance(value, Iri) else datatype_of(value)
    return fact | ({"datatype": datatype} if datatype else {})


def _graph(service: Service, iri: str, form: str) -> bytes:
    whole = iri == ONTOLOGY
    rows = _asked(service, "kb-schema-triples") if whole else _asked(service, "kb-record", node=Iri(iri))
    lines = "".join(f"{' '.join(map(ntriples_term, row))} .\n" for row in rows)
    triples = [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)]
    used = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in lines}
    prefixes = used if form == "ttl" else None
    return ox.serialize(triples, format=_GRAPHS[form], prefixes=prefixes) or b""
