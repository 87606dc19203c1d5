"""The page of the HTTP service, from its OpenAPI document."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from documentation.markup import code, fence, plain, section, table
from spineknowledge import KnowledgeBase
from spineknowledge.limits import SERVED
from spineknowledge.service.openapi import document
from spineknowledge.service.problems import CODES

PATH = "reference/http.md"
Json = dict[str, Any]


def http_pages(kb: KnowledgeBase) -> dict[str, str]:
    """Return the page that names every address with its parameters and its answers."""
    told = document(kb.version, "", SERVED.seconds)
    about = plain(told["info"]["description"])
    head = f"# HTTP\n\n{about}\n\nThe service gives this as OpenAPI at `/openapi.json`.\n\n"
    operations = [
        _operation(path, method, operation, told)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    codes = table(["code", "status"], [[code(name), str(status)] for name, status in sorted(CODES.items())])
    problems = section("Problems", f"Errors are `application/problem+json` with one of these codes.\n\n{codes}")
    return {PATH: head + "".join(operations) + problems}


def _operation(path: str, method: str, operation: Json, told: Json) -> str:
    parameters = operation["parameters"]
    body = f"{plain(operation['summary'])}.\n\n"
    body += table(["parameter", "where", "required", "what it is", "example"], map(_parameter, parameters))
    body += fence(f"curl '{_example(path, parameters)}'", "sh") if method == "get" else _bodies(operation)
    answers = operation["responses"]["200"]["content"]
    body += f"Answers as {', '.join(code(media) for media in answers)}.\n\n"
    keys = [key for answer in answers.values() for key in _keys(answer, told)]
    body += f"Keys: {', '.join(map(code, keys))}.\n\n" if keys else ""
    return section(f"{method.upper()} {path}", body)


def _parameter(parameter: Json) -> list[str]:
    about = plain(parameter.get("description", ""))
    required = "yes" if parameter.get("required") else ""
    example = code(parameter["example"]) if "example" in parameter else ""
    return [code(parameter["name"]), parameter["in"], required, about, example]


def _example(path: str, parameters: list[Json]) -> str:
    query = []
    for parameter in parameters:
        value = parameter.get("example") or _first_example(parameter)
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", value)
        elif parameter.get("required") or "examples" in parameter:
            query.append(f"{parameter['name']}={quote(value, safe=',')}")
    return f"http://127.0.0.1:8000{path}{'?' if query else ''}{'&'.join(query)}"


def _first_example(parameter: Json) -> str:
    return next((str(example["value"]) for example in parameter.get("examples", {}).values()), "")


def _bodies(operation: Json) -> str:
    bodies = operation["requestBody"]["content"]
    rows = [[code(media), code(_body_example(body["example"]))] for media, body in bodies.items()]
    return table(["request body", "example"], rows)


def _body_example(example: str | Json) -> str:
    return example if isinstance(example, str) else "&".join(f"{name}={value}" for name, value in example.items())


def _keys(answer: Json, told: Json) -> list[str]:
    name = answer.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(told["components"]["schemas"][name]["properties"]) if name else []
