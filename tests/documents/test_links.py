"""Every relative link of the README, CONTRIBUTING and the pages under docs/ leads to a file or a generated page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from document_blocks import PAGES, ROOT

from documentation.pages import generated

pytestmark = pytest.mark.usefixtures("graphviz")

DOCS = ROOT / "docs"
WITH_LINKS = (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
_FENCED = re.compile(r"^( *)```.*?^\1``` *$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def relative_links(text: str) -> list[str]:
    return [address for address in _LINK.findall(_FENCED.sub("", text)) if not urlsplit(address).scheme]


def places(path: Path) -> set[str]:
    """The anchors of the headings of a page, as MkDocs and GitHub make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def leads(path: Path, address: str) -> bool:
    parts = urlsplit(address)
    target = (path.parent / parts.path).resolve() if parts.path else path
    if target.is_relative_to(DOCS) and target.relative_to(DOCS).as_posix() in generated():
        return True
    if parts.fragment and target.suffix == ".md":
        return target.is_file() and parts.fragment in places(target)
    return target.exists()


def test_there_are_links() -> None:
    assert sum(len(relative_links(path.read_text(encoding="utf-8"))) for path in WITH_LINKS) >= 20


@pytest.mark.parametrize("path", WITH_LINKS, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    found = relative_links(path.read_text(encoding="utf-8"))
    assert [address for address in found if not leads(path, address)] == []


@pytest.mark.parametrize("address", ["nowhere.md", "../nowhere", "claims.md#nowhere", "reference/nowhere.md"])
def test_a_broken_link_is_seen(address: str) -> None:
    assert not leads(DOCS / "index.md", address)
