"""Where a thing stands in its file: the line of its block, or that of the property in question."""

from __future__ import annotations

import re

from spineknowledge.namespaces import compact
from spineknowledge.validation.reading import SourceFile


class Places:
    """Finds file and line of a subject and a predicate in the files that state them."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._files = files
        self._stating: dict[str, list[SourceFile]] = {}
        for file in files:
            for subject in {str(getattr(t.subject, "value", t.subject)) for t in file.triples}:
                self._stating.setdefault(subject, []).append(file)

    def find(self, subject: str, predicate: str = "", value: str = "") -> tuple[str, int | None]:
        """Return file and line, the line ``None`` where the text does not show it."""
        files = self._stating.get(subject, [])
        for file in files:
            line = _line(file.text, subject, predicate, value)
            if line is not None:
                return file.path, line
        return (files[0].path, None) if files else ("", None)


def _line(text: str, subject: str, predicate: str, value: str) -> int | None:
    lines = text.splitlines()
    names = (compact(subject), f"<{subject}>")
    start = next((n for n, line in enumerate(lines) if _starts(line, names)), None)
    if start is None:
        return None
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"\S", lines[n])), len(lines))
    block = range(start, end)
    for wanted in (value, predicate):
        shown = [name for name in (compact(wanted), f"<{wanted}>", wanted) if name]
        found = next((n for n in block if wanted and any(_mentions(lines[n], name) for name in shown)), None)
        if found is not None:
            return found + 1
    return start + 1


def _starts(line: str, names: tuple[str, str]) -> bool:
    return any(line.startswith(name) and not line[len(name) : len(name) + 1].strip() for name in names)


def _mentions(line: str, name: str) -> bool:
    return re.search(rf"(?<![\w:-]){re.escape(name)}(?![\w-])", line) is not None
