"""Options are found by any of their names, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineknowledge import KnowledgeBase, UnknownTermError
from spineknowledge.names import NameIndex, normalised

KYPHOPLASTY = "https://w3id.org/spineknowledge/option/kyphoplasty"
ASKED_FOR = ("kyphoplasty", "vertebroplasty", "balloon kyphoplasty", "option:kyphoplasty", "sham procedure")


@pytest.mark.parametrize(
    "name",
    [
        "kyphoplasty",
        "Kyphoplasty",
        "KYPHOPLASTY",
        "  kyphoplasty  ",
        "cifoplastia",
        "CIFOPLASTIA",
        "cifoplastia con balón",
        "cifoplastia con balon",
        "balloon kyphoplasty",
        "Balloon-Kyphoplasty",
        "PKP",
        "option:kyphoplasty",
        KYPHOPLASTY,
    ],
)
def test_an_option_is_found_by_any_of_its_names(kb: KnowledgeBase, name: str) -> None:
    assert kb.option(name).iri == KYPHOPLASTY


@pytest.mark.parametrize(
    ("kind", "name", "slug"),
    [
        ("criterion", "Pain relief", "pain-relief"),
        ("criterion", "criterion:pain-relief", "pain-relief"),
        ("criterion", "alivio del dolor", "pain-relief"),
        ("source", "dohm-2014", "dohm-2014"),
        ("source", "source:miva-medical", "miva-medical"),
    ],
)
def test_criteria_and_sources_are_found_by_their_names_too(kb: KnowledgeBase, kind: str, name: str, slug: str) -> None:
    assert getattr(kb, kind)(name).id == slug


@pytest.mark.parametrize(
    ("name", "closest"),
    [
        ("kyphoplsty", "kyphoplasty"),
        ("vertebroplasti", "vertebroplasty"),
        ("kyph\N{CYRILLIC SMALL LETTER O}plasty", "kyphoplasty"),
    ],
)
def test_an_unknown_name_names_itself_and_the_closest(kb: KnowledgeBase, name: str, closest: str) -> None:
    with pytest.raises(UnknownTermError) as caught:
        kb.option(name)
    assert caught.value.term == name
    assert closest in caught.value.matches
    assert f"did you mean {caught.value.matches[0]}" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "-",
        "plasty",
        "kyphoplasty vertebroplasty",
        "pain-relief",
        "criterion:pain-relief",
        "option:",
        "option:Kyphoplasty",
        KYPHOPLASTY.upper(),
        KYPHOPLASTY + "/",
        "kyphoplasty\N{ZERO WIDTH SPACE}",
        "\N{FULLWIDTH LATIN SMALL LETTER K}yphoplasty",
        "x:%zz",
        "http://[",
        "urn:\ud800",
        "\ud800",
        "kyphoplasty> } #",
        "kyphoplasty\x00",
    ],
)
def test_what_is_no_name_is_refused(kb: KnowledgeBase, name: str) -> None:
    with pytest.raises(UnknownTermError):
        kb.option(name)


@pytest.mark.parametrize(
    ("name", "shown"), [("ky\N{CYRILLIC SMALL LETTER PE}ho", "u043f"), ("a\nb", "\\n"), ("a\x1b[31m", "x1b")]
)
def test_what_cannot_be_told_by_eye_is_shown_escaped(kb: KnowledgeBase, name: str, shown: str) -> None:
    with pytest.raises(UnknownTermError) as caught:
        kb.option(name)
    assert shown in str(caught.value)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()


def test_a_name_of_two_things_is_refused_and_names_both() -> None:
    index = NameIndex("toy", [("https://example.org/one", "Twin"), ("https://example.org/two", "twin")])
    with pytest.raises(UnknownTermError, match="one or two"):
        index.resolve("TWIN")


NEAR = st.sampled_from(ASKED_FOR).flatmap(
    lambda name: st.tuples(st.integers(0, len(name)), st.text(max_size=2)).map(
        lambda cut: name[: cut[0]] + cut[1] + name[cut[0] :]
    )
)
"""Names of options with something put in between."""


@given(name=st.one_of(st.text(max_size=30), NEAR))
def test_any_text_is_a_name_of_the_option_it_finds_or_unknown(kb: KnowledgeBase, name: str) -> None:
    try:
        option = kb.option(name)
    except UnknownTermError as error:
        assert error.term == name
    else:
        known = {option.id, *option.synonyms, *(text for _, text in option.label.by_language)}
        assert name in {option.iri, f"option:{option.id}"} or normalised(name) in set(map(normalised, known))


@given(st.text())
def test_a_normalised_name_stays_as_it_is(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)
