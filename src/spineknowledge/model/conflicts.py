"""Where sources, numbers and answers contradict each other: reported, never resolved in silence."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from spineknowledge.layout import wrap
from spineknowledge.model.base import Result, Text, Thing
from spineknowledge.model.evidence import Finding
from spineknowledge.wording import heading


class ConflictKind(StrEnum):
    """What contradicts what."""

    OPPOSITE_FINDINGS = "opposite-findings"
    ESTIMATE_AGAINST_DIRECTION = "estimate-against-direction"
    ASSESSMENT_AGAINST_FINDINGS = "assessment-against-findings"
    DIRECT_AGAINST_INDIRECT = "direct-against-indirect"
    CYCLE = "cycle"


class Side(Result):
    """One side of a conflict: what it says, and the findings, assessments or comparisons that say so."""

    iri: str
    says: str
    records: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The slugs of the sources on this side, each once."""
        return tuple(dict.fromkeys(finding.source.id for finding in self.findings))

    def lines(self, lang: str, width: int) -> list[str]:
        """Return what the side says, and each finding with its numbers."""
        names = "" if self.findings else " ".join(record.rsplit("/", 1)[-1] for record in self.records)
        lines = wrap(f"{self.says}: {names}", width, "  ", "    ")
        return lines + [
            line for finding in self.findings for line in wrap(finding.headline(lang), width, "  - ", "    ")
        ]


class Conflict(Result):
    """A contradiction on one criterion between two options, with both sides and how it was found."""

    iri: str
    kind: ConflictKind
    criterion: Thing
    options: tuple[Thing, ...]
    sides: tuple[Side, ...]
    derivation: Text

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the conflict for JSON; records by their slugs."""
        return {
            "id": self.id,
            "iri": self.iri,
            "kind": self.kind.value,
            "criterion": self.criterion.id,
            "options": [option.id for option in self.options],
            "sides": [
                {
                    "says": side.says,
                    "records": [record.rsplit("/", 1)[-1] for record in side.records],
                    "sources": list(side.sources),
                }
                for side in self.sides
            ],
            "derivation": self.derivation.get(lang),
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the conflict with both sides."""
        names = " / ".join(option.label.get(lang) for option in self.options)
        lines = wrap(f"{heading(names)}: {self.criterion.label.get(lang)} ({self.kind})", width)
        lines += wrap(self.derivation.get(lang), width, "  ")
        for side in self.sides:
            lines += side.lines(lang, width)
        return "\n".join(lines)
