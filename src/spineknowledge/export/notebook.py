"""How results look in a notebook: labelled tables, the sources as links, and the disclaimer; no script, no style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from html import escape

from spineknowledge.explaining import Explained
from spineknowledge.model.base import Result, Thing
from spineknowledge.model.comparison import ComparisonRow, OptionComparison
from spineknowledge.model.evidence import Finding, Source, Statement
from spineknowledge.model.numbers import estimate_words
from spineknowledge.model.options import Option, Step, StepDiff
from spineknowledge.model.terms import AnswerStatus
from spineknowledge.values import Iri, html_table
from spineknowledge.wording import heading, say

_STANCES = (("supporting", "for"), ("disputing", "against"), ("neutral", "found"))


def html_of(result: Result, lang: str = "en") -> str:
    """Return a result as HTML, every text escaped; links go to the web addresses of sources and nowhere else.

    >>> from spineknowledge import KnowledgeBase
    >>> html = html_of(KnowledgeBase.load().compare("kyphoplasty", "spinejack"))
    >>> "<caption>Kyphoplasty compared with SpineJack</caption>" in html, "not medical advice" in html
    (True, True)
    """
    parts = [*_parts(result, lang), _sources(_cited(result), lang)]
    return f'<div lang="{lang}">{"".join(parts)}<p>{escape(_imprint(result, lang))}</p></div>'


@singledispatch
def _parts(result: Result, lang: str) -> Iterable[str]:
    title = result.label.get(lang) if isinstance(result, Thing) else result.id
    text = escape(result.as_text(lang))
    return (f"<figure><figcaption>{escape(heading(title))}</figcaption><pre>{text}</pre></figure>",)


@_parts.register
def _comparison(result: OptionComparison, lang: str) -> Iterator[str]:
    yield html_table(*result.table(lang), caption=_versus(result, lang), row_heads=True)
    columns = ("shared", "only_subject", "only_reference", "described_for_one")
    names = (result.subject.label.get(lang), result.reference.label.get(lang))
    head = [
        "",
        say("in both", lang),
        *(f"{say('only', lang)} {name}" for name in names),
        say("described for one", lang),
    ]
    lists = [(say(key, lang), shared) for key, shared in (("aims", result.objectives), ("risks", result.risks))]
    rows = [(name, *(_names(getattr(shared, column), lang) or "-" for column in columns)) for name, shared in lists]
    steps = _step_lists(result.steps, lang)
    scope = ", ".join(say(key, lang).lower() for key in ("steps", "aims", "risks"))
    yield html_table(
        head, [(say("steps", lang), *steps), *rows], caption=f"{_versus(result, lang)}: {scope}", row_heads=True
    )
    if result.not_assessed:
        yield f"<p>{escape(say('not assessed', lang))}: {escape(_names(result.not_assessed, lang))}</p>"


@_parts.register
def _row(result: ComparisonRow, lang: str) -> Iterator[str]:
    caption = f"{result.criterion.label.get(lang)}: {_versus(result, lang)}"
    disagree = say("sources-disagree", lang) if result.status is AnswerStatus.SOURCES_DISAGREE else ""
    facts = [
        (say("answer", lang), disagree or result.answer(lang)),
        (say("hedge", lang), result.hedge.label.get(lang) if result.hedge else ""),
        (say("certainty", lang), say(f"certainty:{result.certainty}", lang)),
        (say("reasons", lang), _names(result.certainty_reasons, lang)),
        (say("in words", lang), result.statement(lang)),
        *((say("why", lang), f"{item.text.get(lang)} ({item.source.id})") for item in result.because),
    ]
    yield _facts(caption, facts)
    findings = [
        (finding.source.id, say(word, lang), say(f"direction:{finding.direction}", lang), _numbers(finding, lang))
        for stance, word in _STANCES
        for finding in sorted(getattr(result, stance), key=Finding.told, reverse=True)
    ]
    head = [say(key, lang) for key in ("source", "stance", "found", "numbers")]
    if findings:
        yield html_table(head, findings, caption=f"{say('findings', lang)}: {caption}", row_heads=True)


@_parts.register
def _finding(result: Finding, lang: str) -> Iterator[str]:
    direction = say(f"direction:{result.direction}", lang)
    facts = [
        (say("source", lang), result.source.id),
        (say("found", lang), direction),
        (say("hedge", lang), result.hedge.label.get(lang) if result.hedge else ""),
        (say("numbers", lang), _numbers(result, lang)),
        (say("context", lang), result.context(lang)),
        *((say("caveat", lang), caveat.get(lang)) for caveat in result.caveats),
    ]
    yield _facts(f"{result.criterion.label.get(lang)}: {_versus(result, lang)}", facts)


@_parts.register
def _option(result: Option, lang: str) -> Iterator[str]:
    name = heading(result.label.get(lang))
    facts = [
        (say("definition", lang), result.definition.get(lang)),
        (say("synonyms", lang), ", ".join(result.synonyms)),
        (say("treats", lang), _names(result.treats, lang)),
        (say("main aims", lang), _names(result.primary_objectives, lang)),
        (say("aims", lang), _names(result.objectives, lang)),
        (say("risks", lang), _names(result.risks, lang)),
        (say("adds to", lang), _names(result.extends, lang)),
    ]
    yield _facts(name, facts)
    if result.steps:
        yield _steps(f"{name}: {say('steps', lang)}", result.steps, lang)
    if result.statements:
        head = [say(key, lang) for key in ("about", "statements", "source")]
        rows = [_statement(item, lang) for item in result.statements]
        yield html_table(head, rows, caption=f"{name}: {say('statements', lang)}", row_heads=True)


@_parts.register
def _explained(result: Explained, lang: str) -> Iterator[str]:
    yield _facts(result.title, [(say("why", lang), step.get(lang)) for step in result.derivation])
    if result.answer:
        yield from _parts(result.answer, lang)
    rows = [(Iri(fact.subject), fact.name, fact.value, fact.label) for fact in result.facts]
    yield html_table(("subject", "property", "value", "label"), rows, caption=f"{result.title}: {say('data', lang)}")


def _facts(caption: str, facts: Iterable[tuple[str, str]]) -> str:
    return html_table((), [fact for fact in facts if fact[1]], caption=caption, row_heads=True)


def _steps(caption: str, steps: Sequence[Step], lang: str) -> str:
    rows = [(step.position, step.label.get(lang), step.description.get(lang)) for step in steps]
    return html_table(("", say("step", lang), say("in words", lang)), rows, caption=caption, row_heads=True)


def _statement(item: Statement, lang: str) -> tuple[str, str, str]:
    number = f" [{item.printed_value} {item.printed_unit}".rstrip() + "]" if item.printed_value else ""
    return item.category.label.get(lang), item.text.get(lang) + number, item.source.id


def _step_lists(steps: StepDiff, lang: str) -> tuple[str, ...]:
    kinds = (
        [ours for ours, _ in steps.shared],
        steps.only_subject,
        steps.only_reference,
        [step for _, step in steps.described_for_one],
    )
    return tuple(_names([step.step_type for step in kind], lang) or "-" for kind in kinds)


def _numbers(finding: Finding, lang: str) -> str:
    counted = finding.denominator.id if finding.denominator else ""
    told = (estimate_words(estimate, counted, lang) for estimate in finding.estimates)
    return "; ".join(filter(None, told)) or say("in words only", lang)


def _versus(result: OptionComparison | ComparisonRow | Finding, lang: str) -> str:
    names = (heading(result.subject.label.get(lang)), result.reference.label.get(lang))
    return f" {say('compared with', lang)} ".join(names)


def _names(things: Iterable[Thing], lang: str) -> str:
    return ", ".join(thing.label.get(lang) for thing in things)


def _cited(result: object) -> tuple[Source, ...]:
    """Return the sources that a result cites, each once."""
    if isinstance(result, Source):
        return (result,)
    found: list[Source] = []
    for name in ("source", "sources", "rows", "steps", "statements", "effects", "answer", "findings", "sides"):
        value = getattr(result, name, ())
        for part in value if isinstance(value, tuple) else (value,):
            found += _cited(part) if isinstance(part, Result) else ()
    return tuple({source.iri: source for source in found}.values())


def _sources(sources: Sequence[Source], lang: str) -> str:
    if not sources:
        return ""
    items = "".join(f"<li>{_source(source, lang)}</li>" for source in sources)
    return f"<details><summary>{escape(say('sources', lang))}: {len(sources)}</summary><ul>{items}</ul></details>"


def _source(source: Source, lang: str) -> str:
    text = escape(f"{source.id}: {source.citation(lang)}")
    return f'{text} <a href="{escape(source.link)}">{escape(source.id)}</a>' if source.link else text


def _imprint(result: Result, lang: str) -> str:
    if not isinstance(result, OptionComparison):
        return say("disclaimer", lang)
    return f"{say('disclaimer', lang)} {say('data', lang)}: SpineKnowledge {result.edition.version}."
