"""A service that runs in a thread of the test process, reached over real connections on loopback."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from spineknowledge import KnowledgeBase
from spineknowledge.limits import SERVED, HttpLimits, Limits
from spineknowledge.listening import listen
from spineknowledge.service import create_app
from spineknowledge.service.server import configured

LIMITS = SERVED.replace(seconds=1.0, memory_bytes=2000 * 1024 * 1024)
HTTP = HttpLimits(header_seconds=0.5, body_seconds=0.5, idle_seconds=2.0, shutdown_seconds=2.0)
HOSTS = ("127.0.0.1", "localhost", "[::1]")


class Served:
    """A service and where it is."""

    def __init__(self, kb: KnowledgeBase, limits: Limits = LIMITS, http: HttpLimits = HTTP, hosts: Any = HOSTS) -> None:
        self.gate = create_app(kb, limits=limits, http=http, allowed_hosts=hosts)
        self.listener = listen("127.0.0.1", 0)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = uvicorn.Server(configured(self.gate, http))
        self._thread = threading.Thread(target=self._server.run, args=([self.listener],))
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        self.client = httpx.Client(base_url=self.url, timeout=30)

    @property
    def service(self):
        return self.gate._service

    def workers(self) -> tuple[int, ...]:
        return self.service.pool().pids()

    def stop(self) -> None:
        pids = self.workers()
        self.client.close()
        self._server.should_exit = True
        self._thread.join(30)
        self.listener.close()
        assert not self._thread.is_alive()
        assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
