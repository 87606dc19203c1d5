"""Questions over all pairs, which list and do not rank, and the steps of two options side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks.bench import PACKAGED, Bench, first_answer, fresh, knowing, pair, pair_iris
from benchmarks.contenders import Rows, question
from benchmarks.figures import Action, After, Figure, figures, medians
from benchmarks.generated import compared, slug
from benchmarks.tasks.comparing import agree
from spineknowledge import KnowledgeBase
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.conflicts import Conflict, ConflictKind
from spineknowledge.model.options import StepDiff
from spineknowledge.namespaces import thing

Ask = Callable[[KnowledgeBase], Any]
Tell = Callable[[Any], Rows]
Read = Callable[[Rows, str], Rows]
CRITERION = "cement-leakage-risk"
OURS = "ours"


def lower(bench: Bench) -> Iterator[Figure]:
    """kb.lower(criterion): all pairs of which one is lower, as typed rows with findings and sources.

    The contenders answer one query for the pairs and the direction. Vocabularies were read before, nothing else.
    """
    return _listed(bench, "lower", lambda kb: kb.lower(CRITERION), _pairs, _turned)


def conflicts(bench: Bench) -> Iterator[Figure]:
    """kb.conflicts(): all five kinds of contradictions, with both sides; every answer is read first.

    The contenders answer one query for one of the five kinds: findings that report opposite directions.
    """
    return _listed(bench, "conflicts", lambda kb: kb.conflicts(), _opposite, _as_found, "opposite")


def indirect(bench: Bench) -> Iterator[Figure]:
    """kb.indirect(): all answers that follow through a third option, with their chains; every answer is read first.

    The contenders answer one query for the chains; what they find for pairs that have an answer or for which chains
    disagree is taken off afterwards and untimed.
    """
    return _listed(bench, "indirect", lambda kb: kb.indirect(), _questions, _unanswered)


def steps(bench: Bench) -> Iterator[Figure]:
    """kb.diff_steps(a, b) for the first time: the steps aligned on their types, vocabularies read before.

    The contenders answer one query for the types of the steps of both options and align nothing.
    """
    for size in bench.sizes:
        text = question("steps", **pair_iris(size))
        yield from _beside(bench, "steps", size, text, _asked_steps(size), _types, _as_found)


def _listed(bench: Bench, task: str, ask: Ask, tell: Tell, read: Read, query: str = "") -> Iterator[Figure]:
    for size in bench.sizes:
        if size != PACKAGED:
            yield from _beside(bench, task, size, question(query or task), ask, tell, read)


def _beside(bench: Bench, task: str, size: str, text: str, ask: Ask, tell: Tell, read: Read) -> Iterator[Figure]:
    with bench.loaded(size) as contenders:
        expected = tell(ask(fresh(contenders)))
        actions: dict[str, Action | After] = {OURS: After(lambda: knowing(contenders), ask)}
        notes = []
        for contender in contenders:
            prepared, found, problem = first_answer(bench, task, size, contender, text)
            if problem:
                notes.append(Figure(task, size, contender.name, None, note=problem))
                continue
            agree(contender.name, read(found, size), expected)
            actions[contender.name] = lambda c=contender, p=prepared: c.ask(p)
        yield from figures(task, size, medians(actions, bench))
        yield from (*notes, *bench.left_out(task, size))


def _asked_steps(size: str) -> Ask:
    return lambda kb: kb.diff_steps(*pair(size))


def _as_found(rows: Rows, _: str) -> Rows:
    return rows


def _types(diff: StepDiff) -> Rows:
    a, b = diff.subject, diff.reference
    both = [step for steps in diff.shared for step in steps]
    one = [(option.iri, step) for option, step in diff.described_for_one]
    ours = [step for step, _ in diff.shared] + [*diff.only_subject] + [step for iri, step in one if iri == a.iri]
    theirs = both[1::2] + [*diff.only_reference] + [step for iri, step in one if iri == b.iri]
    return {(step.step_type.iri, "") for step in ours} | {("", step.step_type.iri) for step in theirs}


def _pairs(rows: Iterable[ComparisonRow]) -> Rows:
    return {(row.subject.iri, row.reference.iri) for row in rows}


def _turned(rows: Rows, _: str) -> Rows:
    """Return the pairs with the lower one first."""
    higher = thing("direction", "higher")
    return {(second, first) if direction == higher else (first, second) for first, second, direction in rows}


def _opposite(found: Iterable[Conflict]) -> Rows:
    kind = ConflictKind.OPPOSITE_FINDINGS
    return {(item.sides[0].findings[0].comparison,) for item in found if item.kind is kind}


def _questions(rows: Iterable[ComparisonRow]) -> Rows:
    return {(row.criterion.iri, row.subject.iri, row.reference.iri) for row in rows}


def _unanswered(rows: Rows, size: str) -> Rows:
    """Return the chains for pairs without an answer, where no other chain says the opposite."""
    answered = {
        (thing("criterion", criterion), frozenset((thing("option", slug(a)), thing("option", slug(b)))))
        for a, b, criteria in compared(int(size))
        for criterion in criteria
    }
    return {
        (criterion, low, high)
        for criterion, low, high in rows
        if (criterion, high, low) not in rows and (criterion, frozenset((low, high))) not in answered
    }
