"""Where a thing stands in its file: the line of its block, or that of the property in question."""

from __future__ import annotations

import re

from spineknowledge.namespaces import compact
from spineknowledge.validation.facts import text_of
from spineknowledge.validation.reading import SourceFile
from spineknowledge.validation.report import Problem


class Places:
    """Finds file and line of a subject and a predicate in the files that state them."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._texts: dict[str, _Text] = {}
        self._stating: dict[str, list[SourceFile]] = {}
        for file in files:
            for subject in dict.fromkeys(text_of(t.subject) for t in file.triples):
                self._stating.setdefault(subject, []).append(file)

    def of(self, problem: Problem) -> tuple[str, int | None]:
        """Return file and line of a problem: those of its thing, else of a thing that it hangs on."""
        for thing in (problem.subject, problem.value, *problem.paired):
            if thing in self._stating:
                return self._find(thing, problem.predicate, problem.value)
        return "", None

    def _find(self, subject: str, predicate: str, value: str) -> tuple[str, int | None]:
        files = self._stating[subject]
        for file in files:
            if file.path not in self._texts:
                self._texts[file.path] = _Text(file.text)
            line = self._texts[file.path].line(subject, predicate, value)
            if line is not None:
                return file.path, line
        return files[0].path, None


class _Text:
    """The lines of a file, and where the block of each subject starts and ends."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        starts = [number for number, line in enumerate(self._lines) if line[:1].strip()]
        self._blocks: dict[str, range] = {}
        for start, end in zip(starts, [*starts[1:], len(self._lines)], strict=False):
            self._blocks.setdefault(self._lines[start].split(maxsplit=1)[0], range(start, end))

    def line(self, subject: str, predicate: str, value: str) -> int | None:
        """Return the line that names the value, else that of the predicate, else the first of the block."""
        block = self._blocks.get(compact(subject)) or self._blocks.get(f"<{subject}>")
        if block is None:
            return None
        for wanted in filter(None, (value, predicate)):
            names = "|".join(re.escape(name) for name in (compact(wanted), f"<{wanted}>", wanted))
            mention = re.compile(rf"(?<![\w:-])({names})(?![\w-])")
            found = next((number for number in block if mention.search(self._lines[number])), None)
            if found is not None:
                return found + 1
        return block.start + 1
