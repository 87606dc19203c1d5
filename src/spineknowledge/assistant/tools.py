"""The tools: what a model may ask, described so that it chooses well and neither ranks nor recommends.

The docstring of a tool is what a model reads before it calls it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from mcp.types import CallToolResult, TextContent
from pydantic import Field

from spineknowledge.assistant import shapes, shaping
from spineknowledge.assistant.paging import Page, dumped, page, shortened, told
from spineknowledge.bounded import Pool
from spineknowledge.errors import QueryError, UnknownTermError
from spineknowledge.explaining import Explained, Fact
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.limits import SERVED, Limits
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.conflicts import Conflict
from spineknowledge.model.considerations import GoalMatch
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.model.hits import Reason
from spineknowledge.model.options import Option
from spineknowledge.namespaces import PREFIXES, compact, kind_of
from spineknowledge.values import Table, Value, plain, short
from spineknowledge.wording import say

_A = TypeVar("_A", bound=shapes.Answer)
_OBJECTIVE = "objective"
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)

Name: TypeAlias = Annotated[
    str, Field(max_length=300, description="an option by slug, label, synonym or IRI, in English or Spanish")
]
CriterionName: TypeAlias = Annotated[str, Field(max_length=300, description="a criterion by slug, label or IRI")]
Lang: TypeAlias = Annotated[Literal["en", "es"], Field(description="language of the texts")]
Limit: TypeAlias = Annotated[int, Field(ge=1, le=100, description="how many items at most")]
Offset: TypeAlias = Annotated[int, Field(ge=0, description="where to begin: the next_offset of the answer before")]


class Tools:
    """The tools on one knowledge base; queries of SPARQL run in bounded processes, started by the first of them."""

    def __init__(self, kb: KnowledgeBase, limits: Limits = SERVED) -> None:
        self.kb = kb
        self._limits = limits
        self._pool: Pool | None = None
        self._lock = threading.Lock()

    def all(self) -> tuple[Callable[..., CallToolResult], ...]:
        """Return every tool."""
        return (
            self.search,
            self.options,
            self.compare,
            self.findings,
            self.show,
            self.sources,
            self.conflicts,
            self.considerations,
            self.sparql,
        )

    def pool(self) -> Pool:
        """Return the processes for queries."""
        with self._lock:
            if self._pool is None:
                self._pool = self.kb.workers(self._limits)
            return self._pool

    def close(self) -> None:
        """End the processes for queries."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    # What a model calls

    def search(
        self,
        text: Annotated[str, Field(description="words, or beginnings of words, of a name or definition")],
        lang: Annotated[Literal["en", "es"] | None, Field(description="search one language alone")] = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, shapes.Hits]:
        """Find the ids of options, criteria, sources, devices, conditions, patient factors and other concepts.

        Use it first where you are not sure how a thing is called here. The order of the hits says how well the
        name fits and nothing about medical worth.
        """
        hits = self.kb.search(text, lang)
        part = page(hits, offset, limit, lambda hit: shaping.hit(hit, lang or "en"))
        cited = self._sources_among(hit.iri for hit in hits[offset : offset + len(part.items)])
        return self._told(shapes.Hits, lang or "en", part, cited=cited, hits=part.items)

    def options(
        self, lang: Lang = "en", limit: Limit = 50, offset: Offset = 0
    ) -> Annotated[CallToolResult, shapes.Options]:
        """List the treatment options that can be compared, the criteria, and the patient factors sources speak of.

        Use it to learn what this knowledge base covers. Options come in alphabetical order.
        """
        part = page(self.kb.options(), offset, limit, lambda item: shaping.option(item, lang))
        return self._told(
            shapes.Options,
            lang,
            part,
            options=part.items,
            criteria=[shaping.criterion(item, lang) for item in self.kb.criteria()],
            factors=[shaping.named(item, lang) for item in self.kb.factors()],
        )

    def compare(
        self,
        a: Name,
        b: Name,
        criterion: CriterionName | None = None,
        lang: Lang = "en",
        indirect: Annotated[bool, Field(description="add answers that follow through a third option")] = False,
    ) -> Annotated[CallToolResult, shapes.Comparison]:
        """Say how option a compares with option b, criterion by criterion, with certainty and sources.

        Use it for every question of the kind "is X or Y better, safer, cheaper, faster". `direction` says whether
        the quantity is lower or higher with a than with b. Name a criterion for the reasons and the titles of the
        sources. Always pass on the certainty, and that sources disagree where they do; a criterion that is not
        assessed is unknown, not equal. There is no overall winner: do not add criteria up, do not rank the options
        and do not recommend one.
        """
        comparison = self.kb.compare(a, b, indirect=indirect)
        rows: tuple[ComparisonRow, ...] = comparison.rows
        if criterion is not None:
            rows = (comparison[self.kb.criterion(criterion).iri],)
        detailed = criterion is not None
        return self._told(
            shapes.Comparison,
            lang,
            cited=[source for row in rows for source in row.sources],
            titled=detailed,
            subject=shaping.named(comparison.subject, lang, iri=True),
            reference=shaping.named(comparison.reference, lang, iri=True),
            rows=[shaping.row(row, lang, detailed) for row in rows],
            **({} if detailed else self._rest_of(comparison, lang)),
        )

    def findings(
        self,
        a: Name | None = None,
        b: Name | None = None,
        criterion: CriterionName | None = None,
        lang: Lang = "en",
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, shapes.Findings]:
        """List what single studies and other sources found on two options, with their numbers as printed.

        Use it for numbers, trials and evidence behind an answer; name both options or none, and better a criterion.
        A finding is one voice: tell it together with the current answer in `answers`, with its caveats and who
        paid, and say how many there are in all. Findings are no votes; do not count them up.
        """
        found = self.kb.findings(a, b, criterion)
        part = page(found, offset, limit, lambda item: shaping.finding(item, self._row_of(item), lang))
        shown = found[offset : offset + len(part.items)]
        answers = {row.iri: shaping.judgement(row, lang) for row in map(self._row_of, shown)}
        cited = [finding.source for finding in shown]
        return self._told(shapes.Findings, lang, part, cited=cited, answers=list(answers.values()), findings=part.items)

    def show(
        self,
        name: Annotated[str, Field(max_length=300, description="slug, label, synonym, prefixed name or IRI")],
        lang: Lang = "en",
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, shapes.Shown]:
        """Show one thing: an option with its aims, risks, steps and what sources state of it; or any other thing.

        Use it for questions on one option alone (how is it done, what are its risks), and for a criterion, a
        device, a condition, a finding such as finding:dohm-2014-f01, or a comparison.
        """
        option = self._option(name)
        if option is not None:
            return self._shown_option(option, lang, limit, offset)
        return self._shown_thing(self.kb.explain(self._iri(name)), lang, limit, offset)

    def sources(
        self,
        name: Annotated[str | None, Field(max_length=300, description="one source by slug, title or IRI")] = None,
        lang: Lang = "en",
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, shapes.SourceUses]:
        """List the sources, or show one: citation, design, who paid, how much was read, and what rests on it.

        Use it to judge or cite a source that another answer names by id.
        """
        uses = self.kb.source_uses(name)
        part = page(uses, offset, limit, lambda use: shaping.source_use(use, lang, listed=name is not None))
        return self._told(shapes.SourceUses, lang, part, sources=part.items)

    def conflicts(
        self,
        a: Name | None = None,
        b: Name | None = None,
        lang: Lang = "en",
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, shapes.Conflicts]:
        """List where findings, numbers and answers contradict each other, for two options or for all.

        Use it when asked whether the evidence agrees. Tell both sides; which one is right is not decided here.
        """
        found = self.kb.conflicts(a, b)
        part = page(found, offset, limit, lambda item: shaping.conflict(item, self._answer_to(item), lang))
        shown = found[offset : offset + len(part.items)]
        cited = [finding.source for item in shown for side in item.sides for finding in side.findings]
        return self._told(shapes.Conflicts, lang, part, cited=cited, conflicts=part.items)

    def considerations(
        self,
        goals: Annotated[list[str], Field(max_length=30, description="criteria that matter, by name")] = [],  # noqa: B006
        factors: Annotated[list[str], Field(max_length=30, description="patient factors, by name")] = [],  # noqa: B006
        lang: Lang = "en",
    ) -> Annotated[CallToolResult, shapes.Considerations]:
        """Say which options aim at given goals, and what sources say of given patient factors; by default of all.

        Use it when somebody asks which treatment to choose. Put what it says before them as points to talk over
        with their clinician. The options come in alphabetical order; do not choose for them. Send no data about a
        person, only names of factors.
        """
        asked = factors or [] if goals else factors or [factor.iri for factor in self.kb.factors()]
        found = self.kb.considerations(goals, asked)
        said = {match.iri: self._who_says(match) for match in found.goals}
        return self._told(
            shapes.Considerations,
            lang,
            cited=[*(source for sources in said.values() for source in sources), *(e.source for e in found.effects)],
            goals=[shaping.goal(match, said[match.iri], lang) for match in found.goals],
            effects=[shaping.effect(effect, lang) for effect in found.effects],
        )

    def sparql(
        self, query: Annotated[str, Field(description="a SPARQL 1.1 query")], limit: Limit = 50, offset: Offset = 0
    ) -> Annotated[CallToolResult, shapes.Rows]:
        """Answer a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE), for questions that no other tool answers.

        Prefixes such as spk:, option:, criterion:, source:, skos: and dcterms: need no declaration. A
        spk:Comparison has spk:subjectOption, spk:referenceOption and spk:criterion; a spk:Assessment spk:assesses
        it and has spk:direction and spk:certainty; a spk:Finding has spk:aboutComparison, spk:direction and
        dcterms:source. Names are skos:prefLabel. Example: SELECT ?study ?year { ?study a spk:Study ;
        spk:publicationYear ?year } ORDER BY DESC(?year). Read-only; time and size are limited, and SERVICE and
        FROM are refused. The tool show tells what a term such as spk:Finding means.
        """
        form, answer = self.pool().answer(with_prefixes(query))
        table = answer if isinstance(answer, Table) else Table(("answer",), ((answer,),))
        part = page(table.rows, offset, limit, _cells)
        cited = self._sources_among(cell for row in part.items for cell in row)
        return self._told(shapes.Rows, "en", part, cited=cited, form=form, columns=list(table.columns), rows=part.items)

    # How it is told

    def edition(self, lang: str) -> dict[str, Any]:
        """Return what every answer carries: the disclaimer, and from which data it was made."""
        return {
            "disclaimer": say("disclaimer", lang),
            "version": self.kb.version,
            "data_checksum": self.kb.checksum,
        }

    def _told(
        self,
        shape: type[_A],
        lang: str,
        part: Page | None = None,
        cited: Iterable[Source] = (),
        titled: bool = True,
        **own: Any,
    ) -> CallToolResult:
        """Return an answer as structured content, and as the same JSON in text."""
        own.setdefault("sources", list({source.iri: shaping.citation(source, titled) for source in cited}.values()))
        answer = shape(**self.edition(lang), **(part.counts if part else {}), **own)
        return CallToolResult(content=[TextContent(type="text", text=dumped(answer))], structured_content=told(answer))

    def _rest_of(self, comparison: Any, lang: str) -> dict[str, Any]:
        silent = [criterion.id for criterion in comparison.not_assessed]
        return {"not_assessed": silent, **shaping.beyond_criteria(comparison, lang)}

    def _who_says(self, match: GoalMatch) -> list[Source]:
        """Return the sources that state that options aim at a goal."""
        statements = (item for option in match.options for item in self.kb.option(option.iri).statements)
        return [
            item.source
            for item in statements
            if item.category.id == _OBJECTIVE and match.goal.iri in {thing.iri for thing in item.concerns}
        ]

    def _row_of(self, finding: Finding) -> ComparisonRow:
        return self._row(finding.subject.iri, finding.reference.iri, finding.criterion.iri)

    def _answer_to(self, conflict: Conflict) -> ComparisonRow:
        a, b = (option.iri for option in conflict.options)
        return self._row(a, b, conflict.criterion.iri)

    def _row(self, a: str, b: str, criterion: str) -> ComparisonRow:
        return self.kb.compare(a, b)[criterion]

    def _option(self, name: str) -> Option | None:
        try:
            return self.kb.option(name)
        except UnknownTermError:
            return None

    def _iri(self, name: str) -> str:
        """Return the IRI of the one thing that is called so, else the name as it is."""
        if ":" in name:
            return name
        try:
            exact = [hit.iri for hit in self.kb.search(name) if hit.reason is Reason.EXACT]
        except QueryError:
            exact = []
        return exact[0] if len(exact) == 1 else name

    def _shown_option(self, option: Option, lang: str, limit: int, offset: int) -> CallToolResult:
        part = page(option.statements, offset, limit, lambda item: shaping.statement(item, lang))
        shown = option.statements[offset : offset + len(part.items)]
        steps = [source for step in option.steps for source in step.sources]
        return self._told(
            shapes.Shown,
            lang,
            part,
            cited=[*steps, *(item.source for item in shown)],
            kind="option",
            id=option.id,
            iri=option.iri,
            title=option.label.get(lang),
            option=shaping.option_detail(option, lang),
            statements=part.items,
        )

    def _shown_thing(self, explained: Explained, lang: str, limit: int, offset: int) -> CallToolResult:
        facts = [fact for fact in explained.facts if getattr(fact.value, "lang", None) in (None, lang)]
        part = page(facts, offset, limit, _fact)
        answer = explained.answer
        row = self._row_of(answer) if isinstance(answer, Finding) else answer
        return self._told(
            shapes.Shown,
            lang,
            part,
            cited=self._cited(explained, facts),
            kind=kind_of(explained.iri),
            id=explained.id,
            iri=explained.iri,
            title=explained.title,
            answer=shaping.judgement(row, lang) if isinstance(row, ComparisonRow) else None,
            derivation=[step.get(lang) for step in explained.derivation],
            facts=part.items,
        )

    def _cited(self, explained: Explained, facts: Iterable[Fact]) -> list[Source]:
        cited = self._sources_among((explained.iri, *(fact.value for fact in facts)))
        answer = explained.answer
        return [*cited, *(answer.sources if isinstance(answer, ComparisonRow) else ())]

    def _sources_among(self, values: Iterable[Any]) -> list[Source]:
        """Return those values that name a source, as sources."""
        known = {source.iri: source for source in self.kb.sources()}
        return [known[value] for value in values if isinstance(value, str) and value in known]


def with_prefixes(query: str) -> str:
    """Return a query that declares those of the known prefixes that it uses.

    >>> with_prefixes("ASK { option:kyphoplasty ?p ?o }")
    'PREFIX option: <https://w3id.org/spineknowledge/option/> ASK { option:kyphoplasty ?p ?o }'
    """
    declared = set(_DECLARED.findall(query))
    used = [name for name in PREFIXES if f"{name}:" in query and name not in declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used) + query


def _cells(row: tuple[Value, ...]) -> list[Any]:
    return [shortened(plain(value)) for value in row]


def _fact(fact: Fact) -> shapes.Fact:
    name = fact.name or compact(fact.property)
    return shapes.Fact(property=name, value=shortened(short(fact.value)), label=fact.label or None)
