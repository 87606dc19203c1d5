"""Checking data against the shapes and the rules across records, in plain words.

>>> from spineknowledge.validation import validate
>>> validate().conforms
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from spineknowledge import resources
from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.disk import store_folder
from spineknowledge.errors import DataError
from spineknowledge.namespaces import BASE, PREFIXES, compact
from spineknowledge.validation.facts import TYPE, Facts, text_of
from spineknowledge.validation.locating import Places
from spineknowledge.validation.reading import SourceFile, read_files
from spineknowledge.validation.report import Problem, ValidationReport, Violation
from spineknowledge.validation.rules import RULES, problems
from spineknowledge.validation.shapes import check_shapes, shape_problems
from spineknowledge.validation.surroundings import Surroundings
from spineknowledge.validation.warnings import WARNINGS

__all__ = ["ValidationReport", "Violation", "validate"]

_HEADER = f"{BASE}ontology"
_CLASS = PREFIXES["owl"] + "Class"


def validate(
    files: Sequence[Path] | None = None, *, strict: bool = False, against: Path | None = None
) -> ValidationReport:
    """Check ``files``, or the packaged knowledge base where none are named.

    Files that hold the header of the ontology are a whole knowledge base and stand alone. Other files are
    checked as they would stand in the packaged one, or in the one on disk at ``against``: a thing whose type
    they state is taken from them, a thing to which they only add keeps what is recorded of it. The time that
    this takes on disk does not depend on what else is in there. Named graphs are read as one. With
    ``strict``, warnings fail as well. A file that does not exist raises ``DataError``; a file that cannot
    be read is a violation.
    """
    read = read_files(files if files is not None else resources.ontology_files())
    own = [triple for file in read for triple in file.triples]
    whole = any(text_of(triple.subject) == _HEADER and triple.object.value == f"{PREFIXES['owl']}Ontology"
                for triple in own if isinstance(triple.object, ox.NamedNode))  # fmt: skip
    facts = Facts(own) if whole else _in_its_surroundings(own, against)
    shapes = [triple for path in resources.shape_files() for triple in read_turtle(path)]
    edited = None if whole else {text_of(triple.subject) for triple in own}
    broken = check_shapes(shapes, set(facts.pointing(TYPE, _CLASS)))
    found = [*broken, *_check(facts, Facts(shapes), edited), *_empty(own, read)]
    places = Places(read)
    violations = [_placed(problem, "error", facts, places) for problem in found]
    violations += [_unread(file, problem, line) for file in read for problem, line in file.problems]
    warnings = [_placed(p, "warning", facts, places) for p in _own(problems(facts, WARNINGS), edited)]
    return ValidationReport(
        violations=_ordered(violations),
        warnings=_ordered(warnings),
        statements=len(own),
        files=len(read),
        strict=strict,
    )


def _check(facts: Facts, shapes: Facts, edited: set[str] | None) -> list[Problem]:
    among = None if edited is None else edited | facts.referring(edited)
    return list(_own((*shape_problems(facts, shapes, among), *problems(facts, RULES)), edited))


def _own(found: Iterable[Problem], edited: set[str] | None) -> Iterable[Problem]:
    """Yield the problems of the edited things, and those of others that an edited thing is part of."""
    return (p for p in found if edited is None or not edited.isdisjoint((p.subject, p.value, *p.paired)))


def _in_its_surroundings(own: list[ox.Triple], against: Path | None) -> Facts:
    around = Surroundings(own, _stored(against))
    return Facts([*around.triples(), *own], around)


def _stored(against: Path | None) -> ox.Store:
    """Return the store of the knowledge base on disk, or one with what is packaged."""
    path = store_folder(against) if against is not None else None
    try:
        if path is not None:
            return ox.Store.read_only(str(path))
        store = ox.Store()
        for path in resources.ontology_files():
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        return store
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error


def _empty(own: list[ox.Triple], read: list[SourceFile]) -> list[Problem]:
    """Return the problem of files that say nothing of ours; a file that cannot be taken has its own problem."""
    ours = (PREFIXES["spk"], BASE)
    said = any(getattr(term, "value", "").startswith(ours) for triple in own for term in triple)
    if said or any(file.problems for file in read):
        return []
    wrong = "There are no statements to check." if not own else "No statement is about anything of this knowledge base."
    return [Problem("rule:no-data", "data", wrong, "Name files that describe something with its terms.")]


def _placed(problem: Problem, severity: str, facts: Facts, places: Places) -> Violation:
    file, line = places.of(problem)
    label = facts.label(problem.subject) or compact(problem.subject)
    return Violation(
        severity,
        problem.rule,
        problem.subject,
        label,
        problem.wrong,
        problem.write,
        file,
        line,
        problem.value,
    )


def _unread(file: SourceFile, problem: Problem, line: int | None) -> Violation:
    line = line or Places([file]).of(problem)[1]
    return Violation(
        "error",
        problem.rule,
        problem.subject,
        "",
        problem.wrong,
        problem.write,
        file.path,
        line,
        problem.value,
    )


def _ordered(violations: list[Violation]) -> tuple[Violation, ...]:
    unique = set(violations)
    return tuple(sorted(unique, key=lambda v: (v.file, v.line or 0, v.rule, v.subject, v.value, v.message)))
