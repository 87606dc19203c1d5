"""Sources, and what they say: statements, findings with their numbers, explanations, recommendations."""

from __future__ import annotations

from typing import Any

from spineknowledge.layout import wrap
from spineknowledge.model.base import Concept, Result, Text, Thing
from spineknowledge.model.estimates import Estimate
from spineknowledge.model.numbers import estimate_words, span_words
from spineknowledge.model.terms import Direction
from spineknowledge.wording import say

_DIRECTNESS = {"head-to-head-trial": 2, "pooled-comparative-studies": 1}


def hedged(hedge: Concept, lang: str) -> str:
    """Return the word by which a source limits its claim, said to be the source's."""
    return f'{say("hedge", lang).lower()} "{hedge.label.get(lang)}"'


class Source(Result):
    """A document from which content was taken; what is not known about it is empty or ``None``."""

    iri: str
    kind: str
    title: Text
    authors: str = ""
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    design: Concept | None = None
    sample_size: int | None = None
    population: Text = Text()
    compared: Text = Text()
    funding: Text = Text()
    read_level: Concept | None = None
    note: Text = Text()

    @property
    def link(self) -> str:
        """The web address of the source: its own, else that of its DOI or PubMed entry, else nothing."""
        if self.url.startswith(("http://", "https://")):
            return self.url
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""

    def reference(self) -> dict[str, Any]:
        """Return the short form in which answers cite the source."""
        return {
            "id": self.id,
            "title": self.title.get(),
            "year": self.year,
            "doi": self.doi or None,
            "pmid": self.pmid or None,
        }

    def citation(self, lang: str = "en") -> str:
        """Return the source in one line: who, when, what, where."""
        year = f"({self.year})" if self.year else ""
        parts = (f"{self.authors} {year}".strip(), self.title.get(lang), self.journal, self.link)
        return ". ".join(part.rstrip(".") for part in parts if part)


class Finding(Result):
    """What one source says in answer to one comparison, in the orientation in which it was asked for."""

    iri: str
    comparison: str
    subject: Thing
    reference: Thing
    criterion: Thing
    direction: Direction
    source: Source
    basis: Concept
    read_level: Concept
    hedge: Concept | None = None
    time_point: str = ""
    timing: Concept | None = None
    population: Text = Text()
    significant: bool | None = None
    denominator: Concept | None = None
    detection: Concept | None = None
    verification: Concept | None = None
    caveats: tuple[Text, ...] = ()
    estimates: tuple[Estimate, ...] = ()

    def told(self) -> tuple[bool, int, bool, bool]:
        """Return how much the finding tells, to show the most telling first.

        Counts come before all else, then comparisons in trials, then pooled comparisons, then an interval;
        how large the effect is plays no part.
        """
        return (
            any(estimate.counted for estimate in self.estimates),
            _DIRECTNESS.get(self.basis.id, 0),
            any(estimate.ci_low is not None for estimate in self.estimates),
            bool(self.estimates),
        )

    def headline(self, lang: str = "en") -> str:
        """Return source, direction, the word by which the source limits it, and numbers in one sentence."""
        counted = self.denominator.id if self.denominator else ""
        numbers = (estimate_words(estimate, counted, lang) for estimate in self.estimates)
        told = "; ".join(filter(None, numbers)) or say("in words only", lang)
        direction = say(f"direction:{self.direction}", lang)
        if self.direction.strict:
            direction += f" {say('with', lang).lower()} {self.subject.label.get(lang)}"
        if self.hedge:
            direction += f" ({hedged(self.hedge, lang)})"
        return f"{self.source.id}: {direction}; {told}"

    def context(self, lang: str = "en") -> str:
        """Return how, when and in whom it was found, how much of the source was read, and who paid."""
        source = self.source
        year = str(source.year) if source.year else say("year not stated", lang)
        when = f"{say('after', lang)} {span_words(self.time_point, lang)}" if self.time_point else ""
        parts = (
            f"{self.basis.label.get(lang)}, {year}",
            f"n {source.sample_size}" if source.sample_size else "",
            when or (self.timing.label.get(lang) if self.timing else ""),
            self.detection.label.get(lang) if self.detection else "",
            f"{say('read as', lang)}: {self.read_level.label.get(lang)}",
            self.population.get(lang),
            f"{say('funding', lang)}: {source.funding.get(lang) or say('not stated', lang)}",
        )
        return "; ".join(part for part in parts if part)

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the finding with its numbers, its context and its caveats."""
        lines = wrap(f"{self.criterion.label.get(lang)}, {self.headline(lang)}", width, "", "    ")
        lines += wrap(self.context(lang), width, "    ")
        return "\n".join(lines + self.caveat_lines(lang, width))

    def caveat_lines(self, lang: str, width: int) -> list[str]:
        """Return the caveats as indented paragraphs."""
        texts = (f"{say('caveat', lang)}: {caveat.get(lang)}" for caveat in self.caveats)
        return [line for text in texts for line in wrap(text, width, "    ")]

    def mirrored(self) -> Finding:
        """Return the finding with subject and reference changed over, numbers included."""
        return self.replace(
            subject=self.reference,
            reference=self.subject,
            direction=self.direction.mirrored(),
            estimates=tuple(estimate.mirrored() for estimate in self.estimates),
        )

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the finding for JSON; options, criterion and concepts by their slugs."""
        plain = super().to_dict(lang)
        for name, value in plain.items():
            if isinstance(value, dict) and name != "source":
                plain[name] = value["id"]
        return plain | {"comparison": self.comparison.rsplit("/", 1)[-1], "source": self.source.reference()}


class Explanation(Result):
    """What one source gives as the reason for an answer, and the steps and devices it runs through."""

    iri: str
    text: Text
    source: Source
    hedge: Concept | None = None
    steps: tuple[Thing, ...] = ()
    devices: tuple[Thing, ...] = ()


class Statement(Result):
    """What one source says about one option or condition without comparing it."""

    iri: str
    about: tuple[Thing, ...]
    category: Concept
    text: Text
    source: Source
    read_level: Concept | None = None
    hedge: Concept | None = None
    printed_value: str = ""
    printed_unit: str = ""
    concerns: tuple[Thing, ...] = ()
    distinguishes: tuple[Thing, ...] = ()
    caveats: tuple[Text, ...] = ()


class Recommendation(Result):
    """The position of one body on the use of one option."""

    iri: str
    about: Thing
    body: str
    text: Text
    source: Source
    year: int | None = None
    strength: Text = Text()
    recommended_for: Text = Text()
    caveats: tuple[Text, ...] = ()

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return who takes the position, the position, for whom it is, and how firmly it is taken."""
        year = str(self.year) if self.year else say("year not stated", lang)
        lines = wrap(f"{self.body} ({year}): {self.text.get(lang)}", width, "", "    ")
        for key, text in (("for whom", self.recommended_for), ("strength", self.strength)):
            lines += wrap(f"{say(key, lang)}: {text.get(lang)}", width, "    ") if text else []
        for caveat in self.caveats:
            lines += wrap(f"{say('caveat', lang)}: {caveat.get(lang)}", width, "    ")
        lines += wrap(self.source.link or self.source.id, width, "    ")
        return "\n".join(lines)


class FactorEffect(Result):
    """What one source says about how a patient factor bears on options."""

    iri: str
    factor: Thing
    options: tuple[Thing, ...]
    effect: Concept
    text: Text
    source: Source
    hedge: Concept | None = None
