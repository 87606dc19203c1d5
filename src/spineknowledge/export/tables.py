"""Flat tables of the knowledge base as plain rows: numbers beside the text in which a source prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spineknowledge.errors import QueryError, UnknownTermError
from spineknowledge.model.base import Concept
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.model.terms import Basis

if TYPE_CHECKING:
    from spineknowledge.knowledge import KnowledgeBase

Row = dict[str, Any]

_ABOUT = {"subject": "choice", "reference": "choice", "criterion": "choice"}
_NUMBERS = ("value", "ci_low", "ci_high", "p_value", "subject_value", "reference_value")
_COUNTS = ("subject_events", "subject_total", "reference_events", "reference_total")

COLUMNS: dict[str, dict[str, str]] = {
    "answers": {
        "criterion": "choice", "iri": "text", "label": "text", "plain_label": "text", "dimension": "choice",
        "subject": "choice", "reference": "choice", "direction": "choice", "status": "choice",
        "certainty": "choice", "certainty_reasons": "text", "favours": "choice", "basis": "choice",
        "statement": "text", "rationale": "text", "clinic_note": "text", "because": "text", "hedge": "text",
        "review_status": "choice", "assessed_on": "date", "supporting": "text", "disputing": "text",
        "neutral": "text", "via": "text", "sources": "text",
    },
    "findings": {
        "id": "text", "iri": "text", "comparison": "text", **_ABOUT, "direction": "choice", "mirrored": "flag",
        "source": "text", "year": "count", "design": "choice", "sample_size": "count", "basis": "choice",
        "read_level": "choice", "hedge": "text", "time_point": "text", "time_months": "count",
        "time_days": "count", "timing": "choice", "population": "text", "significant": "flag",
        "denominator": "choice", "detection": "choice", "verification": "choice", "caveats": "text",
        "estimates": "count",
    },
    "estimates": {
        "id": "text", "iri": "text", "finding": "text", **_ABOUT, "direction": "choice", "turned_over": "flag",
        "source": "text", "year": "count", "measure": "choice",
        **{name: kind for number in _NUMBERS for name, kind in (
            (number, "number"), (f"{number}_relation", "choice"), (f"{number}_printed", "text"),
        ) if number == "p_value" or not name.endswith("_relation")},
        **dict.fromkeys(_COUNTS, "count"),
        "unit": "choice", "scale": "text", "reversed_scale": "flag",
    },
    "sources": {
        "id": "text", "iri": "text", "kind": "choice", "title": "text", "authors": "text", "year": "count",
        "journal": "text", "doi": "text", "pmid": "text", "pmcid": "text", "url": "text", "link": "text",
        "design": "choice", "sample_size": "count", "population": "text", "compared": "text",
        "funding": "text", "read_level": "choice", "note": "text",
    },
    "network": {"subject": "choice", "reference": "choice", "assessed": "count", "findings": "count"},
}  # fmt: skip
"""Table -> column -> kind: ``text``, ``choice`` (a slug), ``count``, ``number``, ``flag`` or ``date``."""

_SPAN = re.compile(r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?")


def rows_of(kb: KnowledgeBase, table: str, a: str | None = None, b: str | None = None, lang: str = "en") -> list[Row]:
    """Return the rows of a table; with two options what concerns the pair, option ``a`` as the subject.

    Every row has all columns of :data:`COLUMNS`, in that order; what is not known is ``None``. Numbers are
    ``float`` and ``int``. Raises ``UnknownTermError`` for a table that there is not.

    >>> from spineknowledge import KnowledgeBase
    >>> row = rows_of(KnowledgeBase.load(), "estimates", "kyphoplasty", "vertebroplasty")[0]
    >>> list(row) == list(COLUMNS["estimates"])
    True
    """
    if table not in COLUMNS:
        raise UnknownTermError(table, "table", tuple(COLUMNS))
    if (a is None) != (b is None) or (a is not None and table == "network"):
        needed = "about all options" if table == "network" else "about two options or about all"
        raise QueryError(f"the table {table} is {needed}")
    told = _TABLES[table](kb, None if a is None or b is None else pair_rows(kb, a, b), lang)
    return [{name: row[name] for name in COLUMNS[table]} for row in (_unsaid_as_none(row) for row in told)]


def pair_rows(kb: KnowledgeBase, a: str, b: str) -> tuple[ComparisonRow, ...]:
    """Return how two options compare on every criterion, those that nobody looked into included."""
    comparison = kb.compare(a, b)
    told = {row.criterion.iri for row in comparison.rows}
    return comparison.rows + tuple(comparison[item.iri] for item in comparison.not_assessed if item.iri not in told)


def _answers(kb: KnowledgeBase, pair: tuple[ComparisonRow, ...] | None, lang: str) -> Iterator[Row]:
    return (row.to_row(lang) for row in (kb.answers() if pair is None else pair))


def _oriented(kb: KnowledgeBase, pair: tuple[ComparisonRow, ...] | None) -> Iterator[tuple[Finding, bool]]:
    """Yield findings, each with whether it was turned over to fit the order asked for."""
    if pair is None:
        yield from ((finding, False) for finding in kb.findings())
    else:
        yield from ((finding, row.basis is Basis.INVERSE) for row in pair for finding in row.findings)


def _findings(kb: KnowledgeBase, pair: tuple[ComparisonRow, ...] | None, lang: str) -> Iterator[Row]:
    for finding, mirrored in _oriented(kb, pair):
        source = finding.source
        yield finding.to_dict(lang) | {
            "mirrored": mirrored,
            "source": source.id,
            "year": source.year,
            "design": _slug(source.design),
            "sample_size": source.sample_size,
            "hedge": finding.hedge.label.get(lang) if finding.hedge else None,
            "caveats": "; ".join(caveat.get(lang) for caveat in finding.caveats),
            "estimates": len(finding.estimates),
            **_time(finding.time_point),
        }


def _estimates(kb: KnowledgeBase, pair: tuple[ComparisonRow, ...] | None, lang: str) -> Iterator[Row]:
    for finding, _ in _oriented(kb, pair):
        for estimate in finding.estimates:
            yield {
                **{name: getattr(finding, name).id for name in _ABOUT},
                "id": estimate.id,
                "iri": estimate.iri,
                "finding": finding.id,
                "direction": finding.direction.value,
                "turned_over": estimate.turned_from is not None,
                "source": finding.source.id,
                "year": finding.source.year,
                **_numbers(estimate),
            }


def _numbers(estimate: Estimate) -> Row:
    row: Row = {name: getattr(estimate, name) for name in (*_COUNTS, "scale", "reversed_scale")}
    for name in _NUMBERS:
        number: Number | None = getattr(estimate, name)
        row[name] = float(number.value) if number else None
        row[f"{name}_printed"] = number.printed if number else None
    p_value = estimate.p_value
    row["p_value_relation"] = (p_value.printed[0] if p_value.printed[0] in "<>" else "=") if p_value else None
    unit = estimate.unit.notation if estimate.unit else None
    return row | {"measure": estimate.measure.id, "unit": unit}


def _sources(kb: KnowledgeBase, pair: tuple[ComparisonRow, ...] | None, lang: str) -> Iterator[Row]:
    cited = {source.iri for row in pair or () for source in row.sources}
    for source in kb.sources():
        if pair is None or source.iri in cited:
            yield _source(source, lang)


def _source(source: Source, lang: str) -> Row:
    concepts = {"design": _slug(source.design), "read_level": _slug(source.read_level)}
    return source.to_dict(lang) | concepts | {"link": source.link}


def _network(kb: KnowledgeBase, pair: object, lang: str) -> Iterator[Row]:
    return iter(kb.network().to_dict(lang)["edges"])


_TABLES = {
    "answers": _answers,
    "estimates": _estimates,
    "findings": _findings,
    "network": _network,
    "sources": _sources,
}


def _unsaid_as_none(row: Row) -> Row:
    return {name: None if value == "" else value for name, value in row.items()}


def _slug(concept: Concept | None) -> str | None:
    return concept.id if concept else None


def _time(duration: str) -> Row:
    """Return an ISO 8601 duration as whole months or as whole days; neither is turned into the other.

    >>> _time("P2Y9M"), _time("P30D")
    ({'time_months': 33, 'time_days': None}, {'time_months': None, 'time_days': 30})
    """
    match = _SPAN.fullmatch(duration)
    part = {name: int(text) for name, text in match.groupdict().items() if text} if match else {}
    months = 12 * part.get("years", 0) + part.get("months", 0)
    days = 7 * part.get("weeks", 0) + part.get("days", 0)
    one = not (months and days)
    return {
        "time_months": months if one and ("years" in part or "months" in part) else None,
        "time_days": days if one and ("weeks" in part or "days" in part) and not months else None,
    }
