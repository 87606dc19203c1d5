"""Forest plots: the numbers that sources print in answer to one comparison, drawn as accessible SVG.

Nothing is pooled, ranked or favoured: every estimate is a row, in order of year, and what cannot be drawn
is listed below in words. The picture's description holds all of it as text.
"""

from __future__ import annotations

import re

from spineknowledge.errors import QueryError
from spineknowledge.export.forest_content import (
    Content,
    Line,
    Panel,
    Undrawn,
    content_of,
    direction_words,
)
from spineknowledge.export.forest_drawing import svg_of
from spineknowledge.export.forest_layout import notes_of, page_of, scale_of
from spineknowledge.export.forest_scales import tick_label
from spineknowledge.export.forest_text import clean
from spineknowledge.export.forest_words import word
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.evidence import Finding
from spineknowledge.wording import heading


def forest_svg(row: ComparisonRow, lang: str = "en") -> str:
    """Return the forest plot of an answer as SVG text, the same bytes for the same answer.

    Raises ``QueryError`` where no study reports a number that has a place on an axis, and
    ``SpineKnowledgeError`` where matplotlib is not installed.

    >>> from spineknowledge import KnowledgeBase
    >>> row = KnowledgeBase.load().compare("kyphoplasty", "vertebroplasty")["cement-leakage-risk"]
    >>> svg = forest_svg(row)
    >>> svg.startswith("<svg "), "0.62 (0.47 to 0.80)" in svg
    (True, True)
    """
    content = content_of(row, lang)
    if not content.panels:
        raise QueryError(_nothing(content))
    name = re.sub(r"[^a-z0-9]+", "-", f"forest-{row.id}-{lang}".lower()).strip("-")
    return svg_of(page_of(content), name, title_of(content), description_of(content))


def title_of(content: Content) -> str:
    """Return the title of a plot."""
    row, lang = content.row, content.lang
    names = {"subject": row.subject.label.get(lang), "reference": row.reference.label.get(lang)}
    return heading(clean(word("title", lang).format(criterion=row.criterion.label.get(lang), **names)))


def description_of(content: Content) -> str:
    """Return everything that a plot shows as text, a line a row, with labels and notes in full."""
    lines = [text for panel in content.panels for text in _panel_text(panel, content)]
    lines += notes_of(content)
    lines += [_undrawn_text(item, content.lang) for item in content.undrawn]
    return "\n".join(map(clean, lines))


def _nothing(content: Content) -> str:
    row = content.row
    reasons = dict.fromkeys(word(f"reason:{item.reason}") for item in content.undrawn)
    told = f"; what sources report: {', '.join(reasons)}" if reasons else ""
    names = f"{row.criterion.id} ({row.subject.id} and {row.reference.id})"
    return clean(f"no study on {names} reports an estimate that can be drawn{told}")


def _panel_text(panel: Panel, content: Content) -> list[str]:
    return [_panel_title(panel, content), *(_line_text(line, content) for line in panel.lines)]


def _panel_title(panel: Panel, content: Content) -> str:
    null = scale_of(panel).null
    if null is None:
        return f"{panel.title}."
    lang, name = content.lang, content.row.subject.label.get(content.lang)
    parts = [word("null", lang).format(value=tick_label(null))]
    parts += [word("ends", lang).format(name=name)]
    parts += [word("log", lang)] if panel.kind == "ratio" else []
    return f"{panel.title}: {'; '.join(parts)}."


def _line_text(line: Line, content: Content) -> str:
    lang, row = content.lang, content.row
    numbers = [number for number in line.numbers if number]
    if line.arms:
        names = (row.subject.label.get(lang), row.reference.label.get(lang))
        numbers[:2] = [f"{name} {arm.words}" for name, arm in zip(names, line.arms, strict=True)]
    about = f"{line.name} [{line.finding.id}], {line.details}"
    return f"{about}: {', '.join(numbers)}. {_background(line.finding, lang)}"


def _background(finding: Finding, lang: str) -> str:
    """Return how a finding came about: evidence, people, what was counted, and the notes on it."""
    year = str(finding.source.year or word("no year", lang))
    concepts = [item for item in (finding.basis, finding.timing, finding.denominator) if item]
    concepts += [finding.detection] if finding.detection else []
    parts = [year, *(concept.label.get(lang) for concept in concepts), finding.population.get(lang)]
    notes = [f" {word('caveat', lang)}: {caveat.get(lang)}." for caveat in finding.caveats]
    parts.append(f"{word('reported', lang)}: {direction_words(finding, lang)}")
    return heading(", ".join(part for part in parts if part)) + "." + "".join(notes)


def _undrawn_text(item: Undrawn, lang: str) -> str:
    reason = f"{word('not drawn', lang)} ({word(f'reason:{item.reason}', lang)})"
    about = f"{item.name} [{item.finding.id}]: {item.words}"
    return f"{reason}: {about}. {_background(item.finding, lang)}"
