"""How bundles are read in tests, and where things are in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Node = dict[str, Any]
VERSIONS = ("R5", "R4B")


def parsed(text: str) -> Node:
    """Read JSON with the digits of its numbers."""
    made: Node = json.loads(text, parse_float=Decimal, parse_int=_whole)
    return made


def _whole(text: str) -> int | Decimal:
    return int(text)


def resources(bundle: Node, kind: str = "") -> list[Node]:
    """Return the resources of a kind, or all."""
    found = [entry["resource"] for entry in bundle["entry"]]
    return [item for item in found if kind in ("", item["resourceType"])]


def resource(bundle: Node, identifier: str) -> Node:
    """Return the only resource with that id."""
    (found,) = [item for item in resources(bundle) if item["id"] == identifier]
    return found


def copied(bundle: Node) -> Node:
    """Return a bundle that a test may change."""
    return copy.deepcopy(bundle)


def nodes(value: Any) -> Iterator[Node]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)
