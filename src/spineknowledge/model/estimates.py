"""The numbers of findings: as printed, beside their values, and the same seen from the other option."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spineknowledge.frozen import Frozen
from spineknowledge.model.base import Concept, Result

RATIOS = ("risk-ratio", "odds-ratio", "hazard-ratio")
"""Measures of which 1 means no difference."""

DIFFERENCES = ("mean-difference", "standardised-mean-difference")
"""Measures of which 0 means no difference."""


class Number(Frozen):
    """A number as its source prints it, beside its value.

    >>> str(Number("0.80", Decimal("0.8")))
    '0.80'
    """

    printed: str
    value: Decimal

    def __str__(self) -> str:
        """Return the number as printed."""
        return self.printed


class Estimate(Result):
    """The numbers of one finding: an effect with its interval, or the values or counts of two arms.

    ``turned_from`` are the numbers as the source prints them, where these are turned over from them.
    """

    iri: str
    measure: Concept
    value: Number | None = None
    ci_low: Number | None = None
    ci_high: Number | None = None
    p_value: Number | None = None
    subject_value: Number | None = None
    reference_value: Number | None = None
    subject_events: int | None = None
    subject_total: int | None = None
    reference_events: int | None = None
    reference_total: int | None = None
    unit: Concept | None = None
    scale: str = ""
    reversed_scale: bool = False
    turned_from: Estimate | None = None

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the numbers for JSON, each as printed; ``unit`` is its symbol."""
        plain = super().to_dict(lang)
        del plain["turned_from"]
        for name, value in plain.items():
            if isinstance(value, Number):
                plain[name] = value.printed
        return plain | {"measure": self.measure.id, "unit": self.unit.notation if self.unit else None}

    def mirrored(self) -> Estimate:
        """Return the same numbers with subject and reference changed over.

        Arms change places, a ratio is inverted and its interval with it, a difference is negated. An
        inverted ratio is shown with as many significant digits as the one that was printed. Turned over
        twice, the numbers are again as printed, to the last digit.
        """
        if self.turned_from is not None:
            return self.turned_from
        turn = _TURN.get(self.measure.id, _unchanged)
        return self.replace(
            value=turn(self.value),
            ci_low=turn(self.ci_high),
            ci_high=turn(self.ci_low),
            subject_value=self.reference_value,
            reference_value=self.subject_value,
            subject_events=self.reference_events,
            reference_events=self.subject_events,
            subject_total=self.reference_total,
            reference_total=self.subject_total,
            turned_from=self,
        )

    @property
    def counted(self) -> bool:
        """Whether events and totals of both arms are stated."""
        counts = (self.subject_events, self.subject_total, self.reference_events, self.reference_total)
        return None not in counts

    def sign(self) -> int | None:
        """Return -1 where the numbers are lower for the subject, 1 where higher, 0 where equal.

        ``None`` means that the numbers name no direction, or not that of the criterion.
        """
        if self.reversed_scale:
            return None
        if self.value is not None and self.measure.id in RATIOS + DIFFERENCES:
            return _compare(self.value.value, Decimal(1 if self.measure.id in RATIOS else 0))
        if self.subject_value is not None and self.reference_value is not None:
            return _compare(self.subject_value.value, self.reference_value.value)
        rates = self._rates()
        return _compare(*rates) if rates else None

    def _rates(self) -> tuple[Decimal, Decimal] | None:
        counts = (self.subject_events, self.subject_total, self.reference_events, self.reference_total)
        if None in counts or not self.subject_total or not self.reference_total:
            return None
        subject, subject_total, reference, reference_total = (Decimal(count or 0) for count in counts)
        return subject / subject_total, reference / reference_total


def _unchanged(number: Number | None) -> Number | None:
    return number


def _compare(left: Decimal, right: Decimal) -> int:
    return (left > right) - (left < right)


def _negated(number: Number | None) -> Number | None:
    if number is None or number.value == 0:
        return number
    printed = number.printed[1:] if number.printed.startswith("-") else f"-{number.printed}"
    return Number(printed, -number.value)


def _inverted(number: Number | None) -> Number | None:
    if number is None or number.value == 0:
        return None
    digits = len(number.printed.replace(".", "").lstrip("-0")) or 1
    rounded = Decimal(f"{1 / number.value:.{max(digits, 2) - 1}e}")
    return Number(f"{rounded:f}", rounded)


_TURN = {**dict.fromkeys(RATIOS, _inverted), **dict.fromkeys(DIFFERENCES, _negated)}
