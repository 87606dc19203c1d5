"""From records to typed results: the one place that knows which property fills which field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from spineknowledge import records as rec
from spineknowledge.model.base import Concept, Text, Thing
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.estimates import Estimate, Number
from spineknowledge.model.evidence import (
    Explanation,
    FactorEffect,
    Finding,
    Recommendation,
    Source,
    Statement,
)
from spineknowledge.model.options import Criterion, Option, Step
from spineknowledge.model.terms import AnswerStatus, Certainty, Direction, Polarity
from spineknowledge.namespaces import slug_of
from spineknowledge.records import Records

_DIMENSIONS = {
    "Risk": "risk",
    "Outcome": "outcome",
    "Cost": "cost",
    "Recovery": "recovery",
    "ProcedureCharacteristic": "procedure",
}
_SOURCE_KINDS = {
    "Study": "study",
    "Guideline": "guideline",
    "ClinicalStatement": "clinical-statement",
    "WebPage": "web-page",
}
OPTION_KINDS = {
    "Procedure": "procedure",
    "NonSurgicalManagement": "non-surgical-management",
    "ShamProcedure": "sham-procedure",
    "ProcedureFamily": "procedure-family",
}


class Assembler:
    """Makes results from records; ``look_up`` fetches the record of a thing that is not at hand."""

    def __init__(self, vocabulary: Records, look_up: Callable[[str], Records]) -> None:
        self._vocabulary = vocabulary
        self._look_up = look_up
        self._things: dict[str, Thing] = {}
        self._concepts: dict[str, Concept] = {}
        criteria = (self._criterion(iri) for iri in vocabulary if _kind(vocabulary, iri, _DIMENSIONS))
        ordered = sorted(criteria, key=lambda item: (list(_DIMENSIONS.values()).index(item.dimension), item.id))
        self.criteria = {criterion.iri: criterion for criterion in ordered}

    def thing(self, iri: str) -> Thing:
        """Return a thing with its name, or with its slug where no name is recorded."""
        found = self.criteria.get(iri) or self._things.get(iri)
        if found is None:
            records = self._vocabulary if iri in self._vocabulary else self._look_up(iri)
            found = Thing(iri, records.text(iri, rec.LABEL) or Text((("en", slug_of(iri)),)))
            self._things[iri] = found
        return found

    def concept(self, iri: str) -> Concept | None:
        """Return a concept of a vocabulary; no IRI gives ``None``."""
        if not iri:
            return None
        found = self._concepts.get(iri)
        if found is None:
            source = self._vocabulary
            label = source.text(iri, rec.LABEL) or Text((("en", slug_of(iri)),))
            found = Concept(iri, label, source.string(iri, rec.NOTATION))
            self._concepts[iri] = found
        return found

    def source(self, records: Records, iri: str) -> Source:
        """Return a source."""
        return Source(
            iri=iri,
            kind=_kind(records, iri, _SOURCE_KINDS) or "source",
            title=records.text(iri, rec.TITLE),
            authors=records.string(iri, rec.CREATOR),
            year=records.integer(iri, "publicationYear"),
            journal=records.string(iri, "journalReference"),
            doi=records.string(iri, "doi"),
            pmid=records.string(iri, "pmid"),
            pmcid=records.string(iri, "pmcid"),
            url=records.string(iri, rec.URL),
            design=self.concept(records.iri(iri, "design")),
            sample_size=records.integer(iri, "sampleSize"),
            population=records.text(iri, "observedPopulation"),
            compared=records.text(iri, "comparedArms"),
            funding=records.text(iri, "funding"),
            read_level=self.concept(records.iri(iri, "readLevel")),
            note=records.text(iri, rec.NOTE),
        )

    def option(self, records: Records, iri: str) -> Option:
        """Return an option with the steps that the records hold."""
        primary = records.iris(iri, "hasPrimaryObjective")
        steps = (self.step(records, step) for step in records.iris(iri, "hasStep") if step in records)
        return Option(
            iri=iri,
            label=records.text(iri, rec.LABEL),
            kind=_kind(records, iri, OPTION_KINDS) or "option",
            synonyms=tuple(dict.fromkeys(str(text) for text in records.texts(iri, rec.SYNONYM))),
            definition=records.text(iri, rec.DEFINITION),
            invasiveness=self.concept(records.iri(iri, "invasiveness")),
            treats=self._all(records.iris(iri, "treats")),
            objectives=self._all(sorted({*records.iris(iri, "hasObjective"), *primary})),
            primary_objectives=self._all(primary),
            risks=self._all(records.iris(iri, "hasRisk")),
            extends=self._all(records.iris(iri, "extendsTechniqueOf")),
            steps=tuple(sorted(steps, key=lambda step: step.position)),
        )

    def step(self, records: Records, iri: str) -> Step:
        """Return a step."""
        step_type = records.iri(iri, "stepType")
        return Step(
            iri=iri,
            position=records.integer(iri, "position") or 0,
            step_type=self._known(step_type),
            phase=self.concept(self._vocabulary.iri(step_type, "phase")),
            label=records.text(iri, rec.LABEL),
            description=records.text(iri, rec.DESCRIPTION),
            purpose=records.text(iri, "purpose"),
            uses=self._all(records.iris(iri, "uses")),
            devices=records.text(iri, "describedDevices"),
            materials=records.text(iri, "describedMaterials"),
            optional=bool(records.boolean(iri, "optional")),
            sources=tuple(self.source(records, source) for source in records.iris(iri, rec.SOURCE)),
            distinguishes=tuple(records.iris(iri, "distinguishes")),
            caveats=records.texts(iri, "caveat"),
        )

    def statements(self, records: Records, about: str) -> tuple[Statement, ...]:
        """Return the statements about a thing that the records hold, by category and slug."""
        found = [
            self._statement(records, iri)
            for iri in records
            if about in records.iris(iri, "about") and records.iri(iri, "statementCategory")
        ]
        return tuple(sorted(found, key=lambda item: (item.category.id, item.id)))

    def recommendation(self, records: Records, sources: Records, iri: str) -> Recommendation:
        """Return the position of a guideline body."""
        return Recommendation(
            iri=iri,
            about=self.thing(records.iri(iri, "about")),
            body=records.string(iri, "issuedBy"),
            text=records.text(iri, "text"),
            source=self.source(sources, records.iri(iri, rec.SOURCE)),
            year=records.integer(iri, "publicationYear"),
            strength=records.text(iri, "recommendationStrength"),
            recommended_for=records.text(iri, "recommendedFor"),
            caveats=records.texts(iri, "caveat"),
        )

    def effect(self, records: Records, iri: str) -> FactorEffect:
        """Return what a source says of the bearing of a patient factor."""
        return FactorEffect(
            iri=iri,
            factor=self.thing(records.iri(iri, "factor")),
            options=self._all(records.iris(iri, "about")),
            effect=self._known(records.iri(iri, "effectType")),
            text=records.text(iri, "text"),
            source=self._cited(records, iri),
            hedge=self.concept(records.iri(iri, "hedge")),
        )

    def rows(self, answers: str, findings: str, sources: str) -> list[ComparisonRow]:
        """Return a row for each comparison that the answers hold, as it is recorded."""
        claims = Records(answers, findings)
        described = Records(sources)
        cited = {iri: self.source(described, iri) for iri in described}
        found = self._findings(claims, cited)
        current = {
            claims.iri(node, "assesses"): node
            for node in claims.having("assesses")
            if not claims.iri(node, rec.REPLACED_BY)
        }
        because = _grouped(claims, "explains")
        return [
            self._row(claims, iri, current.get(iri, ""), found.get(iri, {}), because.get(current.get(iri, ""), ()))
            for iri in claims.having("subjectOption")
        ]

    def _row(
        self,
        claims: Records,
        comparison: str,
        assessment: str,
        findings: dict[str, Finding],
        explanations: Iterable[str],
    ) -> ComparisonRow:
        supporting = _pick(findings, claims.iris(assessment, rec.SUPPORTED_BY))
        disputing = _pick(findings, claims.iris(assessment, rec.DISPUTED_BY))
        named = {finding.iri for finding in (*supporting, *disputing)}
        return ComparisonRow(
            iri=comparison,
            subject=self.thing(claims.iri(comparison, "subjectOption")),
            reference=self.thing(claims.iri(comparison, "referenceOption")),
            criterion=self.criteria[claims.iri(comparison, "criterion")],
            direction=Direction(slug_of(claims.iri(assessment, "direction")) or "not-assessed"),
            certainty=Certainty(slug_of(claims.iri(assessment, "certainty")) or "not-assessed"),
            status=AnswerStatus(slug_of(claims.iri(assessment, "answerStatus")) or "not-assessed"),
            assessment=assessment,
            sentence=claims.text(assessment, "plainSentence"),
            rationale=claims.text(assessment, "rationale"),
            clinic_note=claims.text(assessment, "clinicNote"),
            certainty_reasons=self._concepts_of(claims.iris(assessment, "certaintyReason")),
            review_status=self.concept(claims.iri(assessment, "reviewStatus")),
            assessed_on=claims.string(assessment, rec.GENERATED)[:10],
            because=tuple(self._explanation(claims, iri) for iri in explanations),
            supporting=supporting,
            disputing=disputing,
            neutral=tuple(finding for finding in findings.values() if finding.iri not in named),
        )

    def _findings(self, claims: Records, cited: Mapping[str, Source]) -> dict[str, dict[str, Finding]]:
        return {
            comparison: {node: self._finding(claims, cited, node, comparison) for node in nodes}
            for comparison, nodes in _grouped(claims, "aboutComparison").items()
        }

    def _finding(self, claims: Records, cited: Mapping[str, Source], iri: str, comparison: str) -> Finding:
        reference = claims.iri(comparison, "referenceOption")
        estimates = tuple(self._estimate(claims, node) for node in claims.iris(iri, "hasEstimate"))
        if claims.iri(iri, "reportedSubject") == reference:
            estimates = tuple(estimate.mirrored() for estimate in estimates)
        return Finding(
            iri=iri,
            comparison=comparison,
            subject=self.thing(claims.iri(comparison, "subjectOption")),
            reference=self.thing(reference),
            criterion=self.thing(claims.iri(comparison, "criterion")),
            direction=Direction(slug_of(claims.iri(iri, "reportedDirection"))),
            source=cited[claims.iri(iri, rec.SOURCE)],
            basis=self._known(claims.iri(iri, "basis")),
            read_level=self._known(claims.iri(iri, "readLevel")),
            hedge=self.concept(claims.iri(iri, "hedge")),
            time_point=claims.string(iri, "timePoint"),
            timing=self.concept(claims.iri(iri, "timing")),
            population=claims.text(iri, "observedPopulation"),
            significant=claims.boolean(iri, "significant"),
            denominator=self.concept(claims.iri(iri, "denominator")),
            detection=self.concept(claims.iri(iri, "detection")),
            verification=self.concept(claims.iri(iri, "verification")),
            caveats=claims.texts(iri, "caveat"),
            estimates=estimates,
        )

    def _estimate(self, claims: Records, iri: str) -> Estimate:
        return Estimate(
            iri=iri,
            measure=self._known(claims.iri(iri, "measure")),
            value=_number(claims, iri, "printedValue"),
            ci_low=_number(claims, iri, "printedCiLow"),
            ci_high=_number(claims, iri, "printedCiHigh"),
            p_value=_number(claims, iri, "printedPValue"),
            subject_value=_number(claims, iri, "printedSubjectValue"),
            reference_value=_number(claims, iri, "printedReferenceValue"),
            subject_events=claims.integer(iri, "subjectEvents"),
            subject_total=claims.integer(iri, "subjectTotal"),
            reference_events=claims.integer(iri, "referenceEvents"),
            reference_total=claims.integer(iri, "referenceTotal"),
            unit=self.concept(claims.iri(iri, "unit")),
            scale=claims.string(iri, "scale"),
            reversed_scale=bool(claims.boolean(iri, "reversedScale")),
        )

    def _explanation(self, claims: Records, iri: str) -> Explanation:
        return Explanation(
            iri=iri,
            text=claims.text(iri, "text"),
            source=self._cited(claims, iri),
            hedge=self.concept(claims.iri(iri, "hedge")),
            steps=self._all(claims.iris(iri, "viaStep")),
            devices=self._all(claims.iris(iri, "viaDevice")),
        )

    def _statement(self, records: Records, iri: str) -> Statement:
        return Statement(
            iri=iri,
            about=self._all(records.iris(iri, "about")),
            category=self._known(records.iri(iri, "statementCategory")),
            text=records.text(iri, "text"),
            source=self._cited(records, iri),
            read_level=self.concept(records.iri(iri, "readLevel")),
            hedge=self.concept(records.iri(iri, "hedge")),
            printed_value=records.string(iri, "printedValue"),
            printed_unit=records.string(iri, "printedUnit"),
            concerns=self._all(records.iris(iri, "concerns")),
            distinguishes=self._all(records.iris(iri, "distinguishes")),
            caveats=records.texts(iri, "caveat"),
        )

    def _criterion(self, iri: str) -> Criterion:
        source = self._vocabulary
        return Criterion(
            iri=iri,
            label=source.text(iri, rec.LABEL),
            definition=source.text(iri, rec.DEFINITION),
            plain_label=source.text(iri, "plainLabel"),
            dimension=_kind(source, iri, _DIMENSIONS),
            polarity=Polarity(slug_of(source.iri(iri, "polarity")) or "neutral"),
            broader=source.iri(iri, rec.BROADER),
        )

    def _cited(self, records: Records, claim: str) -> Source:
        iri = records.iri(claim, rec.SOURCE)
        return self.source(records if iri in records else self._look_up(iri), iri)

    def _known(self, iri: str) -> Concept:
        return self.concept(iri) or Concept("", Text())

    def _all(self, iris: Iterable[str]) -> tuple[Thing, ...]:
        return tuple(self.thing(iri) for iri in iris)

    def _concepts_of(self, iris: Iterable[str]) -> tuple[Concept, ...]:
        return tuple(self._known(iri) for iri in iris)


def _kind(records: Records, iri: str, kinds: dict[str, str]) -> str:
    types = (slug_of(value) for value in records.iris(iri, rec.TYPE))
    return next((kinds[name] for name in types if name in kinds), "")


def _grouped(records: Records, prop: str) -> dict[str, list[str]]:
    """Return what points to each thing by a property."""
    groups: dict[str, list[str]] = {}
    for node in records.having(prop):
        groups.setdefault(records.iri(node, prop), []).append(node)
    return groups


def _pick(findings: dict[str, Finding], iris: Iterable[str]) -> tuple[Finding, ...]:
    return tuple(findings[iri] for iri in iris if iri in findings)


def _number(records: Records, iri: str, prop: str) -> Number | None:
    """Return a number that is recorded as printed; the sign before a p value is no part of its value."""
    printed = records.string(iri, prop)
    return Number(printed, Decimal(printed.lstrip("<>= "))) if printed else None
