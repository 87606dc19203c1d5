"""Every thing is a resource at its IRI, in JSON."""

from __future__ import annotations

import json

import pytest
from asking import with_client
from mcp.shared.exceptions import MCPError

from spineknowledge import KnowledgeBase
from spineknowledge.namespaces import BASE, KINDS


def read(server, uri: str) -> dict:
    async def use(client):
        (content,) = (await client.read_resource(uri)).contents
        assert content.mime_type == "application/json"
        return json.loads(content.text)

    return with_client(server, use)


def test_the_template_covers_every_thing(server) -> None:
    async def use(client):
        templates = (await client.list_resource_templates()).resource_templates
        resources = (await client.list_resources()).resources
        return [item.uri_template for item in templates], [str(item.uri) for item in resources]

    assert with_client(server, use) == ([BASE + "{kind}/{slug}"], ["spineknowledge://catalog"])


def test_one_thing_of_every_kind_can_be_read(server, kb: KnowledgeBase) -> None:
    subjects = {line.partition("> ")[0][1:] for line in kb.ntriples().splitlines()}
    first = {}
    for iri in sorted(subjects):
        first.setdefault(iri.removeprefix(BASE).partition("/")[0], iri)
    kinds = sorted(set(first) & set(KINDS))
    assert len(kinds) >= 35
    for kind in kinds:
        told = read(server, first[kind])
        assert told["iri"] == first[kind]
        assert told["facts"]
        assert (told["version"], told["data_checksum"]) == (kb.version, kb.checksum)
        assert "not medical advice" in told["disclaimer"]


def test_the_catalog_names_options_and_questions(server, kb: KnowledgeBase) -> None:
    told = read(server, "spineknowledge://catalog")
    assert [option["iri"] for option in told["options"]] == [option.iri for option in kb.options()]
    assert len(told["questions"]) == len(kb.questions())


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (BASE + "option/kypho", "option:kyphoplasty"),
        (BASE + "option/..%2Fetc", "Unknown resource"),
        (BASE + "option/a%3E%20%7D", "not a known thing"),
        (BASE + "nothing", "Unknown resource"),
        ("file:///etc/passwd", "Unknown resource"),
    ],
)
def test_what_is_no_thing_is_refused(server, uri: str, words: str) -> None:
    async def use(client):
        with pytest.raises(MCPError, match=words):
            await client.read_resource(uri)

    with_client(server, use)
