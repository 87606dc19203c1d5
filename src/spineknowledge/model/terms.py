"""The small closed vocabularies that code decides by, as enumerations of their slugs."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """How the quantity of a criterion for the subject relates to that for the reference."""

    LOWER = "lower"
    HIGHER = "higher"
    SIMILAR = "similar"
    NO_CLEAR_DIFFERENCE = "no-clear-difference"
    UNCLEAR = "unclear"
    NOT_ASSESSED = "not-assessed"

    @property
    def strict(self) -> bool:
        """Whether the direction says that there is a difference."""
        return self in (Direction.LOWER, Direction.HIGHER)

    def mirrored(self) -> Direction:
        """Return the direction when subject and reference change places.

        >>> Direction.LOWER.mirrored(), Direction.SIMILAR.mirrored()
        (<Direction.HIGHER: 'higher'>, <Direction.SIMILAR: 'similar'>)
        """
        return _MIRROR.get(self, self)


_MIRROR = {Direction.LOWER: Direction.HIGHER, Direction.HIGHER: Direction.LOWER}


class Certainty(StrEnum):
    """How sure the knowledge base is, in the four levels of GRADE, from high down to very low."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"
    NOT_ASSESSED = "not-assessed"

    def lowered(self) -> Certainty:
        """Return the next level below; nothing is below very low.

        >>> Certainty.HIGH.lowered(), Certainty.VERY_LOW.lowered()
        (<Certainty.MODERATE: 'moderate'>, <Certainty.VERY_LOW: 'very-low'>)
        """
        levels = list(Certainty)
        return levels[min(levels.index(self) + 1, levels.index(Certainty.VERY_LOW))]

    @staticmethod
    def weaker(*certainties: Certainty) -> Certainty:
        """Return the weakest of the given levels."""
        return max(certainties, key=list(Certainty).index)


class AnswerStatus(StrEnum):
    """Whether and how a comparison has been answered."""

    ANSWERED = "answered"
    SOURCES_DISAGREE = "sources-disagree"
    NO_EVIDENCE = "no-evidence"
    NOT_ASSESSED = "not-assessed"


class Polarity(StrEnum):
    """Whether a lower or a higher quantity of a criterion is better for the patient."""

    LOWER_IS_BETTER = "lower-is-better"
    HIGHER_IS_BETTER = "higher-is-better"
    NEUTRAL = "neutral"


class Favours(StrEnum):
    """Which of two options an answer favours, worked out from direction and polarity."""

    SUBJECT = "subject"
    REFERENCE = "reference"
    NEITHER = "neither"
    NOT_APPLICABLE = "not-applicable"

    @classmethod
    def of(cls, direction: Direction, polarity: Polarity) -> Favours:
        """Work out whom a direction favours.

        >>> Favours.of(Direction.LOWER, Polarity.LOWER_IS_BETTER)
        <Favours.SUBJECT: 'subject'>
        """
        if polarity is Polarity.NEUTRAL or direction in (Direction.UNCLEAR, Direction.NOT_ASSESSED):
            return cls.NOT_APPLICABLE
        if not direction.strict:
            return cls.NEITHER
        better = Direction.LOWER if polarity is Polarity.LOWER_IS_BETTER else Direction.HIGHER
        return cls.SUBJECT if direction is better else cls.REFERENCE


class Basis(StrEnum):
    """How an answer came about: assessed as asked, mirrored, or worked out through a third option."""

    ASSESSED = "assessed"
    INVERSE = "inverse"
    INDIRECT = "indirect"
