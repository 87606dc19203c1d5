"""One small interface to a SPARQL engine: pyoxigraph in memory or on disk, or an rdflib graph.

Engine types stay in here: queries go in as text, plain Python values come out.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import pyoxigraph as ox

from spineknowledge.errors import DataError, QueryError
from spineknowledge.namespaces import PREFIXES
from spineknowledge.values import BlankNode, Iri, Literal, Table, Value, ntriples_term

if TYPE_CHECKING:
    import rdflib

_T = TypeVar("_T")

Origin: TypeAlias = tuple[str, Any]
"""Where a store came from, so that another process can open it: a kind, and paths or text."""

Answer: TypeAlias = "tuple[str, Table | bool]"
"""The kind of a query and its answer."""

_XSD = PREFIXES["xsd"]
_NATIVE: dict[str, Callable[[str], Value]] = {
    f"{_XSD}integer": int,
    f"{_XSD}decimal": Decimal,
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
}
_EXPECTED = re.compile(r"error at (\d+):(\d+): expected (.*)")
_SENTENCE = re.compile(r"Prefix not found|The [A-Z][^,\[]*[^,\[ ]")
_GRAPH_COLUMNS = ("subject", "predicate", "object")


class Store(ABC):
    """What the library asks of an engine; every method reads and none writes."""

    @abstractmethod
    def answer(self, query: str) -> Answer:
        """Return the answer to any query, with its kind: ``select``, ``ask`` or ``construct``.

        The triples of a CONSTRUCT or DESCRIBE query come sorted, as three columns.
        """

    def describe(self, query: str) -> str:
        """Return the rows of a SELECT query in the SPARQL TSV format."""
        table = self.select(query)
        head = "\t".join(f"?{name}" for name in table.columns)
        return "\n".join([head, *("\t".join(map(ntriples_term, row)) for row in table.rows), ""])

    def answer_within(self, query: str, timeout: float) -> Answer | None:
        """Return the answer to a query from an engine that keeps a deadline itself; others return nothing."""
        return None

    @abstractmethod
    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""

    @abstractmethod
    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        return cast(Table, self.answer(query)[1])


class OxigraphStore(Store):
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
            _load(store.load, path)
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
        if kind == "files":
            return cls.from_files(data)
        return cls.on_disk(data) if kind == "disk" else cls.from_ntriples(data)

    def answer(self, query: str) -> Answer:
        """Return the answer to any query, with its kind."""
        return self.read(query, _oxigraph_answer)

    def describe(self, query: str) -> str:
        """Return the rows of a SELECT query in the SPARQL TSV format."""
        return self.read(query, _tsv)

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""
        triples = (quad.triple for quad in self._store)
        return _sorted_lines(_serialized(triples))

    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""
        return self._origin

    def read(self, query: str, read: Callable[[Any], _T]) -> _T:
        """Return what ``read`` makes of the engine's own result, any error of the engine as one of ours."""
        try:
            return read(self._store.query(query))
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise _unanswered(error) from error
        except OSError as error:
            raise DataError(f"the data cannot be read: {error}") from error


class RdflibStore(Store):
    """An rdflib graph; queries run one at a time, since rdflib's first parse is not safe for threads."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph
        self._lock = threading.RLock()

    def answer(self, query: str) -> Answer:
        """Return the answer to any query, with its kind."""
        with self._lock:
            try:
                return _rdflib_answer(self._graph.query(query))
            except Exception as error:  # rdflib raises whatever its parser and functions raise
                raise _unanswered(error) from error

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples."""
        return _sorted_lines(self._graph.serialize(format="nt", encoding="utf-8").decode())

    def origin(self) -> Origin:
        """Return where the data is, so that another process can open it."""
        return ("ntriples", self.ntriples())


def build_on_disk(path: Path, files: Iterable[Path]) -> None:
    """Write Turtle or N-Triples files into a new store folder at ``path``."""
    store = ox.Store(str(path))
    for file in files:
        _load(store.bulk_load, file)
    store.optimize()
    store.flush()


def checksum(ntriples: str) -> str:
    """Return the SHA-256 of the RDFC-1.0 canonical form of triples without blank nodes.

    Without blank nodes that form is the sorted N-Triples text itself.
    """
    import hashlib

    return hashlib.sha256(_sorted_lines(ntriples).encode()).hexdigest()


def read_ntriples(paths: Iterable[Path]) -> str:
    """Return the triples of Turtle files as sorted N-Triples, every literal as it is written there."""
    triples = (quad.triple for path in paths for quad in _parse(path))
    return _sorted_lines(_serialized(triples))


def typed_literal(text: str, language: str | None, datatype: str | None) -> Value:
    """Return the value of a literal, as the results of all engines give it."""
    return _literal(text, language, datatype or f"{_XSD}string")


def parse_graph(text: bytes, media: str) -> Table:
    """Return the triples of N-Triples or Turtle text, sorted, as three columns; other media types raise."""
    forms = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE}
    name = media.partition(";")[0].strip().lower()
    if name not in forms:
        raise QueryError("the endpoint sent something else than triples in N-Triples or Turtle")
    try:
        quads = sorted({quad.triple for quad in ox.parse(text, format=forms[name])}, key=str)
    except (SyntaxError, ValueError):
        raise QueryError("the endpoint sent a part of an answer, or one that is not well-formed") from None
    return Table(_GRAPH_COLUMNS, tuple((_value(t.subject), _value(t.predicate), _value(t.object)) for t in quads))


def _parse(path: Path) -> Iterable[ox.Quad]:
    try:
        yield from ox.parse(path=str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def _load(load: Callable[..., None], path: Path) -> None:
    try:
        load(path=str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def _serialized(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _sorted_lines(ntriples: str) -> str:
    return "".join(sorted({line + "\n" for line in ntriples.split("\n") if line}))


def _unanswered(error: Exception) -> QueryError:
    """Say in one line why a query has no answer, without all that the engine would have taken in that place."""
    text = " ".join(str(error).split())
    found = _EXPECTED.match(text)
    if not found:
        return QueryError(f"the query cannot be answered: {text}")
    sentence = _SENTENCE.search(found[3])
    why = f": {sentence[0]}" if sentence else ""
    if why.endswith("Prefix not found"):
        why = f": a prefix is not declared; begin with lines such as PREFIX spk: <{PREFIXES['spk']}>"
    return QueryError(f"the query cannot be parsed at line {found[1]}, column {found[2]}{why}")


def _tsv(solutions: Any) -> str:
    return str((solutions.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode())


def _oxigraph_answer(result: Any) -> Answer:
    if isinstance(result, ox.QueryBoolean):
        return "ask", bool(result)
    if isinstance(result, ox.QueryTriples):
        triples = sorted(set(result), key=str)
        rows = ((_value(t.subject), _value(t.predicate), _value(t.object)) for t in triples)
        return "construct", Table(_GRAPH_COLUMNS, tuple(rows))
    columns = tuple(variable.value for variable in result.variables)
    return "select", Table(columns, tuple([tuple([_value(term) for term in row]) for row in result]))


def _rdflib_answer(result: Any) -> Answer:
    if result.type == "ASK":
        return "ask", bool(result.askAnswer)
    if result.type in ("CONSTRUCT", "DESCRIBE"):
        triples = sorted(result, key=lambda triple: [term.n3() for term in triple])
        return "construct", Table(_GRAPH_COLUMNS, tuple(tuple(map(_rdflib_value, t)) for t in triples))
    columns = tuple(str(variable) for variable in result.vars or ())
    return "select", Table(columns, tuple(tuple(_rdflib_value(row[name]) for name in columns) for row in result))


def _value(term: Any) -> Value:
    kind = type(term)
    if kind is ox.NamedNode:
        return Iri(term.value)
    if kind is ox.Literal:
        language = term.language
        return _literal(term.value, language, "" if language else term.datatype.value)
    if kind is ox.BlankNode:
        return BlankNode(term.value)
    return None if term is None else str(term)


def _rdflib_value(term: Any) -> Value:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return Iri(term)
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), term.language or None, str(term.datatype or f"{_XSD}string"))
    if isinstance(term, rdflib.BNode):
        return BlankNode(term)
    return None if term is None else str(term)


def _literal(text: str, language: str | None, datatype: str) -> Value:
    if language is not None:
        return Literal(text, lang=language)
    if datatype == f"{_XSD}string":
        return text
    try:
        return _NATIVE[datatype](text)
    except (KeyError, ValueError, ArithmeticError):
        return Literal(text, datatype=datatype)
