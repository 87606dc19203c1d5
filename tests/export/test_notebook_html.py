"""Results in a notebook: labelled tables, sources, the disclaimer, and nothing that runs or is left open."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from invented import answer, ex, finding, toys

from spineknowledge import KnowledgeBase
from spineknowledge.export.notebook import html_of
from spineknowledge.model.base import Result, Text
from spineknowledge.wording import say

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"
VOID = {"img", "br", "hr", "input", "link", "meta"}


class Page(HTMLParser):
    """The tags of a page; one that is closed out of turn or never is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def every_kind(kb: KnowledgeBase) -> list[Result]:
    """Return one result of each kind that a knowledge base gives."""
    comparison = kb.compare("kyphoplasty", "vertebroplasty")
    row = comparison["cement-leakage-risk"]
    option = kb.option("kyphoplasty")
    kinds: list[Result] = [
        comparison, row, row.supporting[0], row.because[0], option, option.steps[0], option.statements[0],
        comparison.steps, comparison["availability"], kb.criterion("pain-relief"), kb.source("dohm-2014"),
        kb.source_uses("dohm-2014")[0], kb.conflicts()[0], kb.guidelines()[0], kb.network(),
        kb.timeline("kyphoplasty", "vertebroplasty")[0], kb.considerations(goals=["pain-relief"]),
        kb.explain("dohm-2014-f02"), kb.explain("dohm-2014"),
    ]  # fmt: skip
    return kinds


@pytest.fixture(scope="module")
def results(kb: KnowledgeBase) -> list[Result]:
    return every_kind(kb)


def test_every_result_is_well_formed_labelled_and_says_what_it_is_not(results: list[Result]) -> None:
    assert len({type(result) for result in results}) >= 15
    for result in results:
        html = result._repr_html_()
        page = Page(html)
        names = [tag for tag, _ in page.tags]
        assert names.count("table") == names.count("caption")
        assert "table" in names or "figcaption" in names
        assert all(values.get("scope") in ("row", "col") for tag, values in page.tags if tag == "th")
        assert say("disclaimer") in html
        assert not {"script", "style", "img", "iframe"} & set(names)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_comparison_has_a_row_a_criterion_and_all_its_sources(kb: KnowledgeBase, lang: str) -> None:
    comparison = kb.compare("kyphoplasty", "vertebroplasty")
    html = html_of(comparison, lang)
    assert f'<div lang="{lang}">' in html
    overview = html[: html.index("</table>")]
    assert overview.count('<th scope="row">') == len(comparison.rows)
    assert say("not assessed", lang) in html
    sources = {source.id for row in comparison.rows for source in row.sources}
    assert sources <= set(re.findall(r"<li>([^ :]+): ", html))


def test_a_finding_shows_its_numbers_its_caveats_and_its_source(kb: KnowledgeBase) -> None:
    row = kb.relation("kyphoplasty", "vertebroplasty", "cement-leakage-risk")
    html = next(item for item in row.supporting if item.source.id == "dohm-2014")._repr_html_()
    assert "157 of 214 levels (73 in 100) against 164 of 201 levels (82 in 100); p 0.047" in html
    assert "sensitive CT reading" in html
    assert '<a href="https://www.ajnr.org/content/35/12/2227">dohm-2014</a>' in html


@pytest.mark.parametrize(("lang", "word"), [("en", "tends to"), ("es", "tiende a")])
def test_a_hedge_is_shown_wherever_the_answer_is(kb: KnowledgeBase, lang: str, word: str) -> None:
    comparison = kb.compare("kyphoplasty", "vertebroplasty")
    row = comparison["cement-leakage-risk"]
    (clinic,) = (finding for finding in row.supporting if finding.source.id == "miva-medical")
    for result in (comparison, row, clinic):
        assert word in html_of(result, lang)
        assert word in result.as_text(lang, width=1000)
    assert f'"{word}"' in clinic.headline(lang)


def test_an_option_has_tables_of_facts_steps_and_statements(kb: KnowledgeBase) -> None:
    option = kb.option("kyphoplasty")
    html = option._repr_html_()
    assert html.count("<caption>") == 3
    stated = {item.source.id for item in option.statements}
    assert stated | {source.id for step in option.steps for source in step.sources} == set(
        re.findall(r"<li>([^ :]+): ", html)
    )


def test_hostile_texts_and_addresses_run_nothing() -> None:
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one"))
    text = Text((("en", HOSTILE),))
    found = kb.findings()[0]
    source = found.source.replace(title=text, url="javascript:alert(1)", authors=HOSTILE, doi='"><script>')
    hostile = found.replace(source=source, caveats=(text,), population=text)
    links: set[str] = set()
    for result in (hostile, kb.compare(ex("a"), ex("b")).rows[0].replace(supporting=(hostile,)), source):
        html = result._repr_html_()
        tags = Page(html).tags
        assert not {"script", "img"} & {tag for tag, _ in tags}
        links |= {(values["href"] or "")[:16] for tag, values in tags if tag == "a"}
    assert links == {"https://doi.org/"}
