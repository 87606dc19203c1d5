"""The knowledge bases that tests ask: the packaged one, and an invented one on every engine; no network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from invented import MINI, Make

from spineknowledge import KnowledgeBase, disk
from spineknowledge.store import OxigraphStore

ENGINES = ("memory", "disk", "rdflib")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not ipaddress.ip_address(address[0]).is_loopback:
            raise AssertionError(f"a test reached for the network: {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The packaged knowledge base."""
    return KnowledgeBase.load()


@pytest.fixture(scope="session", params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """How to make a knowledge base of Turtle files, with each engine in turn."""

    def in_memory(files: tuple[Path, ...]) -> KnowledgeBase:
        return KnowledgeBase.of_files(OxigraphStore.from_files(files), files)

    def on_disk(files: tuple[Path, ...]) -> KnowledgeBase:
        folder = tmp_path_factory.mktemp("disk") / "kb"
        disk.build(folder, files)
        return KnowledgeBase.open(folder)

    def of_graph(files: tuple[Path, ...]) -> KnowledgeBase:
        graph = rdflib.Graph()
        for path in files:
            graph.parse(path)
        return KnowledgeBase.from_graph(graph)

    makers: dict[str, Make] = {"memory": in_memory, "disk": on_disk, "rdflib": of_graph}
    return makers[request.param]


@pytest.fixture(scope="session")
def each_mini(make: Make) -> KnowledgeBase:
    """The invented knowledge base, on each engine in turn."""
    return make(MINI)


@pytest.fixture(scope="session")
def mini() -> KnowledgeBase:
    """The invented knowledge base, in memory."""
    return KnowledgeBase.of_files(OxigraphStore.from_files(MINI), MINI)
