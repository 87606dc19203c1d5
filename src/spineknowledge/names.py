"""From what people call a thing to its IRI: IRIs, slugs, labels and synonyms, in any language and case."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from spineknowledge.errors import UnknownTermError
from spineknowledge.model.hits import Reason
from spineknowledge.namespaces import expand, slug_of

_WORD = re.compile(r"\w+")


def normalised(name: str) -> str:
    """Return a name without case, diacritics, hyphens and surplus blanks; letters stay what they are.

    >>> normalised("  Cifoplastía con-balón ")
    'cifoplastia con balon'
    """
    decomposed = unicodedata.normalize("NFD", name.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.replace("-", " ").split())


def words_of(text: str) -> str:
    """Return the words of a text, each after a blank, without case, diacritics and punctuation.

    >>> words_of("Cifoplastía (con balón)")
    ' cifoplastia con balon'
    """
    return "".join(f" {word}" for word in _WORD.findall(normalised(text)))


def fitting(asked: str, name: str) -> Reason | None:
    """Return how a name fits what is asked for, both given by their words; nothing where it does not.

    >>> fitting(" cement leak", " cement leakage"), fitting(" leak cem", " cement leakage"), fitting(" x", " y")
    (<Reason.START: 'start-of-name'>, <Reason.WORD: 'words-in-name'>, None)
    """
    if asked == name:
        return Reason.EXACT
    if name.startswith(asked):
        return Reason.START
    return Reason.WORD if all(f" {word}" in name for word in asked.split()) else None


def nearest(asked: str, names: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """Return up to six names that are spelt most like ``asked``; ``cutoff`` is how much of the two is the same."""
    import difflib

    return difflib.get_close_matches(asked, names, n=6, cutoff=cutoff)


class NameIndex:
    """The names of all things of one kind; ``kind`` is how errors call it."""

    def __init__(self, kind: str, names: Iterable[tuple[str, str]]) -> None:
        """Take pairs of an IRI and one of its names; the slug is added as a name of its own."""
        self._kind = kind
        self._iris: dict[str, set[str]] = defaultdict(set)
        self._written: dict[str, str] = {}
        for iri, name in names:
            for known in (name, slug_of(iri)):
                self._iris[normalised(known)].add(iri)
                self._written.setdefault(normalised(known), known)
        self._all = set().union(*self._iris.values())

    def resolve(self, name: str) -> str:
        """Return the IRI that a name belongs to; no name, or a name of two things, raises.

        >>> NameIndex("option", [("https://example.org/a-b", "Alpha")]).resolve("ALPHA")
        'https://example.org/a-b'
        """
        iri = expand(name)
        if iri in self._all:
            return iri
        found = self._iris.get(normalised(name), set())
        if len(found) == 1:
            return next(iter(found))
        matches = sorted(slug_of(iri) for iri in found) or self._closest(name)
        raise UnknownTermError(name, self._kind, matches)

    def _closest(self, name: str) -> list[str]:
        """Return the slugs whose names fit best: by their words as a search does, then by their spelling."""
        asked = words_of(name)
        fits = ((fitting(asked, words_of(key)), key) for key in self._written if asked)
        found = [key for reason, key in sorted((reason.place, key) for reason, key in fits if reason)]
        keys = [*found, *nearest(normalised(name), self._written)]
        return list(dict.fromkeys(slug_of(iri) for key in keys for iri in sorted(self._iris[key])))[:3]
