"""Fields of studies and findings that need more than one property: design, time, and basis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pyoxigraph as ox

from spineknowledge.authoring.cells import XSD, Cell, Concept, Known
from spineknowledge.authoring.fields import Column, Field, Record, Row
from spineknowledge.authoring.folder import Fact, Folder, Term, node, text_of
from spineknowledge.authoring.problems import CellError, nearest
from spineknowledge.namespaces import expand, slug_of, thing

_DURATION = re.compile(r"P(?=[0-9])([0-9]+Y)?([0-9]+M)?([0-9]+D)?")
_WEEKS = re.compile(r"P([0-9]+)W")
_TIMINGS = {"procedure": "timing:at-procedure", "unspecified": "timing:unspecified"}
_POOLED_ARMS = re.compile(r"\bpooled (within-)?arms?\b|\bsingle[- ]arm\b", re.IGNORECASE)
_REVERSED = re.compile(r"\bloss\b|\blower is\b", re.IGNORECASE)
_BASIS_OF_DESIGN = {
    "rct": "head-to-head-trial",
    "meta-analysis": "pooled-comparative-studies",
    "systematic-review": "pooled-comparative-studies",
    "network-meta-analysis": "network-of-trials",
    "cohort": "cohort-comparison",
    "claims-analysis": "claims-data",
    "cost-study": "cost-analysis",
    "hta": "health-technology-assessment",
    "review": "review",
    "guideline": "review",
}


class Design(Field):
    """The design of a study; a guideline is a source of its own kind."""

    column = Column("design", "how the study was set up", Concept("design"), required=True)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.column,)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the class of the source, and the design of a study."""
        design = row.term(self.column)
        if design == node("design:guideline"):
            yield (expand("rdf:type"), node("spk:Guideline"))
        elif design is not None:
            yield (expand("rdf:type"), node("spk:Study"))
            yield (expand("spk:design"), design)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own class and design."""
        return fact[0] in (expand("rdf:type"), expand("spk:design"))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the design."""
        designs = record.values("spk:design") or [node("design:guideline")]
        return {"design": self.column.cell.format(designs[0], record.known)}


class Moment(Cell):
    """A time after the treatment, or a word for a moment that is no span."""

    def parse(self, text: str, known: Known) -> Term:
        """Return the duration or the moment; weeks, which XML Schema does not have, become days."""
        weeks = _WEEKS.fullmatch(text)
        span = f"P{7 * int(weeks[1])}D" if weeks else text
        if text in _TIMINGS:
            return node(_TIMINGS[text])
        if _DURATION.fullmatch(span) is None:
            fixed = [word for word in (text.upper(), f"P{text.upper()}") if _DURATION.fullmatch(word)]
            close = nearest(text, [*_TIMINGS, *fixed])
            raise CellError("is no time", value=text, allowed=self.allowed(known), nearest=close)
        return ox.Literal(span, datatype=ox.NamedNode(f"{XSD}duration"))

    def format(self, term: Term, known: Known) -> str:
        """Return the duration, or the word for the moment."""
        words = {expand(name): word for word, name in _TIMINGS.items()}
        return words.get(text_of(term), text_of(term))

    def allowed(self, known: Known) -> str:
        """Say which forms are meant."""
        return "a time such as P30D, P12M or P2Y, or one of procedure, unspecified"


class Time(Field):
    """When the result was observed."""

    column = Column("time_point", "how long after the treatment the result was observed", Moment(), required=True)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.column,)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the span of time, or the moment."""
        moment = row.term(self.column)
        if moment is not None:
            name = "spk:timePoint" if isinstance(moment, ox.Literal) else "spk:timing"
            yield (expand(name), moment)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own span and moment."""
        return fact[0] in (expand("spk:timePoint"), expand("spk:timing"))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the span or the word."""
        moments = record.values("spk:timePoint") + record.values("spk:timing")
        return {"time_point": self.column.cell.format(moments[0], record.known) if moments else ""}


class Basis(Field):
    """What a finding rests on; it has no column, for the design of the study and the caveats tell."""

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the basis."""
        source = thing("source", row.cells["study_id"])
        basis = basis_of(row.known.folder, source, row.cells["caveat"])
        if basis is not None:
            yield (expand("spk:basis"), basis)

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the basis."""
        return fact[0] == expand("spk:basis")


class ReversedScale(Field):
    """Whether more on the scale is less of the criterion; it has no column, for the scale says so."""

    part = "estimate"

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the mark where the scale counts what is lost, or says that lower is better."""
        if _REVERSED.search(row.cells["scale"]):
            yield (expand("spk:reversedScale"), ox.Literal(True))

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the mark."""
        return fact[0] == expand("spk:reversedScale")


class PossibleFigures(Field):
    """No facts of its own: it refuses numbers of a row that cannot be true together."""

    def misfits(self, row: Row) -> list[CellError]:
        """Return counts above their total, and intervals that are inverted or leave their value out."""
        bounds = (
            ("subject_events", "subject_total"),
            ("reference_events", "reference_total"),
            ("ci_low", "ci_high"),
            ("ci_low", "value"),
            ("value", "ci_high"),
        )
        return [
            CellError(f"is above {upper}", column=lower, value=row.cells[lower], allowed=f"at most {row.cells[upper]}")
            for lower, upper in bounds
            if row.cells[lower] and row.cells[upper] and Decimal(row.cells[lower]) > Decimal(row.cells[upper])
        ]


def basis_of(folder: Folder, source: str, caveat: str) -> Term | None:
    """Return the basis of a finding: pooled arms where caveat or source say so, else by the design."""
    if folder.is_a(source, "spk:ClinicalStatement"):
        return node("evidence-basis:clinical-statement")
    told = (folder.value(source, name) or "" for name in ("skos:editorialNote", "spk:comparedArms"))
    if pools_arms(caveat, *told):
        return node("evidence-basis:pooled-single-arms")
    guideline = "guideline" if folder.is_a(source, "spk:Guideline") else ""
    design = slug_of(folder.value(source, "spk:design") or guideline)
    return node(f"evidence-basis:{_BASIS_OF_DESIGN[design]}") if design in _BASIS_OF_DESIGN else None


def pools_arms(*texts: str) -> bool:
    """Say whether a caveat or note says that single arms were pooled or set side by side.

    >>> pools_arms("sign flipped; pooled within-arm change"), pools_arms("three-arm test")
    (True, False)
    """
    return any(_POOLED_ARMS.search(text) for text in texts)
