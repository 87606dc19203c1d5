"""Answers as bytes: ready-made with their headers, plain and compressed, and kept for the next who asks."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from typing import Any, NamedTuple

from starlette.types import Receive, Scope, Send

from spineknowledge.service.problems import MEDIA, Problem

CACHED = "public, max-age=300"
NEVER_CACHED = "no-store"
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self';"
        b" base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Retry-After"),
    (b"vary", b"Accept, Accept-Encoding"),
]
_WORTH_COMPRESSING = 1024
_ASKED = "spineknowledge.asked"

Headers = list[tuple[bytes, bytes]]


class Asked(NamedTuple):
    """What a request says in its headers, as far as answers depend on it."""

    accept: str = ""
    compressed: bool = False
    known: bytes = b""
    host: str = ""
    has_body: bool = False
    size: int = 0

    @classmethod
    def read(cls, scope: Scope) -> Asked:
        """Return what the headers of a request say; it is read once."""
        found: Asked | None = scope.get(_ASKED)
        if found is None:
            scope[_ASKED] = found = cls._read(scope["headers"])
        return found

    @classmethod
    def _read(cls, headers: Headers) -> Asked:
        values: dict[bytes, bytes] = {}
        size = 0
        for name, value in headers:
            size += len(name) + len(value)
            values[name] = value if name not in values else values[name] + b"," + value
        return cls(
            values.get(b"accept", b"").decode("latin-1"),
            b"gzip" in values.get(b"accept-encoding", b""),
            values.get(b"if-none-match", b""),
            values.get(b"host", b"").decode("latin-1"),
            b"transfer-encoding" in values or values.get(b"content-length", b"0") != b"0",
            size,
        )


class Content:
    """One answer. It is an ASGI application of its own, so that routes can return it.

    >>> Content(b"{}", "application/json", etag="abc").size
    2
    """

    def __init__(
        self,
        body: bytes,
        media: str,
        *,
        etag: str = "",
        status: int = 200,
        cache: str = CACHED,
        headers: Headers | None = None,
        route: str = "",
        compress: bool = True,
    ) -> None:
        """Prepare the answer; ``etag`` is what tells this text from any other one at its address."""
        self.status = status
        self.route = route
        self.media = media
        self._etag = b'W/"' + etag.encode() + b'"' if etag else b""
        tagged = [(b"etag", self._etag)] if etag else []
        common = [*_SAFE, (b"cache-control", cache.encode()), *tagged, *(headers or [])]
        typed = [(b"content-type", media.encode()), *common]
        self._known = common
        self._plain = (_with_length(typed, body), body)
        self._compressed = self._plain
        if compress and len(body) >= _WORTH_COMPRESSING:
            packed = gzip.compress(body, 5, mtime=0)
            self._compressed = (_with_length([*typed, (b"content-encoding", b"gzip")], packed), packed)

    @property
    def size(self) -> int:
        """How many bytes the answer holds in all its forms."""
        return len(self._plain[1]) + (len(self._compressed[1]) if self._compressed is not self._plain else 0)

    @property
    def body(self) -> bytes:
        """The text of the answer."""
        return self._plain[1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or that the client has it already."""
        asked = Asked.read(scope)
        reading = scope["method"] != "POST"
        if reading and self._etag and self.status == 200 and asked.known and self._is_known(asked.known):
            await _send(send, 304, self._known, b"")
            return
        headers, body = self._compressed if asked.compressed else self._plain
        if asked.has_body and reading:
            headers = [*headers, (b"connection", b"close")]
        await _send(send, self.status, headers, b"" if scope["method"] == "HEAD" else body)

    def _is_known(self, known: bytes) -> bool:
        weak = self._etag.removeprefix(b"W/")
        tags = (tag.strip().removeprefix(b"W/") for tag in known.split(b","))
        return known.strip() == b"*" or weak in tags


def problem_content(problem: Problem) -> Content:
    """Return a problem as an answer."""
    headers = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    return Content(problem.body(), MEDIA, status=problem.status, cache=NEVER_CACHED, headers=headers)


def tag(*parts: str) -> str:
    """Return a short text that is another one for other parts."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Kept:
    """Answers that were given, up to so many bytes; those that nobody asked for the longest time go first."""

    def __init__(self, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._contents: OrderedDict[tuple[Any, ...], Content] = OrderedDict()

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._contents)

    def get(self, key: tuple[Any, ...]) -> Content | None:
        """Return the answer that is kept under a key."""
        found = self._contents.get(key)
        if found is not None:
            self._contents.move_to_end(key)
        return found

    def put(self, key: tuple[Any, ...], content: Content) -> None:
        """Keep an answer; a large share of the room is not given to a single one."""
        weight = content.size + sum(len(str(part)) for part in key)
        if weight * 8 > self._limit or key in self._contents:
            return
        self._contents[key] = content
        self.size += weight
        while self.size > self._limit:
            old_key, old = self._contents.popitem(last=False)
            self.size -= old.size + sum(len(str(part)) for part in old_key)


def _with_length(headers: Headers, body: bytes) -> Headers:
    return [*headers, (b"content-length", str(len(body)).encode())]


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
