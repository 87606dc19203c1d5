"""The page on FHIR is true, and its card keeps to the limits of CDS Hooks.

The limits are those of the tables "Card Attributes", "Source" and "Link" of the specification, in the file
docs/specification/current.md of the repository cds-hooks/docs.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fhir_cases import Node, resource, resources

from spineknowledge import KnowledgeBase
from spineknowledge.export.fhir.versions import MATCHES, R4B, R5

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fhir.md").read_text(encoding="utf-8")
_CARD = {
    "uuid",
    "summary",
    "detail",
    "indicator",
    "source",
    "suggestions",
    "selectionBehavior",
    "overrideReasons",
    "links",
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_relations_of_the_page_are_those_that_are_written() -> None:
    rows = re.findall(r"^\| (`\w+Match`(?:, `\w+Match`)*) \| `([\w-]+)` \| `(\w+)` \|$", PAGE, re.MULTILINE)
    told = {match.strip("`"): pair for matches, *pair in rows for match in matches.split(", ")}
    assert told == {match: [R5.relation_of(match), R4B.relation_of(match)] for match in MATCHES}


def test_every_kind_of_resource_is_on_the_page(bundle: Node) -> None:
    assert {item["resourceType"] for item in resources(bundle)} <= set(re.findall(r"`(\w+)`", PAGE))


def faults(card: Node) -> Iterator[str]:
    """Yield what in a card breaks the specification, or says more than information."""
    yield from (f"{name} is no attribute of a card" for name in card.keys() - _CARD)
    if not 0 < len(card.get("summary", "")) < 140:
        yield "summary: required, of less than 140 characters"
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield "indicator: required, info, warning or critical"
    if not card.get("source", {}).get("label"):
        yield "source.label: required"
    for link in card.get("links", []):
        if not link.get("label") or not link.get("url") or link.get("type") not in ("absolute", "smart"):
            yield "links: each needs label, url, and the type absolute or smart"
        if link.get("type") == "absolute" and "appContext" in link:
            yield "links: an absolute one has no appContext"
    if card.get("suggestions") or card.get("selectionBehavior"):
        yield "suggestions: this card makes none"
    if card.get("indicator") in ("warning", "critical"):
        yield "indicator: this card only informs"
    if "not medical advice" not in card.get("detail", ""):
        yield "detail: says that it is no advice"


@pytest.fixture
def card() -> Node:
    (block,) = blocks("json")
    (found,) = json.loads(block)["cards"]
    return copy.deepcopy(found)  # type: ignore[no-any-return]


def test_the_card_keeps_to_the_limits(card: Node) -> None:
    assert list(faults(card)) == []
    assert len(card["links"]) == 1
    assert card["indicator"] == "info"


def test_the_card_says_what_the_knowledge_base_says(card: Node, kb: KnowledgeBase, bundle: Node) -> None:
    row = kb.relation("kyphoplasty", "vertebroplasty", "cement-leakage-risk")
    answer = resource(bundle, "assessment-kyphoplasty-vs-vertebroplasty-cement-leakage-risk")
    assert card["detail"].startswith(f"{answer['assertion']}; how sure: {row.certainty}.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"summary": "x" * 140}, "summary"),
        ({"summary": ""}, "summary"),
        ({"indicator": "hard-stop"}, "indicator"),
        ({"indicator": "critical"}, "indicator"),
        ({"source": {"url": "https://example.org"}}, "source.label"),
        ({"links": [{"label": "more", "url": "https://example.org"}]}, "links"),
        ({"suggestions": [{"label": "Order kyphoplasty"}]}, "suggestions"),
        ({"colour": "red"}, "colour"),
        ({"detail": "Lower."}, "detail"),
    ],
)
def test_a_card_beyond_the_limits_is_found(card: Node, change: Node, message: str) -> None:
    found = list(faults(card | change))
    assert len(found) == 1
    assert found[0].startswith(message)
