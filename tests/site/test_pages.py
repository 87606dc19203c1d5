"""What every page must have, in the words of people who use it: structure, balance, honesty, no third party."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import extruct
import pytest
from lxml import html
from site_cases import Files
from site_reading import linked_data, pages, parsed, squeezed, visible

COMPARISON = "en/kyphoplasty-vs-vertebroplasty.html"
CODES = {"@id", "@type", "@context", "url", "inLanguage", "dateModified", "lastReviewed"}
NAMES = (
    "index", "vertebral-compression-fracture", "kyphoplasty", "vertebroplasty", "non-surgical-management",
    "kyphoplasty-vs-vertebroplasty", "kyphoplasty-vs-vertebroplasty-studies", "glossary", "sources",
)  # fmt: skip
EVERY_PAGE = [f"{lang}/{name}.html" for lang in ("en", "es") for name in NAMES]


def literals(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for name, inner in value.items() for pair in literals(inner, name)]
    if isinstance(value, list):
        return [pair for inner in value for pair in literals(inner, key)]
    return [(key, str(value))]


def test_no_page_is_left_out(site: Files) -> None:
    assert sorted(pages(site)) == sorted(EVERY_PAGE)


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_structure(site: Files, name: str) -> None:
    page = parsed(site[name])
    assert page.get("lang") == name[:2]
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == len(page.xpath("//title")) == 1
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for table in page.xpath("//table"):
        assert table.xpath("./caption") and all(cell.get("scope") for cell in table.xpath(".//th"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_link_leads_somewhere(site: Files, name: str) -> None:
    page = parsed(site[name])
    folder = name.partition("/")[0]
    for link in page.xpath("//a/@href|//link/@href"):
        if re.match(r"https?://|tel:", link):
            continue
        path, _, part = link.partition("#")
        target = name if not path else path.removeprefix("../") if path.startswith("../") else f"{folder}/{path}"
        assert target in site, link
        assert not part or parsed(site[target]).xpath(f"//*[@id='{part}']"), link


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_nothing_comes_from_elsewhere_and_nothing_runs(site: Files, name: str) -> None:
    page = parsed(site[name])
    loaded = page.xpath("//link[@rel='stylesheet']/@href|//@src|//@srcset|//form|//iframe|//object|//embed")
    assert loaded == ["../assets/site.css"]
    assert [script.get("type") for script in page.xpath("//script")] == ["application/ld+json"]
    assert not [attribute for element in page.iter() for attribute in element.attrib if attribute.startswith("on")]
    assert "url(" not in site["assets/site.css"] and "@import" not in site["assets/site.css"]


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_honesty(site: Files, reviewed_site: Files, name: str) -> None:
    english = name.startswith("en")
    text = visible(site[name])
    assert ("Information, not medical advice." if english else "Información, no consejo médico.") in text
    assert ("No clinician has reviewed" if english else "Ningún médico ha revisado") in text
    assert "(816) 648-6482" in text and "4200 Little Blue Parkway, Suite 350" in text
    data = site[name]
    assert "lastReviewed" not in data and "reviewedBy" not in data
    reviewed = reviewed_site[name]
    page = next(node for node in linked_data(reviewed)["@graph"] if node["@type"] == "MedicalWebPage")
    assert (page["lastReviewed"], page["reviewedBy"]["name"]) == ("2026-01-31", "Dr Ada Example")
    assert "Dr Ada Example" in visible(reviewed) and "No clinician has reviewed" not in visible(reviewed)


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_linked_data_is_what_the_page_shows(reviewed_site: Files, name: str) -> None:
    text = visible(reviewed_site[name]).casefold()
    for key, literal in literals(linked_data(reviewed_site[name])["@graph"]):
        if key == "howPerformed":
            steps = [step for step in re.split(r"(?:^| )\d+\. (?=[A-ZÁÉÍÓÚ])", literal) if step]
            assert [step for step in steps if squeezed(step).casefold() not in text] == []
        elif key not in CODES:
            assert squeezed(literal).casefold() in text, (key, literal)
        elif key in ("dateModified", "lastReviewed"):
            assert literal in text
        elif key == "inLanguage":
            assert literal == name[:2]


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_reader_of_linked_data_gets_what_was_written(reviewed_site: Files, name: str) -> None:
    page = reviewed_site[name]
    found = extruct.extract(page, syntaxes=["json-ld", "microdata"])
    assert found["json-ld"] == [json.loads(reviewed_site[name.replace(".html", ".jsonld")])]
    assert found["microdata"] == []


def rows(page: html.HtmlElement) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = page.xpath("//table[contains(@class, 'grid')]/tbody/tr")
    return found


def test_every_criterion_is_a_question_and_every_cell_is_filled(site: Files) -> None:
    grid = rows(parsed(site[COMPARISON]))
    assert len(grid) == 27
    assert all(len(row.xpath("./td")) == 3 for row in grid)
    assert all(squeezed(cell.text_content()) for row in grid for cell in row)
    text = visible(site[COMPARISON])
    assert "Not known" in text or "not known" in text
    assert "That is not the same as no difference." in text


def test_both_columns_are_styled_alike(site: Files) -> None:
    for row in rows(parsed(site[COMPARISON])):
        ours, theirs = ([element.get("class") for element in cell] for cell in row.xpath("./td")[:2])
        assert ours == theirs


def test_numbers_share_a_denominator_and_name_their_source(site: Files) -> None:
    counted = 0
    for row in rows(parsed(site[COMPARISON])):
        shown = [squeezed(part.text_content()) for part in row.xpath(".//*[@class='num']")]
        assert len(shown) in (0, 2)
        if shown and "out of 100" in shown[0]:
            counted += 1
            assert shown[0].partition("100 ")[2] == shown[1].partition("100 ")[2]
        assert bool(shown) == bool(row.xpath(".//*[contains(@class, 'from')]"))
    assert counted == 4
    leakage = next(row for row in rows(parsed(site[COMPARISON])) if "seeps" in row.text_content())
    assert "73 out of 100 treated bones" in leakage.text_content()
    assert "82 out of 100 treated bones" in leakage.text_content()


def test_no_word_ranks_or_recommends(site: Files) -> None:
    for name in (COMPARISON, "en/index.html", "en/vertebral-compression-fracture.html"):
        page = parsed(site[name])
        for record in page.xpath("//*[@data-voice='record']"):
            record.drop_tree()
        text = squeezed(page.find("body").text_content()).lower()
        assert not re.search(r"\b(best|winner|safer|superior|preferred|should choose|recommended?|ideal)\b", text)


def test_every_picture_has_a_text(site: Files) -> None:
    for text in pages(site).values():
        for picture in parsed(text).xpath("//svg"):
            assert picture.get("role") == "img" and picture.get("aria-label")


def test_no_effect_of_a_ratio_stands_in_the_grid(site: Files) -> None:
    for row in rows(parsed(site[COMPARISON])):
        assert not re.search(r"ratio|%|\bRR\b|\bHR\b", row.text_content())


def test_no_relative_number_is_drawn_without_counts_beside_it(site: Files) -> None:
    drawn = 0
    for detail in parsed(site[COMPARISON]).xpath("//details"):
        relative = "This is a relative number." in detail.text_content()
        drawn += relative
        assert not relative or len(detail.xpath(".//svg[@class='icons']")) == 2
    assert drawn == 1


def test_disagreement_is_said(site: Files) -> None:
    text = visible(site[COMPARISON])
    assert text.count("Sources do not agree on this.") == 7


def test_texts_in_another_language_are_marked(site: Files) -> None:
    page = parsed(site["es/kyphoplasty.html"])
    marked = page.xpath("//*[@lang='en']/text()")
    assert "Mean operating time in the same trial" in [squeezed(text) for text in marked]
