"""Hostile input of every kind: each ends as expected, and after each the service is what it was before."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest
from hostile_queries import ALL, Hostile
from hostile_requests import REQUESTS, Request
from serving import LIMITS, Served

from spineknowledge import KnowledgeBase
from spineknowledge.limits import HttpLimits

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
STATUSES = {
    "query_bytes": (413, "query-too-long"),
    "bracket_depth": (400, "query-too-deep"),
    "triple_patterns": (400, "query-too-many-patterns"),
    "rows": (422, "answer-too-large"),
    "answer_bytes": (422, "answer-too-large"),
    "memory_bytes": (422, "query-too-heavy"),
    "SERVICE": (403, "foreign-data"),
    "FROM": (403, "foreign-data"),
}


def expected(hostile: Hostile) -> set[tuple[int, str]]:
    if not hostile.error:
        return {(200, "")}
    if hostile.error == "QueryTimeoutError":
        return {(422, "query-timeout")}
    if hostile.subject == "memory_bytes":  # on a slow machine its time ends before its memory
        return {(422, "query-too-heavy"), (422, "query-timeout")}
    return {STATUSES.get(hostile.subject, (400, "query-malformed"))}


def children() -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text(encoding="utf-8").rpartition(") ")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def check_unharmed(served: Served, kb: KnowledgeBase) -> None:
    """The service is alive, its next answers are right, its data is as it was, and it left no process behind."""
    assert served.client.get("/healthz").json()["data_checksum"] == kb.checksum
    for _ in range(LIMITS.workers):
        told = served.client.post("/sparql", data={"query": COUNT}).json()
        assert int(told["results"]["bindings"][0]["n"]["value"]) == kb.select(COUNT).rows[0][0]
    assert served.client.get("/compare?ids=kyphoplasty,vertebroplasty").json()["data_checksum"] == kb.checksum
    assert len(served.workers()) <= LIMITS.workers
    until = time.monotonic() + 5  # clients that left are noticed when something is sent to them
    while served.service.under_way and time.monotonic() < until:
        time.sleep(0.01)
    assert served.service.under_way == 0


@pytest.fixture(autouse=True)
def unharmed(served: Served, kb: KnowledgeBase):
    before = children() - set(served.workers())
    yield
    check_unharmed(served, kb)
    until = time.monotonic() + 5  # a worker that was ended is being replaced
    while not children() - set(served.workers()) <= before and time.monotonic() < until:
        time.sleep(0.02)
    assert children() - set(served.workers()) <= before


def test_there_are_enough() -> None:
    assert len(ALL) + len(REQUESTS) >= 120


@pytest.mark.parametrize("hostile", ALL, ids=lambda hostile: hostile.name)
def test_a_hostile_query(served: Served, hostile: Hostile) -> None:
    sent = hostile.query.encode("utf-8", "surrogatepass")
    response = served.client.post("/sparql", content=sent, headers={"content-type": "application/sparql-query"})
    code = response.json()["code"] if response.status_code >= 400 else ""
    if "\ud800" in hostile.query:
        assert (response.status_code, code) == (400, "bad-encoding")
        return
    assert (response.status_code, code) in expected(hostile)
    if code:
        assert response.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in response.text


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_a_hostile_request(served: Served, request_: Request) -> None:
    status, headers, body = talk(served.port, request_.sent)
    assert status in request_.statuses
    assert "set-cookie" not in headers
    if request_.code:
        told = json.loads(body)
        assert (told["code"], told["status"]) == (request_.code, status)
        assert headers["content-type"] == "application/problem+json"
    assert b"Traceback" not in body
    assert b"<script>alert" not in body or headers["content-type"].startswith("application/")


def talk(port: int, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes and return status, headers and body of what comes back; 0 for a connection that only ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
        received = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                received += part
    if not received:
        return 0, {}, b""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body


def test_a_body_that_drips_is_not_waited_for(served: Served) -> None:
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 1000\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            for _ in range(100):
                connection.sendall(b"a")
                time.sleep(0.02)
        assert b" 408 " in connection.recv(65536)
    assert time.monotonic() - start < 4


def test_a_client_that_leaves_is_forgotten(served: Served) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
            connection.sendall(b"GET /findings HTTP/1.1\r\nHost: localhost\r\n\r\n")
    time.sleep(0.1)


def test_overload_is_told_and_passes(serve, mini: KnowledgeBase) -> None:
    served = serve(mini, limits=LIMITS.replace(seconds=0.3))
    places = LIMITS.workers + LIMITS.queue
    statuses: list[tuple[int, str]] = []

    def ask() -> None:
        response = served.client.post("/sparql", data={"query": SLOW})
        statuses.append((response.status_code, response.headers.get("retry-after", "")))

    threads = [threading.Thread(target=ask) for _ in range(places + 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count((503, "2")) >= 4
    assert {status for status, _ in statuses} == {503, 422}
    assert statuses.count((422, "")) <= places


def test_ready_answers_come_while_all_workers_are_busy(served: Served) -> None:
    thread = threading.Thread(target=lambda: [served.client.post("/sparql", data={"query": SLOW}) for _ in range(2)])
    thread.start()
    time.sleep(0.1)
    start = time.monotonic()
    assert served.client.get("/compare?ids=kyphoplasty,vertebroplasty").status_code == 200
    assert time.monotonic() - start < 0.5
    thread.join()


def test_killed_workers_lose_only_their_own_queries(served: Served, kb: KnowledgeBase) -> None:
    expected, right, wrong, lost = kb.select(COUNT).rows[0][0], [], [], []

    def ask() -> None:
        for _ in range(80):
            response = served.client.post("/sparql", data={"query": COUNT})
            if response.status_code != 200:
                lost.append(response.status_code)
            else:
                told = int(response.json()["results"]["bindings"][0]["n"]["value"])
                (right if told == expected else wrong).append(told)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    kills = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.1)
        for pid in served.workers()[:1] if kills < 5 else ():
            os.kill(pid, signal.SIGKILL)
            kills += 1
    assert kills
    assert wrong == []
    assert len(lost) <= kills
    assert len(right) + len(lost) == 4 * 80


def test_unknown_names_take_no_memory(served: Served) -> None:
    kept = served.service.kb._reader._kept
    before, ready = len(kept), len(served.service.kept)
    for number in range(200):
        assert served.client.get(f"/options/nobody-{number}").status_code == 404
        assert served.client.get(f"/option/nobody-{number}").status_code == 404
        assert served.client.get(f"/compare?ids=nobody-{number},kyphoplasty").status_code == 404
    assert (len(kept), len(served.service.kept)) == (before, ready)


def test_names_in_other_cases_are_kept_only_up_to_the_limit(serve, mini: KnowledgeBase) -> None:
    served = serve(mini, http=HttpLimits(kept_bytes=200_000))
    for number in range(200):
        assert (
            served.client.get(
                f"/options?lang={'en' if number % 2 else 'es'}", headers={"accept": f"a/{number}, */*"}
            ).status_code
            == 200
        )
    assert 0 < served.service.kept.size <= 200_000
    assert len(mini._compared) < 10


def test_too_many_connections_are_closed(serve, mini: KnowledgeBase) -> None:
    served = serve(mini, http=HttpLimits(connections=4, header_seconds=2.0, shutdown_seconds=1.0))
    idle = [socket.create_connection(("127.0.0.1", served.port), timeout=5) for _ in range(4)]
    time.sleep(0.1)
    assert talk(served.port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[0] == 0
    for connection in idle:
        connection.close()
    time.sleep(0.1)
    assert served.client.get("/healthz").status_code == 200


def test_too_many_requests_are_told_to_come_back(serve, mini: KnowledgeBase) -> None:
    response = serve(mini, http=HttpLimits(requests=0)).client.get("/healthz")
    assert (response.status_code, response.headers["retry-after"], response.json()["code"]) == (503, "2", "busy")


def test_a_fault_of_the_service_says_nothing_of_what_was_asked(served: Served, monkeypatch, caplog) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(served.service, "resolve", fail)
    response = served.client.get("/options/confidential")
    assert (response.status_code, response.json()["code"]) == (500, "internal-error")
    until = time.monotonic() + 2
    while not caplog.text and time.monotonic() < until:
        time.sleep(0.01)
    assert "secret" not in response.text + caplog.text
    assert "confidential" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_queries_are_not_logged(served: Served, caplog) -> None:
    caplog.set_level("INFO")
    served.client.get("/sparql", params={"query": "SELECT ('my-secret' AS ?x) {}"})
    served.client.post("/sparql", data={"query": "SELECT my-secret"})
    served.client.get("/options/my-secret")
    assert '"route": "sparql"' in caplog.text
    assert "my-secret" not in "".join(record.getMessage() for record in caplog.records if "httpx" not in record.name)
