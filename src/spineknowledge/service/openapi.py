"""The OpenAPI document: every address, its parameters with examples, and its answers."""

from __future__ import annotations

from typing import Any

from spineknowledge.model.hits import Reason
from spineknowledge.service.negotiation import GRAPHS, HTML, JSON, ROWS, THINGS
from spineknowledge.service.problems import CODES, MEDIA
from spineknowledge.wording import LANGUAGES

Json = dict[str, Any]

_EXAMPLE_QUERY = "SELECT ?option { ?option a <https://w3id.org/spineknowledge/ontology#Procedure> } ORDER BY ?option"
_EXAMPLES = {
    "rows": "SELECT ?option { ?option a <https://w3id.org/spineknowledge/ontology#Procedure> } ORDER BY ?option",
    "truth": "ASK { <https://w3id.org/spineknowledge/option/kyphoplasty> ?property ?value }",
    "triples": "DESCRIBE <https://w3id.org/spineknowledge/option/kyphoplasty>",
}


def document(version: str, base: str, seconds: float) -> Json:
    """Return the OpenAPI 3.1 document.

    >>> document("0.1.0", "", 2.0)["info"]["title"]
    'SpineKnowledge'
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SpineKnowledge",
            "version": version,
            "description": "What is known about two spine procedures, how surely, and who says so. Information, not"
            f" medical advice. Read-only. A query may run for {seconds:g} seconds.",
            "license": {"name": "Apache-2.0 AND CC-BY-4.0", "identifier": "Apache-2.0 AND CC-BY-4.0"},
        },
        "servers": [{"url": base or "/"}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "responses": {"Problem": _problem()}},
    }


def _paths() -> Json:
    lang = _parameter("lang", "The language of texts.", {"type": "string", "enum": list(LANGUAGES)}, "es")
    ids = _parameter(
        "ids", "Two options.", {"type": "string", "pattern": "^[^,]+,[^,]+$"}, "kyphoplasty,vertebroplasty"
    )
    criterion = _parameter("criterion", "A criterion.", {"type": "string", "minLength": 1}, "cement-leakage-risk")
    indirect = _parameter("indirect", "Add answers through a third option.", {"type": "boolean"}, "true")
    text = {"type": "string", "pattern": "[A-Za-z]", "maxLength": 200}
    asked = _parameter("q", "Words that begin words of a name, synonym or definition.", text, "cement leak")
    limit = _parameter("limit", "How many hits to send.", {"type": "integer", "minimum": 1, "maximum": 1000}, "5")
    listed = {"options": "Options", "criteria": "Criteria", "sources": "Sources"}
    return {
        "/compare": _get("How two options compare on every criterion", "Comparison", [_must(ids), lang, indirect]),
        "/search": _get("What is called or defined so, best reason first", "Search", [_must(asked), lang, limit]),
        **{f"/{name}": _get(f"All {name}", schema, [lang]) for name, schema in listed.items()},
        "/options/{id}": _get("An option with its steps", "Option", [_in_path("id", "kyphoplasty"), lang]),
        "/sources/{id}": _get("A source and what rests on it", "Source", [_in_path("id", "dohm-2014"), lang]),
        "/findings": _get("What single sources found", "Findings", [ids, criterion, lang]),
        "/conflicts": _get("Contradictions", "Conflicts", [ids, lang]),
        "/questions": _get("Competency questions with their SPARQL", "Questions", []),
        "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
        "/{kind}/{slug}": {"get": _thing([_in_path("kind", "option"), _in_path("slug", "kyphoplasty"), lang])},
        "/ontology": {"get": _thing([lang])},
        "/healthz": _get("Whether the service answers, and from which data", "Health", []),
        "/metrics": {"get": _operation("Counts for Prometheus", [], {"text/plain": {}})},
        "/openapi.json": {"get": _operation("This document", [], {JSON: {}})},
    }


def _get(summary: str, schema: str, parameters: list[Json]) -> Json:
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"get": _operation(summary, parameters, content)}


def _operation(summary: str, parameters: list[Json], content: Json) -> Json:
    answer = {"description": "The whole answer", "content": content}
    return {"summary": summary, "parameters": parameters, "responses": {"200": answer, **_problems()}}


def _thing(parameters: list[Json]) -> Json:
    content: Json = {_plain(media): {} for media in THINGS.values()}
    return _operation("What is recorded of a thing, at the path of its IRI", parameters, content)


def _sparql_get() -> Json:
    query = _parameter("query", "A SPARQL 1.1 query; without one, the description of the service.", {"type": "string"})
    query["examples"] = {name: {"value": text} for name, text in _EXAMPLES.items()}
    return _operation("Ask a SPARQL query", [query], _results())


def _sparql_post() -> Json:
    form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    body = {
        "application/x-www-form-urlencoded": {"schema": form, "example": {"query": _EXAMPLES["rows"]}},
        "application/sparql-query": {"schema": {"type": "string"}, "example": _EXAMPLES["rows"]},
    }
    return {**_operation("Ask a SPARQL query", [], _results()), "requestBody": {"required": True, "content": body}}


def _results() -> Json:
    return {_plain(media): {} for media in [*ROWS.values(), *GRAPHS.values(), HTML]}


def _problems() -> Json:
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in sorted({*CODES.values()})}


def _problem() -> Json:
    return {
        "description": "What is wrong",
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _schemas() -> Json:
    listed = ("options", "criteria", "sources", "findings", "conflicts", "questions")
    text = {"type": "string"}
    health = {"status": {"enum": ["ok"]}, "version": text, "data_version": text, "data_checksum": text}
    problem = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "code": {"enum": sorted(CODES)},
        "detail": text,
    }
    rows = {"rows": {"type": "array", "items": {"type": "object"}}, "subject": {"type": "object"}}
    return {
        **{name.capitalize(): _answer({name: {"type": "array", "items": {"type": "object"}}}) for name in listed},
        "Comparison": _answer({**rows, "reference": {"type": "object"}}),
        "Option": _answer({"option": {"type": "object"}}),
        "Source": _answer({"source": {"type": "object"}, "uses": {"type": "object"}}),
        "Search": _answer({"total": {"type": "integer"}, "hits": {"type": "array", "items": _hit()}}),
        "Health": {"type": "object", "required": list(health), "properties": health},
        "Problem": {"type": "object", "required": list(problem), "properties": problem},
    }


def _hit() -> Json:
    text = {"type": "string"}
    properties = {**dict.fromkeys(("id", "iri", "kind", "label", "matched"), text), "reason": {"enum": list(Reason)}}
    return {"type": "object", "required": list(properties), "properties": properties}


def _answer(own: Json) -> Json:
    properties = {"version": {"type": "string"}, "data_checksum": {"type": "string"}, "disclaimer": {"type": "string"}}
    whole = {**properties, **own}
    return {"type": "object", "required": list(whole), "properties": whole}


def _parameter(name: str, description: str, schema: Json, example: str = "") -> Json:
    told = {"name": name, "in": "query", "description": description, "schema": schema}
    return {**told, "example": example} if example else told


def _in_path(name: str, example: str) -> Json:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _must(parameter: Json) -> Json:
    return {**parameter, "required": True}


def _plain(media: str) -> str:
    return media.partition(";")[0]
