"""The packaged data on servers that others made: the answers are equal, and what differs is known."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from engines import Oxigraph, Virtuoso

from spineknowledge import KnowledgeBase, QueryError
from spineknowledge.catalog import questions
from spineknowledge.publishing import publish
from spineknowledge.resources import ontology_files

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module", params=[Oxigraph, Virtuoso], ids=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph | Virtuoso]:
    server = request.param(tmp_path_factory.mktemp("server"))
    server.load(ontology_files())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def remote(server: Oxigraph | Virtuoso) -> KnowledgeBase:
    return KnowledgeBase.connect(server.query)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_question_has_the_same_answer(remote: KnowledgeBase, kb: KnowledgeBase, question) -> None:
    assert remote.ask_question(question.name) == kb.ask_question(question.name)


def test_the_library_gives_equal_answers(remote: KnowledgeBase, kb: KnowledgeBase) -> None:
    assert remote.options() == kb.options()
    assert remote.criteria() == kb.criteria()
    assert remote.sources() == kb.sources()
    assert remote.findings() == kb.findings()
    assert remote.conflicts() == kb.conflicts()
    assert remote.option("kyphoplasty") == kb.option("kyphoplasty")
    assert remote.version == kb.version
    for text in ("cement", "cifoplastia", "kyphoplsty", "21368099"):
        assert remote.search(text) == kb.search(text) != ()


def test_comparisons_are_equal_and_take_three_requests_at_most(server: Oxigraph | Virtuoso, kb: KnowledgeBase) -> None:
    names = [option.id for option in kb.options()]
    for a, b in [("kyphoplasty", "vertebroplasty"), ("Kyphoplasty", "Kiva"), *pairwise(names)]:
        remote = KnowledgeBase.connect(server.query)
        found, expected = remote.compare(a, b), kb.compare(a, b)
        assert found.as_text() == expected.as_text()
        for part in ("rows", "not_assessed", "steps", "objectives", "risks"):
            assert getattr(found, part) == getattr(expected, part), (a, b, part)
        assert remote._store.questions_asked <= 3, (a, b)  # type: ignore[attr-defined]


def test_values_come_as_from_the_embedded_engine(remote: KnowledgeBase, kb: KnowledgeBase) -> None:
    for prop in ("significant", "value", "timePoint", "position", "publicationYear"):
        query = f"SELECT DISTINCT ?v {{ ?s <https://w3id.org/spineknowledge/ontology#{prop}> ?v }}"
        assert set(remote.select(query).rows) == set(kb.select(query).rows)


def test_all_three_kinds_of_queries_are_answered(remote: KnowledgeBase, kb: KnowledgeBase) -> None:
    assert remote.select(COUNT) == kb.select(COUNT)
    assert remote.ask("ASK { ?s a <https://w3id.org/spineknowledge/ontology#Procedure> }") is True
    assert remote.ask("ASK { ?s a <urn:none> }") is False
    construct = (
        "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o . FILTER(?o = <https://w3id.org/spineknowledge/ontology#Procedure>) }"
    )
    assert remote.construct(construct) == kb.construct(construct)
    with pytest.raises(QueryError, match="cannot answer"):
        remote.select("SELECT nonsense")


def test_an_unknown_option_is_as_unknown_as_here(remote: KnowledgeBase) -> None:
    with pytest.raises(Exception, match="'kyphoplastx' is not a known option"):
        remote.compare("kyphoplastx", "vertebroplasty")


def test_a_part_of_an_answer_is_an_error(tmp_path: Path) -> None:
    server = Virtuoso(tmp_path, rows=100)
    server.load(ontology_files())
    with pytest.raises(QueryError, match="a part of the answer only"):
        KnowledgeBase.connect(server.query).select("SELECT * { ?s ?p ?o }")
    server.stop()


@pytest.mark.parametrize("graph", [None, "https://example.org/graph"])
def test_what_is_published_replaces_one_graph_and_is_all_there(
    tmp_path: Path, kb: KnowledgeBase, graph: str | None
) -> None:
    server = Oxigraph(tmp_path)
    publish("<urn:old> <urn:old> <urn:old> .\n", server.store, graph)
    assert publish(kb.ntriples(), server.store, graph) == len(kb.ntriples().splitlines())
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    remote = KnowledgeBase.connect(server.query)
    assert remote.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").rows == ((len(kb.ntriples().splitlines()),),)
    assert remote.ask(f"ASK {{ {pattern} FILTER(?s = <urn:old>) }}") is False
    server.stop()


def test_the_command_line_publishes_and_asks(tmp_path: Path, kb: KnowledgeBase) -> None:
    program = Path(sys.executable).with_name("spineknowledge")
    server = Oxigraph(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)

    published = run("publish", server.store)
    assert (published.returncode, published.stderr) == (0, "")
    assert kb.checksum in published.stdout
    asked = run("query", "--endpoint", server.query, "--format", "csv", COUNT)
    assert asked.stdout.split() == ["n", str(len(kb.ntriples().splitlines()))]
    server.stop()
    gone = run("query", "--endpoint", server.query, COUNT)
    assert (gone.returncode, len(gone.stderr.splitlines())) == (1, 1)
