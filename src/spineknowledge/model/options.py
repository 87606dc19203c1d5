"""Treatment options, their steps, and how the steps of two options align."""

from __future__ import annotations

from typing import Any

from spineknowledge.frozen import Frozen
from spineknowledge.layout import text_table, wrap
from spineknowledge.model.base import Concept, Result, Text, Thing
from spineknowledge.model.evidence import Source, Statement
from spineknowledge.model.terms import Polarity
from spineknowledge.wording import heading, say


class Criterion(Concept):
    """A quantity on which options are compared."""

    definition: Text = Text()
    plain_label: Text = Text()
    dimension: str = ""
    polarity: Polarity = Polarity.NEUTRAL
    broader: str = ""


class Step(Result):
    """One step of one option; ``distinguishes`` names options that, as a source says, lack it or differ."""

    iri: str
    position: int
    step_type: Concept
    phase: Concept | None
    label: Text
    description: Text
    purpose: Text = Text()
    uses: tuple[Thing, ...] = ()
    devices: Text = Text()
    materials: Text = Text()
    optional: bool = False
    sources: tuple[Source, ...] = ()
    distinguishes: tuple[str, ...] = ()
    caveats: tuple[Text, ...] = ()

    def lines(self, lang: str = "en", width: int = 80) -> list[str]:
        """Return the step as a numbered paragraph."""
        optional = f" ({say('optional', lang)})" if self.optional else ""
        text = f"{self.position:>2}. {self.label.get(lang)}{optional}: {self.description.get(lang)}"
        return wrap(text, width, "", "    ")


class Option(Thing):
    """A treatment option with all that is recorded of it."""

    kind: str = ""
    synonyms: tuple[str, ...] = ()
    definition: Text = Text()
    invasiveness: Concept | None = None
    treats: tuple[Thing, ...] = ()
    objectives: tuple[Thing, ...] = ()
    primary_objectives: tuple[Thing, ...] = ()
    risks: tuple[Thing, ...] = ()
    extends: tuple[Thing, ...] = ()
    steps: tuple[Step, ...] = ()
    statements: tuple[Statement, ...] = ()

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the option as text: what it is, aims, risks, steps, and what sources state."""
        lines = [heading(self.label.get(lang)), *wrap(self.definition.get(lang), width), ""]
        lines += self._fact_lines(lang, width)
        if self.steps:
            lines += ["", say("steps", lang)]
            lines += [line for step in self.steps for line in step.lines(lang, width)]
        if self.statements:
            lines += ["", say("statements", lang)]
            lines += [part for item in self.statements for part in _statement_lines(item, lang, width)]
        return "\n".join(lines)

    def _fact_lines(self, lang: str, width: int) -> list[str]:
        facts = {
            "synonyms": self.synonyms,
            "treats": _labels(self.treats, lang),
            "invasiveness": _labels((self.invasiveness,) if self.invasiveness else (), lang),
            "main aims": _labels(self.primary_objectives, lang),
            "aims": _labels(self.objectives, lang),
            "risks": _labels(self.risks, lang),
            "adds to": _labels(self.extends, lang),
        }
        return [
            line
            for key, values in facts.items()
            if values
            for line in wrap(f"{say(key, lang)}: {', '.join(values)}", width, "", "  ")
        ]


class Shared(Frozen):
    """Things of two options side by side; ``described_for_one`` is no difference, only a silence."""

    shared: tuple[Thing, ...] = ()
    only_subject: tuple[Thing, ...] = ()
    only_reference: tuple[Thing, ...] = ()
    described_for_one: tuple[Thing, ...] = ()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the slugs of the things, list by list."""
        return {name: [thing.id for thing in getattr(self, name)] for name in _SHARED_LISTS}


_SHARED_LISTS = ("shared", "only_subject", "only_reference", "described_for_one")


class StepDiff(Result):
    """The steps of two options aligned on their step types.

    A step is a difference only where a source says so; one that is merely described for one option is in
    ``described_for_one``. ``changed`` lists those shared steps that a source says are done differently.
    """

    iri: str
    subject: Thing
    reference: Thing
    shared: tuple[tuple[Step, Step], ...] = ()
    changed: tuple[tuple[Step, Step], ...] = ()
    only_subject: tuple[Step, ...] = ()
    only_reference: tuple[Step, ...] = ()
    described_for_one: tuple[tuple[Thing, Step], ...] = ()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the step types, list by list; ``described_by`` says for which option."""
        return {
            "shared": [ours.step_type.id for ours, _ in self.shared],
            "changed": [ours.step_type.id for ours, _ in self.changed],
            "only_subject": [step.step_type.id for step in self.only_subject],
            "only_reference": [step.step_type.id for step in self.only_reference],
            "described_for_one": [step.step_type.id for _, step in self.described_for_one],
            "described_by": {step.step_type.id: option.id for option, step in self.described_for_one},
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the two lists of steps as one table."""
        changed = {ours.step_type.iri for ours, _ in self.changed}
        rows = [
            (
                ours.step_type.label.get(lang),
                say("changed" if ours.step_type.iri in changed else "both", lang),
            )
            for ours, _ in self.shared
        ]
        for option, steps in ((self.subject, self.only_subject), (self.reference, self.only_reference)):
            note = f"{say('only', lang)} {option.label.get(lang)}"
            rows += [(step.step_type.label.get(lang), note) for step in steps]
        rows += [
            (step.step_type.label.get(lang), f"{say('described only for', lang)} {option.label.get(lang)}")
            for option, step in self.described_for_one
        ]
        title = f"{self.subject.label.get(lang)} / {self.reference.label.get(lang)}: {say('steps', lang)}"
        return "\n".join([heading(title), *text_table((say("step", lang), say("found in", lang)), rows, width)])


def _labels(things: tuple[Thing, ...], lang: str) -> list[str]:
    return [thing.label.get(lang) for thing in things]


def _statement_lines(item: Statement, lang: str, width: int) -> list[str]:
    number = f" [{item.printed_value} {item.printed_unit}".rstrip() + "]" if item.printed_value else ""
    text = f"{item.category.label.get(lang)}: {item.text.get(lang)}{number} ({item.source.id})"
    return wrap(text, width, "  - ", "    ")
