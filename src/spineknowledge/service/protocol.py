"""``/sparql``: the SPARQL 1.1 Protocol for queries, and the description of the service."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request

from spineknowledge.service import pages
from spineknowledge.service.content import CACHED, NEVER_CACHED, Asked, Content
from spineknowledge.service.negotiation import GRAPHS, HTML, ROWS, choose
from spineknowledge.service.parameters import sparql_query
from spineknowledge.service.problems import Problem
from spineknowledge.service.state import Service, in_thread

_CHANGING = re.compile(r"\b(now|rand|uuid|struuid|bnode)\b|\\u|_:|\[", re.IGNORECASE)
_LARGE = 64 * 1024
_FORMATS = "http://www.w3.org/ns/formats/"
_DESCRIPTION = f"""\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

[] a sd:Service ;
    sd:endpoint <{{endpoint}}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat <{_FORMATS}SPARQL_Results_JSON>, <{_FORMATS}SPARQL_Results_XML>, <{_FORMATS}SPARQL_Results_CSV>,
        <{_FORMATS}SPARQL_Results_TSV>, <{_FORMATS}Turtle>, <{_FORMATS}N-Triples>, <{_FORMATS}JSON-LD> ;
    sd:defaultDataset [
        a sd:Dataset ;
        sd:defaultGraph [
            a sd:Graph ;
            dcterms:identifier "sha256:{{checksum}}" ;
            dcterms:hasVersion "{{version}}"
        ]
    ] .
"""


async def sparql(service: Service, request: Request) -> Content:
    """Answer a query, or describe the service where there is none."""
    asked = Asked.read(request.scope)
    query = await sparql_query(request.scope, request.receive, service.http)
    if query is None:
        return await in_thread(_description, service, asked.accept, str(request.url.replace(query="")))
    rows, graph = choose(asked.accept, ROWS), choose(asked.accept, GRAPHS)
    if not rows and not graph:
        raise Problem("not-acceptable", f"there is: {', '.join([*ROWS.values(), *GRAPHS.values()])}")
    etag = "" if _CHANGING.search(query) else service.tag(query, rows, graph)
    if etag and request.method != "POST" and etag.encode() in asked.known:
        return Content(b"", "text/plain", etag=etag)
    sent = await asyncio.wrap_future(service.pool().submit(query, f"{rows or '-'}|{graph or '-'}"))
    form, _, body = sent.partition(b"\n")
    media = {**ROWS, **GRAPHS}[form.decode()]
    cache = CACHED if etag else NEVER_CACHED
    if asked.compressed and len(body) > _LARGE:
        return await in_thread(lambda: Content(body, media, etag=etag, cache=cache))
    return Content(body, media, etag=etag, cache=cache, compress=asked.compressed)


def _description(service: Service, accept: str, endpoint: str) -> Content:
    form = choose(accept, {"ttl": GRAPHS["ttl"], "html": HTML, "nt": GRAPHS["nt"], "jsonld": GRAPHS["jsonld"]})
    if form == "html":
        return Content(pages.query(service.base, service.kb.questions()), HTML, etag=service.tag("query page"))
    if not form:
        raise Problem("not-acceptable", f"the description of the service comes as: {', '.join(GRAPHS.values())}")
    edition = service.edition
    text = _DESCRIPTION.format(
        endpoint=_iri(endpoint), checksum=edition["data_checksum"], version=_plain(edition["version"])
    )
    return Content(_as(form, text), GRAPHS[form], etag=service.tag("description", form, endpoint))


def _as(form: str, turtle: str) -> bytes:
    import pyoxigraph as ox

    if form == "ttl":
        return turtle.encode()
    forms = {"nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    triples = [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    return ox.serialize(triples, format=forms[form]) or b""


def _iri(text: str) -> str:
    """Leave out what may not stand in an IRI, however the host called itself."""
    return re.sub(r"""[\x00-\x20<>"{}|^`\\]""", "", text)


def _plain(text: str) -> str:
    return re.sub(r"[^\w.+-]", "", text)
