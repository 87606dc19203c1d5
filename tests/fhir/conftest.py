"""The bundles that tests look at: the packaged knowledge base in both versions, numbers as printed."""

from __future__ import annotations

import pytest
from fhir_cases import VERSIONS, Node, parsed

from spineknowledge import KnowledgeBase


@pytest.fixture(scope="session")
def texts(kb: KnowledgeBase) -> dict[str, str]:
    return {version: kb.to_fhir(version=version) for version in VERSIONS}


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def bundle(texts: dict[str, str], version: str) -> Node:
    """The whole bundle of a version, never to be changed."""
    return parsed(texts[version])
