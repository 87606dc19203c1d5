"""What to weigh in a choice: who aims at which goal, and what sources say of patient factors. No ranking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spineknowledge.layout import wrap
from spineknowledge.model.base import Result, Thing
from spineknowledge.model.evidence import FactorEffect
from spineknowledge.model.options import Option
from spineknowledge.wording import heading, say


class GoalMatch(Result):
    """A goal, and the options that aim at it as far as a source says so, by name."""

    iri: str
    goal: Thing
    options: tuple[Thing, ...]
    primary_for: tuple[Thing, ...]

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the slugs of the goal, of the options that aim at it, and of those that mainly do."""
        return {
            "goal": self.goal.id,
            "options": [option.id for option in self.options],
            "primary_for": [option.id for option in self.primary_for],
        }


class Considerations(Result):
    """Which options aim at the asked goals, and which statements bear on the asked patient factors."""

    iri: str
    goals: tuple[GoalMatch, ...] = ()
    effects: tuple[FactorEffect, ...] = ()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return goals and effects for JSON."""
        return {
            "disclaimer": say("disclaimer", lang),
            "goals": [goal.to_dict(lang) for goal in self.goals],
            "effects": [effect.to_dict(lang) for effect in self.effects],
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return goals and effects as text, in the order in which they were asked for."""
        lines: list[str] = []
        for match in self.goals:
            names = ", ".join(option.label.get(lang) for option in match.options) or say("none", lang)
            lines += wrap(f"{match.goal.label.get(lang)}: {names}", width, "", "  ")
        for effect in self.effects:
            text = f"{heading(effect.factor.label.get(lang))}: {effect.text.get(lang)} ({effect.source.id})"
            lines += wrap(text, width, "", "  ")
        return "\n".join([*lines, *wrap(say("disclaimer", lang), width)])


def match_goal(goal: Thing, options: Iterable[Option]) -> GoalMatch:
    """Return which options aim at a goal, and which of them mainly do."""
    aiming = [option for option in options if goal in option.objectives]
    mainly = [option for option in aiming if goal in option.primary_objectives]
    return GoalMatch(goal.iri, goal, _names(aiming), _names(mainly))


def _names(options: Iterable[Option]) -> tuple[Thing, ...]:
    return tuple(Thing(option.iri, option.label) for option in options)
