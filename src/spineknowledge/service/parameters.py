"""Reading what a request asks, strictly: no broken encoding, nothing twice, one query and no more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from urllib.parse import unquote_to_bytes

from starlette.types import Receive, Scope

from spineknowledge.limits import HttpLimits
from spineknowledge.service.problems import Problem
from spineknowledge.wording import LANGUAGES

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_FOREIGN = {"default-graph-uri", "named-graph-uri"}
_UPDATES = {"update", "using-graph-uri", "using-named-graph-uri"}
_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


def decoded(text: bytes) -> str:
    """Return percent-encoded UTF-8 as text; anything else raises.

    >>> decoded(b"a%20b+c")
    'a b+c'
    """
    try:
        if _BROKEN_ESCAPE.search(text):
            raise ValueError
        return unquote_to_bytes(text).decode("utf-8")
    except ValueError:
        raise Problem("bad-encoding", "the request is not percent-encoded UTF-8") from None


def parameters(encoded: bytes, known: Collection[str] | None = None) -> dict[str, str]:
    """Return the parameters of a query string or form; none may occur twice, and ``known`` are all there are.

    >>> parameters(b"ids=a,b&lang=es", {"ids", "lang"})
    {'ids': 'a,b', 'lang': 'es'}
    """
    found: dict[str, str] = {}
    for part in filter(None, encoded.split(b"&")):
        name, _, value = (decoded(piece.replace(b"+", b" ")) for piece in part.partition(b"="))
        if known is not None and name not in known:
            raise Problem("unknown-parameter", f"the parameters here are: {', '.join(sorted(known)) or 'none'}")
        if name in found:
            raise Problem("repeated-parameter", "a parameter is given more than once")
        found[name] = value
    return found


def language(given: dict[str, str]) -> str:
    """Return the language that is asked for."""
    lang = given.get("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        raise Problem("bad-parameter", f"lang is one of: {', '.join(LANGUAGES)}")
    return lang


async def sparql_query(scope: Scope, receive: Receive, limits: HttpLimits) -> str | None:
    """Return the query of a SPARQL 1.1 Protocol request, or nothing for a GET request that holds none."""
    given = parameters(scope["query_string"])
    _refuse(given)
    if scope["method"] != "POST":
        return given.get("query")
    media = _media_type(scope)
    if media not in (_FORM, _DIRECT):
        raise Problem("media-type-not-supported", f"post a query as {_FORM} or as {_DIRECT}")
    body = await read_body(scope, receive, limits)
    if media == _DIRECT:
        if "query" in given:
            raise Problem("repeated-parameter", "a query is in the address and another one in the body")
        return _utf8(body)
    form = parameters(body)
    _refuse(form)
    if ("query" in given) == ("query" in form):
        raise Problem("query-missing", "the parameter query is to be given once")
    return {**given, **form}["query"]


async def read_body(scope: Scope, receive: Receive, limits: HttpLimits) -> bytes:
    """Return the body of a request; one that is too long or too slow raises while it arrives."""
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _body(receive, limits.body_bytes)
    except TimeoutError:
        raise Problem("body-too-slow", "the body took too long to arrive", {"connection": "close"}) from None


async def _body(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "the body is not complete")
        body += message.get("body", b"")
        if len(body) > limit:
            raise Problem("body-too-long", f"a body has at most {limit} bytes", {"connection": "close"})
        if not message.get("more_body"):
            return bytes(body)


def _refuse(given: Collection[str]) -> None:
    if not _UPDATES.isdisjoint(given):
        raise Problem("read-only", "this service answers queries and takes no updates")
    if not _FOREIGN.isdisjoint(given):
        raise Problem("foreign-data", "there is one graph here; a query cannot choose another one")


def _media_type(scope: Scope) -> str:
    value = next((value for name, value in scope["headers"] if name == b"content-type"), b"").decode("latin-1")
    media, *details = (part.strip().lower() for part in value.split(";"))
    for detail in details:
        if detail.startswith("charset=") and detail.removeprefix("charset=").strip('"') not in ("utf-8", "utf8"):
            raise Problem("media-type-not-supported", "a query is sent in UTF-8")
    return media


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad-encoding", "the query is not in UTF-8") from None
