"""Invented answers for forest plots: findings with estimates, and rows that hold them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spineknowledge.model.base import Concept, Text, Thing
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.model.options import Criterion
from spineknowledge.model.terms import Direction


def text_of(english: str) -> Text:
    return Text((("en", english),))


def concept_of(slug: str, notation: str = "") -> Concept:
    return Concept(f"https://example.org/{slug}", text_of(slug.replace("-", " ")), notation=notation)


def number_of(printed: str) -> Number:
    return Number(printed, Decimal(printed.strip("<>")))


def estimate_of(slug: str, measure: str, **values: Any) -> Estimate:
    numbers: dict[str, Any] = {
        name: number_of(v) if isinstance(v, str) and name != "scale" else v for name, v in values.items()
    }
    return Estimate(f"https://example.org/estimate/{slug}", concept_of(measure), **numbers)


def finding_of(slug: str, year: int | None, *estimates: Estimate, design: str = "rct", **more: Any) -> Finding:
    """Make a finding of an invented study; ``slug`` is of the form ``smith-2001-f01``."""
    study = slug.rsplit("-", 1)[0]
    source = Source(
        f"https://example.org/source/{study}",
        "article",
        text_of(study),
        authors=f"{study.split('-')[0].title()} A, et al.",
        year=year,
        design=concept_of(design),
    )
    basis = more.pop("basis", "head-to-head-trial")
    return Finding(
        iri=f"https://example.org/finding/{slug}",
        comparison="https://example.org/comparison/quick-vs-slow-dizziness",
        subject=Thing("https://example.org/option/quick", text_of("quick way")),
        reference=Thing("https://example.org/option/slow", text_of("slow way")),
        criterion=Thing("https://example.org/criterion/dizziness", text_of("dizziness")),
        direction=Direction.LOWER,
        source=more.pop("source", source),
        basis=concept_of(basis),
        read_level=concept_of("abstract"),
        estimates=estimates,
        **more,
    )


def row_of(*findings: Finding, subject: str = "quick way", reference: str = "slow way", **more: Any) -> ComparisonRow:
    return ComparisonRow(
        iri="https://example.org/comparison/quick-vs-slow-dizziness",
        subject=Thing("https://example.org/option/quick", text_of(subject)),
        reference=Thing("https://example.org/option/slow", text_of(reference)),
        criterion=Criterion("https://example.org/criterion/dizziness", text_of(more.pop("label", "dizziness"))),
        supporting=findings,
        **more,
    )


RATIO = finding_of("smith-2001-f01", 2001, estimate_of("e1", "risk-ratio", value="0.62", ci_low="0.47", ci_high="0.80"))
ARMS = finding_of(
    "jones-1999-f01",
    1999,
    estimate_of("e2", "proportion", subject_events=157, subject_total=214, reference_events=164, reference_total=201),
)
