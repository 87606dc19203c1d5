"""Where a thing stands in its file: the line of its block, or that of the property in question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from spineknowledge.namespaces import PREFIXES, compact
from spineknowledge.validation.facts import TYPE, text_of
from spineknowledge.validation.reading import SourceFile
from spineknowledge.validation.report import Problem

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_LONGEST_VALUE = 200
"""Longer values are not looked for in the text."""


class _Block(NamedTuple):
    """The lines of a file that begin with a subject, up to those of the next subject."""

    path: str
    lines: list[str]
    start: int
    end: int
    prefixes: dict[str, str]


class Places:
    """Finds file and line of a subject, and of a property of it, in the files that state them."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._stating: dict[str, list[SourceFile]] = defaultdict(list)
        self._blocks: dict[str, dict[str, list[_Block]]] = {}
        for file in files:
            for subject in dict.fromkeys(text_of(t.subject) for t in file.triples):
                self._stating[subject].append(file)

    def of(self, problem: Problem) -> tuple[str, int | None]:
        """Return file and line of a problem: those of its thing, else of a thing that it hangs on.

        The line is ``None`` where the text does not show it.
        """
        for thing in (problem.subject, problem.value, *problem.paired):
            if thing in self._stating:
                return self._find(thing, problem.predicate, problem.value)
        return "", None

    def _find(self, subject: str, predicate: str, value: str) -> tuple[str, int | None]:
        files = self._stating[subject]
        blocks = [block for file in files for block in self._blocks_of(file).get(subject, [])]
        lines = [(block.path, *_line(block, predicate, value)) for block in blocks]
        if lines:
            path, _, line = max(lines, key=lambda found: found[1])
            return path, line
        return files[0].path, None

    def _blocks_of(self, file: SourceFile) -> dict[str, list[_Block]]:
        if file.path not in self._blocks:
            found: dict[str, list[_Block]] = defaultdict(list)
            for subject, block in _blocks(file):
                found[subject].append(block)
            self._blocks[file.path] = found
        return self._blocks[file.path]


def _blocks(file: SourceFile) -> Iterator[tuple[str, _Block]]:
    """Yield each subject with its lines; a line that begins with anything else belongs to the one before."""
    lines = file.text.split("\n")
    prefixes = {**PREFIXES, **dict(_PREFIX.findall(file.text))}
    subjects = {text_of(triple.subject) for triple in file.triples}
    names = ((number, _expanded(line, prefixes)) for number, line in enumerate(lines) if line[:1].strip())
    starts = [(number, name) for number, name in names if name in subjects]
    for (start, name), (end, _) in zip(starts, [*starts[1:], (len(lines), "")], strict=False):
        yield name, _Block(file.path, lines, start, end, prefixes)


def _expanded(line: str, prefixes: dict[str, str]) -> str:
    """Return the IRI with which a line begins, else its first word."""
    word = line.split(None, 1)[0]
    if word.startswith("<"):
        return word[1:].partition(">")[0]
    prefix, colon, local = word.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else word


def _line(block: _Block, predicate: str, value: str) -> tuple[int, int]:
    """Return how much of what is looked for the block shows, and the line of it, counted from 1."""
    at = _first(block, block.start, predicate)
    exact = _first(block, block.start if at is None else at, value)
    if exact is not None:
        return 2 + (at is not None), exact + 1
    return (0, block.start + 1) if at is None else (1, at + 1)


def _first(block: _Block, start: int, wanted: str) -> int | None:
    """Return the first line that mentions an IRI or a value, ``None`` where none does."""
    if not wanted or len(wanted) > _LONGEST_VALUE:
        return None
    names = {compact(wanted), f"<{wanted}>", wanted, *_short(wanted, block.prefixes)}
    if wanted == TYPE:
        names.add("a")
    pattern = re.compile(rf"(?<![\w:-])(?:{'|'.join(map(re.escape, sorted(names)))})(?![\w-])")
    return next((number for number in range(start, block.end) if pattern.search(block.lines[number])), None)


def _short(iri: str, prefixes: dict[str, str]) -> Iterator[str]:
    """Yield the names that the prefixes of a file give to an IRI."""
    for prefix, namespace in prefixes.items():
        if namespace and iri.startswith(namespace):
            yield f"{prefix}:{iri[len(namespace) :]}"
