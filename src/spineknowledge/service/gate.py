"""The gate before the service: hosts, sizes, load, answers that are ready, and what is counted and logged."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spineknowledge.service.content import Asked, Content, problem_content
from spineknowledge.service.parameters import decoded
from spineknowledge.service.problems import Problem, problem_of
from spineknowledge.service.state import Service

LOG = logging.getLogger("spineknowledge.service")
_READING = b"GET, HEAD, OPTIONS"
_ASKING = b"GET, HEAD, POST, OPTIONS"


class Gate:
    """Lets requests through to the service that are fit to be answered, and none too many at once."""

    def __init__(self, app: ASGIApp, service: Service, allowed_hosts: Collection[str] | None) -> None:
        self._app = app
        self._service = service
        self._hosts = None if allowed_hosts is None else {host.lower() for host in allowed_hosts}
        self._preflights = (_preflight(_READING), _preflight(_ASKING))

    @staticmethod
    def key(scope: Scope) -> tuple[Any, ...]:
        """Return what an answer depends on, beside the data."""
        return scope["path"], scope["query_string"], Asked.read(scope).accept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._service.under_way += 1
        try:
            app = self._ready(scope)
            await app(scope, receive, noting)
        except Exception as error:
            _log_fault(error)
            if not status:
                await problem_content(problem_of(error, self._service.http.retry_after))(scope, receive, noting)
        finally:
            self._service.under_way -= 1
            self._note(scope, status, time.perf_counter() - started, app)

    def _ready(self, scope: Scope) -> ASGIApp:
        """Return what answers: a problem with the request, an answer that is kept, or the service."""
        problem = self._problem(scope)
        if problem is not None:
            return problem_content(problem)
        if scope["method"] in ("GET", "HEAD"):
            return self._service.kept.get(self.key(scope)) or self._app
        return self._preflights[scope["path"].endswith("/sparql")] if scope["method"] == "OPTIONS" else self._app

    def _problem(self, scope: Scope) -> Problem | None:
        limits, asked = self._service.http, Asked.read(scope)
        raw = scope.get("raw_path") or b""
        if self._hosts is not None and _name(asked.host) not in self._hosts:
            return Problem("host-not-allowed", "the service does not answer under this name")
        if self._service.under_way > limits.requests:
            return Problem("busy", "too many requests at once", {"retry-after": str(limits.retry_after)})
        if len(raw) + len(scope["query_string"]) > limits.url_bytes:
            return Problem("url-too-long", f"an address has at most {limits.url_bytes} bytes; post long queries")
        if asked.size > limits.header_bytes:
            return Problem("headers-too-long", f"headers have at most {limits.header_bytes} bytes")
        try:
            decoded(raw)
        except Problem as problem:
            return problem
        return None

    def _note(self, scope: Scope, status: int, seconds: float, app: Any) -> None:
        route = getattr(app, "route", "") or getattr(scope.get("endpoint"), "__name__", "none")
        self._service.metrics.count(route, status, seconds)
        if LOG.isEnabledFor(logging.INFO):
            told = {"route": route, "method": scope["method"], "status": status, "ms": round(seconds * 1000, 2)}
            LOG.info("%s", json.dumps(told))


def _preflight(methods: bytes) -> Content:
    """Return what says which methods an address takes, also to pages of other origins."""
    headers = [
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", b"Content-Type, Accept, If-None-Match"),
        (b"access-control-max-age", b"86400"),
        (b"allow", methods),
    ]
    return Content(b"", "text/plain", headers=headers, route="preflight")


def _name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _log_fault(error: Exception) -> None:
    """Log where something went wrong that should not, without what was asked."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    LOG.error("%s", json.dumps({"fault": type(error).__name__, "at": place}))
