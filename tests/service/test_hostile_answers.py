"""Endpoints that lie, stall or cut: an error in one line within the time there is, and no credential anywhere."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from spineknowledge import DataError, KnowledgeBase, QueryError, QueryTimeoutError
from spineknowledge.limits import RemoteLimits
from spineknowledge.publishing import publish
from spineknowledge.remote import RemoteReader, RemoteStore

GOOD = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
LIMITS = RemoteLimits(seconds=1.0, answer_bytes=100_000, retries=2, retry_after=0.1)


def http(
    body: bytes = GOOD,
    *headers: str,
    status: str = "200 OK",
    length: int | None = None,
    media: str = "application/sparql-results+json",
) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {media}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def rows(binding: str) -> bytes:
    return http(b'{"head":{"vars":["x"]},"results":{"bindings":[' + binding.encode() + b"]}}")


class Liar:
    """A server that answers every connection with the next of some bytes, slowly if asked to."""

    def __init__(self, *answers: bytes, drip: float = 0.0, silent: bool = False) -> None:
        self.answers, self.drip, self.silent = list(answers), drip, silent
        self.received: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/sparql"
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        connection.settimeout(2)
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        while length and len(body) < int(length[1]):
            body += connection.recv(65536)
        received = head + b"\r\n\r\n" + body
        self.received.append(received)
        if self.silent:
            time.sleep(3)
            return
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if self.drip:
            for byte in answer:
                connection.sendall(bytes([byte]))
                time.sleep(self.drip)
        else:
            connection.sendall(answer)

    def stop(self) -> None:
        self.listener.close()


@contextlib.contextmanager
def lying(*answers: bytes, drip: float = 0.0, silent: bool = False, auth=None) -> Iterator[tuple[KnowledgeBase, Liar]]:
    liar = Liar(*answers, drip=drip, silent=silent)
    store = RemoteStore(liar.url, auth, LIMITS)
    yield KnowledgeBase(store, reader=RemoteReader(store)), liar
    liar.stop()


LIES = {
    "cut JSON": http(GOOD[:-10]),
    "cut after a row": http(GOOD[:-3]),
    "a body that is too short": http(GOOD, length=len(GOOD) + 50),
    "chunks that end early": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"hea\r\n',
    "nothing": http(b""),
    "no answer at all": b"",
    "no HTTP": b"hello\r\n\r\n",
    "HTML with 200": http(b"<html>Error</html>", media="text/html"),
    "text with 200": http(b"Virtuoso 42000 Error SQ074", media="text/plain"),
    "XML results": http(b"<sparql/>", media="application/sparql-results+xml"),
    "a list": http(b"[]"),
    "no head": http(b'{"results":{"bindings":[]}}'),
    "no results": http(b'{"head":{"vars":["x"]}}'),
    "rows that are no rows": http(b'{"head":{"vars":["x"]},"results":{"bindings":[1]}}'),
    "a column that was not asked for": rows('{"y":{"type":"literal","value":"1"}}'),
    "a cell without a value": rows('{"x":{"type":"literal"}}'),
    "a cell of an unknown type": rows('{"x":{"type":"code","value":"1"}}'),
    "a cell that is a number": rows('{"x":{"type":"literal","value":1}}'),
    "a truth value for rows": http(b'{"head":{},"boolean":true}'),
    "Latin-1": http(GOOD.replace(b'"1"', b'"\xe9"')),
    "deep JSON": http(b"[" * 50_000),
    "a limit of rows that was reached": http(GOOD, "X-SPARQL-MaxRows: 10000"),
    "a time that was up": http(GOOD, "X-SQL-State: S1TAT", "X-SQL-Message: RC"),
    "a redirect": http(b"", "Location: http://127.0.0.1:9/", status="302 Found"),
    "a redirect to a file": http(b"", "Location: file:///etc/passwd", status="307 Temporary Redirect"),
    "a bomb": http(gzip.compress(b"0" * 50_000_000), "Content-Encoding: gzip"),
    "more than is taken": http(b" " * 200_000 + GOOD),
    "a refusal": http(b"secret query text", status="400 Bad Request", media="text/plain"),
    "a wrong password": http(b"", status="401 Unauthorized"),
    "a fault": http(b"", status="500 Internal Server Error"),
    "a partial content": http(GOOD, status="206 Partial Content"),
    "overload that stays": http(b"", "Retry-After: 0", status="503 Service Unavailable"),
    "overload that asks for patience": http(b"", "Retry-After: 99999", status="503 Service Unavailable"),
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
}


@pytest.mark.parametrize("name", LIES)
def test_an_answer_that_is_not_one_is_an_error_in_one_line(name: str) -> None:
    start = time.monotonic()
    with lying(LIES[name], auth=("user", "pass-word")) as (kb, _), pytest.raises(QueryError) as caught:
        kb.select("SELECT ('confidential' AS ?x) {}")
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    assert "pass-word" not in said + repr(caught.value)
    assert "confidential" not in said
    assert "secret query text" not in said
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("options", [{"drip": 0.05}, {"silent": True}], ids=["dripping", "silent"])
def test_an_answer_that_does_not_come_is_not_waited_for(options) -> None:
    start = time.monotonic()
    with lying(http(), **options) as (kb, _), pytest.raises(QueryTimeoutError):
        kb.select("SELECT ?x {}")
    assert time.monotonic() - start < 1.5


def test_a_good_answer_is_taken() -> None:
    with lying(http()) as (kb, liar):
        assert kb.select("SELECT ?x {}").rows == (("1",),)
    assert b"accept-encoding: identity" in liar.received[0].lower()
    assert b"authorization" not in liar.received[0].lower()


def test_overload_that_passes_is_waited_for() -> None:
    busy = http(b"", "Retry-After: 0", status="503 Service Unavailable")
    with lying(busy, busy, http()) as (kb, liar):
        assert kb.select("SELECT ?x {}").rows == (("1",),)
    assert len(liar.received) == 3


def test_nothing_but_overload_is_asked_again() -> None:
    with lying(http(b"", status="500 Internal Server Error")) as (kb, liar), pytest.raises(QueryError):
        kb.select("SELECT ?x {}")
    assert len(liar.received) == 1


def test_a_redirect_takes_no_credentials_along() -> None:
    other = Liar(http())
    with (
        lying(http(b"", f"Location: {other.url}", status="302 Found"), auth="token") as (kb, _),
        pytest.raises(QueryError, match="not followed"),
    ):
        kb.select("SELECT ?x {}")
    other.stop()
    assert other.received == []


@pytest.mark.parametrize(("auth", "sent"), [("token", b"Bearer token"), (("u", "p"), b"Basic dTpw")])
def test_credentials_are_sent_as_they_are_meant_and_shown_nowhere(auth, sent: bytes) -> None:
    with lying(http(), auth=auth) as (kb, liar):
        kb.select("SELECT ?x {}")
        assert sent in liar.received[0]
        assert "token" not in repr(kb._store.endpoint)


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        (b'{"head":{},"boolean":true}', True),
        (
            b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":{"type":"typed-literal","value":"0"}}]}}',
            False,
        ),
    ],
)
def test_a_truth_value_may_come_as_a_row(body: bytes, truth: bool) -> None:
    with lying(http(body)) as (kb, _):
        assert kb.ask("PREFIX select: <urn:select> # SELECT\n ASK {}") is truth


@pytest.mark.parametrize(
    "body", [b'{"head":{},"boolean":1}', b'{"head":{}}', b'{"head":{"vars":["x"]},"results":{"bindings":[]}}']
)
def test_a_truth_value_that_is_none_is_an_error(body: bytes) -> None:
    with lying(http(body)) as (kb, _), pytest.raises(QueryError, match="a part of an answer"):
        kb.ask("ASK {}")


@pytest.mark.parametrize("body", [b"<urn:a> <urn:b> ", b"<urn:a> <urn:b> <not an iri> .\n", b"\xff"])
def test_triples_that_are_cut_are_an_error(body: bytes) -> None:
    with lying(http(body, media="application/n-triples")) as (kb, _), pytest.raises(QueryError):
        kb.construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("url", "auth"),
    [
        ("file:///etc/passwd", None),
        ("ftp://127.0.0.1/", None),
        ("//127.0.0.1/", None),
        ("sparql", None),
        ("http://user:pw@127.0.0.1/", None),
        ("http://engine.example/sparql", ("user", "pw")),
        ("http://127.0.0.1.example/sparql", "token"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str, auth) -> None:
    with pytest.raises(DataError) as caught:
        KnowledgeBase.connect(url, auth)
    assert "pw" not in str(caught.value)


def test_nobody_at_the_address_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(QueryError, match="no whole answer"):
        KnowledgeBase.connect(f"http://127.0.0.1:{port}/").select("SELECT * {}")


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "SELECT * FROM <urn:x> {}", "DROP ALL", ""]
)
def test_what_is_refused_here_is_not_sent(query: str) -> None:
    with lying(http()) as (kb, liar), pytest.raises(QueryError):
        kb.query(query)
    assert liar.received == []


def test_an_upload_that_is_not_there_afterwards_is_an_error() -> None:
    liar = Liar(
        http(b"", status="204 No Content", length=0),
        http(b"<urn:a> <urn:b> <urn:d> .\n", media="application/n-triples"),
    )
    with pytest.raises(DataError, match="1 triples are missing, 1 are not ours"):
        publish("<urn:a> <urn:b> <urn:c> .\n", liar.url, None)
    liar.stop()
    assert len(liar.received) == 2
