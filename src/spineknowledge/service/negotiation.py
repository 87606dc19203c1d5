"""Which of the forms that there are a client would like best, by its Accept header."""

from __future__ import annotations

from collections.abc import Mapping

HTML, JSON, JSON_LD, TURTLE, N_TRIPLES = (
    "text/html; charset=utf-8",
    "application/json",
    "application/ld+json",
    "text/turtle; charset=utf-8",
    "application/n-triples",
)
ROWS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""The forms of rows and truth values, the default first."""

GRAPHS = {"ttl": TURTLE, "nt": N_TRIPLES, "jsonld": JSON_LD}
"""The forms of triples, the default first."""

THINGS = {"json": JSON, "html": HTML, "jsonld": JSON_LD, "ttl": TURTLE, "nt": N_TRIPLES}
"""The forms of the page of a thing, the default first."""

_ALIASES = {"json": ("application/json",), "xml": ("application/xml", "text/xml"), "nt": ("text/plain",)}


def choose(accept: str, offered: Mapping[str, str]) -> str:
    """Return the form that a client likes best, the earlier one where it likes two alike, or nothing.

    >>> choose("text/turtle;q=0.5, application/ld+json", GRAPHS), choose("image/png", GRAPHS), choose("", ROWS)
    ('jsonld', '', 'json')
    """
    if not accept.strip():
        return next(iter(offered))
    wishes = [_wish(part) for part in accept.split(",") if part.strip()]
    best, liked = "", 0.0
    for form, media in offered.items():
        quality = max(_quality(name, wishes) for name in (_plain(media), *_ALIASES.get(form, ())))
        if quality > liked:
            best, liked = form, quality
    return best


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, _number(value.strip())
    return media, 1.0


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0.0 <= number <= 1.0 else 0.0


def _quality(media: str, wishes: list[tuple[str, float]]) -> float:
    """Return how much a media type is wished for: the most exact of the ranges that it falls into counts."""
    family = media.partition("/")[0] + "/*"
    for name in (media, family, "*/*"):
        found = [quality for wish, quality in wishes if wish == name]
        if found:
            return max(found)
    return 0.0


def _plain(media: str) -> str:
    return media.partition(";")[0]
