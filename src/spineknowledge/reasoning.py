"""What follows from the recorded answers: indirect comparisons and conflicts. Computed, never authored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spineknowledge.model.base import Text, Thing
from spineknowledge.model.comparison import ComparisonRow, comparison_iri
from spineknowledge.model.conflicts import Conflict, ConflictKind, Side
from spineknowledge.model.evidence import Finding
from spineknowledge.model.terms import AnswerStatus, Basis, Certainty, Direction
from spineknowledge.namespaces import thing

_DERIVATIONS = {
    ConflictKind.OPPOSITE_FINDINGS: (
        "Findings on this comparison point in opposite directions.",
        "Los hallazgos sobre esta comparación apuntan en direcciones opuestas.",
    ),
    ConflictKind.ESTIMATE_AGAINST_DIRECTION: (
        "The numbers of a finding point against the direction that it reports.",
        "Los números de un hallazgo apuntan en contra de la dirección que comunica.",
    ),
    ConflictKind.ASSESSMENT_AGAINST_FINDINGS: (
        "More sources report another direction than report the one that was assessed. Sources may share "
        "trials, so this count is a hint and no vote.",
        "Más fuentes comunican otra dirección que la valorada. Las fuentes pueden compartir ensayos, así que "
        "este recuento es un indicio y no una votación.",
    ),
    ConflictKind.DIRECT_AGAINST_INDIRECT: (
        "The direct answer differs from the one that follows through a third option.",
        "La respuesta directa difiere de la que se deduce a través de una tercera opción.",
    ),
    ConflictKind.CYCLE: (
        "Each option is said to be lower than the next, and the last lower than the first.",
        "Se dice que cada opción es menor que la siguiente, y la última menor que la primera.",
    ),
}


def indirect_rows(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """Return the answers that follow through one third option where no direct answer is recorded.

    Only strict directions chain; the certainty is one level below that of the weaker link. A comparison
    that was not assessed is a link where all its findings agree, with very low certainty. Where chains
    through different options disagree, nothing is concluded.
    """
    rows = list(rows)
    answered = {_question(row) for row in rows if row.status is not AnswerStatus.NOT_ASSESSED}
    found: dict[tuple[str, frozenset[str]], list[ComparisonRow]] = defaultdict(list)
    for first, second in _chains(rows):
        row = _joined(first, second)
        if _question(row) not in answered:
            found[_question(row)].append(row)
    agreed = (chained for chained in found.values() if len({row.subject.iri for row in chained}) == 1)
    return [_strongest(chained) for chained in agreed]


def conflicts(rows: Iterable[ComparisonRow]) -> list[Conflict]:
    """Return every contradiction within and between the given answers, sorted by IRI."""
    rows = list(rows)
    found = [conflict for row in rows for conflict in _within(row)]
    found += [*_direct_against_indirect(rows), *_cycles(rows)]
    return sorted(found, key=lambda conflict: conflict.iri)


def contradicts(finding: Finding) -> bool:
    """Say whether the numbers of a finding point strictly against its reported direction."""
    wanted = {Direction.LOWER: 1, Direction.HIGHER: -1}.get(finding.direction)
    return any(wanted is not None and estimate.sign() == wanted for estimate in finding.estimates)


def _within(row: ComparisonRow) -> Iterator[Conflict]:
    strict = _by_direction(finding for finding in row.findings if finding.direction.strict)
    if len(strict) > 1:
        yield _conflict(ConflictKind.OPPOSITE_FINDINGS, row, _sides(strict))
    against = [finding for finding in row.findings if contradicts(finding)]
    if against:
        sides = [_side(f"reported {finding.direction}", [finding]) for finding in against]
        yield _conflict(ConflictKind.ESTIMATE_AGAINST_DIRECTION, row, sides)
    if _outnumbered(row):
        sides = [Side(row.assessment, f"assessed {row.direction}", (row.assessment,))]
        yield _conflict(ConflictKind.ASSESSMENT_AGAINST_FINDINGS, row, sides + _sides(_by_direction(row.findings)))


def _outnumbered(row: ComparisonRow) -> bool:
    if row.status is not AnswerStatus.ANSWERED or row.direction is Direction.UNCLEAR:
        return False
    votes = {(finding.source.iri, _loosely(finding.direction)) for finding in row.findings}
    counts = Counter(direction for _, direction in votes)
    own = counts[_loosely(row.direction)]
    return any(count > own for direction, count in counts.items() if direction != _loosely(row.direction))


def _direct_against_indirect(rows: Sequence[ComparisonRow]) -> Iterator[Conflict]:
    direct = {_question(row): row for row in rows if row.status is AnswerStatus.ANSWERED}
    seen = set()
    for first, second in _chains(rows):
        chained = _joined(first, second)
        row = direct.get(_question(chained))
        if row is None or row.direction is Direction.UNCLEAR:
            continue
        oriented = chained if chained.subject == row.subject else chained.mirrored()
        if oriented.direction is not row.direction and row.iri not in seen:
            seen.add(row.iri)
            through = (first.assessment or first.iri, second.assessment or second.iri)
            sides = [
                Side(row.assessment, f"directly {row.direction}", (row.assessment,)),
                Side(oriented.iri, f"through {first.reference.id} {oriented.direction}", through),
            ]
            yield _conflict(ConflictKind.DIRECT_AGAINST_INDIRECT, row, sides)


def _cycles(rows: Sequence[ComparisonRow]) -> Iterator[Conflict]:
    edges: dict[str, dict[tuple[str, str], ComparisonRow]] = defaultdict(dict)
    for row in _oriented(rows):
        edges[row.criterion.iri][(row.subject.iri, row.reference.iri)] = row
    for criterion_edges in edges.values():
        yield from _cycles_of_one(criterion_edges)


def _cycles_of_one(edges: dict[tuple[str, str], ComparisonRow]) -> Iterator[Conflict]:
    for nodes in _edge_disjoint_cycles(edges):
        steps = [edges[step] for step in pairwise(nodes)]
        if len(steps) > 3:
            sides = [Side(row.iri, row.answer(), (row.assessment or row.iri,)) for row in steps]
            yield _conflict(ConflictKind.CYCLE, steps[0], sides)


def _edge_disjoint_cycles(edges: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield cycles, the first node again at the end, until the edges that are in none of them form no cycle.

    One walk in depth that takes each edge once, and so is linear in the number of edges.
    """
    ahead: dict[str, list[str]] = defaultdict(list)
    for low, high in sorted(edges, reverse=True):
        ahead[low].append(high)
    for start in sorted(ahead):
        path = {start: None}
        while path:
            node = next(reversed(path))
            if not ahead[node]:
                path.popitem()
                continue
            following = ahead[node].pop()
            if following not in path:
                path[following] = None
                continue
            cycle = [following, node]
            while cycle[-1] != following:
                path.popitem()
                cycle.append(next(reversed(path)))
            yield cycle[::-1]


def _chains(rows: Iterable[ComparisonRow]) -> Iterator[tuple[ComparisonRow, ComparisonRow]]:
    """Yield pairs of answers "A lower than B" and "B lower than C" on one criterion."""
    oriented = _oriented(rows)
    from_option: dict[tuple[str, str], list[ComparisonRow]] = defaultdict(list)
    for row in oriented:
        from_option[(row.criterion.iri, row.subject.iri)].append(row)
    for first in oriented:
        for second in from_option[(first.criterion.iri, first.reference.iri)]:
            if second.reference != first.subject:
                yield first, second


def _oriented(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """Return the links between options, each turned so that its subject is the lower one."""
    links = (_link(row) for row in rows)
    return [row if row.direction is Direction.LOWER else row.mirrored() for row in links if row.direction.strict]


def _link(row: ComparisonRow) -> ComparisonRow:
    """Return the answer, or what its findings agree on where it was not assessed."""
    directions = {finding.direction for finding in row.findings}
    if row.status is AnswerStatus.NOT_ASSESSED and len(directions) == 1:
        return row.replace(direction=directions.pop(), certainty=Certainty.VERY_LOW)
    return row


def _joined(first: ComparisonRow, second: ComparisonRow) -> ComparisonRow:
    return ComparisonRow(
        iri=comparison_iri(first.iri, first.subject, second.reference, first.criterion),
        subject=first.subject,
        reference=second.reference,
        criterion=first.criterion,
        direction=Direction.LOWER,
        certainty=Certainty.weaker(first.certainty, second.certainty).lowered(),
        status=AnswerStatus.ANSWERED,
        basis=Basis.INDIRECT,
        via=(first, second),
    )


def _strongest(rows: Sequence[ComparisonRow]) -> ComparisonRow:
    levels = list(Certainty)
    return min(rows, key=lambda row: (levels.index(row.certainty), row.via[0].reference.iri))


def _question(row: ComparisonRow) -> tuple[str, frozenset[str]]:
    return row.criterion.iri, frozenset((row.subject.iri, row.reference.iri))


def _loosely(direction: Direction) -> Direction:
    return Direction.SIMILAR if direction is Direction.NO_CLEAR_DIFFERENCE else direction


def _by_direction(findings: Iterable[Finding]) -> dict[Direction, list[Finding]]:
    groups: dict[Direction, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.direction].append(finding)
    return groups


def _sides(groups: dict[Direction, list[Finding]]) -> list[Side]:
    return [_side(f"found {direction}", findings) for direction, findings in sorted(groups.items())]


def _side(says: str, findings: Sequence[Finding]) -> Side:
    return Side(findings[0].iri, says, tuple(finding.iri for finding in findings), tuple(findings))


def _conflict(kind: ConflictKind, row: ComparisonRow, sides: Sequence[Side]) -> Conflict:
    english, spanish = _DERIVATIONS[kind]
    options: tuple[Thing, ...] = (row.subject, row.reference)
    return Conflict(
        iri=thing("conflict", f"{kind}-{row.id}"),
        kind=kind,
        criterion=row.criterion,
        options=options,
        sides=tuple(sides),
        derivation=Text((("en", english), ("es", spanish))),
    )
