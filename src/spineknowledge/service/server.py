"""Running the service alone: uvicorn with deadlines for slow clients, JSON logs and a graceful end."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import sys
import time
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from spineknowledge.limits import HttpLimits

_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def run(app: ASGIApp, listener: socket.socket, http: HttpLimits) -> None:
    """Serve until the process is told to stop; requests under way end first."""
    gc.enable()  # which the command line turns off for commands that answer once and end
    gc.collect()
    gc.freeze()
    uvicorn.Server(configured(app, http)).run(sockets=[listener])


def configured(app: ASGIApp, http: HttpLimits) -> uvicorn.Config:
    """Return how uvicorn serves an application."""
    return uvicorn.Config(
        app,
        http=type("Guarded", (Guarded,), {"limits": http}),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(http.idle_seconds),
        timeout_graceful_shutdown=int(http.shutdown_seconds),
    )


def log_as_json(level: int) -> None:
    """Write what the service says to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("spineknowledge.service").setLevel(level)


class Guarded(HttpToolsProtocol):
    """uvicorn's HTTP protocol with deadlines and sizes for what comes before a request is complete."""

    limits = HttpLimits()
    _timer: asyncio.TimerHandle | None = None
    _size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        self.access_log = False  # it would hold what was asked
        if len(self.connections) > self.limits.connections:
            transport.abort()
            return
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; headers that have no end are refused before they fill memory."""
        if self._timer is not None:
            self._size += len(data)
            if self._size > self.limits.url_bytes + self.limits.header_bytes + self.limits.body_bytes:
                self._refuse(_LONG)
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin a request, which is to be complete up to its body in time."""
        super().on_message_begin()
        if self._timer is None:
            self._start_timer()

    def on_headers_complete(self) -> None:
        """Hand a request over; the service times its body."""
        self._stop_timer()
        super().on_headers_complete()

    def _start_timer(self) -> None:
        self._size = 0
        self._timer = self.loop.call_later(self.limits.header_seconds, self._refuse, _SLOW)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, answer: bytes) -> None:
        self._stop_timer()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


class _JsonLines(logging.Formatter):
    """One JSON object a line; an exception is named and not shown."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        message = record.getMessage().strip()
        if record.name == "spineknowledge.service":
            return json.dumps({**told, **json.loads(message)})
        fault = {"fault": record.exc_info[0].__name__} if record.exc_info and record.exc_info[0] else {}
        return json.dumps({**told, "message": message, **fault})
