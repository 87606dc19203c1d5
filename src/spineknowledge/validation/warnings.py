"""What is worth an editor's second look although it breaks no rule; ``--strict`` lets these fail."""

from __future__ import annotations

from collections.abc import Callable

from spineknowledge.namespaces import PREFIXES, compact, slug_of
from spineknowledge.validation.facts import Facts
from spineknowledge.validation.terms import Found

_SOURCE = PREFIXES["dcterms"] + "source"
_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
_SUPPORTED_BY = PREFIXES["cito"] + "isSupportedBy"
_DISPUTED_BY = PREFIXES["cito"] + "isDisputedBy"
_GENERATED = PREFIXES["prov"] + "generatedAtTime"
_POOLED = ("pooled-comparative-studies", "network-of-trials")
_NEUTRAL = {
    "risk-ratio": 1,
    "odds-ratio": 1,
    "hazard-ratio": 1,
    "mean-difference": 0,
    "standardised-mean-difference": 0,
}


def interval_against_direction(facts: Facts) -> Found:
    """The confidence interval and the reported direction tell different stories."""
    for finding in facts.having("hasEstimate"):
        strict = facts.slug(finding, "reportedDirection") in ("lower", "higher")
        for estimate in facts.iris(finding, "hasEstimate"):
            low, high = facts.number(estimate, "ciLow"), facts.number(estimate, "ciHigh")
            neutral = _NEUTRAL.get(facts.slug(estimate, "measure"))
            if low is None or high is None or neutral is None:
                continue
            if strict == (low <= neutral <= high):
                holds = "holds" if strict else "leaves out"
                wrong = f"The interval {low} to {high} {holds} the value of no difference."
                yield (
                    finding,
                    wrong,
                    "Check direction and interval against the source.",
                    "reportedDirection",
                    "",
                    estimate,
                )


def older_than_finding(facts: Facts) -> Found:
    """An assessment was made before its newest source appeared."""
    for assessment in _current(facts):
        made = facts.text(assessment, _GENERATED)[:4]
        for finding in _about(facts, facts.iri(assessment, "assesses")):
            year = facts.text(facts.iri(finding, _SOURCE), "publicationYear")
            if year > made != "":
                wrong = f"{compact(finding)} is from {year}, the assessment from {made}."
                source = facts.iri(finding, _SOURCE)
                yield assessment, wrong, "Look at the assessment again.", _GENERATED, finding, source


def unweighed_finding(facts: Facts) -> Found:
    """A finding on an assessed comparison is not named in the assessment, and disputes it."""
    for assessment in _current(facts):
        named = {f for side in (_SUPPORTED_BY, _DISPUTED_BY, "considers") for f in facts.iris(assessment, side)}
        for finding in _about(facts, facts.iri(assessment, "assesses")):
            reported, judged = facts.slug(finding, "reportedDirection"), facts.slug(assessment, "direction")
            if finding not in named and reported in ("lower", "higher") and reported != judged:
                wrong = f"{compact(finding)} reports {reported} and is not weighed."
                yield assessment, wrong, "Name the finding for, against or beside the answer.", "", finding


def mixed_measurement(facts: Facts) -> Found:
    """The findings for an answer were counted or detected in different ways."""
    for assessment in _current(facts):
        for name in ("denominator", "detection"):
            ways = {facts.slug(finding, name) for finding in facts.iris(assessment, _SUPPORTED_BY)} - {""}
            if len(ways) > 1:
                wrong = f"Its findings differ in {name}: {', '.join(sorted(ways))}."
                yield (
                    assessment,
                    wrong,
                    "Say in the rationale that the numbers cannot be set side by side.",
                    "",
                    "",
                    *facts.iris(assessment, _SUPPORTED_BY),
                )


def single_arms_for_strong_answer(facts: Facts) -> Found:
    """Pooled single arms support a direction of moderate or high certainty."""
    for assessment in _current(facts):
        strong = facts.slug(assessment, "certainty") in ("high", "moderate")
        if not strong or facts.slug(assessment, "direction") not in ("lower", "higher"):
            continue
        for finding in facts.iris(assessment, _SUPPORTED_BY):
            if facts.slug(finding, "basis") == "pooled-single-arms":
                wrong = f"{compact(finding)} sets patients of one option beside patients of the other."
                yield assessment, wrong, "Do not let it carry the answer.", _SUPPORTED_BY, finding


def shared_trials(facts: Facts) -> Found:
    """Several sources for an answer pool studies, or read claims data, and so may share patients."""
    for assessment in _current(facts):
        for kinds, what in ((_POOLED, "pool studies"), (("claims-data",), "read claims data")):
            sources = {
                slug_of(facts.iri(finding, _SOURCE))
                for finding in facts.iris(assessment, _SUPPORTED_BY)
                if facts.slug(finding, "basis") in kinds
            }
            if len(sources) > 1:
                wrong = f"{len(sources)} sources {what} and may share patients: {', '.join(sorted(sources))}."
                findings = facts.iris(assessment, _SUPPORTED_BY)
                yield assessment, wrong, "Do not count them as independent votes.", _SUPPORTED_BY, "", *findings


WARNINGS: tuple[Callable[[Facts], Found], ...] = (
    interval_against_direction,
    older_than_finding,
    unweighed_finding,
    mixed_measurement,
    single_arms_for_strong_answer,
    shared_trials,
)


def _current(facts: Facts) -> list[str]:
    return [a for a in facts.having("assesses") if not facts.iri(a, _REPLACED_BY)]


def _about(facts: Facts, comparison: str) -> list[str]:
    return facts.pointing("aboutComparison", comparison)
