"""SPARQL servers on loopback for the tests: started, filled, and ended by their process ids."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from spineknowledge.store import read_ntriples

VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
ServerThreads = 10
DirsAllowed = {folder}
NumberOfBuffers = 10000
CheckpointInterval = 0
SchedulerInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 20
DefaultGraph = {graph}
"""
GRAPH = "https://example.org/graph"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def missing(what: str) -> None:
    """Skip on a user's machine; on the machine that decides, an engine may not be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, and CI tests with it")
    pytest.skip(f"{what} is not installed")


class Server:
    """A process that answers at an address."""

    query = ""
    store = ""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self, url: str) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(url, timeout=5)
            except httpx.HTTPError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Oxigraph(Server):
    def __init__(self, folder: Path) -> None:
        program = Path(sys.executable).with_name("oxigraph")
        if not program.exists():
            missing("the Oxigraph server (pip install oxigraph)")
        address = f"127.0.0.1:{free_port()}"
        super().__init__([str(program), "serve", "--location", str(folder), "--bind", address])
        self.query, self.store = f"http://{address}/query", f"http://{address}/store"
        self.wait(self.query)

    def load(self, files: tuple[Path, ...]) -> None:
        headers = {"content-type": "application/n-triples"}
        text = read_ntriples(files).encode()
        httpx.put(self.store, params={"default": ""}, content=text, headers=headers, timeout=60).raise_for_status()


class Virtuoso(Server):
    def __init__(self, folder: Path, rows: int = 1_000_000) -> None:
        program = shutil.which("virtuoso-t")
        isql = shutil.which("isql-vt") or shutil.which("isql-v")
        if not program or not isql:
            missing("Virtuoso (apt-get install virtuoso-opensource-7-bin)")
        self.folder, self.sql, port = folder, free_port(), free_port()
        settings = folder / "virtuoso.ini"
        places = {"folder": folder, "sql": self.sql, "http": port, "graph": GRAPH, "rows": rows}
        settings.write_text(VIRTUOSO_INI.format(**places), encoding="utf-8")
        super().__init__([str(program), "-f", "-c", str(settings)])
        self.isql = isql
        self.query = f"http://127.0.0.1:{port}/sparql"
        self.wait(f"{self.query}?query=ASK%7B%7D")
        self.query += f"?default-graph-uri={GRAPH}"

    def load(self, files: tuple[Path, ...]) -> None:
        text = self.folder / "data.nt"
        text.write_text(read_ntriples(files), encoding="utf-8")
        load = f"DB.DBA.TTLP_MT(file_to_string_output('{text}'), '', '{GRAPH}', 0); checkpoint;"
        command = [str(self.isql), str(self.sql), "dba", "dba", f"exec={load}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
