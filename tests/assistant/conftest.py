"""The packaged knowledge base as a server for assistants, in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spineknowledge import KnowledgeBase
from spineknowledge.assistant.server import Assistant
from spineknowledge.limits import SERVED


@pytest.fixture(scope="package")
def assistant(kb: KnowledgeBase) -> Iterator[Assistant]:
    """The assistant; queries of its own have one second."""
    with Assistant(kb, SERVED.replace(seconds=1.0)) as assistant:
        yield assistant


@pytest.fixture(scope="package")
def server(assistant: Assistant):
    """What a client connects to."""
    return assistant.server
