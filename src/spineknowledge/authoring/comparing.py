"""Fields of the question that a row answers: one comparison for each pair of options, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spineknowledge.authoring.cells import Choice, Concept, Known, Reference
from spineknowledge.authoring.citing import is_clinical
from spineknowledge.authoring.fields import Aside, Column, Field, Many, Record, Row
from spineknowledge.authoring.folder import Fact, Term, node, text_of
from spineknowledge.authoring.problems import CellError
from spineknowledge.namespaces import expand, slug_of, thing

_MIRRORED = {"lower": "higher", "higher": "lower"}

CRITERION = Column("criterion", "the quantity that is compared", Reference("criterion"), required=True)
SUBJECT = Column("subject", "the option of which the row speaks", Reference("option"), required=True)
REFERENCE = Column("reference", "the option against which it stands", Reference("option"), required=True)
REPORTED = Column(
    "direction",
    "whether the quantity (not the benefit) is lower or higher for the subject, as the source says",
    Choice(
        {
            "lower": node("direction:lower"),
            "higher": node("direction:higher"),
            "equivalent": node("direction:similar"),
            "no_clear_difference": node("direction:no-clear-difference"),
        }
    ),
    required=True,
)
JUDGED = Column(
    "direction",
    "the judgement on the quantity for the subject; mixed where the sources disagree",
    Choice(
        {
            "lower": node("direction:lower"),
            "higher": node("direction:higher"),
            "equivalent": node("direction:similar"),
            "no_clear_difference": node("direction:no-clear-difference"),
            "unclear": node("direction:unclear"),
            "mixed": node("answer-status:sources-disagree"),
            "no_evidence": node("answer-status:no-evidence"),
            "not_assessed": node("answer-status:not-assessed"),
        }
    ),
    required=True,
)
CERTAINTY = Column(
    "certainty", "how sure the judgement is, in the levels of GRADE", Concept("certainty", underscores=False)
)


def comparison_slug(cells: Mapping[str, str]) -> str:
    """Return the short name of the comparison that a row answers.

    >>> comparison_slug({"criterion": "c", "subject": "b", "reference": "a"})
    'a-vs-b-c'
    """
    return f"{pair_slug(cells)}-{cells['criterion']}"


def pair_slug(cells: Mapping[str, str]) -> str:
    """Return the short name of the two options of a row, in alphabetical order."""
    return "-vs-".join(sorted((cells["subject"], cells["reference"])))


def comparisons_file(cells: Mapping[str, str]) -> str:
    """Return the file that holds everything on the two options of a row."""
    return f"comparisons/{pair_slug(cells)}.ttl"


@dataclass(frozen=True)
class Compared(Field):
    """Criterion, subject and reference of a row, as the link to the comparison that it answers."""

    name: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the three columns."""
        return (CRITERION, SUBJECT, REFERENCE)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the link to the comparison."""
        for column in (CRITERION, SUBJECT, REFERENCE):
            row.term(column)
        if row.cells["subject"] == row.cells["reference"]:
            message = "is both subject and reference"
            raise CellError(message, column="reference", value=row.cells["reference"], allowed="another option")
        yield (expand(self.name), node(thing("comparison", comparison_slug(row.cells))))

    def asides(self, row: Row) -> Iterator[Aside]:
        """Describe the comparison."""
        subject, reference = sorted((row.cells["subject"], row.cells["reference"]))
        comparison = thing("comparison", comparison_slug(row.cells))
        for name, value in (
            ("rdf:type", "spk:Comparison"),
            ("spk:subjectOption", f"option:{subject}"),
            ("spk:referenceOption", f"option:{reference}"),
            ("spk:criterion", f"criterion:{row.cells['criterion']}"),
        ):
            yield Aside(comparison, (expand(name), node(value)), comparisons_file(row.cells))

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the link to the comparison."""
        return fact[0] == expand(self.name)

    def write(self, record: Record) -> Mapping[str, str]:
        """Return criterion, subject and reference, the two options as the row had them."""
        comparison, folder = record.value(self.name) or "", record.known.folder
        options = [slug_of(folder.value(comparison, f"spk:{role}Option") or "") for role in ("subject", "reference")]
        subject, reference = reversed(options) if is_turned(record) else options
        criterion = slug_of(folder.value(comparison, "spk:criterion") or "")
        return {"criterion": criterion, "subject": subject, "reference": reference}


class ReportedDirection(Field):
    """The direction that a source reports, kept in the order of the comparison whichever way the row asks."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (REPORTED,)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the direction, and the subject of the row where it is the comparison's reference."""
        direction = row.term(REPORTED)
        if direction is not None:
            turned = row.cells["subject"] > row.cells["reference"]
            yield (expand("spk:reportedDirection"), mirrored(direction) if turned else direction)
            if turned:
                yield (expand("spk:reportedSubject"), node(thing("option", row.cells["subject"])))

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own direction and reported subject."""
        return fact[0] in (expand("spk:reportedDirection"), expand("spk:reportedSubject"))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the direction as the row had it."""
        direction = record.values("spk:reportedDirection")[0]
        return {
            "direction": REPORTED.cell.format(mirrored(direction) if is_turned(record) else direction, record.known)
        }


class Answer(Field):
    """The judgement of an assessment with its certainty, in the order of the comparison."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the two columns."""
        return (JUDGED, CERTAINTY)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return direction, status and certainty; no clear difference of very low certainty is unclear."""
        judged, certainty = row.term(JUDGED), row.term(CERTAINTY)
        if judged is None:
            return
        turned = row.cells["subject"] > row.cells["reference"]
        status, direction = _answer(mirrored(judged) if turned else judged, certainty)
        yield (expand("spk:answerStatus"), status)
        if direction is not None:
            yield (expand("spk:direction"), direction)
        if certainty is not None:
            yield (expand("spk:certainty"), certainty)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own direction, status and certainty."""
        return fact[0] in map(expand, ("spk:answerStatus", "spk:direction", "spk:certainty"))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the judgement in the words of the table."""
        certainty = record.values("spk:certainty")
        known = record.known
        return {
            "direction": JUDGED.cell.format(_judged(record, certainty), known),
            "certainty": CERTAINTY.cell.format(certainty[0], known) if certainty else "",
        }


@dataclass(frozen=True)
class FindingLinks(Many):
    """The findings that an assessment names in one role; a clinic's own findings are linked by hand."""

    separator: str = " "

    def item(self, text: str, row: Row) -> Term:
        """Return the finding, which must be on the same comparison."""
        finding = super().item(text, row)
        comparison = row.known.folder.value(text_of(finding), "spk:aboutComparison")
        expected = thing("comparison", comparison_slug(row.cells))
        if comparison not in (None, expected):
            message, allowed = "is a finding on another comparison", f"findings on {slug_of(expected)}"
            raise CellError(message, column=self.column.name, value=text, allowed=allowed)
        return finding

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the links to findings that are no clinic's."""
        return super().owns(fact, old) and not from_clinic(text_of(fact[1]), old.known)


def is_turned(record: Record) -> bool:
    """Say whether the numbers of a finding have the comparison's reference as their subject."""
    return bool(record.values("spk:reportedSubject"))


def mirrored(direction: Term) -> Term:
    """Return the direction as it is seen from the other option.

    >>> mirrored(node("direction:lower")) == node("direction:higher")
    True
    """
    slug = slug_of(text_of(direction))
    return node(f"direction:{_MIRRORED[slug]}") if slug in _MIRRORED else direction


def from_clinic(subject: str, known: Known) -> bool:
    """Say whether a record has no other source than the document of a clinic."""
    sources = known.folder.values(subject, "dcterms:source")
    return bool(sources) and all(is_clinical(source, known.folder) for source in sources)


def _answer(judged: Term, certainty: Term | None) -> tuple[Term, Term | None]:
    answered = node("answer-status:answered")
    if judged == node("answer-status:sources-disagree"):
        return judged, node("direction:unclear")
    if "/answer-status/" in text_of(judged):
        return judged, None
    if judged == node("direction:no-clear-difference"):
        unsure = certainty in (None, node("certainty:very-low"))
        return answered, node("direction:unclear" if unsure else "direction:similar")
    return answered, judged


def _judged(record: Record, certainty: list[Term]) -> Term:
    status, direction = record.values("spk:answerStatus"), record.values("spk:direction")
    if status and status[0] != node("answer-status:answered"):
        return status[0]
    known_answer = direction[0] if direction else node("answer-status:not-assessed")
    no_difference = node("direction:no-clear-difference")
    answered = _answer(no_difference, certainty[0] if certainty else None)[1]
    return no_difference if known_answer == answered else known_answer
