"""One small interface to a SPARQL engine: pyoxigraph in memory or on disk, or an rdflib graph.

Engine types stay in here: queries go in as text, plain Python values come out.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pyoxigraph as ox

from spineknowledge.errors import DataError, QueryError
from spineknowledge.namespaces import PREFIXES
from spineknowledge.values import Iri, Literal, Table, Value

if TYPE_CHECKING:
    import rdflib

Origin: TypeAlias = tuple[str, Any]
"""Where a store came from, so that another process can open it: a kind, and paths or text."""

_XSD = PREFIXES["xsd"]
_NATIVE: dict[str, Callable[[str], Value]] = {
    f"{_XSD}integer": int,
    f"{_XSD}decimal": Decimal,
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
}
_GRAPH_COLUMNS = ("subject", "predicate", "object")


class Store(Protocol):
    """What the library asks of an engine; every method reads and none writes."""

    def select(self, query: str) -> Table:
        """Return all solutions of a SELECT query."""

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""

    def construct(self, query: str) -> Table:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, as three columns."""

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""

    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""


class OxigraphStore:
    """A pyoxigraph store, in memory or on disk."""

    def __init__(self, store: ox.Store, origin: Origin) -> None:
        self._store = store
        self._origin = origin

    @classmethod
    def from_files(cls, paths: Iterable[Path]) -> OxigraphStore:
        """Load Turtle or N-Triples files into memory."""
        store = ox.Store()
        files = tuple(paths)
        for path in files:
            _load(store, path)
        return cls(store, ("files", files))

    @classmethod
    def from_ntriples(cls, text: str) -> OxigraphStore:
        """Load N-Triples text into memory."""
        store = ox.Store()
        store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
        return cls(store, ("ntriples", text))

    @classmethod
    def on_disk(cls, path: Path) -> OxigraphStore:
        """Open a store that :func:`build_on_disk` wrote, for reading only."""
        try:
            return cls(ox.Store.read_only(str(path)), ("disk", path))
        except (OSError, ValueError) as error:
            raise DataError(f"{path} is no store that `spineknowledge build` wrote: {error}") from error

    @classmethod
    def from_origin(cls, origin: Origin) -> OxigraphStore:
        """Open the store again that gave ``origin``."""
        kind, data = origin
        return {"files": cls.from_files, "ntriples": cls.from_ntriples, "disk": cls.on_disk}[kind](data)

    def select(self, query: str) -> Table:
        """Return all solutions of a SELECT query."""
        solutions = self._query(query)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is no SELECT query; use ask() or construct()")
        columns = tuple(variable.value for variable in solutions.variables)
        return Table(columns, tuple(_finish(lambda: [tuple(map(_value, row)) for row in solutions])))

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        answer = self._query(query)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this is no ASK query; use select() or construct()")
        return bool(answer)

    def construct(self, query: str) -> Table:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, as three columns."""
        triples = self._query(query)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("this is no CONSTRUCT or DESCRIBE query; use select() or ask()")
        found = _finish(lambda: sorted(set(triples), key=str))
        return Table(
            _GRAPH_COLUMNS, tuple((_value(t.subject), _value(t.predicate), _value(t.object)) for t in found)
        )

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""
        data = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        return _sorted_lines((data or b"").decode())

    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""
        return self._origin

    def _query(self, query: str) -> Any:
        return _finish(lambda: self._store.query(query))


class RdflibStore:
    """An rdflib graph; queries run one at a time, since rdflib's first parse is not safe for threads."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph
        self._lock = threading.RLock()

    def select(self, query: str) -> Table:
        """Return all solutions of a SELECT query."""
        result = self._query(query, "SELECT")
        columns = tuple(str(variable) for variable in result.vars or ())
        return Table(columns, tuple(tuple(_rdflib_value(row[name]) for name in columns) for row in result))

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        return bool(self._query(query, "ASK").askAnswer)

    def construct(self, query: str) -> Table:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, as three columns."""
        triples = sorted(self._query(query, "CONSTRUCT"), key=lambda triple: [term.n3() for term in triple])
        return Table(_GRAPH_COLUMNS, tuple(tuple(map(_rdflib_value, triple)) for triple in triples))

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""
        return _sorted_lines(self._graph.serialize(format="nt", encoding="utf-8").decode())

    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""
        return ("ntriples", self.ntriples())

    def _query(self, query: str, kind: str) -> Any:
        with self._lock:
            try:
                result = self._graph.query(query)
                list(result)
            except Exception as error:  # rdflib raises whatever its parser and functions raise
                raise QueryError(f"the query cannot be answered: {error}") from error
        if kind not in (result.type, "CONSTRUCT" if result.type == "DESCRIBE" else None):
            raise QueryError(f"this is no {kind} query; it is a {result.type} query")
        return result


def build_on_disk(path: Path, files: Iterable[Path]) -> None:
    """Write Turtle or N-Triples files into a new store folder at ``path``."""
    store = ox.Store(str(path))
    for file in files:
        _load(store, file)
    store.optimize()
    store.flush()


def checksum(ntriples: str) -> str:
    """Return the SHA-256 of the RDFC-1.0 canonical form of triples without blank nodes.

    Without blank nodes that form is the sorted N-Triples text itself.
    """
    return hashlib.sha256(_sorted_lines(ntriples).encode()).hexdigest()


def read_ntriples(paths: Iterable[Path]) -> str:
    """Return the triples of Turtle files as N-Triples, every literal as it is written there."""
    triples = (quad.triple for path in paths for quad in _parse(path))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()


def _parse(path: Path) -> Iterable[ox.Quad]:
    try:
        yield from ox.parse(path=str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def _load(store: ox.Store, path: Path) -> None:
    try:
        store.load(path=str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def _finish(run: Callable[[], Any]) -> Any:
    try:
        return run()
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _sorted_lines(ntriples: str) -> str:
    return "".join(sorted(line + "\n" for line in ntriples.split("\n") if line))


def _value(term: Any) -> Value:
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.language, term.datatype.value)
    return None if term is None else str(term)


def _rdflib_value(term: Any) -> Value:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return Iri(term)
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), term.language, str(term.datatype or f"{_XSD}string"))
    return None if term is None else str(term)


def _literal(text: str, language: str | None, datatype: str) -> Value:
    if language:
        return Literal(text, lang=language)
    native = _NATIVE.get(datatype)
    if native is not None:
        return native(text)
    return text if datatype == f"{_XSD}string" else Literal(text, datatype=datatype)
