"""Reading built pages: their elements, and the text that a person sees."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import html

LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def linked_data(page: str) -> dict[str, Any]:
    found = LINKED.findall(page)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("\u2011", "-").strip()


def visible(page: str) -> str:
    """Return the text of the body, without scripts and styles."""
    body = parsed(page).find("body")
    assert body is not None
    for element in body.xpath(".//script|.//style"):
        element.drop_tree()
    return squeezed(body.text_content())


def pages(files: dict[str, str]) -> dict[str, str]:
    """Return the pages in a language, without lists and snippets."""
    return {name: text for name, text in files.items() if re.fullmatch(r"(en|es)/[^/]+\.html", name)}
