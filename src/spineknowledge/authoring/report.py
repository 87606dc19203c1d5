"""What an import did: how many records were added, changed or left, and which files were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["added", "changed", "unchanged"]


@dataclass
class Counts:
    """How many records of one kind were added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, outcome: Outcome) -> None:
        """Count one record."""
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do."""

    counts: Mapping[str, Counts]
    files: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    dry_run: bool = field(default=False)

    def as_text(self) -> str:
        """Return the report in lines."""
        lines = [
            f"{kind}: {count.added} added, {count.changed} changed, {count.unchanged} unchanged"
            for kind, count in self.counts.items()
        ]
        verb = "would be written" if self.dry_run else "written"
        lines += [f"{verb}: {file}" for file in self.files] or ["nothing to write"]
        lines += [f"no longer reviewed: {slug}" for slug in self.cleared]
        return "\n".join([*lines, *self.notes])

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "counts": {kind: vars(count).copy() for kind, count in self.counts.items()},
            "files": list(self.files),
            "cleared": list(self.cleared),
            "notes": list(self.notes),
            "dry_run": self.dry_run,
        }
