"""The websites that tests look at: one with nothing but the owner's facts, one with a base address and a review."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_cases import EXAMPLE, REVIEW, Files
from tools import tool

from spineknowledge import KnowledgeBase
from spineknowledge.export.site.build import site_files
from spineknowledge.export.site.config import SiteConfig


@pytest.fixture(scope="session")
def config() -> SiteConfig:
    return SiteConfig.read(EXAMPLE)


@pytest.fixture(scope="session")
def reviewed_config() -> SiteConfig:
    """The example with an invented review and address."""
    text = EXAMPLE.read_text(encoding="utf-8") + REVIEW
    return SiteConfig.parse(text).replace(base_url="https://clinic.example.org/spine")


@pytest.fixture(scope="session")
def site(kb: KnowledgeBase, config: SiteConfig) -> Files:
    return site_files(kb, config)


@pytest.fixture(scope="session")
def reviewed_site(kb: KnowledgeBase, reviewed_config: SiteConfig) -> Files:
    return site_files(kb, reviewed_config)


@pytest.fixture(scope="session")
def site_folder(site: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in site.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of Chromium; a machine without it, or without the npm packages, skips, CI fails."""
    return tool("chromium", "axe-core", "playwright-core")


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node with the packages of this folder."""
    return tool("node", "html-validate", "typescript", "schema-dts")
