"""Findings and assessments as Evidence: what was compared in whom, what was measured, the numbers, the source.

A finding is shown as its source reports it, so that no ratio is turned over. The numbers of single arms are
Evidence of their own, since a statistic beside two exposures would read as an effect. Only an assessment
rates certainty, since it looks at all findings together; a finding names that rating in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from spineknowledge.export.fhir.codes import REASONS, VARIABLE_ROLE, Node, fixed
from spineknowledge.export.fhir.referenced import DISCLAIMER
from spineknowledge.export.fhir.statistics import SIDES, between_arms, of_arm
from spineknowledge.export.fhir.terms import ADDRESS, concept, metadata, name_of, rating, resource_id
from spineknowledge.export.fhir.versions import R5, Version
from spineknowledge.model.base import Concept, Text, Thing
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Number
from spineknowledge.model.evidence import Finding, Source, hedged
from spineknowledge.model.numbers import span_words
from spineknowledge.model.terms import Certainty, Direction
from spineknowledge.namespaces import thing
from spineknowledge.validation.facts import Facts
from spineknowledge.wording import say

_ROLES = {"subject": "exposure", "reference": "referenceExposure"}
_PARTS = {"subject": "exposure", "reference": "comparator"}
_PRINTED = {"value": "printedValue", "ci_low": "printedCiLow", "ci_high": "printedCiHigh"}


def as_reported(finding: Finding, facts: Facts) -> Finding:
    """Return a finding with the subject that its source reports, and the numbers as printed there."""
    if facts.iri(finding.iri, "reportedSubject") != finding.reference.iri:
        return finding
    turned = finding.mirrored()
    return turned.replace(
        estimates=tuple(
            estimate.replace(**{name: _printed(facts, estimate.iri, prop) for name, prop in _PRINTED.items()})
            for estimate in turned.estimates
        )
    )


def _printed(facts: Facts, iri: str, prop: str) -> Number | None:
    text = facts.text(iri, prop)
    return Number(text, Decimal(text)) if text else None


def of_finding(finding: Finding, row: ComparisonRow, version: Version, edition: str) -> Iterator[Node]:
    """Yield the Evidence of a finding, then those of its arms that have numbers; ``row`` is the whole answer."""
    arms = [arm for side in SIDES if (arm := _arm(finding, side, version, edition))]
    title = f"{_compared(finding)} ({finding.source.id})"
    made = metadata("Evidence", resource_id(finding.iri), title, edition, finding.iri)
    made |= {"relatedArtifact": [_cited(finding.source, version), *map(_composed, arms)]}
    made |= {"description": finding.context(), "assertion": _assertion(finding), "note": _notes(finding)}
    made["variableDefinition"] = [*_variables(finding, *SIDES), _measured(finding)]
    made |= _design(finding, version)
    statistics = [found for estimate in finding.estimates if (found := between_arms(estimate))]
    yield made | ({"statistic": statistics} if statistics else {}) | _whole_answer(finding, row)
    yield from arms


def of_assessment(row: ComparisonRow, said: frozenset[str], version: Version, edition: str) -> Node:
    """Return the Evidence of an answer with its certainty; ``said`` are the findings that are Evidence too."""
    made = metadata("Evidence", resource_id(row.assessment), f"{_compared(row)}: assessment", edition, row.assessment)
    made |= {"date": row.assessed_on} if row.assessed_on else {}
    made |= {"description": row.statement(), "assertion": _assertion(row)}
    findings = [(finding, "for") for finding in row.supporting] + [(finding, "against") for finding in row.disputing]
    made["relatedArtifact"] = [_rests_on(finding, say(stance), said, version) for finding, stance in findings]
    reviewed = row.review_status is not None and row.review_status.id == "reviewed"
    advice = f"{DISCLAIMER.partition('.')[0]}. Review: {row.review_status.label.get()}" if row.review_status else ""
    texts = (advice if reviewed else DISCLAIMER, row.rationale.get(), row.clinic_note.get())
    made["note"] = [{"text": text} for text in texts if text]
    variables = [_variable(_ROLES[side], getattr(row, side), "intended") for side in SIDES]
    made["variableDefinition"] = [*variables, _variable("measuredVariable", row.criterion, "intended")]
    made["certainty"] = [_certainty(row, version)]
    return {name: value for name, value in made.items() if value != []}


def _compared(answer: Finding | ComparisonRow) -> str:
    names = (name_of(item) for item in (answer.criterion, answer.subject, answer.reference))
    return "{}: {} compared with {}".format(*names)


def _direction(direction: Direction, subject: Thing) -> str:
    words = say(f"direction:{direction}")
    return f"{words} {say('with').lower()} {name_of(subject)}" if direction.strict else words


def _assertion(answer: Finding | ComparisonRow) -> str:
    hedge = f"; {hedged(answer.hedge, 'en')}" if answer.hedge else ""
    return f"{name_of(answer.criterion)}: {_direction(answer.direction, answer.subject)}{hedge}"


def _notes(finding: Finding) -> list[Node]:
    caveats = (f"{say('caveat')}: {caveat.get()}" for caveat in finding.caveats if caveat.only("en"))
    checked = (f"How the source was read: {finding.verification.label.get()}",) if finding.verification else ()
    return [{"text": text} for text in (DISCLAIMER, *caveats, *checked)]


def _variable(role: str, item: Thing, kind: str) -> Node:
    name = name_of(item)
    refers = {"reference": f"EvidenceVariable/{resource_id(item.iri)}", "display": name}
    return {"description": name, "variableRole": fixed(VARIABLE_ROLE, role), kind: refers}


def _variables(finding: Finding, *sides: str) -> list[Node]:
    population = finding.population.get() or finding.source.population.get() or "Not recorded"
    described = {"description": population, "variableRole": fixed(VARIABLE_ROLE, "population")}
    exposures = zip(_ROLES.values() if len(sides) == 2 else ("exposure",), sides, strict=True)
    return [described, *(_variable(role, getattr(finding, side), "observed") for role, side in exposures)]


def _measured(finding: Finding) -> Node:
    when = f"after {span_words(finding.time_point)}" if finding.time_point else ""
    when = when or (finding.timing.label.get() if finding.timing else "")
    how = finding.detection.label.get() if finding.detection else ""
    made = _variable("measuredVariable", finding.criterion, "observed")
    return made | {"description": "; ".join(filter(None, (name_of(finding.criterion), when, how)))}


def _arm(finding: Finding, side: str, version: Version, edition: str) -> Node:
    statistics = [found for item in finding.estimates if (found := of_arm(item, side, finding.denominator))]
    if not statistics:
        return {}
    option: Thing = getattr(finding, side)
    title = f"{name_of(finding.criterion)} with {name_of(option)} ({finding.source.id})"
    made = metadata("Evidence", resource_id(finding.iri, _PARTS[side]), title, edition)
    made |= {"relatedArtifact": [_cited(finding.source, version)], "note": _notes(finding)}
    made["description"] = f"One arm of {finding.iri}. {finding.context()}"
    made["variableDefinition"] = [*_variables(finding, side), _measured(finding)]
    return made | _design(finding, version) | {"statistic": statistics}


def _cited(source: Source, version: Version) -> Node:
    ids = (f"DOI {source.doi}" if source.doi else "", f"PMID {source.pmid}" if source.pmid else "")
    text = ". ".join(filter(None, (source.citation() or source.id, *ids)))
    made: Node = {"type": "citation", "display": source.id, "citation": text, "resource": source.iri}
    if source.link:
        made |= {"document": {"url": source.link}} if version is R5 else {"url": source.link}
    return made


def _composed(arm: Node) -> Node:
    return {"type": "composed-of", "display": arm["title"], "resource": arm["url"]}


def _rests_on(finding: Finding, stance: str, said: frozenset[str], version: Version) -> Node:
    if finding.iri in said:
        return {"type": "derived-from", "display": f"{finding.id} ({stance})", "resource": finding.iri}
    words = say("in words only")
    return _cited(finding.source, version) | {"display": f"{finding.id} ({stance}; {words})"}


def _design(finding: Finding, version: Version) -> Node:
    if finding.source.design is None:
        return {}
    made = concept(finding.source.design)
    return {version.design: [made] if version is R5 else made}


def _whole_answer(finding: Finding, row: ComparisonRow) -> Node:
    if row.certainty is Certainty.NOT_ASSESSED:
        return {}
    supports = any(item.iri == finding.iri for item in row.supporting)
    disputes = any(item.iri == finding.iri for item in row.disputing)
    part = "supports that answer" if supports else "disputes that answer" if disputes else "was also looked at"
    level = say(f"certainty:{row.certainty}")
    text = f"Not rated for this finding alone. The answer to the whole comparison has {level} certainty"
    address = f"{ADDRESS}Evidence/{resource_id(row.assessment)}"
    return {"certainty": [{"description": f"{text}, and this finding {part}: {address}"}]}


def _certainty(row: ComparisonRow, version: Version) -> Node:
    level = Concept(thing("certainty", row.certainty), Text((("en", say(f"certainty:{row.certainty}")),)))
    made: Node = {"type": fixed(version.certainty_type, "Overall"), "rating": rating(version, level)}
    made["description"] = "Of the whole answer, judged by the editors of the knowledge base"
    reasons = [
        {"type": fixed(version.certainty_type, REASONS[reason.id]) if reason.id in REASONS else concept(reason)}
        for reason in row.certainty_reasons
    ]
    return made | ({"subcomponent": reasons} if reasons else {})
