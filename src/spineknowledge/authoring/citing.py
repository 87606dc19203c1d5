"""Fields that say where something is taken from: a source by its id, or a page on the web by its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from spineknowledge.authoring.cells import URL, Cell, Known, Reference
from spineknowledge.authoring.fields import Aside, Record, Row, Value
from spineknowledge.authoring.folder import Fact, Folder, Term, node, text_of
from spineknowledge.namespaces import PREFIXES, expand, thing

SOURCES_FILE = "sources.ttl"
_LONGEST_SLUG = 80
_WEB = ("http://", "https://")
_XSD_URI = PREFIXES["xsd"] + "anyURI"


class Address(Cell):
    """The address of a source, which is a mere web page if no known source has that address."""

    def parse(self, text: str, known: Known) -> Term:
        """Return the source that has the address."""
        address = URL.parse(text, known)
        return ox.NamedNode(_source_at(text_of(address), known.folder))

    def format(self, term: Term, known: Known) -> str:
        """Return the address of the source."""
        return known.folder.value(text_of(term), "schema:url") or ""

    def fits(self, term: Term) -> bool:
        """Say whether the term is a source."""
        return isinstance(term, ox.NamedNode)

    def allowed(self, known: Known) -> str:
        """Say that an address is meant."""
        return URL.form


class IdOrAddress(Address):
    """The id of a source, or the address of a page that has none."""

    _by_id = Reference("source")

    def parse(self, text: str, known: Known) -> Term:
        """Return the source of that id or address."""
        return super().parse(text, known) if text.startswith(_WEB) else self._by_id.parse(text, known)

    def format(self, term: Term, known: Known) -> str:
        """Return the id, or the address of a mere page."""
        page = known.folder.is_a(text_of(term), "spk:WebPage")
        return super().format(term, known) if page else self._by_id.format(term, known)

    def allowed(self, known: Known) -> str:
        """Say that either is meant."""
        return f"the id of a study, or {URL.form}"


@dataclass(frozen=True)
class Cited(Value):
    """The source of a record, beside which the document of a clinic may stand."""

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own every source but a clinic's own document, which is cited by hand."""
        return super().owns(fact, old) and not is_clinical(fact[1], old.known.folder)

    def asides(self, row: Row) -> Iterator[Aside]:
        """Describe the page if the address is that of no source."""
        address = row.cells[self.column.name]
        source = row.term(self.column) if address.startswith(_WEB) else None
        if source is not None and not row.known.folder.facts(text_of(source)):
            for fact in _page(address):
                yield Aside(text_of(source), fact, SOURCES_FILE)


def is_clinical(source: Term, folder: Folder) -> bool:
    """Say whether a source is a clinic's own document."""
    return folder.is_a(text_of(source), "spk:ClinicalStatement")


def page_slug(address: str) -> str:
    """Return the readable short name of a page: host and path, with a check sum only where it is cut.

    >>> page_slug("https://www.nice.org.uk/guidance/ipg12/chapter/1-Guidance")
    'www-nice-org-uk-guidance-ipg12-chapter-1-guidance'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", _host_and_path(address).lower()).strip("-")
    return slug if len(slug) <= _LONGEST_SLUG else f"{slug[:_LONGEST_SLUG].rstrip('-')}-{_digest(address)}"


def _source_at(address: str, folder: Folder) -> str:
    known = folder.subjects("schema:url", ox.Literal(address, datatype=ox.NamedNode(_XSD_URI)))
    sources = [subject for subject in known if subject.startswith(thing("source", ""))]
    if sources:
        return min(sources, key=lambda source: folder.is_a(source, "spk:WebPage"))
    slug = page_slug(address)
    taken = bool(folder.facts(thing("source", slug)))
    return thing("source", f"{slug}-{_digest(address)}" if taken else slug)


def _page(address: str) -> Iterator[Fact]:
    yield (expand("rdf:type"), node("spk:WebPage"))
    yield (expand("dcterms:title"), ox.Literal(f"Page at {_host_and_path(address)}", language="en"))
    yield (expand("schema:url"), ox.Literal(address, datatype=ox.NamedNode(_XSD_URI)))


def _host_and_path(address: str) -> str:
    return address.partition("://")[2].rstrip("/")


def _digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:6]
