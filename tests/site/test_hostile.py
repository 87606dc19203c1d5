"""Texts that look like code, in every text of the data and of the configuration: shown as text, and run nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from site_cases import EXAMPLE, Files
from site_reading import LINKED, linked_data, pages, parsed, visible

from spineknowledge import KnowledgeBase, resources
from spineknowledge.export.site.build import site_files
from spineknowledge.export.site.config import SiteConfig
from spineknowledge.store import OxigraphStore

HOSTILE = "</script><script>window.ran=1</script><!--<script>\"'><img src=x onerror=window.ran=1>\u2028{{ 7*7 }}&amp;"
LINK = "javascript:window.ran=1"
KEPT = ("printed", "notation", "pmid", "doi", "versionInfo", "pmcid", "prefix")


def hostile_ntriples(kb: KnowledgeBase) -> str:
    """Return the data with every text replaced, numbers as printed and identifiers apart."""
    lines = []
    for quad in ox.parse(kb.ntriples(), format=ox.RdfFormat.N_TRIPLES):
        value, prop = quad.object, quad.predicate.value
        if isinstance(value, ox.Literal) and not any(name in prop for name in KEPT):
            if value.language:
                value = ox.Literal(HOSTILE + value.value, language=value.language)
            elif prop.endswith("/url"):
                value = ox.Literal(LINK, datatype=value.datatype)
            elif value.datatype.value.endswith("#string"):
                value = ox.Literal(HOSTILE + value.value)
        lines.append(f"{ox.Triple(quad.subject, quad.predicate, value)} .")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def hostile(kb: KnowledgeBase) -> KnowledgeBase:
    return KnowledgeBase(OxigraphStore.from_ntriples(hostile_ntriples(kb)))


@pytest.fixture(scope="session")
def hostile_site(hostile: KnowledgeBase, config: SiteConfig) -> Files:
    clinic = config.clinic.replace(name=HOSTILE, telephone=HOSTILE, street=HOSTILE, locality=HOSTILE)
    return site_files(hostile, config.replace(clinic=clinic, base_url="https://clinic.example.org"))


def test_no_element_of_theirs_gets_into_a_page(site: Files, hostile_site: Files) -> None:
    for name, text in pages(hostile_site).items():
        page = parsed(text)
        assert not page.xpath("//img|//*[@onerror]|//a[starts-with(@href, 'javascript')]"), name
        assert len(page.xpath("//script")) == len(parsed(site[name]).xpath("//script")) == 1
        assert len(LINKED.findall(text)) == 1
        assert "{{ 7*7 }}" in visible(text)


def test_their_texts_come_back_equal_from_the_linked_data(hostile: KnowledgeBase, hostile_site: Files) -> None:
    nodes = {node["@type"]: node for node in linked_data(hostile_site["en/kyphoplasty.html"])["@graph"]}
    assert nodes["MedicalTherapy"]["description"] == hostile.option("kyphoplasty").definition.get()
    assert nodes["MedicalClinic"]["name"] == HOSTILE
    assert nodes["MedicalTherapy"]["description"].startswith(HOSTILE)


def test_a_script_element_holds_no_sign_that_could_end_it(hostile_site: Files) -> None:
    for name, text in hostile_site.items():
        if name.endswith(".html") and "ld+json" in text:
            inside = LINKED.findall(text)[0]
            assert not set(inside) & set("<>&\u2028\u2029"), name
            assert inside.isascii()


def test_native_and_api_files_parse_back(hostile: KnowledgeBase, hostile_site: Files) -> None:
    native = hostile_site["data/spineknowledge.jsonld"]
    found = {str(quad.triple) for quad in ox.parse(native, format=ox.RdfFormat.JSON_LD)}
    assert found == {line[:-2] for line in hostile.ntriples().split("\n") if line}
    assert json.loads(hostile.to_jsonld("kyphoplasty", profile="json"))["definition"]["en"].startswith(HOSTILE)
    api = json.loads(hostile_site["api/options/kyphoplasty.json"])
    assert api["definition"].startswith(HOSTILE)


def test_the_site_map_stays_well_formed(hostile_site: Files) -> None:
    from xml.etree import ElementTree

    assert len(ElementTree.fromstring(hostile_site["sitemap.xml"])) == len(pages(hostile_site))


def test_a_hostile_site_runs_nothing_in_a_browser(browser: str, hostile_site: Files, tmp_path: Path) -> None:
    from tools import in_browser

    for name, text in hostile_site.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    report = in_browser(browser, tmp_path, sorted(pages(hostile_site)), mode="run")
    assert [page for page, ran in report["ran"].items() if ran] == []
    assert report["requests"] == []


def test_the_example_is_read_from_the_checkout() -> None:
    assert EXAMPLE.is_file() and resources.folder("ontology").is_dir()
