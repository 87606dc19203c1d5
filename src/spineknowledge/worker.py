"""The process behind a bounded worker: it loads data, gives up what it could reach, and answers queries."""

from __future__ import annotations

import contextlib
import csv
import ctypes
import gc
import io
import json
import pickle
import signal
import sys
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from spineknowledge.admission import admit
from spineknowledge.bounded import ANSWER, ERROR, HEAD, READY, VALUES
from spineknowledge.errors import AnswerFormError, DataError, QueryError, QueryLimitError
from spineknowledge.limits import Limits
from spineknowledge.namespaces import PREFIXES
from spineknowledge.store import OxigraphStore
from spineknowledge.values import Table

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""The forms of the rows of a SELECT query, the first of them of an ASK query too."""

GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
"""The forms of the triples of a CONSTRUCT or DESCRIBE query."""

_FILES_OF_A_STORE = 256
_ROW_ENDS = {"json": b"},{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}
_WARMING = (
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?s), 'x')) } GROUP BY ?s ORDER BY ?n LIMIT 1", "xml"),
    ("SELECT ?s { ?s a/<urn:x>* ?o BIND(MD5(STR(NOW())) AS ?x) } LIMIT 1", VALUES),
    ("CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "jsonld"),
)


def main() -> None:
    """Load the data that the parent names, then answer its queries until it closes the pipe."""
    _die_with_parent()
    gc.disable()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        store, limits = _load(source)
    except (DataError, QueryError) as error:
        _send(sink, ERROR, json.dumps(("DataError", str(error), "")).encode())
        return
    _send(sink, READY, b"")
    while body := _read(source):
        query, form = json.loads(body)
        _send(sink, *_answered(store, limits, query, form))


def _load(source: IO[bytes]) -> tuple[OxigraphStore, Limits]:
    origin, limits, parser = pickle.loads(_read(source))
    store = OxigraphStore.from_origin(origin)
    if parser:
        admit("SELECT * { ?s ?p 'from' }")
        for query, form in _WARMING:
            answer(store, query, form, limits.replace(triple_patterns=1000))
    _give_up(limits, origin[0] == "disk")
    return store, limits


def _answered(store: OxigraphStore, limits: Limits, query: str, form: str) -> tuple[bytes, bytes]:
    try:
        admit(query, limits)
        return ANSWER, answer(store, query, form, limits)
    except QueryError as error:
        subject = getattr(error, "limit", getattr(error, "part", ""))
        return ERROR, json.dumps((type(error).__name__, str(error), subject)).encode()
    except (MemoryError, RecursionError):
        message = "the query is too complex or needs too much memory"
        return ERROR, json.dumps(("QueryLimitError", message, "memory_bytes")).encode()


def answer(store: OxigraphStore, query: str, form: str, limits: Limits) -> bytes:
    """Return the whole answer to a query in a form, or raise ``QueryError``.

    ``form`` is ``values``, or a form of :data:`RESULTS` and one of :data:`GRAPHS` with ``|`` between them; the
    answer says in its first line which of the two it took.
    """
    if form == VALUES:
        kind, found = store.answer(query)
        if isinstance(found, Table):
            _check_rows(len(found), limits)
        return pickle.dumps((kind, found))
    rows, _, graph = form.partition("|")

    def read(result: Any) -> bytes:
        is_graph = isinstance(result, ox.QueryTriples)
        return _graph(result, graph or rows, limits) if is_graph else _rows(result, rows, limits)

    return store.read(query, read)


def _rows(result: Any, form: str, limits: Limits) -> bytes:
    if form not in RESULTS:
        raise AnswerFormError("rows and truth values come as JSON, XML, CSV or TSV")
    out = _Capped(limits.answer_bytes)
    result.serialize(out, RESULTS[form])
    sent = out.getvalue()
    if isinstance(result, ox.QuerySolutions) and sent.count(_ROW_ENDS[form]) >= limits.rows:
        _check_rows(_count(sent, form), limits)
    return form.encode() + b"\n" + sent


def _graph(result: Any, form: str, limits: Limits) -> bytes:
    if form not in GRAPHS:
        raise AnswerFormError("triples come as Turtle, N-Triples or JSON-LD")
    triples = list(islice(result, limits.rows + 1))
    _check_rows(len(triples), limits)
    out = _Capped(limits.answer_bytes)
    prefixes = PREFIXES if form == "ttl" else None
    ox.serialize(sorted(set(triples), key=str), out, GRAPHS[form], prefixes=prefixes)
    return form.encode() + b"\n" + out.getvalue()


def _count(sent: bytes, form: str) -> int:
    """Count rows exactly, where a quick look at the text finds as many as are allowed, or more."""
    if form == "json":
        return len(json.loads(sent)["results"]["bindings"])
    if form == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(sent.decode(), newline=""))) - 1
    return sent.count(_ROW_ENDS[form]) - (form == "tsv")


def _check_rows(found: int, limits: Limits) -> None:
    if found > limits.rows:
        raise QueryLimitError("rows", f"the answer has more than {limits.rows} rows; ask for less, with LIMIT")


class _Capped(io.BytesIO):
    """Memory that takes no more than so many bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._limit:
            message = f"the answer has more than {self._limit} bytes; ask for less, with LIMIT"
            raise QueryLimitError("answer_bytes", message)
        return super().write(data)


def _give_up(limits: Limits, needs_files: bool) -> None:
    """Give up opening files and connections, writing, and memory beyond the limit, where the system can hold it."""
    with contextlib.suppress(ImportError):
        import resource

        files = _FILES_OF_A_STORE if needs_files else 0
        bounds = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, files)]
        if sys.platform == "linux":
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            bounds.insert(0, (resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory_bytes))
        for bound, value in bounds:
            resource.setrlimit(bound, (value, value))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _read(source: IO[bytes]) -> bytes:
    head = source.read(HEAD.size)
    return source.read(HEAD.unpack(head)[1]) if len(head) == HEAD.size else b""


def _send(sink: IO[bytes], kind: bytes, body: bytes) -> None:
    sink.write(HEAD.pack(kind, len(body)))
    sink.write(body)
    sink.flush()


if __name__ == "__main__":
    main()
