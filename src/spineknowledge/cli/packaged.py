"""The packaged knowledge base, loaded in a thread so that a fresh process answers sooner.

Parsing runs outside Python's lock, so that it costs nothing while other modules are being imported; this
module therefore imports no more than it needs to begin.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox

from spineknowledge.resources import ontology_files

if TYPE_CHECKING:
    from spineknowledge.knowledge import KnowledgeBase


class Packaged:
    """Starts to load at once; :meth:`get` waits for the end of it."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._failed = False
        self._thread = threading.Thread(target=self._load, daemon=True)
        self._thread.start()

    def get(self) -> KnowledgeBase:
        """Return the knowledge base; a file that cannot be read raises ``DataError``."""
        from spineknowledge.knowledge import KnowledgeBase
        from spineknowledge.store import OxigraphStore

        self._thread.join()
        if self._failed:
            return KnowledgeBase.load()
        files = ontology_files()
        return KnowledgeBase.of_files(OxigraphStore(self._store, ("files", files)), files)

    def _load(self) -> None:
        try:
            data = b"\n".join(path.read_bytes() for path in ontology_files())
            self._store.load(data, format=ox.RdfFormat.TURTLE)
        except (OSError, SyntaxError, ValueError):
            self._failed = True  # loading again in the thread that asks names the file
