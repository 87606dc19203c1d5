"""All generated pages together, the menu over them, and the diagrams that written pages ask for."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from typing import Any

from documentation import commands, http, library, ontology, questions
from documentation.schema import Schema
from spineknowledge import KnowledgeBase

_DIAGRAM = re.compile(r"<!-- diagram: claims -->")
_UPWARD = re.compile(r"\[([^\]]+)\]\((\.\./[^)]*)\)")


@cache
def schema() -> Schema:
    """Return the ontology with its shapes and data, read once."""
    return Schema()


@cache
def generated() -> dict[str, str]:
    """Return the Markdown of every generated page by its path under ``docs/``."""
    kb = KnowledgeBase.load()
    parts = (
        library.library_pages(),
        commands.command_pages(),
        http.http_pages(kb),
        questions.question_pages(kb),
        ontology.ontology_pages(schema()),
    )
    return {path: text for pages in parts for path, text in pages.items()}


def menu() -> list[dict[str, Any]]:
    """Return the part of the navigation that holds the generated pages."""
    terms = schema()
    asked = [questions.page_of(query) for query in KnowledgeBase.load().questions()]
    named = {"Classes": terms.classes, "Properties": terms.properties, "Schemes": terms.schemes}
    listed = [{name: [ontology.page_of(terms, iri) for iri in iris]} for name, iris in named.items()]
    return [
        {"Python": [{"Overview": library.INDEX}, *(library.page_of(page) for page in library.PAGES)]},
        {"Command line": commands.PATH},
        {"HTTP": http.PATH},
        {"Limits": library.LIMITS},
        {"Ontology": [{"Overview": ontology.INDEX}, ontology.MODEL, *listed]},
        {"Questions": [{"Overview": questions.INDEX}, *asked]},
    ]


def with_diagrams(text: str, page: str) -> str:
    """Put the diagrams into a page where it asks for them by a comment such as ``<!-- diagram: claims -->``."""
    return _DIAGRAM.sub(lambda match: ontology.claim_stack(schema(), page), text)


def without_outside_links(text: str, page: str) -> str:
    """Return a page with links to other files of the repository as text, since a built site does not hold them.

    >>> without_outside_links("see [the examples](../examples) and [claims](claims.md)", "service.md")
    'see the examples and [claims](claims.md)'
    """

    def told(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), match[2]))
        return match[1] if target.startswith("../") else match[0]

    return _UPWARD.sub(told, text)
