"""The behavioural suite of all engines, on an Oxigraph server that is reached over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import Oxigraph
from invented import MINI, Make

from spineknowledge import KnowledgeBase

# isort: split
from test_engines import *  # noqa: F403

# What the endpoint stores is not what the files print (1.50 becomes 1.5), so that checksums are other ones.
del test_all_engines_hold_the_same_triples  # noqa: F821
del test_the_checksum_does_not_depend_on_the_order_or_the_number_of_files  # noqa: F821
del test_the_checksum_changes_with_a_single_literal  # noqa: F821


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    servers: list[Oxigraph] = []

    def on_server(files: tuple[Path, ...]) -> KnowledgeBase:
        servers.append(Oxigraph(tmp_path_factory.mktemp("oxigraph")))
        servers[-1].load(files)
        return KnowledgeBase.connect(servers[-1].query)

    yield on_server
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def each_mini(make: Make) -> KnowledgeBase:
    return make(MINI)
