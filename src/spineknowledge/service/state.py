"""What the parts of the service share: the knowledge base, its names, its workers, and what was answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from spineknowledge.bounded import Pool
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.limits import HttpLimits, Limits
from spineknowledge.names import NameIndex
from spineknowledge.service.content import Content, Kept, tag
from spineknowledge.service.metrics import Metrics
from spineknowledge.service.negotiation import JSON
from spineknowledge.wording import say


class Service:
    """One knowledge base as it is served; the data does not change while it is."""

    def __init__(self, kb: KnowledgeBase, limits: Limits, http: HttpLimits, base: str) -> None:
        self.kb = kb
        self.limits = limits
        self.http = http
        self.base = base
        self.kept = Kept(http.kept_bytes)
        self.metrics = Metrics()
        self.under_way = 0
        self._pool: Pool | None = None
        self._lock = threading.Lock()
        self._names: dict[str, NameIndex] = {}

    @property
    def edition(self) -> dict[str, str]:
        """The version of the data and its checksum, as every JSON answer begins."""
        return {"version": self.kb.version, "data_checksum": self.kb.checksum}

    def start(self) -> None:
        """Load everything that answers need; data that cannot be loaded raises."""
        self.pool().wait_until_ready()
        for kind in ("option", "criterion", "source"):
            self.resolve_all(kind)
        _ = self.edition

    def close(self) -> None:
        """Let the queries under way end, and end the workers."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def pool(self) -> Pool:
        """Return the workers, which the first query starts where nothing else did."""
        with self._lock:
            if self._pool is None:
                self._pool = self.kb.workers(self.limits)
            return self._pool

    def resolve(self, kind: str, name: str) -> str:
        """Return the IRI of an option, criterion or source by any of its names; an unknown one raises.

        The names are all known beforehand, so that asking for unknown ones takes no memory.
        """
        return self.resolve_all(kind).resolve(name)

    def resolve_all(self, kind: str) -> NameIndex:
        """Return all names of the things of a kind."""
        with self._lock:
            if kind not in self._names:
                self._names[kind] = NameIndex(kind, _names(self.kb, kind))
            return self._names[kind]

    def json(self, told: dict[str, Any], lang: str, *key: str) -> Content:
        """Return an answer in JSON, with the edition of the data and the disclaimer."""
        whole = {**self.edition, "disclaimer": say("disclaimer", lang), **told}
        body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
        return Content(body, JSON, etag=self.tag(lang, *key))

    def tag(self, *parts: str) -> str:
        """Return an entity tag that changes with the data, the program's version and what is asked."""
        return tag(self.kb.checksum, _program(), *parts)

    def gauges(self) -> dict[str, float]:
        """Return values of the moment."""
        pool = self._pool
        return {
            "requests_under_way": self.under_way,
            "queries_pending": pool.pending if pool else 0,
            "workers": len(pool.pids()) if pool else 0,
            "workers_replaced": pool.replaced if pool else 0,
            "kept_answers": len(self.kept),
            "kept_bytes": self.kept.size,
        }


async def in_thread(make: Callable[..., Content], *args: Any) -> Content:
    """Make an answer outside the event loop."""
    return await run_in_threadpool(make, *args)


def _names(kb: KnowledgeBase, kind: str) -> list[tuple[str, str]]:
    named: list[tuple[str, tuple[Any, ...], tuple[str, ...]]]
    if kind == "option":
        named = [(item.iri, (item.label,), item.synonyms) for item in kb.options()]
    elif kind == "criterion":
        named = [(item.iri, (item.label, item.plain_label), ()) for item in kb.criteria()]
    else:
        named = [(item.iri, (item.title,), ()) for item in kb.sources()]
    return [
        (iri, name)
        for iri, texts, synonyms in named
        for name in (*synonyms, *(text for label in texts for _, text in _languages(label)))
    ]


def _languages(label: Any) -> tuple[tuple[str, str], ...]:
    return getattr(label, "by_language", (("", str(label)),))


def _program() -> str:
    from importlib.metadata import version

    return version("spineknowledge")
