"""What SPARQL may be asked: queries of bounded size that read this knowledge base and reach nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from spineknowledge.errors import QueryError, QueryLimitError, QueryRefusedError
from spineknowledge.limits import OWN, Limits

_SUSPICIOUS = re.compile(r"service|from|\\u", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
      (?P<text> \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<comment> \#[^\n\r]* )
    | (?P<open> [({[] )
    | (?P<close> [)}\]] )
    | (?P<separator> [.;,](?![0-9]) )
    | (?P<name> [\w.-]{0,99}:(?:[\w:%.-]|\\.)*(?<!\.) | [?$]\w+ | [+-]?\d*\.?\d+(?:[eE][+-]?\d+)? )
    | (?P<nots> !\s*(?:!\s*)+ )
    | (?P<word> \w+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_EXPRESSION, _PATTERN, _LIST = "expression", "pattern", "list"


def admit(query: str, limits: Limits = OWN) -> None:
    """Raise ``QueryError`` for a query that is beyond a limit or names other data (``SERVICE``, ``FROM``).

    >>> admit("SELECT * { ?s ?p ?o }")
    """
    check_shape(query, limits)
    if needs_parsing(query, limits):
        tree = _parse(query)
        for name in _foreign_parts(tree):
            raise QueryRefusedError(name)
        _check_patterns(_count_triples(tree), limits)


def check_shape(query: str, limits: Limits) -> None:
    """Raise ``QueryLimitError`` for a query that is too long or too deep; takes time in line with its length.

    >>> check_shape("SELECT * {{{ ?s ?p ?o }}}", OWN.replace(bracket_depth=2))
    Traceback (most recent call last):
    ...
    spineknowledge.errors.QueryLimitError: brackets are nested 3 deep, and 2 is the limit
    """
    size = len(query) if query.isascii() else len(query.encode("utf-8", "replace"))
    if size > limits.query_bytes:
        raise QueryLimitError("query_bytes", f"the query has {size} bytes, and {limits.query_bytes} is the limit")
    depth, _ = _measured(query)
    if depth > limits.bracket_depth:
        message = f"brackets are nested {depth} deep, and {limits.bracket_depth} is the limit"
        raise QueryLimitError("bracket_depth", message)


def needs_parsing(query: str, limits: Limits) -> bool:
    """Say whether only a parser can tell if a query is admitted.

    A query in which neither word occurs, not even escaped, names no other data; one with fewer separators
    and brackets than triple patterns allowed has no more patterns than that.
    """
    return bool(_SUSPICIOUS.search(query)) or _measured(query)[1] > limits.triple_patterns


@lru_cache(maxsize=8)
def _measured(query: str) -> tuple[int, int]:
    """Return how deep brackets are nested, and a number of triple patterns that is not exceeded."""
    kinds: list[str] = []
    deepest = patterns = 0
    before = ""
    for token in _TOKEN.finditer(_unescaped(query)):
        kind = token.lastgroup or ""
        if kind == "comment":
            continue
        inside = kinds[-1] if kinds else _PATTERN
        if kind == "open":
            patterns += 2 if inside is _LIST else 0
            kinds.append(_opened(token[0], inside, before))
            deepest = max(deepest, len(kinds))
        elif kind == "nots":
            deepest = max(deepest, len(kinds) + token[0].count("!"))
        elif kind == "close":
            patterns += kinds.pop() is not _EXPRESSION if kinds else 1
        elif inside is _LIST:
            patterns += 2
        elif kind == "separator":
            patterns += inside is _PATTERN
        before = "name" if token[0] == "a" else kind
    return deepest, patterns


def _opened(bracket: str, inside: str, before: str) -> str:
    if bracket != "(":
        return _PATTERN
    return _EXPRESSION if inside is _EXPRESSION or before == "word" else _LIST


def _unescaped(query: str) -> str:
    return _ESCAPED.sub(_character, query) if "\\" in query else query


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else "?"


def _check_patterns(found: int, limits: Limits) -> None:
    if found > limits.triple_patterns:
        message = f"the query has {found} triple patterns, and {limits.triple_patterns} is the limit"
        raise QueryLimitError("triple_patterns", message)


def _parse(query: str) -> Any:
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return parseQuery(query)
    except RecursionError:
        raise QueryError("the query is nested too deeply") from None
    except Exception as error:  # pyparsing raises several kinds
        line, column = getattr(error, "lineno", None), getattr(error, "column", None)
        where = f" at line {line}, column {column}" if line else ""
        raise QueryError(f"the query cannot be parsed{where}") from None


def _foreign_parts(tree: Any) -> Iterator[str]:
    names = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}
    return (names[node.name] for node in _nodes(tree) if getattr(node, "name", "") in names)


def _count_triples(tree: Any) -> int:
    """Count the triples of all blocks, each of which rdflib's parser has written out as a flat row of terms."""
    blocks = (node for node in _nodes(tree) if getattr(node, "name", "") in ("TriplesBlock", "ConstructTriples"))
    return sum(len(row) // 3 for block in blocks for row in block.get("triples", ()))


def _nodes(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list | tuple) or hasattr(node, "asList"):
            waiting.extend(node)
