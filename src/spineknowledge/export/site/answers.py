"""How an answer is shown in the grid: a word a cell by direction and certainty, and a number where one is fit.

Both cells of a row follow the same rule, so that no option is shown in a better light. A number is shown only
where one trial or one pooled analysis set the two options side by side and fits the answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from spineknowledge.export.site.words import has, word
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.model.numbers import natural_frequency, span_words
from spineknowledge.model.terms import AnswerStatus, Direction

_BASES = ("head-to-head-trial", "pooled-comparative-studies")
_LEVELS = {"high": 4, "moderate": 3, "low": 2, "very-low": 1}


class Amount(NamedTuple):
    """A number for each of the two options, and where it comes from; ``shares`` are whole per cents."""

    subject: str
    reference: str
    finding: Finding
    origin: str
    noun: str = ""
    shares: tuple[str, str] | None = None
    by_chance: bool = False


class Cells(NamedTuple):
    """The two cells of a row and how sure they are."""

    subject: str
    reference: str
    sure: str
    dots: int


def cells(row: ComparisonRow, lang: str) -> Cells:
    """Return what stands in the cells of a row; no cell is ever empty."""
    sure = word(f"answers.sure_{row.certainty}", lang)
    dots = _LEVELS.get(row.certainty, 0)
    if row.status is AnswerStatus.ANSWERED and row.direction.strict:
        other = row.direction.mirrored()
        return Cells(_hedged(row, row.direction, lang), _hedged(row, other, lang), sure, dots)
    both = _both(row, lang)
    return Cells(both, both, sure, dots)


def _both(row: ComparisonRow, lang: str) -> str:
    if row.status is AnswerStatus.NOT_ASSESSED:
        return word("answers.not_assessed", lang)
    if row.status is AnswerStatus.NO_EVIDENCE:
        return word("answers.no_evidence", lang)
    if row.status is AnswerStatus.SOURCES_DISAGREE:
        return word("answers.disagree", lang)
    if row.direction in (Direction.SIMILAR, Direction.NO_CLEAR_DIFFERENCE):
        return _hedged(row, Direction.SIMILAR, lang)
    return word("answers.unclear", lang)


def _hedged(row: ComparisonRow, way: Direction, lang: str) -> str:
    pattern = f"answers.{row.certainty}" if has(f"answers.{row.certainty}") else "answers.very-low"
    return word(pattern, lang, word=word(f"answers.{way}", lang))


def amount(row: ComparisonRow, lang: str) -> Amount | None:
    """Return the number that stands in the grid, if there is one that may stand there alone."""
    if row.status is not AnswerStatus.ANSWERED:
        return None
    fit = [(rank, made) for finding in row.supporting for rank, made in _amounts(finding, lang)]
    return min(fit, key=lambda pair: (*pair[0], pair[1].finding.id))[1] if fit else None


def _amounts(finding: Finding, lang: str) -> list[tuple[tuple[int, int, int], Amount]]:
    if finding.basis.id not in _BASES:
        return []
    size = finding.source.sample_size or 0
    rank = _BASES.index(finding.basis.id)
    made = ((index, _made(finding, estimate, lang)) for index, estimate in enumerate(finding.estimates))
    return [((rank, -size, index), found) for index, found in made if found]


def _made(finding: Finding, estimate: Estimate, lang: str) -> Amount | None:
    chance = finding.significant is False
    counts = (estimate.subject_events, estimate.subject_total, estimate.reference_events, estimate.reference_total)
    noun = f"answers.{finding.denominator.id}" if finding.denominator else ""
    if None not in counts and estimate.subject_total and estimate.reference_total and has(noun):
        return _counted(finding, estimate, word(noun, lang), lang)
    unit = f"answers.unit_{estimate.unit.notation}" if estimate.unit else ""
    if estimate.subject_value and estimate.reference_value and has(unit):
        ours, theirs = (f"{value} {word(unit, lang)}" for value in (estimate.subject_value, estimate.reference_value))
        return Amount(ours, theirs, finding, origin(finding, lang), by_chance=chance)
    return None


def _counted(finding: Finding, estimate: Estimate, noun: str, lang: str) -> Amount:
    shares = (
        natural_frequency(estimate.subject_events or 0, estimate.subject_total or 1),
        natural_frequency(estimate.reference_events or 0, estimate.reference_total or 1),
    )
    ours, theirs = (
        word("answers.fewer", lang, noun=noun) if share == "<1" else word("answers.out_of", lang, n=share, noun=noun)
        for share in shares
    )
    chance = finding.significant is False and len(set(shares)) > 1
    return Amount(ours, theirs, finding, origin(finding, lang), noun, shares, chance)


def origin(finding: Finding, lang: str) -> str:
    """Return which source a number is from, and when and how it was measured."""
    when = f"{word('compare.after', lang, span=span_words(finding.time_point, lang))}" if finding.time_point else ""
    seen = finding.detection.label.get(lang) if finding.detection else ""
    parts = (short_name(finding), finding.basis.label.get(lang), when, seen)
    return ", ".join(part for part in parts if part)


def short_name(finding: Finding) -> str:
    """Return a source by its authors and year, or by its id where the authors are not known."""
    return source_name(finding.source)


def source_name(source: Source) -> str:
    """Return a source by its first author and year; by its journal or its id where no author is known."""
    year = str(source.year or "")
    authors = source.authors.partition(" (")[0]
    if authors and not authors.startswith("authors not"):
        first, comma, _ = authors.partition(",")
        return f"{first}{' et al.' if comma else ''} {year}".strip()
    journal = re.split(r"[,;:(]| \d", source.journal)[0].strip()
    return f"{journal} {year}".strip() if journal and source.kind == "study" else _titled(source)


def _titled(source: Source) -> str:
    """Return the host of a web page, else a title that is short enough to be a name, else the id."""
    host = urlsplit(source.link).hostname or ""
    title = source.title.get()
    if host and (source.kind == "web-page" or len(title) > 60):
        return host.removeprefix("www.")
    return title if len(title) <= 60 else source.id
