"""The fixed words and sentences, in both languages, name who is lower or higher and never who is better."""

from __future__ import annotations

import itertools
import re

import pytest

from spineknowledge import wording
from spineknowledge.model.terms import AnswerStatus, Certainty, Direction
from spineknowledge.wording import LANGUAGES, heading, say, sentence

JUDGEMENTS = re.compile(r"\b(better|worse|best|safer|recommended|mejor|peor|recomendad)", re.IGNORECASE)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("direction", "certainty"), list(itertools.product(Direction, Certainty)))
def test_a_sentence_names_what_is_compared_and_judges_nothing(direction: str, certainty: str, lang: str) -> None:
    told = sentence(direction, certainty, "Spill", "alpha", "beta", lang)
    assert all(word in told for word in ("Spill", "alpha", "beta"))
    assert told.endswith(".")
    assert not JUDGEMENTS.search(told)


@pytest.mark.parametrize(
    ("certainty", "told"),
    [
        ("high", "Spill: is lower with alpha than with beta."),
        ("moderate", "Spill: is probably lower with alpha than with beta."),
        ("low", "Spill: may be lower with alpha than with beta."),
        ("very-low", "Spill: we are very unsure whether it is lower with alpha than with beta."),
    ],
)
def test_how_sure_it_is_decides_the_verb(certainty: str, told: str) -> None:
    assert sentence("lower", certainty, "Spill", "alpha", "beta", "en") == told


def test_a_direction_that_is_open_is_said_to_be() -> None:
    assert sentence("unclear", "low", "S", "a", "b", "en") == "S: it is not clear how a and b compare."


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "key", [f"direction:{it}" for it in Direction] + [f"certainty:{it}" for it in Certainty] + ["disclaimer"]
)
def test_every_value_has_a_word(key: str, lang: str) -> None:
    assert say(key, lang)


def test_all_words_are_in_both_languages() -> None:
    words = wording._WORDS
    assert len(words) > 50
    assert [key for key, pair in words.items() if len(pair) != len(LANGUAGES) or not all(pair)] == []


def test_the_four_ways_of_not_knowing_are_told_apart() -> None:
    assert len({str(status) for status in AnswerStatus} | {str(Direction.UNCLEAR)}) == 5


def test_a_language_that_is_not_known_gets_english() -> None:
    assert say("why", "fr") == "Why"


@pytest.mark.parametrize(("text", "shown"), [("alpha BETA", "Alpha BETA"), ("", ""), ("épsilon", "Épsilon")])
def test_a_heading_starts_with_a_capital(text: str, shown: str) -> None:
    assert heading(text) == shown
