"""The link check of a built site: every internal link and anchor leads somewhere, nothing is loaded from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
_LINKED = {"a": "href", **_LOADED}


class Found(NamedTuple):
    """What a site holds: how many pages and links, and what is wrong with them."""

    pages: int
    links: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.pages} pages, {self.links} internal links and anchors, {len(self.problems)} problems"


class _Page(HTMLParser):
    """The links of a page, the places on it, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        values = {name: value or "" for name, value in attrs}
        self.places.update(values[name] for name in ("id", "name") if values.get(name))
        address = values.get(_LINKED.get(tag, ""))
        if address is not None and values.get("rel") != "canonical":
            self.links.append(address)
            if tag in _LOADED:
                self.loaded.append(address)


def check(site: Path) -> Found:
    """Look at every page of a built site."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    inner = [
        (path, address)
        for path, page in pages.items()
        if path.name != "404.html"
        for address in page.links
        if not urlsplit(address).scheme and not address.startswith("//")
    ]
    problems = [f"{path.relative_to(site)}: {address}" for path, address in inner if not _leads(path, address, pages)]
    return Found(len(pages), len(inner), (*problems, *_foreign(site, pages)))


def _leads(path: Path, address: str, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(address)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    return unquote(parts.fragment) in pages[target].places if target in pages else target.is_file()


def _foreign(site: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    for path, page in pages.items():
        for address in page.loaded:
            if urlsplit(address).netloc:
                yield f"{path.relative_to(site)}: loads {address} from elsewhere"


def main() -> int:
    """Check the site in the folder that the command line names."""
    found = check(Path(sys.argv[1]).resolve())
    print(*found.problems, found, sep="\n")
    return 1 if found.problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
