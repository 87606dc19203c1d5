"""The configuration: only the owner's facts, what is missing is said, what makes no sense is refused."""

from __future__ import annotations

import pytest
from site_cases import EXAMPLE

from spineknowledge import DataError, KnowledgeBase
from spineknowledge.export.site.config import SiteConfig

BASE = '[clinic]\nname = "A"\n[site]\ncondition = "c"\ncompare = [["a", "b"]]\n'
BAD = {
    "= nonsense": "no TOML",
    '[site]\ncondition = "c"\ncompare = [["a", "b"]]': "the table [clinic] is missing",
    BASE + "[review]\nreviewer = ''\ndate = 2026-01-31": "must name the clinician",
    BASE + '[review]\nreviewer = "Dr A"': "needs 'date'",
    BASE + '[review]\nreviewer = "Dr A"\ndate = "soon"': "must be a day",
    BASE + "stars = 5": "no meaning for 'stars'",
    BASE.replace('"A"', "5"): "must be a text",
    BASE.replace('"A"', '"A"\nurl = "javascript:alert(1)"'): "must begin with https://",
    BASE + 'base_url = "https://a\\"b"': "must begin with https://",
    BASE.replace('["a", "b"]', '["a", "a"]'): "pairs of two options",
    BASE.replace('["a", "b"]', ""): "pairs of two options",
    BASE.replace('"c"', '"../../etc"'): "takes the id of a thing",
    BASE + "[more]\na = 1": "[more] is not known",
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(DataError) as error:
        SiteConfig.parse(text)
    assert BAD[text] in str(error.value)


def test_the_example_holds_what_the_graph_says_of_the_clinic(kb: KnowledgeBase, config: SiteConfig) -> None:
    graph = kb.ntriples()
    clinic = config.clinic
    for fact in (clinic.name, clinic.telephone, clinic.street, clinic.locality, clinic.region, clinic.postal_code):
        assert f'"{fact}"' in graph
    assert clinic.missing == ("country", "url")
    assert config.review is None


def test_what_is_missing_is_warned_about(config: SiteConfig) -> None:
    assert [warning.split(" ")[0] for warning in config.warnings()] == [
        "clinic.country",
        "clinic.url",
        "site.base_url",
        "there",
    ]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match="cannot be read"):
        SiteConfig.read(EXAMPLE.with_name("nothing.toml"))
