"""What a forest plot shows: the estimates of one answer as panels of rows, and what cannot be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spineknowledge.export.forest_text import clean, shortened
from spineknowledge.export.forest_words import time_words, word
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.wording import heading, say

RATIOS = ("hazard-ratio", "odds-ratio", "risk-ratio")
DIFFERENCES = ("mean-difference", "standardised-mean-difference")
_POOLED = ("meta-analysis", "network-meta-analysis")
_SHAPES = {"rct": "square", "cohort": "circle", "claims-analysis": "triangle", "cost-study": "wedge"}
_AUTHORS = 18


class Arm(NamedTuple):
    """What is shown of one group: its place on the axis, and its numbers in words."""

    value: float
    words: str


class Line(NamedTuple):
    """One row of a panel: an effect with its interval, or the values of two groups."""

    finding: Finding
    estimate: Estimate
    name: str
    details: str
    shape: str
    numbers: tuple[str, ...]
    effect: float | None = None
    interval: tuple[float, float] | None = None
    arms: tuple[Arm, Arm] | None = None


class Panel(NamedTuple):
    """Rows that share one axis, of the kind ``ratio``, ``difference`` or ``arms``."""

    kind: str
    title: str
    lines: tuple[Line, ...]


class Undrawn(NamedTuple):
    """A finding, or one estimate of it, that has no place on an axis, and why."""

    reason: str
    finding: Finding
    name: str
    words: str


class Content(NamedTuple):
    """All that a plot shows of one answer."""

    row: ComparisonRow
    lang: str
    panels: tuple[Panel, ...]
    undrawn: tuple[Undrawn, ...]


def content_of(row: ComparisonRow, lang: str) -> Content:
    """Sort the findings of an answer into panels and what cannot be drawn, by year, then slug."""
    findings = sorted(row.findings, key=_by_year)
    names = study_names(finding.source for finding in findings)
    keys: list[tuple[str, ...]] = []
    lines: list[Line] = []
    undrawn: list[Undrawn] = []
    for finding in findings:
        estimates: list[Estimate | None] = [*sorted(finding.estimates, key=lambda item: item.iri)]
        for estimate in estimates or [None]:
            line = _line(finding, estimate, names[finding.source.iri], lang) if estimate else None
            if estimate and line:
                keys.append(_axis(finding, estimate))
                lines.append(line)
            else:
                undrawn.append(_undrawn(finding, estimate, names[finding.source.iri], lang))
    on_axes: dict[tuple[str, ...], list[Line]] = {key: [] for key in sorted(keys)}
    for key, line in zip(keys, _told_apart(lines), strict=True):
        on_axes[key].append(line)
    panels = (_panel(key, lines, lang) for key, lines in on_axes.items())
    return Content(row, lang, tuple(panels), tuple(undrawn))


def study_names(sources: Iterable[Source]) -> dict[str, str]:
    """Return a short name for every source by its IRI: first author and year, or its slug."""
    known = {source.iri: source for source in sources}
    names = {iri: _study_name(source) for iri, source in known.items()}
    often = Counter(names.values())
    return {iri: name if often[name] == 1 else clean(known[iri].id) for iri, name in names.items()}


def is_pooled(finding: Finding) -> bool:
    """Say whether the source itself pooled the results of several studies into the number."""
    design = finding.source.design
    return finding.basis.id.startswith("pooled") or (design is not None and design.id in _POOLED)


def is_score(estimate: Estimate) -> bool:
    """Say whether an estimate is in points of a scale, which its name rather than a unit explains."""
    return estimate.unit is not None and estimate.unit.notation.startswith("{")


def direction_words(finding: Finding, lang: str) -> str:
    """Return the direction that the source reports, in words."""
    return say(f"direction:{finding.direction}", lang)


def p_words(number: Number | None) -> str:
    """Return a p value as printed.

    >>> from decimal import Decimal
    >>> p_words(Number("<0.001", Decimal("0.001"))), p_words(Number("0.04", Decimal("0.04")))
    ('p <0.001', 'p = 0.04')
    """
    if number is None:
        return ""
    return f"p {number}" if number.printed[:1] in "<>≤≥=" else f"p = {number}"


def _by_year(finding: Finding) -> tuple[int, str, str]:
    return (finding.source.year or 9999, finding.source.id, finding.iri)


def _study_name(source: Source) -> str:
    authors, year = clean(source.authors), str(source.year or "")
    if authors.casefold().replace(" ", "-") == source.id:
        return shortened(f"{authors} {year}", 2 * _AUTHORS)
    surname = authors.split(",")[0].split(" ")[0]
    if surname and clean(source.id).casefold().startswith(f"{surname.casefold()}-"):
        return f"{shortened(surname, _AUTHORS)} {year}".strip()
    slug = shortened(source.id, 2 * _AUTHORS)
    return slug if not year or year in slug else f"{slug} ({year})"


def _line(finding: Finding, estimate: Estimate, name: str, lang: str) -> Line | None:
    line = Line(finding, estimate, name, _details(finding, lang), _shape(finding), ())
    kind = _effect_kind(estimate)
    if kind and estimate.value is not None:
        low, high = estimate.ci_low, estimate.ci_high
        interval = (float(low.value), float(high.value)) if low and high and _finite(low, high) else None
        numbers = _effect_numbers(estimate, lang)
        return line._replace(effect=float(estimate.value.value), interval=interval, numbers=numbers)
    arms = _arms(estimate, lang)
    if arms is None:
        return None
    numbers = (arms[0].words, arms[1].words, p_words(estimate.p_value))
    return line._replace(arms=arms, numbers=numbers)


def _effect_kind(estimate: Estimate) -> str:
    """Return the kind of axis on which an estimate has its place, if its effect can be drawn."""
    if estimate.value is None or not _finite(estimate.value):
        return ""
    if estimate.measure.id in RATIOS and estimate.value.value > 0:
        return "ratio"
    return "difference" if estimate.measure.id in DIFFERENCES else ""


def _effect_numbers(estimate: Estimate, lang: str) -> tuple[str, ...]:
    low, high = estimate.ci_low, estimate.ci_high
    value = f"{estimate.value}{_symbol(estimate)}"
    if low and high:
        return (f"{value} ({low} {word('to', lang)} {high})", p_words(estimate.p_value))
    return (value, word("no interval", lang), p_words(estimate.p_value))


def _arms(estimate: Estimate, lang: str) -> tuple[Arm, Arm] | None:
    values = (estimate.subject_value, estimate.reference_value)
    events = (estimate.subject_events, estimate.reference_events)
    totals = (estimate.subject_total, estimate.reference_total)
    printed = all(value is not None and _finite(value) for value in values)
    counted = all(count is not None for count in events) and all(totals)
    if not printed and not counted:
        return None
    if not printed and _symbol(estimate) != "%":
        values = (None, None)
    sides = zip(values, events, totals, strict=True)
    subject, reference = (_arm(*side, _symbol(estimate), lang) for side in sides)
    return subject, reference


def _finite(*numbers: Number) -> bool:
    return all(number.value.is_finite() for number in numbers)


def _arm(value: Number | None, events: int | None, total: int | None, symbol: str, lang: str) -> Arm:
    if value is None:
        share = 100 * (events or 0) / (total or 1)
        percent = f"{share:.1f}".removesuffix(".0")
        return Arm(share, f"{events} {word('of', lang)} {total} ({percent}%*)")
    if events is not None and total:
        return Arm(float(value.value), f"{events} {word('of', lang)} {total} ({value}{symbol})")
    sized = f" (n {total})" if total else ""
    return Arm(float(value.value), f"{value}{symbol}{sized}")


def _symbol(estimate: Estimate) -> str:
    symbol = clean(estimate.unit.notation) if estimate.unit else ""
    if is_score(estimate) or estimate.measure.id in RATIOS:
        return ""
    return symbol if symbol == "%" or not symbol else f" {symbol}"


def _shape(finding: Finding) -> str:
    if is_pooled(finding):
        return "diamond"
    return _SHAPES.get(finding.source.design.id if finding.source.design else "", "hexagon")


def _details(finding: Finding, lang: str) -> str:
    design = finding.source.design
    parts = [design.label.get(lang) if design else word("no design", lang)]
    pooled = "single arms" if finding.basis.id == "pooled-single-arms" else "pooled"
    parts += [word(pooled, lang)] if is_pooled(finding) else []
    parts += [time_words(finding.time_point, lang)] if finding.time_point else []
    return ", ".join(map(clean, parts))


def _axis(finding: Finding, estimate: Estimate) -> tuple[str, ...]:
    """Return what rows must share to stand on one axis; it sorts ratios, differences, then values."""
    kind = _effect_kind(estimate)
    unit = clean(estimate.unit.label.get()) if estimate.unit else ""
    if kind == "ratio":
        return ("1 ratio", estimate.measure.id, "", estimate.scale, "")
    if kind:
        standardised = estimate.measure.id == "standardised-mean-difference"
        return ("2 difference", estimate.measure.id, "" if standardised else unit, estimate.scale, "")
    computed = estimate.subject_value is None or estimate.reference_value is None
    counted = finding.denominator.id if finding.denominator and (computed or unit == "percent") else ""
    measure = "proportion" if computed else estimate.measure.id
    return ("3 arms", measure, "percent" if computed else unit, estimate.scale, counted)


def _panel(key: tuple[str, ...], lines: list[Line], lang: str) -> Panel:
    kind, measure, unit, scale, counted = key
    first = lines[0]
    concept = next((line.estimate.measure for line in lines if line.estimate.measure.id == measure), None)
    label = concept.label.get(lang) if concept else measure
    if kind == "3 arms":
        label = word(measure, lang) if measure in ("mean", "proportion") else label
    parts = [label, scale]
    parts += [first.finding.denominator.label.get(lang)] if counted and first.finding.denominator else []
    title = ", ".join(clean(part) for part in parts if part)
    if unit and not (scale and is_score(first.estimate)):
        named = next((line.estimate.unit.label.get(lang) for line in lines if line.estimate.unit), unit)
        title += f" ({word('percent', lang) if unit == 'percent' else clean(named)})"
    by_arm = f"{word('by arm', lang)}: {title}"
    return Panel(kind[2:], by_arm if kind == "3 arms" else heading(title), tuple(lines))


def _told_apart(lines: list[Line]) -> Iterator[Line]:
    """Add population, then the note of its editor, to rows of one study that would read the same."""
    populations = Counter((line.name, line.finding.population) for line in lines)
    studies = Counter(line.name for line in lines)
    labels = Counter((line.name, line.details, line.finding.population) for line in lines)
    for line in lines:
        population, caveats = line.finding.population.get(), line.finding.caveats
        added = []
        if populations[line.name, line.finding.population] < studies[line.name] and population:
            added.append(shortened(population, 60))
        if labels[line.name, line.details, line.finding.population] > 1 and caveats:
            added.append(shortened(caveats[0].get().split(";")[0], 60))
        yield line._replace(details="; ".join([line.details, *added]))


def _undrawn(finding: Finding, estimate: Estimate | None, name: str, lang: str) -> Undrawn:
    time = time_words(finding.time_point, lang) if finding.time_point else ""
    printed = _printed(estimate, lang) if estimate else ""
    words = ", ".join(clean(part) for part in (time, direction_words(finding, lang), printed) if part)
    return Undrawn(_reason(estimate), finding, name, words)


def _reason(estimate: Estimate | None) -> str:
    if estimate is None:
        return "words"
    if estimate.value is not None or estimate.ci_low is not None or estimate.ci_high is not None:
        return "other"
    if (estimate.subject_value or estimate.subject_events is not None) and (
        estimate.reference_value or estimate.reference_events is not None
    ):
        return "sizes"
    shown = (estimate.subject_value, estimate.reference_value)
    counts = (estimate.subject_events, estimate.reference_events)
    if any(shown) or any(count is not None for count in counts):
        return "one arm"
    return "p" if estimate.p_value else "words"


def _printed(estimate: Estimate, lang: str) -> str:
    """Return the numbers of an estimate that is not drawn."""
    arms = [
        str(value or ("" if events is None else events))
        for value, events in (
            (estimate.subject_value, estimate.subject_events),
            (estimate.reference_value, estimate.reference_events),
        )
    ]
    effect = f"{estimate.value}{_symbol(estimate)} {estimate.scale}".strip() if estimate.value else ""
    low, high = estimate.ci_low, estimate.ci_high
    effect += f" ({low or '-'} {word('to', lang)} {high or '-'})" if low or high else ""
    against = f" {word('versus', lang)} ".join(arm or "-" for arm in arms) if any(arms) else ""
    return ", ".join(part for part in (effect.strip(), against, p_words(estimate.p_value)) if part)
