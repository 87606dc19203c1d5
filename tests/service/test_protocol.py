"""The SPARQL 1.1 Protocol, content negotiation, caching and what every answer carries."""

from __future__ import annotations

import csv
import gzip
import io
import json
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from serving import Served

from spineknowledge import KnowledgeBase
from spineknowledge.catalog import questions
from spineknowledge.namespaces import BASE

ROWS = "SELECT ?o { ?o a <https://w3id.org/spineknowledge/ontology#Procedure> } ORDER BY ?o"
TRIPLES = f"DESCRIBE <{BASE}option/kyphoplasty>"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}


def options(response: httpx.Response) -> list[str]:
    return [row["o"]["value"] for row in response.json()["results"]["bindings"]]


def test_a_query_may_come_in_three_ways(served: Served, kb: KnowledgeBase) -> None:
    expected = list(kb.select(ROWS).column("o"))
    assert options(served.client.get("/sparql", params={"query": ROWS})) == expected
    assert options(served.client.post("/sparql", data={"query": ROWS})) == expected
    assert options(served.client.post("/sparql", content=ROWS, headers=DIRECT)) == expected
    assert options(served.client.post("/sparql", params={"query": ROWS}, headers=FORM)) == expected


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_competency_question_is_answered_as_in_python(served: Served, kb: KnowledgeBase, question) -> None:
    found = served.client.post("/sparql", data={"query": question.text}).json()
    if "boolean" in found:
        assert found["boolean"] is kb.query(question.text)[1]
    else:
        assert len(found["results"]["bindings"]) == len(kb.select(question.text))
        assert found["head"]["vars"] == list(kb.select(question.text).columns)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+xml;q=0.9, text/csv;q=0.1", "application/sparql-results+xml"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/*", "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_the_form_that_is_liked_best(served: Served, accept: str, media: str) -> None:
    response = served.client.get("/sparql", params={"query": ROWS}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media.partition(";")[0]


def test_all_forms_of_rows_say_the_same(served: Served, kb: KnowledgeBase) -> None:
    def ask(accept: str) -> httpx.Response:
        return served.client.get("/sparql", params={"query": ROWS}, headers={"accept": accept})

    expected = list(kb.select(ROWS).column("o"))
    assert [row[0] for row in csv.reader(io.StringIO(ask("text/csv").text))][1:] == expected
    assert [line.strip("<>") for line in ask("text/tab-separated-values").text.splitlines()][1:] == expected
    tree = ElementTree.fromstring(ask("application/sparql-results+xml").text)
    assert [node.text for node in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")] == expected


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("*/*", ox.RdfFormat.TURTLE),
    ],
)
def test_triples_come_in_every_form(served: Served, kb: KnowledgeBase, accept: str, form: ox.RdfFormat) -> None:
    response = served.client.get("/sparql", params={"query": TRIPLES}, headers={"accept": accept})
    assert len(list(ox.parse(response.content, format=form))) == len(kb.construct(TRIPLES))


@pytest.mark.parametrize(
    ("query", "accept"), [(ROWS, "text/turtle"), (TRIPLES, "text/csv"), (ROWS, "image/png"), ("ASK {}", "text/html")]
)
def test_a_form_that_there_is_not_is_not_acceptable(served: Served, query: str, accept: str) -> None:
    response = served.client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (response.status_code, response.json()["code"]) == (406, "not-acceptable")


def test_without_a_query_the_service_describes_itself(served: Served, kb: KnowledgeBase) -> None:
    described = served.client.get("/sparql", headers={"accept": "text/turtle"})
    assert any(
        "sparql-service-description#Service" in str(quad)
        for quad in ox.parse(described.content, format=ox.RdfFormat.TURTLE)
    )
    assert kb.checksum in described.text
    page = served.client.get("/sparql", headers={"accept": "text/html"}).text
    assert all(f'value="{question.name}"' in page for question in questions())
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "")


THING_FORMS = {
    "text/html": "text/html",
    "application/json": "application/json",
    "application/ld+json": "application/ld+json",
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html",
}


@pytest.mark.parametrize("accept", THING_FORMS)
@pytest.mark.parametrize("path", ["option/kyphoplasty", "finding/dohm-2014-f01", "criterion/pain-relief", "ontology"])
def test_every_thing_has_a_page_in_every_form(served: Served, path: str, accept: str) -> None:
    response = served.client.get(f"/{path}", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == THING_FORMS[accept]
    assert BASE + path in response.text or f":{path.partition('/')[2]} " in response.text


def test_the_turtle_of_a_thing_is_what_is_recorded_of_it(served: Served, kb: KnowledgeBase) -> None:
    text = served.client.get("/option/kyphoplasty", headers={"accept": "application/n-triples"}).text
    expected = {str(quad.triple) for quad in ox.parse(kb.ntriples("option:kyphoplasty"), format=ox.RdfFormat.N_TRIPLES)}
    assert {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)} == expected


def test_the_answers_are_those_of_the_library(served: Served, kb: KnowledgeBase) -> None:
    def ask(path: str) -> dict:
        return served.client.get(path).json()

    assert ask("/compare?ids=Kyphoplasty,vertebroplastia&lang=es") == json.loads(
        json.dumps(kb.compare("kyphoplasty", "vertebroplasty").to_dict("es"))
    )
    assert [item["id"] for item in ask("/options")["options"]] == [option.id for option in kb.options()]
    assert ask("/options/kyphoplasty")["option"] == json.loads(json.dumps(kb.option("kyphoplasty").to_dict()))
    assert [item["id"] for item in ask("/criteria")["criteria"]] == [item.id for item in kb.criteria()]
    assert len(ask("/findings")["findings"]) == len(kb.findings())
    some = ask("/findings?ids=kyphoplasty,vertebroplasty&criterion=mortality")["findings"]
    assert [item["id"] for item in some] == [
        item.id for item in kb.findings("kyphoplasty", "vertebroplasty", "mortality")
    ]
    assert ask("/sources/dohm-2014")["source"]["sample_size"] == 381
    assert len(ask("/conflicts")["conflicts"]) == len(kb.conflicts())
    assert len(ask("/sources")["sources"]) == len(kb.sources())
    assert ask("/search?q=cemento&lang=es&limit=3")["hits"] == [
        hit.to_dict("es") for hit in kb.search("cemento", "es")[:3]
    ]
    assert ask("/search?q=cement&limit=1")["total"] == len(kb.search("cement"))
    assert {item["id"] for item in ask("/questions")["questions"]} == {question.name for question in questions()}


@pytest.mark.parametrize(
    "path", ["/compare?ids=kyphoplasty,vertebroplasty", "/options", "/sparql?query=ASK%7B%7D", "/"]
)
def test_an_answer_is_cached_by_its_tag(served: Served, path: str) -> None:
    first = served.client.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=300"
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = served.client.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert served.client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_other_data_has_another_tag(served: Served, serve, mini: KnowledgeBase) -> None:
    path = "/sparql?query=ASK%7B%7D"
    assert serve(mini).client.get(path).headers["etag"] != served.client.get(path).headers["etag"]


def test_an_answer_that_changes_by_itself_is_not_cached(served: Served) -> None:
    response = served.client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_answers_are_compressed_for_those_who_take_it(served: Served) -> None:
    path = "/compare?ids=kyphoplasty,vertebroplasty"
    with served.client.stream("GET", path, headers={"accept-encoding": "gzip"}) as response:
        packed = b"".join(response.iter_raw())
    plain = served.client.get(path, headers={"accept-encoding": "identity"})
    assert gzip.decompress(packed) == plain.content
    assert len(packed) * 4 < len(plain.content)
    assert "content-encoding" not in plain.headers
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 5000"}
    assert served.client.get("/sparql", params=query).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path", ["/compare?ids=kyphoplasty,vertebroplasty", "/sparql?query=ASK%7B%7D", "/none", "/metrics"]
)
def test_head_says_what_get_would(served: Served, path: str) -> None:
    got, head = served.client.get(path), served.client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/compare?ids=kyphoplasty,vertebroplasty", "/none", "/sparql?query=x", "/query", "/compare?ids=a"]
)
def test_every_answer_is_safe_to_show_and_open_to_all_without_credentials(served: Served, path: str) -> None:
    headers = served.client.get(path, headers={"origin": "https://example.org"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "server" not in headers


def test_a_preflight_is_answered(served: Served) -> None:
    response = served.client.options("/sparql", headers={"access-control-request-method": "POST"})
    assert response.status_code == 200
    assert "POST" in response.headers["access-control-allow-methods"]


def test_health_names_version_and_checksum(served: Served, kb: KnowledgeBase) -> None:
    told = served.client.get("/healthz").json()
    assert (told["status"], told["version"], told["data_checksum"]) == ("ok", kb.version, kb.checksum)


def test_metrics_count_requests_by_route(served: Served) -> None:
    served.client.get("/options")
    text = served.client.get("/metrics").text
    assert 'spineknowledge_requests_total{route="options",status="200"}' in text
    assert "spineknowledge_workers 2" in text
    assert 'le="+Inf"' in text


def test_it_runs_inside_another_application(kb: KnowledgeBase) -> None:
    import asyncio

    from starlette.applications import Starlette
    from starlette.routing import Mount

    from spineknowledge.service import create_app

    inner = create_app(kb, base="/kb")
    app = Starlette(routes=[Mount("/kb", app=inner)])

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://any.example") as client:
            paths = (
                "/kb/compare?ids=kyphoplasty,vertebroplasty",
                "/kb/sparql?query=ASK%7B%7D",
                "/kb/option/kyphoplasty",
            )
            return [await client.get(path, headers={"accept": "text/html, */*;q=0.1"}) for path in paths]

    compared, asked, page = asyncio.run(ask())
    inner._service.close()  # type: ignore[attr-defined]
    assert compared.json()["subject"]["id"] == "kyphoplasty"
    assert asked.json()["boolean"] is True
    assert 'href="/kb/style.css"' in page.text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/option/kyphoplasty", "kyphoplasty"),
        ("/option/kyphoplasty?lang=es", "cifoplastia"),
        ("/criterion/cement-leakage-risk", "Cement leakage"),
        ("/finding/dohm-2014-f02", "finding:dohm-2014-f02"),
    ],
)
def test_a_page_has_the_name_of_its_thing(served: Served, path: str, name: str) -> None:
    page = served.client.get(path, headers={"accept": "text/html"}).text
    assert f"<h1>{name}</h1>" in page


def test_a_posted_query_is_answered_whatever_the_client_has(served: Served) -> None:
    first = served.client.post("/sparql", data={"query": ROWS})
    again = served.client.post("/sparql", data={"query": ROWS}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (200, first.content)
