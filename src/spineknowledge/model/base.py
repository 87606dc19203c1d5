"""What all results share: texts in several languages, names, and the way into JSON, text and HTML."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

from spineknowledge.frozen import Frozen
from spineknowledge.layout import definition_lines
from spineknowledge.namespaces import slug_of


class Text(Frozen):
    """A text in one or more languages.

    >>> name = Text((("en", "vertebra"), ("es", "vértebra")))
    >>> str(name), name.get("es"), name.get("fr")
    ('vertebra', 'vértebra', 'vertebra')
    """

    by_language: tuple[tuple[str, str], ...] = ()

    def get(self, lang: str = "en") -> str:
        """Return the text in ``lang``, else in English, else in any language, else nothing."""
        texts = dict(self.by_language)
        return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")

    def only(self, lang: str) -> str:
        """Return the text in ``lang``, else nothing."""
        return dict(self.by_language).get(lang, "")

    def __str__(self) -> str:
        """Return the English text."""
        return self.get()

    def __bool__(self) -> bool:
        """Say whether there is any text."""
        return bool(self.by_language)


class Result(Frozen):
    """Base of all results: frozen, hashable, with an IRI, and presentable as JSON, text and HTML."""

    iri: str

    @property
    def id(self) -> str:
        """The last part of the IRI, which names the thing within its kind."""
        return slug_of(self.iri)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the result for JSON: texts in ``lang``, numbers as printed, nothing left out."""
        own = {name: to_plain(getattr(self, name), lang) for name in self.fields}
        return {"id": self.id, **own}

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the result as text for people, no line longer than ``width`` where words allow."""
        return "\n".join(definition_lines(self.to_dict(lang), width))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the text for people where IPython has no place for HTML."""
        printer.text(self.as_text())

    def _repr_html_(self) -> str:
        from spineknowledge.export.notebook import html_of

        return html_of(self)


class Thing(Result):
    """Anything that has a name: an option, a condition, a device."""

    label: Text


class Concept(Thing):
    """A term of one of the vocabularies; ``notation`` is its code, such as the symbol of a unit."""

    notation: str = ""


def to_plain(value: Any, lang: str) -> Any:
    """Return any part of a result as JSON can carry it."""
    if isinstance(value, Text):
        return value.get(lang)
    if isinstance(value, Result):
        return value.to_dict(lang)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [to_plain(item, lang) for item in value]
    return value
