"""The words for patients read at grade 8 or below in English, and as easily in Spanish.

What single sources said, and what is meant for clinicians, stands apart in the page and is not measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat
from lxml import html
from site_cases import Files
from site_reading import parsed, squeezed
from test_pages import EVERY_PAGE

SENTENCE_ENDS = {"p", "li", "th", "td", "h1", "h2", "h3", "caption", "summary", "dt", "dd", "figcaption", "span"}


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Yield each section with its words for patients."""
    body = parsed(page)
    for record in body.xpath("//*[@data-voice='record']|//nav|//*[@aria-hidden='true']|//svg|//address"):
        record.drop_tree()
    for section in body.xpath("//main/header|//main/section"):
        heading = section.xpath("string(.//h1|.//h2)")
        text = " ".join(_sentences(section))
        if len(text.split()) >= 25:
            yield squeezed(heading), text


def _sentences(section: html.HtmlElement) -> Iterator[str]:
    for element in section.xpath(".//p|.//li|.//dd|.//summary|.//span[@class='answer']|.//figcaption"):
        text = squeezed(element.text_content())
        if text:
            yield text if re.search(r"[.?!:]$", text) else f"{text}."


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name.startswith("en")])
def test_english_reads_at_grade_8(site: Files, name: str) -> None:
    textstat.set_lang("en_US")
    grades = {heading: grade(text) for heading, text in sections(site[name])}
    assert {heading: found for heading, found in grades.items() if found > 8} == {}


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name.startswith("es")])
def test_spanish_reads_easily(site: Files, name: str) -> None:
    textstat.set_lang("es")
    try:
        scores = {heading: float(textstat.fernandez_huerta(text)) for heading, text in sections(site[name])}
    finally:
        textstat.set_lang("en_US")
    assert {heading: found for heading, found in scores.items() if found < 60} == {}


def test_sections_are_found(site: Files) -> None:
    assert len(list(sections(site["en/kyphoplasty-vs-vertebroplasty.html"]))) >= 8
