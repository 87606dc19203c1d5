"""Hostile input in Python, on the command line and in files: an error in one line, and nothing left behind."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hostile_queries import FOREIGN, MALFORMED, TOO_DEEP, Hostile

from spineknowledge import DataError, KnowledgeBase, QueryError, SpineKnowledgeError, resources
from spineknowledge.values import Iri

PROGRAM = Path(sys.executable).with_name("spineknowledge")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PYTHON = [*FOREIGN, *MALFORMED, *(hostile for hostile in TOO_DEEP if len(hostile.query) > 2000)]
INJECTIONS = [
    'x" . ?s ?p ?o . "',
    "x> ?p ?o . <x",
    "x\\",
    'x\\" } #',
    "UNDEF) } #",
    "\\u0022 } #",
    "<urn:x> } UNION { ?s ?p ?o",
    "\n} #",
]


@pytest.mark.parametrize("hostile", PYTHON, ids=lambda hostile: hostile.name)
def test_a_hostile_query_in_python_raises_and_the_next_is_right(kb: KnowledgeBase, hostile: Hostile) -> None:
    right = kb.select(COUNT)
    with pytest.raises(QueryError) as caught:
        kb.query(hostile.query)
    assert len(str(caught.value).splitlines()) == 1
    assert kb.select(COUNT) == right


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_parameter_stays_a_parameter(kb: KnowledgeBase, text: str) -> None:
    query = "SELECT ?x {\n VALUES (?x) { (1) }  # parameters\n }"
    assert kb.select(query, x=text).rows == ((text,),)
    with pytest.raises(SpineKnowledgeError):
        kb.select(query, x=Iri(text))
    with pytest.raises(SpineKnowledgeError):
        kb.compare(text, "kyphoplasty")


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("SELECT * " + "{" * 500 + "}" * 500, "nested 500 deep"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s a" + "/a" * 5000 + " ?o }", "stopped after"),
        ("SELECT * { FILTER(" + "-1" * 50_000 + ") }", "broke the process"),
        ("DROP ALL", "cannot be parsed"),
        ("none.rq", "No such file"),
        ("/etc/shadow.rq", "No such file"),
    ],
)
def test_a_hostile_query_on_the_command_line_is_one_line_and_exit_code_1(sparql: str, words: str) -> None:
    done = subprocess.run(
        [PROGRAM, "query", "--timeout", "1", sparql], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


FILES = [
    ("no.ttl", b"this is no Turtle"),
    ("cut.ttl", b"<urn:a> <urn:b> "),
    ("bytes.ttl", bytes(range(256))),
    ("latin.ttl", b"<urn:a> <urn:b> '\xe9' ."),
    ("bomb.rdf", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>'),
    ("context.jsonld", b'{"@context": "http://127.0.0.1:9/context", "@id": "urn:a"}'),
    ("bad.nt", b"<urn:a> <urn:b> <not an iri> .\n"),
    ("script.sh", b"#!/bin/sh\n"),
    ("query.ttl", b"INSERT DATA { <urn:a> <urn:b> 1 }"),
    ("quads.nq", b"<urn:a> <urn:b> <urn:c> <urn:d> .\n"),
]


@pytest.mark.parametrize(("name", "content"), FILES, ids=[name for name, _ in FILES])
def test_a_hostile_file_is_not_served(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    command = [PROGRAM, "serve", "--port", "0", "--only", "--data", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    command = [PROGRAM, "serve", "--port", "0", "--data", str(tmp_path / "none.ttl")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "none.ttl" in done.stderr


def recorded(folder: Path, content: bytes, recorded_as: bytes):
    """Return an installation that recorded one file, whatever is in it now."""
    import base64
    import hashlib
    from importlib.metadata import PathDistribution

    (folder / "kb").mkdir()
    (folder / "kb" / "a.ttl").write_bytes(content)
    info = folder / "kb-1.dist-info"
    info.mkdir()
    digest = base64.urlsafe_b64encode(hashlib.sha256(recorded_as).digest()).rstrip(b"=").decode()
    (info / "RECORD").write_text(f"kb/a.ttl,sha256={digest},{len(content)}\nkb/b.py,,\n", encoding="utf-8")
    return PathDistribution(info)


def test_a_packaged_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.ttl is not as it was installed"):
        resources.verify(recorded(tmp_path, b"<urn:a> <urn:b> 2 .", b"<urn:a> <urn:b> 1 ."))


def test_packaged_files_as_they_were_installed_are_served(tmp_path: Path) -> None:
    resources.verify(recorded(tmp_path, b"<urn:a> <urn:b> 1 .", b"<urn:a> <urn:b> 1 ."))
    resources.verify()


@contextlib.contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [str(PROGRAM), "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = ""
        while "Serving at" not in said:
            said += process.stderr.readline() or pytest.fail(said)
        try:
            yield process, re.search(r"Serving at (\S+)", said)[1]  # type: ignore[index]
        finally:
            process.kill()


def test_the_program_serves_and_ends_when_told_to(kb: KnowledgeBase) -> None:
    with program() as (process, url):
        assert httpx.get(f"{url}healthz").json()["data_checksum"] == kb.checksum
        assert httpx.get(f"{url}sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
        rest = process.stderr.read() if process.stderr else ""
    assert '"route": "sparql"' in rest
    assert "Traceback" not in rest


def test_requests_under_way_end_before_the_program_does() -> None:
    import threading

    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a = ?f) }"
    with program("--quiet", "--timeout", "1") as (process, url):
        assert httpx.get(f"{url}healthz").status_code == 200
        answers: list[int] = []
        thread = threading.Thread(
            target=lambda: answers.append(httpx.post(f"{url}sparql", data={"query": slow}, timeout=20).status_code)
        )
        thread.start()
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        thread.join(20)
        process.wait(20)
    assert answers == [422]


def test_other_data_is_served_beside_the_packaged_or_alone(tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text("<https://example.org/a> <https://example.org/b> 1 .", encoding="utf-8")
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    counts = []
    for arguments in ([], ["--data", str(path)], ["--only", "--data", str(path)]):
        with program("--quiet", *arguments) as (_, url):
            found = httpx.get(f"{url}sparql", params=query).json()
            counts.append(int(found["results"]["bindings"][0]["n"]["value"]))
    assert counts == [counts[0], counts[0] + 1, 1]


def test_an_address_beyond_this_machine_is_said_to_be_one() -> None:
    from spineknowledge.cli.serving import _names, _say_what_it_means

    assert _names("127.0.0.1", ()) == {"localhost", "127.0.0.1", "[::1]"}
    assert _names("0.0.0.0", ()) is None
    assert "kb.example" in (_names("0.0.0.0", ("kb.example",)) or set())
    _say_what_it_means("localhost", ())


def test_a_port_that_is_taken_is_an_error_in_one_line() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [PROGRAM, "serve", "--quiet", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not re.search("Traceback", done.stderr)
