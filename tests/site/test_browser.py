"""The pages in Debian's Chromium, at two widths, light and dark: axe-core, scrolling, focus, network, print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from site_cases import Files
from site_reading import pages
from tools import in_browser


@pytest.fixture(scope="module")
def report(browser: str, site: Files, site_folder: Path) -> dict[str, Any]:
    """What the browser says of every page in English, and of the comparison in Spanish."""
    names = [name for name in sorted(pages(site)) if name.startswith("en") or name.endswith("vertebroplasty.html")]
    names.sort(key=lambda name: "studies" in name)
    return in_browser(browser, site_folder, [*names, "index.html"])


def test_axe_finds_nothing(report: dict[str, Any]) -> None:
    assert report["violations"] == []
    assert report["passes"] > 500


def test_no_page_scrolls_sideways(report: dict[str, Any]) -> None:
    assert report["wide"] == []


def test_nothing_is_asked_of_the_network(report: dict[str, Any]) -> None:
    assert report["requests"] == []


def test_light_and_dark_differ(report: dict[str, Any]) -> None:
    colours = {scheme: {colour for _, name, colour in report["dark"] if name == scheme} for scheme in ("light", "dark")}
    assert len(colours["light"]) == len(colours["dark"]) == 1
    assert colours["light"] != colours["dark"]


def test_the_keyboard_reaches_the_text_and_shows_where_it_is(report: dict[str, Any]) -> None:
    for found in report["focus"]:
        if found["name"] != "index.html":
            assert found["first"] == "#main"
        assert found["outline"] == "solid", found


def test_the_comparison_prints_on_two_pages(report: dict[str, Any]) -> None:
    assert len(report["printed"]) == 4
    assert set(report["printed"].values()) == {2}, report["printed"]
