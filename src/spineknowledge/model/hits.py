"""What a search finds: things by name, each with the text that matched and the reason for its place."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from spineknowledge.layout import wrap
from spineknowledge.model.base import Thing
from spineknowledge.wording import say


class Reason(StrEnum):
    """Why a thing was found, the best reason first: hits are in this order, then by kind and slug."""

    EXACT = "exact-name"
    START = "start-of-name"
    WORD = "words-in-name"
    SYNONYM = "synonym"
    DEFINITION = "definition"
    SPELLING = "similar-spelling"

    @property
    def place(self) -> int:
        """How far from the best reason this one is."""
        return list(Reason).index(self)


class Hit(Thing):
    """A thing that a search found; ``matched`` is the name or definition that it was found by."""

    kind: str
    matched: str
    reason: Reason

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the hit for JSON."""
        return {
            "id": self.id,
            "iri": self.iri,
            "kind": self.kind,
            "label": self.label.get(lang),
            "matched": self.matched,
            "reason": self.reason.value,
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return kind, slug and label, and by what the thing was found where the label does not show it."""
        label = self.label.get(lang)
        why = "" if self.matched == label else f" ({say(f'found by:{self.reason}', lang)}: {self.matched})"
        return "\n".join(wrap(f"{self.kind}:{self.id}  {label}{why}", width, "", "    "))
