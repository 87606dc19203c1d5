"""What the process of a worker does, run in this process."""

from __future__ import annotations

import gc
import io
import json
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spineknowledge import KnowledgeBase, worker
from spineknowledge.bounded import ANSWER, ERROR, HEAD, READY, VALUES
from spineknowledge.limits import SERVED
from spineknowledge.store import Origin

Frames = list[tuple[bytes, bytes]]
Ask = Callable[..., Frames]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Run a worker here, except for what ties it to its parent and what it gives up."""
    monkeypatch.setattr(worker, "_die_with_parent", lambda: None)
    monkeypatch.setattr(worker, "_give_up", lambda *_: None)

    def run(origin: Origin, *queries: tuple[str, str]) -> Frames:
        bodies = [pickle.dumps((origin, SERVED, True)), *(json.dumps(query).encode() for query in queries)]
        sent = b"".join(HEAD.pack(ANSWER, len(body)) + body for body in bodies)
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sent)))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
        worker.main()
        return list(frames(out.getvalue()))

    yield run
    gc.enable()


def frames(sent: bytes) -> Iterator[tuple[bytes, bytes]]:
    while sent:
        kind, length = HEAD.unpack(sent[: HEAD.size])
        yield kind, sent[HEAD.size : HEAD.size + length]
        sent = sent[HEAD.size + length :]


def test_it_opens_the_data_again_and_answers(each_mini: KnowledgeBase, ask: Ask) -> None:
    ready, (kind, body) = ask(each_mini._store.origin(), (COUNT, VALUES))
    assert (ready[0], kind) == (READY, ANSWER)
    assert pickle.loads(body) == ("select", each_mini.select(COUNT))


def test_an_error_comes_as_words_with_what_it_is_about(mini: KnowledgeBase, ask: Ask) -> None:
    queries = ["SELECT", "ASK FROM <urn:x> {}", "SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o . ?x ?y ?z } LIMIT 99999"]
    _, *answers = ask(mini._store.origin(), *((query, "json") for query in queries))
    assert {kind for kind, _ in answers[:2]} == {ERROR}
    assert [json.loads(body)[0] for kind, body in answers if kind == ERROR][:2] == ["QueryError", "QueryRefusedError"]
    assert json.loads(answers[3][1])[2] == "answer_bytes"


@pytest.mark.parametrize(
    ("query", "form", "start"),
    [
        (COUNT, "json|ttl", b'json\n{"head"'),
        (COUNT, "csv", b"csv\nn\r\n"),
        ("ASK {}", "xml|nt", b"xml\n<?xml"),
        ("CONSTRUCT WHERE { ?s a ?o } ", "json|nt", b"nt\n<"),
        ("DESCRIBE <https://example.org/alpha>", "jsonld", b"jsonld\n[{"),
        ("CONSTRUCT WHERE { ?s a ?o }", "json|ttl", b"ttl\n@prefix"),
    ],
)
def test_an_answer_says_its_form_first(mini: KnowledgeBase, ask: Ask, query: str, form: str, start: bytes) -> None:
    _, (kind, body) = ask(mini._store.origin(), (query, form))
    assert kind == ANSWER
    assert body.startswith(start)


@pytest.mark.parametrize(("query", "form"), [(COUNT, "ttl"), ("CONSTRUCT WHERE { ?s a ?o }", "csv"), (COUNT, "")])
def test_a_form_that_does_not_fit_is_refused(mini: KnowledgeBase, ask: Ask, query: str, form: str) -> None:
    _, (kind, body) = ask(mini._store.origin(), (query, form))
    assert kind == ERROR
    assert "come as" in json.loads(body)[1]


def test_data_that_cannot_be_loaded_is_told(ask: Ask, tmp_path: Path) -> None:
    ((kind, body),) = ask(("files", (tmp_path / "none.ttl",)))
    assert kind == ERROR
    assert json.loads(body)[0] == "DataError"
