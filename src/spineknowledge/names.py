"""From what people call a thing to its IRI: IRIs, slugs, labels and synonyms, in any language and case."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from spineknowledge.errors import UnknownTermError
from spineknowledge.namespaces import expand, slug_of


def normalised(name: str) -> str:
    """Return a name without case, diacritics, hyphens and surplus blanks; letters stay what they are.

    >>> normalised("  Cifoplastía con-balón ")
    'cifoplastia con balon'
    """
    decomposed = unicodedata.normalize("NFD", name.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.replace("-", " ").split())


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
        import difflib

        close = difflib.get_close_matches(normalised(name), self._written, n=6, cutoff=0.6)
        return list(dict.fromkeys(slug_of(iri) for key in close for iri in sorted(self._iris[key])))[:3]
