"""How two options compare: a row a criterion, and what they share beyond the criteria."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

from spineknowledge.errors import UnknownTermError
from spineknowledge.frozen import Frozen
from spineknowledge.layout import text_table, wrap
from spineknowledge.model.base import Concept, Result, Text, Thing, to_plain
from spineknowledge.model.evidence import Explanation, Finding, Source, hedged
from spineknowledge.model.options import Criterion, Shared, StepDiff
from spineknowledge.model.terms import AnswerStatus, Basis, Certainty, Direction, Favours
from spineknowledge.wording import heading, say, sentence


class Edition(Frozen):
    """Which data an answer was computed from; the checksum is worked out when it is asked for."""

    version: str
    read_checksum: Callable[[], str]

    def __eq__(self, other: object) -> bool:
        """Compare the data that the editions hold."""
        return isinstance(other, Edition) and (self.version, self.checksum) == (other.version, other.checksum)

    def __hash__(self) -> int:
        """Hash the version."""
        return hash(self.version)

    @property
    def checksum(self) -> str:
        """The SHA-256 of the data."""
        return self.read_checksum()


class ComparisonRow(Result):
    """The answer to one comparison, as asked: subject first.

    ``iri`` names the comparison in the order in which it was asked; where that is not the order in which
    it is recorded, ``basis`` is ``inverse``. A criterion that was not looked into has the direction, the
    certainty and the status ``not-assessed``.
    """

    iri: str
    subject: Thing
    reference: Thing
    criterion: Criterion
    direction: Direction = Direction.NOT_ASSESSED
    certainty: Certainty = Certainty.NOT_ASSESSED
    status: AnswerStatus = AnswerStatus.NOT_ASSESSED
    basis: Basis = Basis.ASSESSED
    assessment: str = ""
    sentence: Text = Text()
    rationale: Text = Text()
    clinic_note: Text = Text()
    certainty_reasons: tuple[Concept, ...] = ()
    review_status: Concept | None = None
    assessed_on: str = ""
    because: tuple[Explanation, ...] = ()
    supporting: tuple[Finding, ...] = ()
    disputing: tuple[Finding, ...] = ()
    neutral: tuple[Finding, ...] = ()
    via: tuple[ComparisonRow, ...] = ()

    @property
    def favours(self) -> str:
        """The slug of the favoured option, else ``neither`` or ``not-applicable``; computed, not authored."""
        favours = Favours.of(self.direction, self.criterion.polarity)
        named = {Favours.SUBJECT: self.subject.id, Favours.REFERENCE: self.reference.id}
        return named.get(favours, favours.value)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings on the comparison: supporting, disputing, then the others."""
        return self.supporting + self.disputing + self.neutral

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that the answer rests on or argues with, once, in order of appearance."""
        cited = [finding.source for finding in self.findings]
        cited += [explanation.source for explanation in self.because]
        cited += [source for row in self.via for source in row.sources]
        return tuple({source.iri: source for source in cited}.values())

    @property
    def hedge(self) -> Concept | None:
        """The word by which a supporting source limits its claim, where it does."""
        return next((finding.hedge for finding in self.supporting if finding.hedge), None)

    def statement(self, lang: str = "en") -> str:
        """Return the answer in one sentence: the editors' own, else the fixed wording."""
        written = dict(self.sentence.by_language).get(lang)
        if written:
            return written
        names = (self.subject.label.get(lang), self.reference.label.get(lang))
        if self.status is AnswerStatus.NOT_ASSESSED:
            return say("findings not assessed" if self.findings else "not assessed", lang)
        return sentence(self.direction, self.certainty, self.criterion.label.get(lang), *names, lang)

    def mirrored(self) -> ComparisonRow:
        """Return the answer to the same question asked the other way round."""
        return self.replace(
            iri=comparison_iri(self.iri, self.reference, self.subject, self.criterion),
            subject=self.reference,
            reference=self.subject,
            direction=self.direction.mirrored(),
            basis=_MIRRORED_BASIS[self.basis],
            supporting=tuple(finding.mirrored() for finding in self.supporting),
            disputing=tuple(finding.mirrored() for finding in self.disputing),
            neutral=tuple(finding.mirrored() for finding in self.neutral),
            via=tuple(row.mirrored() for row in reversed(self.via)),
        )

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the row for JSON; findings and sources by their slugs."""
        return {
            "criterion": self.criterion.id,
            "iri": self.iri,
            "label": self.criterion.label.get(lang),
            "plain_label": self.criterion.plain_label.get(lang),
            "dimension": self.criterion.dimension,
            "subject": self.subject.id,
            "reference": self.reference.id,
            "direction": self.direction.value,
            "status": self.status.value,
            "certainty": self.certainty.value,
            "certainty_reasons": [reason.id for reason in self.certainty_reasons],
            "favours": self.favours,
            "basis": self.basis.value,
            "statement": self.statement(lang),
            "rationale": self.rationale.get(lang),
            "clinic_note": self.clinic_note.get(lang),
            "because": [explanation.text.get(lang) for explanation in self.because],
            "hedge": self.hedge.label.get(lang) if self.hedge else None,
            "review_status": self.review_status.id if self.review_status else None,
            "assessed_on": self.assessed_on or None,
            "supporting": [finding.id for finding in self.supporting],
            "disputing": [finding.id for finding in self.disputing],
            "neutral": [finding.id for finding in self.neutral],
            "via": [row.id for row in self.via],
            "sources": [source.reference() for source in self.sources],
        }

    def to_row(self, lang: str = "en") -> dict[str, Any]:
        """Return the row flat, with lists as texts, for a table."""
        plain = self.to_dict(lang) | {"sources": [source.id for source in self.sources]}
        return {name: "; ".join(value) if isinstance(value, list) else value for name, value in plain.items()}

    def forest(self, lang: str = "en") -> str:
        """Return the estimates of all findings as a forest plot, in SVG; needs the extra ``plot``."""
        from spineknowledge.export.forest import forest_svg

        return forest_svg(self, lang)

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the answer with its reason, its certainty and all findings, wrapped to ``width``."""
        lines = self._answer_lines(lang, width)
        if self.certainty_reasons:
            reasons = ", ".join(reason.label.get(lang) for reason in self.certainty_reasons)
            lines += wrap(f"{say('reasons', lang)}: {reasons}", width, "  ", "    ")
        for note in (self.rationale, self.clinic_note):
            lines += wrap(note.only(lang), width, "  ")
        for key, findings in self._stances():
            lines += [f"  {say(key, lang)}:"] if findings else []
            for finding in sorted(findings, key=Finding.told, reverse=True):
                lines += [f"    {line}" for line in finding.as_text(lang, width - 4).splitlines()]
        return "\n".join(lines)

    def as_summary(self, lang: str = "en", width: int = 80) -> str:
        """Return the answer with its reason and, for each stance, the finding that tells most.

        Where nothing was assessed, the directions of all findings are counted and the caveats of the one
        that is shown are printed, so that it does not stand for the others.
        """
        lines = self._answer_lines(lang, width)
        for key, findings in self._stances():
            if findings:
                telling = max(findings, key=Finding.told)
                more = f" (+ {len(findings) - 1})" if len(findings) > 1 else ""
                text = f"{say(key, lang)}{more}: {telling.headline(lang)}"
                lines += wrap(text, width, "  ", "    ")
                if not self.assessment:
                    lines += wrap(_directions(findings, lang), width, "    ")
                    lines += telling.caveat_lines(lang, width)
        return "\n".join(lines)

    def _answer_lines(self, lang: str, width: int) -> list[str]:
        lines = wrap(self._title(lang), width) + wrap(self.statement(lang), width, "  ")
        for explanation in self.because:
            why = f"{say('why', lang)}: {explanation.text.get(lang)} ({explanation.source.id})"
            lines += wrap(why, width, "  ", "    ")
        for row in self.via:
            link = f"{row.subject.label.get(lang)} / {row.reference.label.get(lang)}: {row._title(lang)}"
            lines += wrap(link, width, "  - ", "    ")
        return lines

    def _title(self, lang: str) -> str:
        notes = [] if self.certainty is Certainty.NOT_ASSESSED else [
            f"{say('certainty', lang).lower()}: {say(f'certainty:{self.certainty}', lang)}"
        ]  # fmt: skip
        if self.hedge:
            notes.append(hedged(self.hedge, lang))
        if self.status is AnswerStatus.SOURCES_DISAGREE:
            notes.append(say("sources-disagree", lang))
        if self.basis is Basis.INDIRECT:
            notes.append(say("basis:indirect", lang))
        title = f"{self.criterion.label.get(lang)}: {self.answer(lang)}"
        return f"{title} ({'; '.join(notes)})" if notes else title

    def answer(self, lang: str = "en") -> str:
        """Return the direction in a few words that name the subject."""
        words = say(f"direction:{self.direction}", lang)
        if not self.direction.strict:
            return words
        return f"{words} {say('with', lang).lower()} {self.subject.label.get(lang)}"

    def _stances(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        return (
            ("supported by", self.supporting),
            ("disputed by", self.disputing),
            ("neutral" if self.assessment else "found", self.neutral),
        )


_MIRRORED_BASIS = {
    Basis.ASSESSED: Basis.INVERSE,
    Basis.INVERSE: Basis.ASSESSED,
    Basis.INDIRECT: Basis.INDIRECT,
}


class OptionComparison(Result):
    """How a subject compares with a reference on every criterion, and what the two share.

    ``rows`` holds the criteria on which anything is known, in the order of the dimensions;
    ``not_assessed`` those that nobody has looked into for this pair.
    """

    iri: str
    subject: Thing
    reference: Thing
    rows: tuple[ComparisonRow, ...]
    not_assessed: tuple[Criterion, ...]
    steps: StepDiff
    objectives: Shared
    risks: Shared
    edition: Edition

    def __getitem__(self, criterion: str) -> ComparisonRow:
        """Return the row of a criterion, by slug or IRI; one that was not assessed is a row as well."""
        row = self._index.get(criterion)
        if row is None:
            raise UnknownTermError(criterion, "criterion of this comparison", sorted(self._index)[:3])
        return row

    @cached_property
    def _index(self) -> dict[str, ComparisonRow]:
        silent = (
            ComparisonRow(
                comparison_iri(self.iri, self.subject, self.reference, criterion),
                self.subject,
                self.reference,
                criterion,
            )
            for criterion in self.not_assessed
        )
        rows = {row.criterion.iri: row for row in (*silent, *self.rows)}
        return rows | {row.criterion.id: row for row in rows.values()}

    def narrowed(self, criterion: Criterion) -> OptionComparison:
        """Return the same comparison on one criterion alone."""
        return self.replace(
            rows=tuple(row for row in self.rows if row.criterion == criterion),
            not_assessed=tuple(item for item in self.not_assessed if item == criterion),
        )

    @property
    def shared(self) -> dict[str, tuple[Thing, ...]]:
        """What both options have: ``steps`` (their types), ``objectives`` and ``risks``."""
        steps: tuple[Thing, ...] = tuple(ours.step_type for ours, _ in self.steps.shared)
        return {"steps": steps, "objectives": self.objectives.shared, "risks": self.risks.shared}

    def only(self, option: str) -> dict[str, tuple[Thing, ...]]:
        """Return what, as a source says, only one option has: its steps, objectives and risks."""
        if option in (self.subject.id, self.subject.iri):
            side, steps = "only_subject", self.steps.only_subject
        elif option in (self.reference.id, self.reference.iri):
            side, steps = "only_reference", self.steps.only_reference
        else:
            raise UnknownTermError(option, "option of this comparison", (self.subject.id, self.reference.id))
        return {
            "steps": tuple(step.step_type for step in steps),
            "objectives": getattr(self.objectives, side),
            "risks": getattr(self.risks, side),
        }

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the comparison for JSON; the keys are those that the README documents."""
        return {
            "version": self.edition.version,
            "data_checksum": self.edition.checksum,
            "disclaimer": say("disclaimer", lang),
            "subject": to_plain(self.subject, lang),
            "reference": to_plain(self.reference, lang),
            "rows": [row.to_dict(lang) for row in self.rows],
            "steps": self.steps.to_dict(lang),
            "objectives": self.objectives.to_dict(lang),
            "risks": self.risks.to_dict(lang),
            "not_assessed": [criterion.id for criterion in self.not_assessed],
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the comparison as text: a table first, then the answer to each criterion, then the rest."""
        names = (self.subject.label.get(lang), self.reference.label.get(lang))
        lines = [heading(f"{names[0]} {say('compared with', lang)} {names[1]}"), ""]
        lines += text_table(*self.table(lang), width)
        for row in self.rows:
            lines += ["", row.as_summary(lang, width)]
        lines += self._beyond_criteria(lang, width)
        lines += ["", *wrap(self._imprint(lang), width)]
        return "\n".join(lines)

    def table(self, lang: str = "en") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return head and rows of the overview: criterion, answer, how sure, who is for and against."""
        head = (
            say("criterion", lang),
            f"{say('with', lang)} {self.subject.label.get(lang)}",
            say("certainty", lang),
            say("sources", lang),
        )
        return head, [_overview(row, lang) for row in self.rows]

    def _imprint(self, lang: str) -> str:
        return f"{say('disclaimer', lang)} {say('data', lang)}: SpineKnowledge {self.edition.version}."

    def _beyond_criteria(self, lang: str, width: int) -> list[str]:
        lines: list[str] = []
        steps = Shared(
            tuple(ours.step_type for ours, _ in self.steps.shared),
            tuple(step.step_type for step in self.steps.only_subject),
            tuple(step.step_type for step in self.steps.only_reference),
            tuple(step.step_type for _, step in self.steps.described_for_one),
        )
        for key, shared in (("steps", steps), ("aims", self.objectives), ("risks", self.risks)):
            lines += ["", say(key, lang), *self._shared_lines(shared, lang, width)]
        if self.not_assessed:
            names = ", ".join(criterion.label.get(lang) for criterion in self.not_assessed)
            lines += ["", *wrap(f"{say('not assessed', lang)}: {names}", width, "", "  ")]
        return lines

    def _shared_lines(self, shared: Shared, lang: str, width: int) -> list[str]:
        only = heading(say("only", lang))
        titled = (
            (say("in both", lang), shared.shared),
            (f"{only} {self.subject.label.get(lang)}", shared.only_subject),
            (f"{only} {self.reference.label.get(lang)}", shared.only_reference),
            (say("described for one", lang), shared.described_for_one),
        )
        lines: list[str] = []
        for title, things in titled:
            names = ", ".join(thing.label.get(lang) for thing in things)
            lines += wrap(f"{title}: {names}", width, "  ", "    ") if names else []
        return lines or [f"  {say('none', lang)}"]


def comparison_iri(like: str, subject: Thing, reference: Thing, criterion: Thing) -> str:
    """Return the IRI of a comparison in the namespace of the IRI ``like``."""
    return f"{like.rsplit('/', 1)[0]}/{subject.id}-vs-{reference.id}-{criterion.id}"


def _overview(row: ComparisonRow, lang: str) -> tuple[str, ...]:
    pro, contra = (len({finding.source.iri for finding in findings}) for findings in (row.supporting, row.disputing))
    counts = [f"{pro} {say('for', lang)}"] if pro else []
    counts += [f"{contra} {say('against', lang)}"] if contra else []
    counts += [f"{len(row.neutral)} {say('found', lang).lower()}"] if row.neutral and not row.assessment else []
    answer = say(f"direction:{row.direction}", lang)
    answer += f' ("{row.hedge.label.get(lang)}")' if row.hedge else ""
    if row.status is AnswerStatus.SOURCES_DISAGREE:
        answer = say("sources-disagree", lang)
    certainty = say(f"certainty:{row.certainty}", lang)
    return (row.criterion.label.get(lang), answer, certainty, ", ".join(counts) or "-")


def _directions(findings: tuple[Finding, ...], lang: str) -> str:
    counts = Counter(finding.direction for finding in findings)
    told = (f"{say(f'direction:{name}', lang)} {number}" for name, number in sorted(counts.items()))
    return f"{say('findings', lang)}: {', '.join(told)}"
