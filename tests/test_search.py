"""Search finds by any part of any name, in a fixed order, and says why."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import Make, toys

from spineknowledge import KnowledgeBase, QueryError, UnknownTermError
from spineknowledge.model.hits import Hit, Reason
from spineknowledge.names import words_of
from spineknowledge.resources import ontology_files
from spineknowledge.search import LONGEST


def found(kb: KnowledgeBase, text: str, lang: str | None = None) -> list[tuple[str, str]]:
    return [(hit.id, hit.reason.value) for hit in kb.search(text, lang)]


@pytest.fixture(scope="module")
def named() -> KnowledgeBase:
    """Things of which each has the words "red bolt" in another place."""
    return toys(
        "ex:one a spk:Device ; skos:prefLabel 'Red bolt'@en .",
        "ex:two a spk:Device ; skos:prefLabel 'red boltcutter'@en .",
        "ex:three a spk:Device ; skos:prefLabel 'a bolt, red'@en .",
        "ex:four a spk:Device ; skos:prefLabel 'screw'@en ; skos:altLabel 'big red bolt'@en , 'sc-1'@en .",
        "ex:five a spk:Device ; skos:prefLabel 'nail'@en ; skos:definition 'Not a red bolt.'@en .",
        "ex:six a spk:Device ; skos:prefLabel 'clavo'@es ; skos:altLabel 'perno red bolt'@es .",
        "ex:red-bolts a spk:Device ; skos:prefLabel 'peg'@en .",
        "ex:bolt a spk:Device ; skos:prefLabel 'infrared'@en .",
        "ex:nameless a spk:Device ; skos:definition 'red bolt'@en .",
        "ex:ontology a owl:Ontology ; dcterms:title 'red bolt'@en .",
    )


def test_the_order_is_that_of_the_reasons_then_of_the_slugs(named: KnowledgeBase) -> None:
    assert found(named, "red bolt") == [
        ("one", "exact-name"),
        ("red-bolts", "start-of-name"),
        ("two", "start-of-name"),
        ("three", "words-in-name"),
        ("four", "synonym"),
        ("six", "synonym"),
        ("five", "definition"),
    ]


def test_every_word_must_begin_a_word(named: KnowledgeBase) -> None:
    assert {reason for _, reason in found(named, "olt")} == {"similar-spelling"}
    assert found(named, "bolt red") == [(hit, "words-in-name") for hit in ("one", "red-bolts", "three", "two")] + [
        ("four", "synonym"),
        ("six", "synonym"),
        ("five", "definition"),
    ]


def test_a_language_leaves_out_the_others(named: KnowledgeBase) -> None:
    assert ("six", "synonym") not in found(named, "red bolt", "en")
    assert found(named, "red bolt", "es") == [("red-bolts", "start-of-name"), ("six", "synonym")]


def test_a_whole_synonym_is_a_name_like_any_other(named: KnowledgeBase) -> None:
    assert found(named, "SC-1") == [("four", "exact-name")]


def test_similar_spelling_is_told_only_where_there_is_nothing_else(named: KnowledgeBase) -> None:
    assert found(named, "screv") == [("four", "similar-spelling")]
    assert found(named, "qqqqqq") == []


@pytest.mark.parametrize("text", ["cifoplastía", "CIFOPLASTIA", " cifoplastia. "])
def test_case_diacritics_and_punctuation_play_no_part(kb: KnowledgeBase, text: str) -> None:
    assert kb.search(text)[0] == kb.search("cifoplastia")[0]
    assert kb.search(text)[0].iri.endswith("option/kyphoplasty")


@pytest.mark.parametrize(
    ("text", "kind", "slug"),
    [
        ("PKP", "option", "kyphoplasty"),
        ("fuga de cemento", "criterion", "cement-leakage-risk"),
        ("dohm", "source", "dohm-2014"),
        ("21368099", "source", "aaos-2011"),
        ("10.5435/00124635-201103000-00007", "source", "aaos-2011"),
        ("osteoporosis", "condition", "osteoporosis"),
        ("inflatable balloon", "device", "inflatable-balloon"),
        ("insert the balloon", "step-type", "insert-balloon"),
        ("very low", "certainty", "very-low"),
        ("kyphoplasty-inflate", "step", "kyphoplasty-inflate-balloon"),
    ],
)
def test_everything_with_a_name_is_found(kb: KnowledgeBase, text: str, kind: str, slug: str) -> None:
    assert (kb.search(text)[0].kind, kb.search(text)[0].id) == (kind, slug)


@pytest.mark.parametrize("kind", ["options", "criteria", "sources"])
def test_every_thing_is_found_first_by_its_slug_or_beside_its_namesakes(kb: KnowledgeBase, kind: str) -> None:
    for thing in getattr(kb, kind)():
        exact = [hit.iri for hit in kb.search(thing.id[:LONGEST]) if hit.reason is Reason.EXACT]
        assert thing.iri in exact


def test_hits_are_frozen_and_plain(kb: KnowledgeBase) -> None:
    hit = kb.search("cemento", "es")[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        hit.kind = "option"  # type: ignore[misc]
    assert hash(hit) == hash(hit.replace())
    told = json.loads(json.dumps(hit.to_dict("es")))
    assert set(told) == {"id", "iri", "kind", "label", "matched", "reason"}
    assert told["label"] == hit.label.get("es")


def test_each_engine_finds_the_same(make: Make, kb: KnowledgeBase) -> None:
    engine = make(tuple(ontology_files()))
    for text in ("cement", "dolor", "kyphoplsty", "21368099"):
        assert engine.search(text) == kb.search(text) != ()


def test_invented_things_are_found_on_each_engine(each_mini: KnowledgeBase) -> None:
    assert ("alpha", "exact-name") in found(each_mini, "alfa", "es")
    assert found(each_mini, "way")[0] == ("alpha", "synonym")


def test_the_index_is_read_once(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    kb.search("cement")
    monkeypatch.setattr(kb._reader, "describe", None)
    assert kb.search("osteoporosis")


@pytest.mark.parametrize("text", ["", " ", "-", "?!", "\x00", "x" * (LONGEST + 1)])
def test_a_text_that_cannot_be_searched_says_why(kb: KnowledgeBase, text: str) -> None:
    with pytest.raises(QueryError, match="word"):
        kb.search(text)


def test_an_unknown_language_is_named(kb: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="en, es"):
        kb.search("cement", "fr")


@given(text=st.text(min_size=1, max_size=LONGEST))
def test_any_text_is_answered_in_order_or_refused(kb: KnowledgeBase, text: str) -> None:
    try:
        hits = kb.search(text)
    except QueryError:
        assert words_of(text) == ""
        return
    places = [(hit.reason.place, hit.kind, hit.id) for hit in hits]
    assert all(before <= after for before, after in pairwise(places))
    assert len({hit.iri for hit in hits}) == len(hits)


def test_unknown_names_tell_what_a_search_finds(kb: KnowledgeBase) -> None:
    for ask, closest in (
        (lambda: kb.option("kypho"), "kyphoplasty"),
        (lambda: kb.criterion("leakage"), "cement-leakage-risk"),
        (lambda: kb.explain("inflatable"), "device:inflatable-balloon"),
        (lambda: kb.ntriples("criterion:leakage"), "criterion:cement-leakage-risk"),
    ):
        with pytest.raises(UnknownTermError) as caught:
            ask()
        assert closest in caught.value.matches


def test_a_hit_says_by_what_it_was_found_where_its_label_does_not(kb: KnowledgeBase) -> None:
    hits: dict[str, Hit] = {hit.id: hit for hit in kb.search("kyphoplasty")}
    assert hits["kyphoplasty"].as_text() == "option:kyphoplasty  kyphoplasty"
    assert kb.search("PKP")[0].as_text() == "option:kyphoplasty  kyphoplasty (also called: PKP)"
