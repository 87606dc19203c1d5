"""How two options compare: put together from what is recorded of both, directly or through a third option."""

from __future__ import annotations

from spineknowledge.differences import align_steps, share
from spineknowledge.model.base import Thing
from spineknowledge.model.comparison import ComparisonRow, Edition, OptionComparison
from spineknowledge.model.options import Option
from spineknowledge.model.terms import AnswerStatus
from spineknowledge.namespaces import thing
from spineknowledge.reading import Reader


def compared(reader: Reader, subject: str, reference: str, indirect: bool, edition: Edition) -> OptionComparison:
    """Return the comparison of two options, named by IRI, with indirect answers only if they are asked for."""
    rows = reader.pair_rows(subject, reference) + (indirect_between(reader, subject, reference) if indirect else ())
    told = {row.criterion.iri for row in rows if row.status is not AnswerStatus.NOT_ASSESSED}
    first, second = reader.option(subject), reader.option(reference)
    distinctions = (reader.distinctions(subject), reader.distinctions(reference))
    return OptionComparison(
        iri=thing("comparison", f"{first.id}-vs-{second.id}"),
        subject=named(first),
        reference=named(second),
        rows=tuple(row for row in rows if row.criterion.iri in told or row.findings),
        not_assessed=tuple(item for iri, item in reader.assembler.criteria.items() if iri not in told),
        steps=align_steps(first, second),
        objectives=share(first, second, "objectives", distinctions),
        risks=share(first, second, "risks", distinctions),
        edition=edition,
    )


def indirect_between(reader: Reader, subject: str, reference: str) -> tuple[ComparisonRow, ...]:
    """Return the answers for two options that follow through a third one, by criterion."""
    from spineknowledge.reasoning import indirect_rows

    near = [row for end in (subject, reference) for row in (*reader.rows(end), *reader.rows(None, end))]
    found = (
        row if row.subject.iri == subject else row.mirrored()
        for row in indirect_rows({row.iri: row for row in near}.values())
        if {row.subject.iri, row.reference.iri} == {subject, reference}
    )
    return tuple(sorted(found, key=lambda row: row.criterion.id))


def named(option: Option) -> Thing:
    """Return an option with nothing but its name."""
    return Thing(option.iri, option.label)
