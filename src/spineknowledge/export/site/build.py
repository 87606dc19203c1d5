"""Building a website: every file as text first, then written whole; and the check that a folder is fresh."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from spineknowledge.errors import DataError
from spineknowledge.export import schemaorg
from spineknowledge.export.jsonld import native
from spineknowledge.export.site.config import SiteConfig
from spineknowledge.export.site.content import option_names
from spineknowledge.export.site.pages import Page, Pages
from spineknowledge.export.site.words import LANGUAGES, word
from spineknowledge.files import write_file
from spineknowledge.frozen import Frozen
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.resources import package_text

_MARK = "index.json"


class Drift(Frozen):
    """How a folder differs from what would be built now."""

    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """Whether there is no difference."""
        return not (self.stale or self.missing or self.surplus)

    def as_text(self) -> str:
        """Return one line a file, or that all is fresh."""
        named = (("stale", self.stale), ("missing", self.missing), ("surplus", self.surplus))
        return "\n".join(f"{kind}: {name}" for kind, names in named for name in names) or "fresh"


def site_files(kb: KnowledgeBase, config: SiteConfig, languages: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """Return every file of a website by its path; the same data and configuration give the same bytes."""
    known = tuple(dict.fromkeys(languages))
    if not known or not set(known) <= set(LANGUAGES):
        raise DataError(f"languages are {' and '.join(LANGUAGES)}, not {','.join(known)!a}")
    files = {"assets/site.css": package_text("templates", "site.css")}
    listed: list[tuple[Page, str]] = []
    for lang in known:
        pages = Pages(kb, config, lang, known)
        for page in pages.all():
            document = pages.linked_data(page)
            files[page.path] = pages.html(page)
            files[f"{lang}/{page.name}.jsonld"] = schemaorg.text(document) + "\n"
            snippet = schemaorg.text(document, indent=None)
            files[f"snippets/{lang}/{page.name}.html"] = f'<script type="application/ld+json">{snippet}</script>\n'
            listed.append((page, heading_text(pages, page)))
    files |= _data_files(kb, config)
    files |= _lists(kb, config, listed, known)
    return dict(sorted(files.items()))


def heading_text(pages: Pages, page: Page) -> str:
    """Return the title of a page as lists name it."""
    return page.title if page.name != "index" else f"{page.title} ({pages.lang})"


def build(kb: KnowledgeBase, config: SiteConfig, out: Path, languages: Sequence[str] = LANGUAGES) -> tuple[str, ...]:
    """Write a website into a folder and return the names of its files.

    A folder that holds other things than a website built before is refused, so that nothing gets lost.
    """
    files = site_files(kb, config, languages)
    before = _built_before(out)
    for name, text in files.items():
        if name not in before or (out / name).read_bytes() != text.encode():
            write_file(out / name, text)
    for name in before - files.keys():
        (out / name).unlink()
    return tuple(files)


def check(kb: KnowledgeBase, config: SiteConfig, out: Path, languages: Sequence[str] = LANGUAGES) -> Drift:
    """Compare a folder with what would be built now; nothing is written."""
    if not out.is_dir():
        raise DataError(f"{out} is no folder; build the website first")
    files = site_files(kb, config, languages)
    found = _names(out)
    stale = (name for name in sorted(files.keys() & found) if (out / name).read_bytes() != files[name].encode())
    return Drift(tuple(stale), tuple(sorted(files.keys() - found)), tuple(sorted(found - files.keys())))


def _built_before(out: Path) -> set[str]:
    if not out.exists():
        return set()
    found = _names(out) if out.is_dir() else {"."}
    if found and _MARK not in found:
        raise DataError(f"{out} holds something that is no website built here; name a new or an empty folder")
    try:
        listed = set(json.loads((out / _MARK).read_text(encoding="utf-8"))["files"]) if found else set()
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{out / _MARK} is not the list that a build writes; name a new folder") from error
    return found & (listed | {_MARK})


def _names(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def _data_files(kb: KnowledgeBase, config: SiteConfig) -> dict[str, str]:
    files = {"data/spineknowledge.jsonld": native(kb.ntriples())}
    rows = kb.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").rows
    covered = schemaorg.coverage((str(s), str(p), str(o)) for s, p, o in rows)
    files["data/schemaorg-coverage.json"] = schemaorg.text(covered.to_dict()) + "\n"
    for first, second in config.pairs:
        found = kb.compare(first, second)
        files[f"api/compare/{found.subject.id}-vs-{found.reference.id}.json"] = _json(found.to_dict())
    for name in option_names(config):
        option = kb.option(name)
        files[f"api/options/{option.id}.json"] = _json(option.to_dict())
    return files


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1) + "\n"


def _lists(
    kb: KnowledgeBase, config: SiteConfig, listed: list[tuple[Page, str]], languages: Sequence[str]
) -> dict[str, str]:
    files = {"index.html": _entrance(config, languages)}
    if config.base_url:
        files["sitemap.xml"] = _sitemap(config.base_url, listed)
    return files | {
        _MARK: schemaorg.text(
            {
                "version": kb.version,
                "data_checksum": kb.checksum,
                "pages": [{"path": page.path, "lang": page.lang, "title": title} for page, title in listed],
                "files": sorted([*_all_names(config, listed, files), _MARK]),
            }
        )
        + "\n"
    }


def _all_names(config: SiteConfig, listed: list[tuple[Page, str]], files: dict[str, str]) -> set[str]:
    names = {"assets/site.css", "data/spineknowledge.jsonld", "data/schemaorg-coverage.json", *files}
    names |= {f"api/compare/{first}-vs-{second}.json" for first, second in config.pairs}
    names |= {f"api/options/{name}.json" for name in option_names(config)}
    for page, _ in listed:
        names |= {page.path, f"{page.lang}/{page.name}.jsonld", f"snippets/{page.lang}/{page.name}.html"}
    return names


def _entrance(config: SiteConfig, languages: Sequence[str]) -> str:
    name = escape(config.clinic.name)
    links = "".join(
        f'<p lang="{lang}"><a href="{lang}/index.html" hreflang="{lang}">{title}</a><br>\n'
        f"{word('ui.advice', lang)}</p>\n"
        for lang, title in (("en", "English"), ("es", "Español"))
        if lang in languages
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n"
        '<link rel="stylesheet" href="assets/site.css">\n</head>\n<body>\n'
        f'<main class="wrap" id="main">\n<h1>{name}</h1>\n{links}</main>\n</body>\n</html>\n'
    )


def _sitemap(base: str, listed: list[tuple[Page, str]]) -> str:
    urls = "".join(f"<url><loc>{escape(f'{base}/{page.path}')}</loc></url>\n" for page, _ in listed)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"
