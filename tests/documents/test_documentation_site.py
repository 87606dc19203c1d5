"""The built documentation: no warning, no broken link, nothing from elsewhere, and pages that all can read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from document_blocks import ROOT
from tools import in_browser, tool

from documentation import links
from documentation.pages import generated

LOOKED_AT = ("tutorial.html", "reference/ontology/classes/Finding.html")
NO_PAGES = {"w3id/README.md"}
"""What others than readers get; mkdocs.yml excludes it."""

pytestmark = pytest.mark.usefixtures("graphviz")


def build(config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(site)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def built_name(page: str) -> str:
    """The file that MkDocs makes of a page."""
    return re.sub(r"(^|/)README$", r"\1index", page.removesuffix(".md")) + ".html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, graphviz: str) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("documentation")
    done = build(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    yield folder
    shutil.rmtree(folder)


def test_every_page_is_built_and_every_link_leads(site: Path) -> None:
    found = links.check(site)
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} - NO_PAGES
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {built_name(name) for name in written | generated().keys()} == built - {"404.html"}
    assert found.problems == ()
    assert found.links > 100 * len(built)


def test_the_style_and_the_script_load_nothing_from_elsewhere(site: Path) -> None:
    for path in (ROOT / "docs").glob("*.[cj]s*"):
        assert re.findall(r"https?:|url\(|@import", path.read_text(encoding="utf-8")) == [], path.name


def test_a_new_page_gets_a_place_and_a_broken_link_stops_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / "a-new-page.md").write_text("# A new page\n\n[there](claims.md#nowhere) and [here](missing.md)\n")
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"INHERIT: {ROOT / 'mkdocs.yml'}\nhooks: ['{ROOT / 'mkdocs_hook.py'}']\nwatch: []\n")
    done = build(config, tmp_path / "site")
    assert done.returncode != 0
    assert "claims.md#nowhere" in done.stderr
    assert "missing.md" in done.stderr
    assert "not included in the" not in done.stderr
    assert 'href="a-new-page.html"' in (tmp_path / "site" / "service.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report(site: Path) -> dict[str, Any]:
    """What a browser says of a written and of a generated page."""
    return in_browser(tool("chromium", "axe-core", "playwright-core"), site, [*LOOKED_AT])


class TestInABrowser:
    def test_axe_finds_nothing(self, report: dict[str, Any]) -> None:
        assert report["violations"] == []
        assert report["passes"] > 100

    def test_no_page_scrolls_sideways(self, report: dict[str, Any]) -> None:
        assert report["wide"] == []

    def test_nothing_is_asked_of_the_network(self, report: dict[str, Any]) -> None:
        assert report["requests"] == []

    def test_light_and_dark_differ(self, report: dict[str, Any]) -> None:
        assert len({colour for _, _, colour in report["dark"]}) == 2

    def test_the_first_key_leads_past_the_menu(self, report: dict[str, Any]) -> None:
        assert {found["first"] for found in report["focus"]} == {"#finding", "#tutorial-an-own-page-in-ten-minutes"}
