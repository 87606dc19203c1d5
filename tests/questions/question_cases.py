"""The expected answers beside this file, and the two engines that must give them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph
import rdflib

from spineknowledge.catalog import Query, questions
from spineknowledge.namespaces import compact, expand
from spineknowledge.resources import ontology_files
from spineknowledge.values import Iri

HERE = Path(__file__).parent
FILES = {"mini": (HERE.parent / "data" / "mini.ttl",), "real": ontology_files()}
ENGINES = ("pyoxigraph", "rdflib")
_EXAMPLE = "https://example.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?")
_EXPECTATIONS = {"rows", "includes", "excludes", "empty"}

Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One question asked of one data set, with what must and must not be in the answer."""

    question: str
    data: str
    params: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] | None = None
    includes: tuple[Mapping[str, str], ...] = ()
    excludes: tuple[Mapping[str, str], ...] = ()
    empty: bool = False
    may_be_empty: bool = False

    def text(self) -> str:
        """Return the query with the parameters of the case."""
        return Query.load(self.question).bind(**{name: _parameter(text) for name, text in self.params.items()})

    def is_of_a_pair(self) -> bool:
        """Say whether the question takes two options and answers without naming one of them first."""
        query = Query.load(self.question)
        return {"a", "b"} <= query.examples.keys() and "stepOfA" not in query.returns

    def swapped(self) -> Case:
        """Return the case with its two options the other way round."""
        both = {**Query.load(self.question).examples, **self.params}
        return replace(self, params={**self.params, "a": both["b"], "b": both["a"]})

    def with_itself(self) -> Case:
        """Return the case with its first option on both sides."""
        both = {**Query.load(self.question).examples, **self.params}
        return replace(self, params={**self.params, "a": both["a"], "b": both["a"]})

    def problem(self) -> str:
        """Say what is wrong with the case itself, or nothing."""
        if self.empty:
            return "an empty answer has no other expectation" if self.includes or self.rows else ""
        if self.rows is not None:
            return "" if self.rows else "an empty answer is written `empty = true`"
        if not self.includes and not (self.excludes and self.may_be_empty):
            return "nothing is expected: write rows, includes, or `may_be_empty = true` with excludes"
        return ""


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every file, sorted by file."""
    return tuple(case for path in sorted(HERE.glob("*.toml")) for case in _read(path))


def names() -> list[str]:
    """Return the names of the questions in the catalog."""
    return [query.name for query in questions()]


@cache
def answer(engine: str, data: str, text: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return columns and rows, every cell as compact text."""
    return _ask_oxigraph(data, text) if engine == "pyoxigraph" else _ask_rdflib(data, text)


def _read(path: Path) -> Iterator[Case]:
    for item in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        if not _EXPECTATIONS & item.keys():
            raise ValueError(f"{path.name}: a case without expectation")
        if "rows" in item:
            item["rows"] = tuple(tuple(row) for row in item["rows"])
        yield Case(path.stem, **item)


def _parameter(text: str) -> str:
    prefix, _, local = text.partition(":")
    if prefix == "ex":
        return Iri(_EXAMPLE + local)
    iri = expand(text)
    return Iri(iri) if iri != text else text


@cache
def _oxigraph(data: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for path in FILES[data]:
        store.load(path=str(path))
    return store


@cache
def _rdflib(data: str) -> rdflib.Graph:
    triples = b"".join(
        pyoxigraph.serialize(pyoxigraph.parse(path=str(path)), format=pyoxigraph.RdfFormat.N_TRIPLES)
        for path in FILES[data]
    )
    return rdflib.Graph().parse(data=triples, format="nt")


def _ask_oxigraph(data: str, text: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    result = _oxigraph(data).query(text)
    columns = tuple(variable.value for variable in result.variables)
    return columns, tuple(tuple(_oxigraph_cell(row[name]) for name in columns) for row in result)


def _ask_rdflib(data: str, text: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    result = _rdflib(data).query(text)
    columns = tuple(str(variable) for variable in result.vars)
    return columns, tuple(tuple(_rdflib_cell(row[name]) for name in columns) for row in result)


def _oxigraph_cell(term: pyoxigraph.NamedNode | pyoxigraph.Literal | None) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return _literal(term.value, term.datatype.value)
    return "" if term is None else _compact(term.value)


def _rdflib_cell(term: rdflib.URIRef | rdflib.Literal | None) -> str:
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), str(term.datatype))
    return "" if term is None else _compact(str(term))


def _literal(text: str, datatype: str) -> str:
    if datatype == _XSD + "decimal":
        return format(Decimal(text).normalize(), "f")
    if _DURATION.fullmatch(text):
        return str(rdflib.Literal(text, datatype=rdflib.XSD.duration))
    return text


def _compact(iri: str) -> str:
    return f"ex:{iri.removeprefix(_EXAMPLE)}" if iri.startswith(_EXAMPLE) else compact(iri)
