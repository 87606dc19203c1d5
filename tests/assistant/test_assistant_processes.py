"""The server as a process of its own: over standard input and output, and over HTTP on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from asking import call, fault, with_client
from invented import ENDLESS
from mcp.client.stdio import StdioServerParameters, stdio_client

from spineknowledge import KnowledgeBase

PROGRAM = str(Path(sys.executable).with_name("spineknowledge"))
STDIO = StdioServerParameters(command=PROGRAM, args=["mcp"])
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}}
MESSAGES = (
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "sparql", "arguments": {"query": ENDLESS}}},
    {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "compare", "arguments": {"a": "kiva"}}},
    {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "options", "arguments": {}}},
)


def children(pid: int) -> list[int]:
    """Return the processes that any thread of a process has started."""
    lists = (path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for children in lists for child in children.split()]


def test_an_assistant_asks_over_standard_input_and_output(kb: KnowledgeBase) -> None:
    answer = call(stdio_client(STDIO), "compare", a="kyphoplasty", b="vertebroplasty")
    assert answer["data_checksum"] == kb.checksum
    assert len(answer["rows"]) == len(kb.compare("kyphoplasty", "vertebroplasty").rows)


def test_a_hostile_query_harms_only_itself() -> None:
    async def use(client):
        asked = [await client.call_tool("sparql", {"query": query}) for query in (ENDLESS, "SELECT {{{", "ASK {}")]
        return [result.is_error for result in asked]

    assert with_client(stdio_client(STDIO), use) == [True, True, False]


def test_standard_output_carries_the_protocol_and_nothing_else() -> None:
    with subprocess.Popen(
        [PROGRAM, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for message in MESSAGES:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
        lines = [json.loads(process.stdout.readline()) for _ in range(4)]
        workers = children(process.pid)
        process.stdin.close()
        rest = process.stdout.read()
        assert process.wait(20) == 0
    faults = {line["id"]: line["result"].get("isError", False) for line in lines}
    assert faults == {1: False, 2: True, 3: True, 4: False}
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert rest == ""
    assert workers
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


@pytest.fixture(scope="module")
def http() -> Iterator[str]:
    """The address of a server over HTTP."""
    process = subprocess.Popen(
        [PROGRAM, "mcp", "--http", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr
    line = process.stderr.readline().decode()
    assert line.startswith("Serving at http://127.0.0.1:")
    yield line.split()[-1]
    process.terminate()
    out, _ = process.communicate(timeout=20)
    assert out == b""


def test_an_assistant_asks_over_http(http: str, kb: KnowledgeBase) -> None:
    assert call(http, "search", text="cement", limit=2)["total"] == len(kb.search("cement"))
    assert "stopped after 2 s" in fault(http, "sparql", query=ENDLESS)
    assert call(http, "options")["data_checksum"] == kb.checksum


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "evil.example"}, 421),
        ({"origin": "http://evil.example"}, 403),
    ],
)
def test_requests_under_a_foreign_name_or_of_a_foreign_page_are_refused(http: str, headers: dict, status: int) -> None:
    head = {"accept": "application/json, text/event-stream", **headers}
    assert httpx.post(http, json=MESSAGES[0], headers=head).status_code == status


def test_a_body_that_is_too_long_is_refused(http: str) -> None:
    head = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    assert httpx.post(http, content=b"x" * 100_000, headers=head).status_code == 413


def test_a_missing_package_is_one_line() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.argv[:] = ['', 'mcp']; from spineknowledge import cli; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=dict(os.environ), check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("is missing; pip install 'spineknowledge[mcp]'\n")
    assert len(done.stderr.splitlines()) == 1
