"""The packaged knowledge base, loaded in a thread so that a fresh process answers sooner.

Parsing runs outside Python's lock, so that it costs nothing while other modules are being imported.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from spineknowledge import resources
from spineknowledge.store import OxigraphStore

if TYPE_CHECKING:
    from spineknowledge.knowledge import KnowledgeBase


class Packaged:
    """Starts to load at once; :meth:`get` waits for the end of it."""

    def __init__(self) -> None:
        self._store: OxigraphStore | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._load, daemon=True)
        self._thread.start()

    def get(self) -> KnowledgeBase:
        """Return the knowledge base, or raise what kept it from loading."""
        from spineknowledge.knowledge import KnowledgeBase

        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._store is not None
        return KnowledgeBase.of_files(self._store, resources.ontology_files())

    def _load(self) -> None:
        try:
            self._store = OxigraphStore.from_files(resources.ontology_files())
        except Exception as error:  # handed on to the thread that asks
            self._error = error
