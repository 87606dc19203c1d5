"""What validation found: each problem with its place, what is wrong, and what to write."""

from __future__ import annotations

from collections import Counter
from typing import Any

from spineknowledge.frozen import Frozen
from spineknowledge.layout import wrap
from spineknowledge.namespaces import compact


class Problem(Frozen):
    """A problem with a thing, before its place in a file is known; ``predicate`` is its full IRI.

    ``paired`` names the other things without which the problem would not be there.
    """

    rule: str
    subject: str
    wrong: str
    write: str
    predicate: str = ""
    value: str = ""
    paired: tuple[str, ...] = ()


class Violation(Frozen):
    """A problem with its place; ``line`` is ``None`` where the thing was not found in the text."""

    severity: str
    rule: str
    subject: str
    label: str
    message: str
    mend: str
    file: str = ""
    line: int | None = None
    value: str = ""

    def as_text(self, width: int = 100) -> str:
        """Return the problem as a block of text, in which nothing from a file can move the cursor."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        name = compact(self.subject)
        title = f"{self.label} ({name})" if self.label and self.label != name else name
        lines = [_visible(f"{place or '-'}  {title}")]
        lines += wrap(_visible(f"wrong: {self.message}"), width, "    ", "           ")
        lines += wrap(_visible(f"write: {self.mend}"), width, "    ", "           ")
        return "\n".join(
            [*lines, _visible(f"    rule:  {self.rule}{' (warning)' if self.severity == 'warning' else ''}")]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the problem for JSON."""
        return {name: getattr(self, name) for name in self.fields}


class ValidationReport(Frozen):
    """All that validation found; warnings fail only where they were asked to."""

    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    statements: int
    files: int
    strict: bool = False

    @property
    def conforms(self) -> bool:
        """Whether nothing failed."""
        return not self.violations and not (self.strict and self.warnings)

    def as_text(self) -> str:
        """Return every problem as a block, and a last line that counts them."""
        blocks = [problem.as_text() for problem in (*self.violations, *self.warnings)]
        return "\n\n".join([*blocks, self._summary()])

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "conforms": self.conforms,
            "statements": self.statements,
            "files": self.files,
            "violations": [violation.to_dict() for violation in self.violations],
            "warnings": [warning.to_dict() for warning in self.warnings],
        }

    def _summary(self) -> str:
        checked = f"{_counted(self.statements, 'statement')} in {_counted(self.files, 'file')}"
        if not self.violations and not self.warnings:
            return f"No problems in {checked}."
        counts = Counter(problem.severity for problem in (*self.violations, *self.warnings))
        return f"{', '.join(_counted(counts[name], name) for name in sorted(counts))} in {checked}."


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
