"""Search over everything that a user can name: labels, synonyms and definitions, in every language of the data.

Case, diacritics, hyphens and punctuation play no part. The order is always the same and says how a thing was found:

1. ``exact-name``: its label, title, slug, synonym, symbol, DOI or PubMed number is the text;
2. ``start-of-name``: a name begins with the text;
3. ``words-in-name``: every word of the text begins a word of a name;
4. ``synonym``: every word of the text begins a word of a synonym, symbol, DOI or PubMed number;
5. ``definition``: every word of the text begins a word of the definition or description;
6. ``similar-spelling``: a name is spelt much like the text; only where there is nothing else.

Things with the same reason are sorted by kind and slug; nothing else ranks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from spineknowledge import records as rec
from spineknowledge.errors import QueryError, UnknownTermError
from spineknowledge.frozen import Frozen
from spineknowledge.model.base import Text
from spineknowledge.model.hits import Hit, Reason
from spineknowledge.names import fitting, nearest, words_of
from spineknowledge.namespaces import compact, expand, kind_of, slug_of
from spineknowledge.reading import Reader
from spineknowledge.records import Records
from spineknowledge.wording import LANGUAGES

LONGEST = 200
"""How many characters a searched text may have."""

_SIMILAR = 0.7
_NO_LANGUAGE = ""
_NAMES = (rec.LABEL, "plainLabel", rec.TITLE)
_SYNONYMS = (rec.SYNONYM,)
_CODES = (rec.NOTATION, "doi", "pmid")
_DEFINITIONS = (rec.DEFINITION, rec.DESCRIPTION)

Written: TypeAlias = tuple[str, str, str]
"""A language, a text, and its words."""


class Entry(Frozen):
    """A thing with the texts that it can be found by."""

    iri: str
    kind: str
    label: Text
    names: tuple[Written, ...]
    synonyms: tuple[Written, ...]
    definitions: tuple[Written, ...]

    def hit(self, asked: str, lang: str | None) -> Hit | None:
        """Return how the thing fits the words that are asked for, by the best reason there is."""
        found = _fitting(self.names, asked, lang)
        found += [fit for fit in _fitting(self.synonyms, asked, lang) if fit[0] is Reason.EXACT]
        for reason, texts in ((Reason.SYNONYM, self.synonyms), (Reason.DEFINITION, self.definitions)):
            found = found or [(reason, text) for _, text in _fitting(texts, asked, lang)]
        if not found:
            return None
        best, matched = min(found, key=lambda pair: pair[0].place)
        return self.as_hit(best, matched)

    def as_hit(self, reason: Reason, matched: str) -> Hit:
        """Return the thing as it was found."""
        return Hit(self.iri, self.label, self.kind, matched, reason)


def search(reader: Reader, text: str, lang: str | None = None) -> tuple[Hit, ...]:
    """Return what is called or defined as ``text`` says, best reason first; a text without a word raises."""
    if lang is not None and lang not in LANGUAGES:
        raise QueryError(f"lang is one of: {', '.join(LANGUAGES)}; without it, all languages are searched")
    if len(text) > LONGEST:
        raise QueryError(f"a text to search for has at most {LONGEST} characters; name a word or two")
    asked = words_of(text)
    if not asked:
        raise QueryError("there is no word to search for; name a part of a name, such as 'cement'")
    entries = reader.keep("search", lambda: tuple(_entries(Records(reader.describe("kb-names")))))
    hits = [hit for entry in entries if (hit := entry.hit(asked, lang))]
    return tuple(sorted(hits or _similar(entries, asked, lang), key=_place))


def unknown(reader: Reader, name: str, kind: str) -> UnknownTermError:
    """Return the error for a name of nothing, with what a search finds for its last part."""
    try:
        hits = search(reader, slug_of(expand(name)))[:3]
    except QueryError:  # a text without a word, or a very long one
        hits = ()
    return UnknownTermError(name, kind, [compact(hit.iri) for hit in hits])


def _entries(records: Records) -> Iterator[Entry]:
    for iri in records:
        label = records.text(iri, rec.LABEL) or records.text(iri, rec.TITLE)
        if label:
            slug = (_NO_LANGUAGE, slug_of(iri), words_of(slug_of(iri)))
            codes = ((_NO_LANGUAGE, code, words_of(code)) for code in _texts(records, iri, _CODES))
            yield Entry(
                iri=iri,
                kind=kind_of(iri),
                label=label,
                names=(*_written(records, iri, _NAMES), slug),
                synonyms=(*_written(records, iri, _SYNONYMS), *codes),
                definitions=tuple(_written(records, iri, _DEFINITIONS)),
            )


def _written(records: Records, iri: str, properties: Iterable[str]) -> Iterator[Written]:
    for prop in properties:
        for text in records.texts(iri, prop):
            yield from ((language, written, words_of(written)) for language, written in text.by_language)


def _texts(records: Records, iri: str, properties: Iterable[str]) -> Iterator[str]:
    return (text.get() for prop in properties for text in records.texts(iri, prop))


def _similar(entries: Iterable[Entry], asked: str, lang: str | None) -> Iterator[Hit]:
    """Yield the things one of whose names is spelt much like the words asked for."""
    named: dict[str, dict[Entry, str]] = {}
    for entry in entries:
        for language, text, words in (*entry.names, *entry.synonyms):
            if _spoken(language, lang):
                named.setdefault(words, {}).setdefault(entry, text)
    found: dict[Entry, str] = {}
    for words in nearest(asked, named, cutoff=_SIMILAR):
        found = {**named[words], **found}
    return (entry.as_hit(Reason.SPELLING, text) for entry, text in found.items())


def _fitting(texts: Iterable[Written], asked: str, lang: str | None) -> list[tuple[Reason, str]]:
    """Return the texts that fit the words asked for, and how."""
    spoken = ((text, words) for language, text, words in texts if _spoken(language, lang))
    return [(reason, text) for text, words in spoken if (reason := fitting(asked, words))]


def _spoken(language: str, lang: str | None) -> bool:
    return lang is None or language in (lang, _NO_LANGUAGE)


def _place(hit: Hit) -> tuple[int, str, str, str]:
    return hit.reason.place, hit.kind, hit.id, hit.iri
