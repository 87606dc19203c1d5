"""What patients read is plain: reading grade 8 or below in English, easy by Fernández-Huerta in Spanish."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from spineknowledge import KnowledgeBase
from spineknowledge.wording import sentence

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it still imports pkg_resources
    import textstat

HIGHEST_GRADE = 8
LOWEST_EASE = 60
DIRECTIONS = ("lower", "higher", "similar", "unclear")
CERTAINTIES = ("high", "moderate", "low", "very-low")


def plain_texts(kb: KnowledgeBase, lang: str) -> Iterator[str]:
    for pair in ((edge.subject, edge.reference) for edge in kb.network().edges):
        yield from (row.sentence.only(lang) for row in kb.compare(*pair).rows if row.sentence)
    yield from (criterion.plain_label.only(lang) for criterion in kb.criteria())


def template_texts(lang: str) -> Iterator[str]:
    names = ("Pain relief", "one", "the other") if lang == "en" else ("Alivio del dolor", "una", "la otra")
    yield from (sentence(direction, certainty, *names, lang) for direction in DIRECTIONS for certainty in CERTAINTIES)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_plain_text_exists_in_both_languages(kb: KnowledgeBase, lang: str) -> None:
    texts = list(plain_texts(kb, lang))
    assert len(texts) > 45
    assert all(texts)


def test_english_stays_at_grade_eight(kb: KnowledgeBase) -> None:
    textstat.set_lang("en")
    hard = {text: textstat.flesch_kincaid_grade(text) for text in (*plain_texts(kb, "en"), *template_texts("en"))}
    assert {text: grade for text, grade in hard.items() if grade > HIGHEST_GRADE} == {}


def test_spanish_stays_easy(kb: KnowledgeBase) -> None:
    textstat.set_lang("es")
    sentences = [text for text in plain_texts(kb, "es") if text.endswith(".")]
    hard = {text: textstat.fernandez_huerta(text) for text in sentences}
    assert len(hard) > 20
    assert {text: ease for text, ease in hard.items() if ease < LOWEST_EASE} == {}
