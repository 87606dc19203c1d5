"""Kinds of cells: what may be written in one, the RDF term that it becomes, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from spineknowledge.authoring.folder import Folder, Term, node, text_of
from spineknowledge.authoring.problems import CellError, nearest, one_of
from spineknowledge.authoring.spreadsheet import has_control_characters
from spineknowledge.namespaces import PREFIXES, slug_of, thing

XSD = PREFIXES["xsd"]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<part>[0-9]+))?")
_P_VALUE = re.compile(r"(?:[<>]=?)?(?P<number>0(\.[0-9]+)?|1(\.0+)?)")
_MANY = 40


class Known:
    """What a cell may refer to: the records of the folder, and those of rows still to be taken over."""

    def __init__(self, folder: Folder, announced: Mapping[str, Iterable[str]] | None = None) -> None:
        """Take the records of a folder, and by kind the short names of records still to come."""
        self.folder = folder
        self.announced = {kind: set(slugs) for kind, slugs in (announced or {}).items()}

    def slugs(self, kind: str) -> set[str]:
        """Return the slugs of all things of one kind."""
        return self.announced.get(kind, set()) | set(self.folder.slugs(kind))

    def has(self, kind: str, slug: str) -> bool:
        """Say whether there is a thing of that kind and slug."""
        return slug in self.announced.get(kind, ()) or bool(self.folder.facts(thing(kind, slug)))


class Cell:
    """A kind of cell; the default is text without a language."""

    language: str | None = None

    def parse(self, text: str, known: Known) -> Term:
        """Return the term that the text stands for, or raise :class:`CellError`."""
        if has_control_characters(text):
            raise CellError("holds control characters", value=text, allowed="plain text")
        return ox.Literal(text)

    def format(self, term: Term, known: Known) -> str:
        """Return the text that stands for the term."""
        return text_of(term)

    def fits(self, term: Term) -> bool:
        """Say whether the term is of the kind that this cell makes."""
        return isinstance(term, ox.Literal) and term.language == self.language

    def allowed(self, known: Known) -> str:
        """Say what may be written."""
        return "text"


class English(Cell):
    """A text in English."""

    language = "en"

    def parse(self, text: str, known: Known) -> Term:
        """Return the text in English."""
        return ox.Literal(super().parse(text, known).value, language="en")

    def allowed(self, known: Known) -> str:
        """Say that English text is meant."""
        return "text in English"


class Sentence(English):
    """A sentence in English, written without its full stop."""

    def parse(self, text: str, known: Known) -> Term:
        """Return the sentence with its full stop."""
        return super().parse(text.removesuffix(".") + ".", known)

    def format(self, term: Term, known: Known) -> str:
        """Return the sentence without its full stop."""
        return text_of(term).removesuffix(".")

    def allowed(self, known: Known) -> str:
        """Say that a sentence is meant."""
        return "one sentence in English, without the full stop"


@dataclass(frozen=True)
class Pattern(Cell):
    """A text of a fixed form, of a datatype."""

    pattern: str
    form: str
    datatype: str = "string"

    def parse(self, text: str, known: Known) -> Term:
        """Return the typed text if it has the form."""
        if re.fullmatch(self.pattern, text) is None:
            raise CellError("has the wrong form", value=text, allowed=self.form)
        return ox.Literal(text, datatype=ox.NamedNode(XSD + self.datatype))

    def allowed(self, known: Known) -> str:
        """Say which form is meant."""
        return self.form


SLUG = Pattern(_SLUG.pattern, "a short name of lower-case words and numbers joined by hyphens")
COUNT = Pattern(r"0|[1-9][0-9]{0,11}", "a whole number without separators, such as 1234", "integer")
POSITION = Pattern(r"[1-9][0-9]{0,2}", "a whole number from 1", "integer")
YEAR = Pattern(r"(19|20)[0-9]{2}", "a year of four digits, such as 2014", "integer")
URL = Pattern(r"https?://[^\s<>\"{}|\\^`]+", "an address that begins with https:// or http://", "anyURI")
DOI = Pattern(r"10\.[0-9]{4,9}/\S+", "a DOI from 10. on, without https://doi.org/")
PMID = Pattern(r"[1-9][0-9]{0,8}", "the number in PubMed, digits only")
PMCID = Pattern(r"PMC[1-9][0-9]{0,8}", "PMC and the number in PubMed Central")


@dataclass(frozen=True)
class Figure(Cell):
    """A number, written as the source prints it."""

    form: str = "a number with a point for decimals, such as -0.36"
    pattern: re.Pattern[str] = _NUMBER
    strict: bool = True

    def parse(self, text: str, known: Known) -> Term:
        """Return the decimal, or the text itself where a text that is no plain number may stand."""
        match = self.pattern.fullmatch(text)
        if match is not None:
            return decimal(match.groupdict().get("number", text))
        if not self.strict:
            return super().parse(text, known)
        fixed = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
        close = fixed if self.pattern.fullmatch(fixed) else None
        raise CellError("is no number", value=text, allowed=self.form, nearest=close)

    def fits(self, term: Term) -> bool:
        """Say whether the term is a decimal."""
        return isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}decimal"

    def allowed(self, known: Known) -> str:
        """Say which form is meant."""
        return self.form


FIGURE = Figure()
P_VALUE = Figure("a p value between 0 and 1, such as 0.03 or <0.001", _P_VALUE)
PRINTED = Figure("the value as printed, whether or not it is a single number", strict=False)


@dataclass(frozen=True)
class Choice(Cell):
    """One of a few fixed words."""

    words: Mapping[str, Term]

    def parse(self, text: str, known: Known) -> Term:
        """Return the term of the word."""
        if text not in self.words:
            close = nearest(text, self.words)
            raise CellError("is not allowed", value=text, allowed=one_of(self.words), nearest=close)
        return self.words[text]

    def format(self, term: Term, known: Known) -> str:
        """Return the word of the term."""
        return next(word for word, meant in self.words.items() if meant == term)

    def fits(self, term: Term) -> bool:
        """Say whether a word stands for the term."""
        return term in self.words.values()

    def allowed(self, known: Known) -> str:
        """List the words."""
        return one_of(self.words)


YES_OR_NO = Choice({"yes": ox.Literal(True), "no": ox.Literal(False)})


@dataclass(frozen=True)
class Reference(Cell):
    """The short name of a thing of one kind that must be there, or be in the same import."""

    kind: str
    noun: str = ""

    def parse(self, text: str, known: Known) -> Term:
        """Return the thing if there is one of that name."""
        if not known.has(self.kind, text):
            close = nearest(text, known.slugs(self.kind))
            message = f"is no known {self.noun or self.kind}"
            raise CellError(message, value=text, allowed=self.allowed(known), nearest=close)
        return node(thing(self.kind, text))

    def format(self, term: Term, known: Known) -> str:
        """Return the short name."""
        return slug_of(text_of(term))

    def fits(self, term: Term) -> bool:
        """Say whether the term is a thing of the kind."""
        return isinstance(term, ox.NamedNode) and term.value.startswith(thing(self.kind, ""))

    def allowed(self, known: Known) -> str:
        """List the names if they are few."""
        slugs = known.slugs(self.kind)
        return one_of(slugs) if 0 < len(slugs) <= _MANY else f"the id of a {self.noun or self.kind}"


@dataclass(frozen=True)
class Concept(Cell):
    """A concept of one scheme, written as its own word, or with underscores for hyphens."""

    kind: str
    underscores: bool = True
    spelt: Mapping[str, str] = field(default_factory=dict)

    def parse(self, text: str, known: Known) -> Term:
        """Return the concept that is written so."""
        words = self._words(known)
        if text not in words:
            close = nearest(text, words)
            raise CellError("is not allowed", value=text, allowed=one_of(words), nearest=close)
        return node(thing(self.kind, words[text]))

    def format(self, term: Term, known: Known) -> str:
        """Return how the concept is written."""
        return self._word(slug_of(text_of(term)))

    def fits(self, term: Term) -> bool:
        """Say whether the term is a concept of the scheme."""
        return isinstance(term, ox.NamedNode) and term.value.startswith(thing(self.kind, ""))

    def allowed(self, known: Known) -> str:
        """List the words."""
        return one_of(self._words(known))

    def _words(self, known: Known) -> dict[str, str]:
        return {self._word(slug): slug for slug in known.folder.slugs(self.kind)}

    def _word(self, slug: str) -> str:
        return self.spelt.get(slug) or (slug.replace("-", "_") if self.underscores else slug)


class UnitSymbol(Concept):
    """A unit, written as its symbol."""

    def format(self, term: Term, known: Known) -> str:
        """Return the symbol of the unit."""
        return known.folder.value(text_of(term), "skos:notation") or slug_of(text_of(term))

    def _words(self, known: Known) -> dict[str, str]:
        return {self.format(node(thing("unit", slug)), known): slug for slug in known.folder.slugs("unit")}


def decimal(text: str) -> ox.Literal:
    """Return the canonical decimal of a plain number.

    >>> decimal("0.80").value, decimal("-7").value, decimal("-0.0").value
    ('0.8', '-7.0', '0.0')
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no plain number")
    whole = match["whole"].lstrip("0") or "0"
    part = (match["part"] or "").rstrip("0") or "0"
    sign = "" if whole == part == "0" else match["sign"]
    return ox.Literal(f"{sign}{whole}.{part}", datatype=ox.NamedNode(f"{XSD}decimal"))
