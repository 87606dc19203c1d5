"""The developer profile: an option or a comparison as a typed tree, still JSON-LD, with a JSON Schema beside it.

PyLD expands and frames. It gets a loader that refuses every address: the context is always in the document.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from spineknowledge.errors import DataError
from spineknowledge.export.jsonld import context, native
from spineknowledge.namespaces import BASE, PREFIXES
from spineknowledge.resources import package_text

_LISTS = (
    "hasStep", "hasObjective", "hasPrimaryObjective", "hasRisk", "treats", "uses", "extendsTechniqueOf", "source",
    "hasEstimate", "certaintyReason", "isSupportedBy", "isDisputedBy", "concerns", "distinguishes", "about",
    "condition",
)  # fmt: skip
_TEXT_LISTS = ("altLabel", "caveat", "editorialNote")
_LABELS = (f"<{PREFIXES['rdf']}type>", f"<{PREFIXES['skos']}prefLabel>", f"<{PREFIXES['skos']}notation>")
_CITED = (
    f"<{PREFIXES['dcterms']}title>",
    f"<{PREFIXES['schema']}url>",
    *(f"<{PREFIXES['spk']}{name}>" for name in ("doi", "pmid", "publicationYear")),
)
_Edges = dict[str, list[tuple[str, str, str]]]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the developer profile.

    >>> schema()["title"]
    'SpineKnowledge, developer profile'
    """
    found: dict[str, Any] = json.loads(package_text("frames", "developer.schema.json"))
    return found


@cache
def developer_context() -> dict[str, Any]:
    """Return the context of the developer profile: native keys, ``id`` and ``type``, and lists that stay lists.

    >>> developer_context()["hasStep"]["@container"]
    '@set'
    """
    made = copy.deepcopy(context()) | {"id": "@id", "type": {"@id": "@type", "@container": "@set"}}
    for name in _LISTS:
        made[name]["@container"] = "@set"
    for name in _TEXT_LISTS:
        made[name]["@container"] = ["@language", "@set"]
    for kind in ("option", "comparison"):
        for name, rule in _frame(kind)["reverse"].items():
            made[name] = {"@reverse": context()[rule["property"]]["@id"], "@container": "@set"}
    return made


class Framer:
    """Makes trees out of canonical N-Triples, which are indexed once."""

    def __init__(self, ntriples: str) -> None:
        self._out: _Edges = {}
        self._in: dict[tuple[str, str], list[str]] = {}
        for line in filter(None, ntriples.split("\n")):
            subject, prop, value = line[:-2].split(" ", 2)
            self._out.setdefault(subject, []).append((prop, value, line))
            if value[0] == "<":
                self._in.setdefault((prop, value), []).append(subject)

    def tree(self, iri: str) -> dict[str, Any]:
        """Return one option or comparison as a tree; raises ``DataError`` for anything else."""
        node = f"<{iri}>"
        frame = _frame(self._kind(node))
        lines = "\n".join(sorted(set(self._gathered(node, frame))))
        return _framed(json.loads(native(lines)), iri, frame)

    def named(self) -> list[str]:
        """Return the IRIs of all options and comparisons, sorted."""
        return sorted(node[1:-1] for node in self._out if self._kind(node, missing=""))

    def _kind(self, node: str, missing: str | None = None) -> str:
        kind = node[1:].removeprefix(BASE).partition("/")[0]
        if kind in ("option", "comparison") and node in self._out:
            return kind
        if missing is None:
            raise DataError(f"{node} is no option and no comparison; the developer profile holds these two")
        return missing

    def _gathered(self, node: str, frame: dict[str, Any]) -> Iterator[str]:
        yield from self._described(node, frame["include"], whole=True)
        for rule in frame["reverse"].values():
            wanted = f"<{PREFIXES['spk']}{rule['type']}>"
            for other in self._in.get((f"<{PREFIXES['spk']}{rule['property']}>", node), []):
                if any(prop == _LABELS[0] and value == wanted for prop, value, _ in self._out[other]):
                    yield from self._described(other, rule["include"], whole=True)

    def _described(self, node: str, include: dict[str, Any], whole: bool) -> Iterator[str]:
        names = {_full(name): inner for name, inner in include.items()}
        for prop, value, line in self._out.get(node, []):
            if whole or prop in _LABELS + _CITED:
                yield line
            if prop in names:
                yield from self._described(value, names[prop], whole=prop in _WHOLE)


_WHOLE = {f"<{PREFIXES['spk']}hasStep>", f"<{PREFIXES['spk']}hasEstimate>"}


@cache
def _frame(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(package_text("frames", f"{kind}.json"))
    return found


def _full(name: str) -> str:
    term = context()[name]
    prefix, _, local = (term if isinstance(term, str) else term["@id"]).partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _framed(document: dict[str, Any], iri: str, frame: dict[str, Any]) -> dict[str, Any]:
    from pyld import jsonld  # type: ignore[import-untyped]

    options = {"documentLoader": refuse, "processingMode": "json-ld-1.1", "base": BASE}
    made = developer_context()
    wanted: dict[str, Any] = {"@context": made, "@id": iri, "@embed": "@always", **_nested(frame["include"])}
    named = {name: {"@embed": "@never"} for name in ("isSupportedBy", "isDisputedBy")}
    for name, rule in frame["reverse"].items():
        wanted[name] = {"@embed": "@always", **named, **_nested(rule["include"])}
    framed: dict[str, Any] = jsonld.frame(document, wanted, {**options, "omitDefault": True, "omitGraph": True})
    tree: dict[str, Any] = _ordered({name: [] for name in frame["reverse"]} | framed)
    return tree


def _nested(include: dict[str, Any]) -> dict[str, Any]:
    return {name: {"@embed": "@always", **_nested(inner)} for name, inner in include.items()}


def _ordered(value: Any) -> Any:
    """Return the tree with every list in one order: steps by position, everything else by identifier."""
    if isinstance(value, dict):
        return {key: _ordered(inner) if key != "@context" else inner for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=_rank)
    return value


def _rank(item: Any) -> tuple[int, str]:
    return (item.get("position", 0), item.get("id", "")) if isinstance(item, dict) else (0, str(item))


def refuse(url: str, options: Any = None) -> Any:
    """Refuse to load a remote context.

    >>> refuse("https://example.org/context")
    Traceback (most recent call last):
    spineknowledge.errors.DataError: a remote context is never loaded: https://example.org/context
    """
    raise DataError(f"a remote context is never loaded: {url}")
