"""From the results of the library to the shapes of answers: small, with ids for what is told elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from spineknowledge.assistant import shapes
from spineknowledge.model import evidence, options
from spineknowledge.model.base import Text, Thing
from spineknowledge.model.comparison import ComparisonRow, OptionComparison
from spineknowledge.model.conflicts import Conflict
from spineknowledge.model.considerations import GoalMatch
from spineknowledge.model.estimates import Estimate
from spineknowledge.model.evidence_views import SourceUse
from spineknowledge.model.hits import Hit
from spineknowledge.model.numbers import span_words

_Cited = TypeVar("_Cited", bound=shapes.Citation)


def named(thing: Thing, lang: str, iri: bool = False) -> shapes.Named:
    """Return a thing with its name."""
    return shapes.Named(id=thing.id, label=thing.label.get(lang), iri=thing.iri if iri else None)


def citation(source: evidence.Source, titled: bool = True) -> shapes.Citation:
    """Return a source as it is to be cited; where many are cited, without titles."""
    return _cited(shapes.Citation, source, titled)


def _cited(shape: type[_Cited], source: evidence.Source, titled: bool = True, **more: Any) -> _Cited:
    link = "" if source.doi or source.pmid else source.link
    return shape(
        id=source.id,
        title=source.title.get() if titled else None,
        year=source.year,
        doi=source.doi or None,
        pmid=source.pmid or None,
        url=link or None,
        **more,
    )


def judgement(row: ComparisonRow, lang: str) -> shapes.Judgement:
    """Return the current answer on one criterion in short."""
    return shapes.Judgement(**_judged(row, lang))


def _judged(row: ComparisonRow, lang: str) -> dict[str, Any]:
    return {
        "criterion": row.criterion.id,
        "subject": row.subject.id,
        "reference": row.reference.id,
        "direction": row.direction.value,
        "certainty": row.certainty.value,
        "status": row.status.value,
        "hedge": row.hedge.label.get(lang) if row.hedge else None,
    }


def row(row: ComparisonRow, lang: str, detailed: bool) -> shapes.Row:
    """Return one criterion of a comparison; ``detailed`` adds reasons and notes."""
    detail = _detail(row, lang) if detailed else {}
    return shapes.Row(
        **_judged(row, lang),
        label=row.criterion.label.get(lang),
        statement=row.statement(lang),
        favours=row.favours,
        basis=row.basis.value,
        supporting=_sources(row.supporting),
        disputing=_sources(row.disputing),
        other=_sources(row.neutral),
        via=[link.id for link in row.via],
        assessed_on=row.assessed_on or None,
        **detail,
    )


def _detail(row: ComparisonRow, lang: str) -> dict[str, Any]:
    return {
        "because": [f"{reason.text.get(lang)} ({reason.source.id})" for reason in row.because],
        "rationale": row.rationale.get(lang) or None,
        "certainty_reasons": _labels(row.certainty_reasons, lang),
        "clinic_note": row.clinic_note.get(lang) or None,
        "review_status": row.review_status.label.get(lang) if row.review_status else None,
    }


def beyond_criteria(comparison: OptionComparison, lang: str) -> dict[str, shapes.Sides]:
    """Return what the two options of a comparison have: steps, objectives, risks."""
    parts = {name: getattr(comparison, name).to_dict(lang) for name in ("steps", "objectives", "risks")}
    fields = shapes.Sides.model_fields
    return {
        name: shapes.Sides(**{side: value for side, value in part.items() if side in fields})
        for name, part in parts.items()
    }


def finding(finding: evidence.Finding, row: ComparisonRow, lang: str) -> shapes.Finding:
    """Return a finding, with its stance towards the current answer."""
    stances = {"supporting": row.supporting, "disputing": row.disputing}
    stance = next((name for name, members in stances.items() if finding.iri in {item.iri for item in members}), "other")
    return shapes.Finding(
        id=finding.id,
        criterion=finding.criterion.id,
        subject=finding.subject.id,
        reference=finding.reference.id,
        direction=finding.direction.value,
        stance=stance,
        statement=finding.headline(lang),
        source=finding.source.id,
        basis=finding.basis.label.get(lang),
        read_level=finding.read_level.label.get(lang),
        numbers=[numbers(estimate) for estimate in finding.estimates],
        time_point=_time(finding, lang),
        population=finding.population.get(lang) or None,
        sample_size=finding.source.sample_size,
        funding=finding.source.funding.get(lang) or None,
        detection=finding.detection.label.get(lang) if finding.detection else None,
        hedge=finding.hedge.label.get(lang) if finding.hedge else None,
        caveats=_texts(finding.caveats, lang),
    )


def numbers(estimate: Estimate) -> shapes.Numbers:
    """Return the numbers of a finding, each as printed."""
    stated = estimate.to_dict().items()
    told = {name: value for name, value in stated if value is not None and value is not False and value != ""}
    return shapes.Numbers(**{name: value for name, value in told.items() if name in shapes.Numbers.model_fields})


def option(item: options.Option, lang: str) -> shapes.OptionBrief:
    """Return an option in short."""
    return shapes.OptionBrief(**_option(item, lang))


def option_detail(item: options.Option, lang: str) -> shapes.OptionDetail:
    """Return an option with its steps."""
    return shapes.OptionDetail(
        **_option(item, lang),
        treats=_labels(item.treats, lang),
        risks=_ids(item.risks),
        adds_to=_ids(item.extends),
        steps=[_step(step, lang) for step in item.steps],
    )


def _option(item: options.Option, lang: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "iri": item.iri,
        "label": item.label.get(lang),
        "kind": item.kind,
        "synonyms": list(item.synonyms),
        "definition": item.definition.get(lang) or None,
        "invasiveness": item.invasiveness.label.get(lang) if item.invasiveness else None,
        "aims": _ids(item.objectives),
        "main_aims": _ids(item.primary_objectives),
    }


def _step(step: options.Step, lang: str) -> shapes.Step:
    return shapes.Step(
        position=step.position,
        label=step.label.get(lang),
        description=step.description.get(lang),
        optional=step.optional or None,
        uses=_ids(step.uses),
        sources=[source.id for source in step.sources],
    )


def criterion(item: options.Criterion, lang: str) -> shapes.Criterion:
    """Return a criterion."""
    meaning = item.plain_label.get(lang) or item.definition.get(lang)
    return shapes.Criterion(id=item.id, label=item.label.get(lang), meaning=meaning or None, better=item.polarity.value)


def statement(item: evidence.Statement, lang: str) -> shapes.Statement:
    """Return what one source says of one thing."""
    return shapes.Statement(
        category=item.category.label.get(lang),
        text=item.text.get(lang),
        source=item.source.id,
        printed_value=item.printed_value or None,
        printed_unit=item.printed_unit or None,
        hedge=item.hedge.label.get(lang) if item.hedge else None,
        caveats=_texts(item.caveats, lang),
    )


def source_use(use: SourceUse, lang: str, listed: bool) -> shapes.SourceUse:
    """Return a source and what rests on it; ``listed`` names every record."""
    source = use.source
    return _cited(
        shapes.SourceUse,
        source,
        authors=source.authors or None,
        journal=source.journal or None,
        design=source.design.label.get(lang) if source.design else None,
        sample_size=source.sample_size,
        population=source.population.get(lang) or None,
        compared=source.compared.get(lang) or None,
        funding=source.funding.get(lang) or None,
        read_level=source.read_level.label.get(lang) if source.read_level else None,
        note=source.note.get(lang) or None,
        rests_on_it=use.counts(),
        records=[iri for _, iri in use.records] if listed else [],
    )


def conflict(item: Conflict, answer: ComparisonRow, lang: str) -> shapes.Conflict:
    """Return a contradiction with both its sides, and the current answer to the question."""
    told = item.to_dict(lang)
    return shapes.Conflict(
        id=item.id,
        kind=item.kind.value,
        answer=judgement(answer, lang),
        sides=[shapes.Side(**side) for side in told["sides"]],
        derivation=told["derivation"],
    )


def goal(match: GoalMatch, sources: Iterable[evidence.Source], lang: str) -> shapes.Goal:
    """Return a goal, the options that aim at it, and the sources that say so."""
    return shapes.Goal(
        goal=named(match.goal, lang),
        options=_ids(match.options),
        main_aim_of=_ids(match.primary_for),
        sources=list(dict.fromkeys(source.id for source in sources)),
    )


def effect(item: evidence.FactorEffect, lang: str) -> shapes.Effect:
    """Return what one source says of one factor."""
    return shapes.Effect(
        factor=named(item.factor, lang),
        options=_ids(item.options),
        effect=item.effect.label.get(lang),
        text=item.text.get(lang),
        source=item.source.id,
        hedge=item.hedge.label.get(lang) if item.hedge else None,
    )


def hit(found: Hit, lang: str) -> shapes.Hit:
    """Return a thing that was found."""
    return shapes.Hit(**found.to_dict(lang))


def _time(finding: evidence.Finding, lang: str) -> str | None:
    timing = finding.timing.label.get(lang) if finding.timing else None
    return span_words(finding.time_point, lang) if finding.time_point else timing


def _sources(findings: Iterable[evidence.Finding]) -> list[str]:
    return list(dict.fromkeys(finding.source.id for finding in findings))


def _ids(things: Iterable[Thing]) -> list[str]:
    return [thing.id for thing in things]


def _labels(things: Iterable[Thing], lang: str) -> list[str]:
    return [thing.label.get(lang) for thing in things]


def _texts(texts: Iterable[Text], lang: str) -> list[str]:
    return [text.get(lang) for text in texts]
