"""The facts behind an answer: what is recorded of a thing, and how a computed answer was derived."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spineknowledge import records as rec
from spineknowledge.frozen import Frozen
from spineknowledge.layout import wrap
from spineknowledge.model.base import Result, Text
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.terms import Basis
from spineknowledge.namespaces import KINDS, compact, expand, is_iri, slug_of, thing
from spineknowledge.reading import Reader
from spineknowledge.values import Iri, Value, short


class Fact(Frozen):
    """One recorded triple with the names of its parts."""

    subject: str
    property: str
    name: str
    value: Value
    label: str = ""

    def shown(self) -> str:
        """Return the fact as ``name: value``, with the name of a thing before its IRI."""
        value = f"{self.label} ({short(self.value)})" if self.label else short(self.value)
        return f"{self.name or compact(self.property)}: {value}"


class Explained(Result):
    """A thing or an answer, how it was derived, and the recorded facts that it rests on."""

    iri: str
    title: str
    derivation: tuple[Text, ...] = ()
    answer: Result | None = None
    facts: tuple[Fact, ...] = ()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return derivation, answer and facts for JSON."""
        return {
            "id": self.id,
            "iri": self.iri,
            "title": self.title,
            "derivation": [step.get(lang) for step in self.derivation],
            "answer": self.answer.to_dict(lang) if self.answer else None,
            "facts": [
                {
                    "subject": fact.subject,
                    "property": compact(fact.property),
                    "value": short(fact.value),
                    "label": fact.label or None,
                }
                for fact in self.facts
            ],
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return title, derivation, answer and facts as text."""
        lines = wrap(f"{self.title} <{self.iri}>", width)
        lines += [part for step in self.derivation for part in wrap(step.get(lang), width, "  ")]
        if self.answer:
            lines += ["", self.answer.as_text(lang, width)]
        subject = ""
        for fact in self.facts:
            if fact.subject != subject:
                subject = fact.subject
                lines += ["", compact(subject)]
            lines += wrap(fact.shown(), width, "  ", "    ")
        return "\n".join(lines)


def described(reader: Reader, name: str) -> str:
    """Return the IRI under which something is recorded: an IRI, a prefixed name or a slug of any kind."""
    iris = [expand(name)] if ":" in name else [thing(kind, name) for kind in KINDS]
    return next((iri for iri in iris if is_iri(iri) and iri in reader.record(iri)), "")


def explain_recorded(reader: Reader, iri: str) -> Explained:
    """Return what is recorded of a thing; of a comparison, a finding or an assessment with the answer."""
    record = reader.record(iri)
    comparison = record.iri(iri, "assesses") or record.iri(iri, "aboutComparison") or iri
    row = _recorded_row(reader, comparison)
    if row is None:
        title = str(record.text(iri, rec.LABEL) or record.text(iri, rec.TITLE)) or slug_of(iri)
        return Explained(iri, title, facts=_facts(reader, iri))
    answer: Result = next((finding for finding in row.findings if finding.iri == iri), row)
    return Explained(iri, row.criterion.label.get(), derivation(row), answer, _facts(reader, iri))


def explain_answer(reader: Reader, row: ComparisonRow) -> Explained:
    """Return how an answer came about and the assessments that it rests on."""
    assessments = [row.assessment, *(link.assessment for link in row.via)]
    facts = tuple(fact for iri in assessments if iri for fact in _facts(reader, iri))
    return Explained(row.iri, row.criterion.label.get(), derivation(row), row, facts)


def _recorded_row(reader: Reader, comparison: str) -> ComparisonRow | None:
    record = reader.record(comparison)
    subject, reference = (record.iri(comparison, name) for name in ("subjectOption", "referenceOption"))
    rows = reader.rows(subject, reference) if subject and reference else ()
    return next((row for row in rows if row.iri == comparison), None)


def _facts(reader: Reader, iri: str) -> tuple[Fact, ...]:
    facts = (
        Fact(iri, str(row["property"]), str(row["name"] or ""), row["value"], str(row["label"] or ""))
        for row in reader.run("kb-facts", node=Iri(iri))
    )
    return tuple(sorted(facts, key=lambda fact: (compact(fact.property), str(fact.value))))


def derivation(row: ComparisonRow) -> tuple[Text, ...]:
    """Return, step by step, how an answer came about."""
    steps = [_origin(row)]
    if row.direction.strict:
        steps.append(
            _both(
                f"The quantity is {row.direction} and {row.criterion.polarity}, so the answer favours: {row.favours}.",
                f"La cantidad es {row.direction} y {row.criterion.polarity}; la respuesta favorece a: {row.favours}.",
            )
        )
    return tuple(steps)


def _origin(row: ComparisonRow) -> Text:
    if row.basis is Basis.INDIRECT:
        return _chain(row.via)
    recorded = compact(row.assessment) if row.assessment else "-"
    if row.basis is Basis.INVERSE:
        return _both(
            f"Recorded in the opposite order as {recorded}; mirrored: lower and higher, and the two arms, "
            "change places.",
            f"Registrado en el orden contrario como {recorded}; invertido: menor y mayor, y los dos brazos, "
            "cambian de lugar.",
        )
    return _both(f"Recorded as asked in {recorded}.", f"Registrado tal como se pregunta en {recorded}.")


def _chain(links: Iterable[ComparisonRow]) -> Text:
    parts = [
        f"{row.subject.id} {row.direction} {row.reference.id} ({row.certainty}; {_basis_of(row)})" for row in links
    ]
    return _both(
        f"Worked out: {' and '.join(parts)}. The certainty is one level below that of the weaker link.",
        f"Deducido: {' y '.join(parts)}. La certeza es un nivel inferior a la del eslabón más débil.",
    )


def _basis_of(row: ComparisonRow) -> str:
    return slug_of(row.assessment) or " ".join(finding.id for finding in row.findings)


def _both(english: str, spanish: str) -> Text:
    return Text((("en", english), ("es", spanish)))
