"""What the pages show, gathered from the knowledge base in one language; nothing is added to the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spineknowledge.errors import UnknownTermError
from spineknowledge.export.site.answers import Amount, Cells, amount, cells
from spineknowledge.export.site.config import SiteConfig
from spineknowledge.export.site.figures import Plot, forests
from spineknowledge.export.site.words import word
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.model.base import Text
from spineknowledge.model.comparison import ComparisonRow, OptionComparison
from spineknowledge.model.evidence import FactorEffect, Finding, Source, Statement
from spineknowledge.model.options import Option, Step
from spineknowledge.model.terms import AnswerStatus, Direction
from spineknowledge.namespaces import thing
from spineknowledge.wording import sentence

GROUPS = ("outcome", "risk", "recovery", "procedure", "cost")


class Said(NamedTuple):
    """A text and the language that it is in."""

    text: str
    lang: str


class Row(NamedTuple):
    """One question of the grid, with all that stands behind it."""

    id: str
    question: str
    label: str
    answer: str
    graded: str
    cells: Cells
    amount: Amount | None
    row: ComparisonRow
    plots: tuple[Plot, ...]

    @property
    def stances(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """The findings that fit the answer, those against it, and the others."""
        row = self.row
        return ("for", row.supporting), ("against", row.disputing), ("neutral", row.neutral)


class StepRow(NamedTuple):
    """One step of the two options side by side."""

    label: str
    subject: str
    reference: str


class Comparison(NamedTuple):
    """All of a comparison page."""

    found: OptionComparison
    subject: Option
    reference: Option
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    steps: tuple[StepRow, ...]
    effects: tuple[FactorEffect, ...]
    assessed_on: str

    @property
    def slug(self) -> str:
        """The name of the page."""
        return f"{self.subject.id}-vs-{self.reference.id}"

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the page."""
        return tuple(row for _, rows in self.groups for row in rows)

    def having(self, kind: str) -> tuple[Row, ...]:
        """Return the rows that are the ``same``, that ``differs``, that are ``unknown`` or ``unasked``."""
        return tuple(row for row in self.rows if _kind(row.row) == kind)


class Condition(NamedTuple):
    """A condition with what is recorded of it."""

    id: str
    label: Text
    synonyms: tuple[Text, ...]
    definition: Text
    causes: tuple[Text, ...]
    parts: tuple[Text, ...]

    @classmethod
    def nothing(cls) -> Condition:
        """Return no condition, for options of which none is recorded."""
        return cls("", Text(), (), Text(), (), ())


class Entry(NamedTuple):
    """A word of the glossary."""

    id: str
    label: Text
    definition: Text


def said(text: Text, lang: str) -> Said:
    """Return a text in a language where there is one, else in the language that there is."""
    own = text.only(lang)
    if own or not text.by_language:
        return Said(own, lang)
    return Said(text.get(lang), "en" if text.only("en") else text.by_language[0][0])


def comparison(kb: KnowledgeBase, pair: tuple[str, str], lang: str) -> Comparison:
    """Gather a comparison page."""
    found = kb.compare(*pair)
    silent = tuple(found[criterion.iri] for criterion in found.not_assessed)
    by_group: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for row in (*found.rows, *(row for row in silent if row.iri not in {known.iri for known in found.rows})):
        by_group.setdefault(row.criterion.dimension, []).append(_row(row, lang))
    options = {found.subject.iri, found.reference.iri}
    return Comparison(
        found,
        kb.option(found.subject.iri),
        kb.option(found.reference.iri),
        tuple((name, tuple(rows)) for name, rows in by_group.items() if rows),
        tuple(_steps(found, lang)),
        tuple(effect for effect in kb_effects(kb) if options <= {option.iri for option in effect.options}),
        max((row.assessed_on for row in found.rows), default=""),
    )


def kb_effects(kb: KnowledgeBase) -> tuple[FactorEffect, ...]:
    """Return all that sources say of patient factors."""
    rows = kb.select(_FACTORS).rows
    return kb.considerations(factors=sorted(str(row[0]) for row in rows)).effects if rows else ()


def _row(row: ComparisonRow, lang: str) -> Row:
    names = (row.subject.label.get(lang), row.reference.label.get(lang))
    silent = row.status is AnswerStatus.NOT_ASSESSED
    label = row.criterion.label.get(lang)
    graded = "" if silent else sentence(row.direction, row.certainty, label, *names, lang)
    answer = word("compare.not_looked", lang) if silent and not row.findings else row.statement(lang)
    question = row.criterion.plain_label.get(lang) or label
    shown = (cells(row, lang), amount(row, lang))
    return Row(row.criterion.id, question, label, answer, graded, *shown, row, forests(row, lang))


def _kind(row: ComparisonRow) -> str:
    if row.status is AnswerStatus.NOT_ASSESSED:
        return "unasked"
    if row.status is not AnswerStatus.ANSWERED or row.certainty == "very-low":
        return "unknown"
    if row.direction.strict:
        return "differs"
    return "same" if row.direction is Direction.SIMILAR else "unknown"


def _steps(found: OptionComparison, lang: str) -> Iterator[StepRow]:
    """Yield the steps in order: the subject's, and those told for the reference only in their place."""
    changed = {ours.iri for ours, _ in found.steps.changed}
    yes, no, silent = (word(f"compare.step_{name}", lang) for name in ("yes", "no", "silent"))
    rows: list[tuple[float, StepRow]] = []
    for ours, _ in found.steps.shared:
        text = word("compare.step_changed", lang) if ours.iri in changed else yes
        rows.append((ours.position, _step(ours, text, text, lang)))
    rows += [(step.position, _step(step, yes, no, lang)) for step in found.steps.only_subject]
    theirs = [(step, no) for step in found.steps.only_reference]
    for option, step in found.steps.described_for_one:
        if option.iri == found.subject.iri:
            rows.append((step.position, _step(step, yes, silent, lang)))
        else:
            theirs.append((step, silent))
    rows += [(_place(found, step), _step(step, text, yes, lang)) for step, text in theirs]
    yield from (row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].label)))


def _place(found: OptionComparison, step: Step) -> float:
    before = [ours.position for ours, other in found.steps.shared if other.position < step.position]
    return max(before, default=0) + 0.5


def _step(step: Step, subject: str, reference: str, lang: str) -> StepRow:
    return StepRow(step.step_type.label.get(lang), subject, reference)


def condition(kb: KnowledgeBase, name: str) -> Condition:
    """Gather a condition; raises ``UnknownTermError``."""
    facts = kb.select(_FACTS.replace("urn:x", thing("condition", name))).rows
    if not facts:
        raise UnknownTermError(name, "condition")
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for prop, node, text in facts:
        lang = getattr(text, "lang", "") or "en"
        found.setdefault(str(prop), {}).setdefault(str(node), []).append((lang, str(text)))

    def texts(prop: str) -> tuple[Text, ...]:
        return tuple(Text(tuple(sorted(pairs))) for pairs in found.get(prop, {}).values())

    synonyms = tuple(Text((pair,)) for pairs in found.get("synonym", {}).values() for pair in pairs)
    label, definition = (texts(prop)[0] if texts(prop) else Text() for prop in ("label", "definition"))
    return Condition(name, label, synonyms, definition, texts("cause"), texts("part"))


def about_condition(kb: KnowledgeBase, name: str) -> tuple[Statement, ...]:
    """Return what sources state about living with a condition when no procedure is done."""
    return tuple(item for item in kb.option(name).statements if item.category.id in ("recovery", "risk", "follow-up"))


def glossary(kb: KnowledgeBase) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the words of the glossary by group, each with its definition."""
    return tuple(
        (group, tuple(_entries(kb, classes)))
        for group, classes in (
            ("options", "spk:TreatmentOption"),
            ("body", "spk:Condition spk:AnatomicalStructure"),
            ("tools", "spk:Device spk:Material"),
            ("questions", "spk:Criterion"),
        )
    )


def _entries(kb: KnowledgeBase, classes: str) -> Iterator[Entry]:
    texts: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for node, prop, text in kb.select(_WORDS.replace("spk:Thing", classes)).rows:
        pair = (getattr(text, "lang", "") or "en", str(text))
        texts.setdefault(str(node), {}).setdefault(str(prop), []).append(pair)
    for node, props in texts.items():
        if "definition" in props and "label" in props:
            label, definition = (Text(tuple(sorted(props[name]))) for name in ("label", "definition"))
            yield Entry(node.rsplit("/", 1)[-1], label, definition)


def cited(config: SiteConfig, kb: KnowledgeBase) -> tuple[Source, ...]:
    """Return every source that the pages cite, by name."""
    found = [source for pair in config.pairs for row in kb.compare(*pair).rows for source in row.sources]
    for name in option_names(config):
        option = kb.option(name)
        found += [item.source for item in option.statements]
        found += [item.source for item in kb.guidelines(name)]
        found += [source for step in option.steps for source in step.sources]
    found += [effect.source for effect in kb_effects(kb)]
    return tuple(sorted({source.iri: source for source in found}.values(), key=lambda source: source.id))


def option_names(config: SiteConfig) -> tuple[str, ...]:
    """Return the options that have a page."""
    return tuple(dict.fromkeys([name for pair in config.pairs for name in pair] + list(config.options)))


_HEAD = """PREFIX spk: <https://w3id.org/spineknowledge/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_FACTORS = _HEAD + "SELECT DISTINCT ?factor { ?effect spk:factor ?factor }"
_FACTS = (
    _HEAD
    + """SELECT ?prop ?node ?text {
  { <urn:x> a spk:Condition ; skos:prefLabel ?text . BIND (<urn:x> AS ?node) BIND ("label" AS ?prop) }
  UNION { <urn:x> a spk:Condition ; skos:altLabel ?text . BIND (<urn:x> AS ?node) BIND ("synonym" AS ?prop) }
  UNION { <urn:x> a spk:Condition ; skos:definition ?text . BIND (<urn:x> AS ?node) BIND ("definition" AS ?prop) }
  UNION { <urn:x> spk:causedBy ?node . ?node skos:prefLabel ?text . BIND ("cause" AS ?prop) }
  UNION { <urn:x> spk:affects ?node . ?node skos:prefLabel ?text . BIND ("part" AS ?prop) }
} ORDER BY ?prop ?node ?text"""
)
_WORDS = (
    _HEAD
    + """SELECT DISTINCT ?node ?prop ?text {
  VALUES ?top { spk:Thing }
  ?class rdfs:subClassOf* ?top .
  ?node a ?class .
  { ?node skos:prefLabel ?text . BIND ("label" AS ?prop) }
  UNION { ?node skos:definition ?text . BIND ("definition" AS ?prop) }
} ORDER BY ?node ?prop ?text"""
)
