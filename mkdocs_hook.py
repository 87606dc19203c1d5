"""What MkDocs asks while it builds the documentation: the generated pages, the menu, and whether all links lead."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from documentation import links, pages

_log = logging.getLogger("mkdocs.hooks.spineknowledge")
_GUIDES, _REFERENCE = "Guides", "Reference"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and give every page a place in the menu."""
    written = [file.src_uri for file in files.documentation_pages()]
    for path, text in pages.generated().items():
        files.append(File.generated(config, path, content=text))
    assert config.nav is not None
    _section(config.nav, _GUIDES).extend(path for path in written if path not in _named(config.nav))
    _section(config.nav, _REFERENCE).extend(pages.menu())
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Draw the diagrams for which a written page asks, and drop its links out of ``docs/``."""
    if page.file.generated_by:
        return markdown
    path = page.file.src_uri
    return pages.with_diagrams(pages.without_outside_links(markdown, path), path)


def on_post_build(config: MkDocsConfig) -> None:
    """Check all links of the built site; a broken one is a warning, and so an error under ``--strict``."""
    found = links.check(Path(config.site_dir).resolve())
    for problem in found.problems:
        _log.warning("%s", problem)
    _log.info("%s", found)


def _section(nav: list[Any], title: str) -> list[Any]:
    found: list[Any] = next(item[title] for item in nav if title in item)
    return found


def _named(item: object) -> list[str]:
    """Return the pages that the menu already names."""
    if isinstance(item, dict):
        return [path for inner in item.values() for path in _named(inner)]
    return [path for inner in item for path in _named(inner)] if isinstance(item, list) else [str(item)]
