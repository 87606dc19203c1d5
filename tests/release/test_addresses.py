"""The redirects prepared for w3id.org: every kind of IRI arrives, in the form that was asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import rdflib

from releasing.project import sections
from spineknowledge import KnowledgeBase
from spineknowledge.namespaces import BASE, KINDS, PREFIXES, SPK
from spineknowledge.service import create_app

ROOT = Path(__file__).parents[2]
HTACCESS = (ROOT / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8")
HOST = "https://example.org"
FORMS = {"text/html,application/xhtml+xml,*/*;q=0.8": "text/html", "text/turtle": "text/turtle",
         "application/ld+json": "application/ld+json"}  # fmt: skip
HEADER = "https://w3id.org/spineknowledge/ontology"
HEADER_TERMS = {name: rdflib.OWL[name] for name in ("versionIRI", "priorVersion", "versionInfo")}


class Rule(NamedTuple):
    """A RewriteRule with the pattern that the Accept header must hold."""

    accept: str
    pattern: str
    target: str
    flags: str


def rules() -> Iterator[Rule]:
    accept = ""
    for line in HTACCESS.splitlines():
        condition = re.fullmatch(r"RewriteCond %\{HTTP_ACCEPT\} (\S+)", line)
        rule = re.fullmatch(r"RewriteRule (\S+) (\S+) \[(\S+)\]", line)
        if condition:
            accept = condition[1]
        elif rule:
            yield Rule(accept, *rule.groups())
            accept = ""
        else:
            assert not line.startswith("Rewrite") or line == "RewriteEngine on"


RULES = list(rules())


def redirected(iri: str, accept: str) -> str | None:
    """Return where Apache sends a request for an IRI, as its documentation of mod_rewrite says."""
    path = iri.removeprefix(BASE).partition("#")[0]
    service = ""
    for rule in RULES:
        match = re.search(rule.pattern, path)
        if not match or not re.search(rule.accept, accept):
            continue
        if rule.flags.startswith("E=SERVICE:"):
            service = rule.flags.removeprefix("E=SERVICE:")
            continue
        assert rule.flags == "R=303,L"
        target = rule.target.replace("%{ENV:SERVICE}", service)
        for number, part in enumerate(match.groups(), start=1):
            target = target.replace(f"${number}", part)
        return target
    return None


@pytest.fixture(scope="module")
def subjects(kb: KnowledgeBase) -> set[str]:
    return {line[1 : line.index("> ")] for line in kb.ntriples().splitlines() if line.startswith(f"<{BASE}")}


def test_the_host_stands_in_one_line() -> None:
    assert HTACCESS.count("example.org") == 1
    assert f"RewriteRule ^ - [E=SERVICE:{HOST}]" in HTACCESS


@pytest.mark.parametrize("accept", FORMS)
def test_every_iri_of_the_data_is_redirected(subjects: set[str], accept: str) -> None:
    assert {iri.removeprefix(BASE).partition("/")[0] for iri in subjects if "#" not in iri} >= set(KINDS) - {"conflict"}
    for iri in subjects:
        assert redirected(iri, accept) == HOST + "/" + iri.removeprefix(BASE).partition("#")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_redirected(kind: str) -> None:
    assert redirected(f"{PREFIXES[kind]}some-thing", "text/turtle") == f"{HOST}/{kind}/some-thing"


def test_terms_shapes_and_the_start_are_redirected() -> None:
    assert redirected(f"{SPK}hasRisk", "*/*") == f"{HOST}/ontology"
    assert redirected(BASE, "*/*") == f"{HOST}/"
    shapes = {accept: redirected(f"{PREFIXES['sks']}Finding", accept) for accept in FORMS}
    assert list(shapes.values()) == [f"{HOST}/releases/latest/{name}" for name in ("", "shapes.ttl", "shapes.jsonld")]


def test_a_version_iri_leads_to_the_files_of_its_release(kb: KnowledgeBase) -> None:
    (version,) = kb.graph.objects(None, HEADER_TERMS["versionIRI"])
    found = [redirected(str(version), accept) for accept in FORMS]
    folder = f"{HOST}/releases/{kb.version}/"
    assert found == [folder, f"{folder}spineknowledge.ttl", f"{folder}spineknowledge.jsonld"]


@pytest.mark.parametrize("path", ["option/a/b", "Option/a", "option/", "../etc", "option/a%20b", "ontology/1.0.0/x"])
def test_other_addresses_are_not_redirected(path: str) -> None:
    assert redirected(BASE + path, "*/*") is None


def test_each_kind_arrives_in_the_form_asked_for(kb: KnowledgeBase, subjects: set[str]) -> None:
    one_each = {iri.removeprefix(BASE).partition("/")[0]: iri for iri in sorted(subjects) if "#" not in iri}
    assert len(one_each) >= 40
    wanted = [(redirected(iri, accept) or "", accept) for iri in one_each.values() for accept in FORMS]
    assert asyncio.run(answers(kb, wanted)) == [(200, FORMS[accept]) for _, accept in wanted]


async def answers(kb: KnowledgeBase, wanted: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Ask a service and return status and media type of each answer."""
    transport = httpx.ASGITransport(app=create_app(kb, allowed_hosts=["example.org"]))
    async with httpx.AsyncClient(transport=transport) as client:
        found = [await client.get(url, headers={"accept": accept}) for url, accept in wanted]
    return [(answer.status_code, answer.headers["content-type"].partition(";")[0]) for answer in found]


# The header of the ontology


def test_the_version_iri_is_that_of_the_version(kb: KnowledgeBase) -> None:
    stated = {name: [str(value) for value in kb.graph.objects(None, iri)] for name, iri in HEADER_TERMS.items()}
    assert stated["versionInfo"] == [kb.version]
    assert stated["versionIRI"] == [f"{HEADER}/{kb.version}"]


def test_the_prior_version_is_the_release_before(kb: KnowledgeBase) -> None:
    released = [name for name in sections() if name not in ("Unreleased", kb.version)]
    stated = [str(value) for value in kb.graph.objects(None, HEADER_TERMS["priorVersion"])]
    assert stated == [f"{HEADER}/{name}" for name in released[:1]]
