"""The packaged knowledge base, served, and how to serve another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from serving import Served

from spineknowledge import KnowledgeBase


@pytest.fixture(scope="package")
def served(kb: KnowledgeBase) -> Iterator[Served]:
    """The packaged knowledge base, served."""
    served = Served(kb)
    yield served
    served.stop()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """How to serve a knowledge base with limits of its own."""
    running: list[Served] = []

    def start(*args: object, **options: object) -> Served:
        running.append(Served(*args, **options))
        return running[-1]

    yield start
    for served in running:
        served.stop()
