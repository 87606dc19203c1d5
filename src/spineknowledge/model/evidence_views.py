"""The evidence from other sides: by year, by source, and as a network of options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from spineknowledge.frozen import Frozen
from spineknowledge.layout import text_table, wrap
from spineknowledge.model.base import Result, Thing
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.wording import heading, say


class Year(Result):
    """What was found in one year on one criterion, and how many sources had said what by its end."""

    iri: str
    year: int | None
    criterion: Thing
    findings: tuple[Finding, ...]
    so_far: tuple[tuple[str, int], ...]

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the year for JSON; ``so_far`` counts sources by direction, and sources are no votes."""
        return {
            "year": self.year,
            "criterion": self.criterion.id,
            "findings": [finding.id for finding in self.findings],
            "directions": sorted({finding.direction.value for finding in self.findings}),
            "sources": sorted({finding.source.id for finding in self.findings}),
            "so_far": dict(self.so_far),
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the year with its findings, and the count of sources up to then."""
        year = str(self.year) if self.year else say("year not stated", lang)
        lines = [f"{year}  {self.criterion.label.get(lang)}"]
        for finding in self.findings:
            lines += wrap(finding.headline(lang), width, "  - ", "    ")
        counts = ", ".join(f"{say(f'direction:{name}', lang)} {number}" for name, number in self.so_far)
        return "\n".join([*lines, *wrap(f"{say('so far', lang)}: {counts}", width, "  ", "    ")])


class SourceUse(Result):
    """A source and what rests on it."""

    iri: str
    source: Source
    records: tuple[tuple[str, str], ...]

    def counts(self) -> dict[str, int]:
        """Return how many records of each kind rest on the source."""
        return dict(sorted(Counter(kind for kind, _ in self.records).items()))

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the source in full, and the IRIs of what rests on it."""
        return {**self.source.to_dict(lang), "rests_on_it": [iri for _, iri in self.records]}

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the citation of the source and what rests on it."""
        counts = ", ".join(f"{number} {kind}" for kind, number in self.counts().items())
        lines = wrap(f"{self.source.id}: {self.source.citation(lang)}", width, "", "    ")
        return "\n".join([*lines, *wrap(f"{say('rests on', lang)}: {counts or say('none', lang)}", width, "    ")])


class Edge(Frozen):
    """A pair of options in the network, with how many comparisons were assessed and findings made."""

    subject: str
    reference: str
    assessed: int
    findings: int


class Network(Result):
    """The options as nodes and the comparisons between them as edges."""

    iri: str
    options: tuple[Thing, ...]
    edges: tuple[Edge, ...]

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return nodes and edges for JSON."""
        return {
            "nodes": [{"id": option.id, "label": option.label.get(lang)} for option in self.options],
            "edges": [{name: getattr(edge, name) for name in edge.fields} for edge in self.edges],
        }

    def to_dot(self, lang: str = "en") -> str:
        """Return the network in the DOT language of Graphviz."""
        lines = [f'  "{option.id}" [label="{_escaped(option.label.get(lang))}"];' for option in self.options]
        lines += [
            f'  "{edge.subject}" -- "{edge.reference}" [label="{edge.assessed} / {edge.findings}"];'
            for edge in self.edges
        ]
        return "\n".join(["graph spineknowledge {", *lines, "}"])

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the pairs as a table."""
        names = {option.id: heading(option.label.get(lang)) for option in self.options}
        rows = [
            (names[edge.subject], str(edge.assessed), str(edge.findings), names[edge.reference]) for edge in self.edges
        ]
        head = (say("subject", lang), say("assessed", lang), say("findings", lang), say("reference", lang))
        return "\n".join(text_table(head, rows, width))


def network(iri: str, options: Iterable[Thing], rows: Iterable[ComparisonRow]) -> Network:
    """Return the network of options in which every compared pair is an edge."""
    pairs: dict[tuple[str, str], list[ComparisonRow]] = {}
    for row in rows:
        pairs.setdefault((row.subject.id, row.reference.id), []).append(row)
    edges = (
        Edge(*pair, sum(1 for row in rows if row.assessment), sum(len(row.findings) for row in rows))
        for pair, rows in sorted(pairs.items())
    )
    return Network(iri, tuple(options), tuple(edges))


def by_year(findings: tuple[Finding, ...]) -> tuple[Year, ...]:
    """Return what was found year by year, criterion by criterion; sources without a year come last."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.source.year or 9999, finding.criterion.id), []).append(finding)
    said: dict[str, set[tuple[str, str]]] = {}
    return tuple(_year(group, said) for _, group in sorted(groups.items()))


def _year(group: list[Finding], said: dict[str, set[tuple[str, str]]]) -> Year:
    criterion = group[0].criterion
    votes = said.setdefault(criterion.id, set())
    votes.update((finding.source.id, finding.direction.value) for finding in group)
    counts = Counter(direction for _, direction in votes)
    return Year(
        iri=group[0].iri,
        year=group[0].source.year,
        criterion=criterion,
        findings=tuple(group),
        so_far=tuple(sorted(counts.items())),
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
