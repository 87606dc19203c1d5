"""What people would use instead of this library, behind one small interface; each imports what it needs when made."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from spineknowledge.catalog import Query

QUERIES = Path(__file__).parent / "queries"
Rows = set[tuple[str, ...]]


def question(name: str, **parameters: str) -> str:
    """Return a query that all contenders are asked, with its parameters written out."""
    query = Query.parse((QUERIES / f"{name}.rq").read_text(encoding="utf-8"), name)
    bound = tuple((parameter, f"<{parameters[parameter]}>") for parameter, _ in query.parameters)
    return query.replace(parameters=bound).inlined() if bound else query.text


class Contender(ABC):
    """Something that holds triples and answers SPARQL."""

    name = ""

    @abstractmethod
    def load(self, path: Path) -> None:
        """Read a file of N-Triples, into memory where there is a choice."""

    def prepare(self, text: str) -> Any:
        """Return whatever saves time when the query is asked again."""
        return text

    @abstractmethod
    def ask(self, prepared: Any) -> list[Any]:
        """Return all rows, in the contender's own terms."""

    def plain(self, rows: Iterable[Any]) -> Rows:
        """Return rows of IRIs as text, nothing as empty text."""
        return {tuple("" if cell is None else str(cell) for cell in row) for row in rows}

    def close(self) -> None:  # noqa: B027 (most have nothing to free)
        """Free what the contender holds."""


class Rdflib(Contender):
    name = "rdflib"

    def __init__(self) -> None:
        import rdflib

        self.graph = rdflib.Graph()

    def load(self, path: Path) -> None:
        self.graph.parse(path, format="nt")

    def prepare(self, text: str) -> Any:
        from rdflib.plugins.sparql import prepareQuery

        return prepareQuery(text)

    def ask(self, prepared: Any) -> list[Any]:
        return list(self.graph.query(prepared))


class Oxrdflib(Contender):
    """rdflib's graph with Oxigraph under it, which takes queries as text."""

    name = "oxrdflib"

    def __init__(self) -> None:
        import rdflib

        self.graph = rdflib.Graph(store="Oxigraph")

    def load(self, path: Path) -> None:
        self.graph.parse(path, format="ox-nt")

    def ask(self, prepared: Any) -> list[Any]:
        return list(self.graph.query(prepared))


class Pyoxigraph(Contender):
    name = "pyoxigraph"

    def __init__(self) -> None:
        import pyoxigraph

        self.store = pyoxigraph.Store()

    def load(self, path: Path) -> None:
        self.store.bulk_load(path=str(path))

    def ask(self, prepared: Any) -> list[Any]:
        return list(self.store.query(prepared))

    def plain(self, rows: Iterable[Any]) -> Rows:
        return {tuple("" if cell is None else cell.value for cell in row) for row in rows}


class Owlready2(Contender):
    """Owlready2 with its quadstore in an SQLite file and its own SPARQL engine."""

    name = "owlready2"

    def __init__(self, folder: Path | None = None) -> None:
        import owlready2

        self.own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp())
        self.world = owlready2.World(filename=str(self.folder / "quads.sqlite3"), exclusive=True)

    def load(self, path: Path) -> None:
        self.world.get_ontology(f"file://{path}").load()
        self.world.save()

    def prepare(self, text: str) -> Any:
        return self.world.prepare_sparql(text)

    def ask(self, prepared: Any) -> list[Any]:
        return list(prepared.execute())

    def plain(self, rows: Iterable[Any]) -> Rows:
        return {tuple("" if cell is None else getattr(cell, "iri", str(cell)) for cell in row) for row in rows}

    def close(self) -> None:
        self.world.close()
        if self.own:
            shutil.rmtree(self.folder)


class Served(Contender):
    """A server that is asked over HTTP on loopback, one connection kept open, answers read as JSON."""

    def __init__(self) -> None:
        import httpx

        self.folder = Path(tempfile.mkdtemp())
        self.client = httpx.Client(timeout=600, trust_env=False)
        self.server: Any = None

    def ask(self, prepared: Any) -> list[Any]:
        headers = {"accept": "application/sparql-results+json"}
        answer = self.client.post(self.server.query, data={"query": prepared}, headers=headers)
        answer.raise_for_status()
        found = json.loads(answer.content)
        names = found["head"]["vars"]
        return [[row.get(name, {}).get("value") for name in names] for row in found["results"]["bindings"]]

    def close(self) -> None:
        self.client.close()
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder)


class OxigraphServer(Served):
    name = "Oxigraph server"

    def load(self, path: Path) -> None:
        load_oxigraph(self.folder / "store", path)
        self.server = _engines().Oxigraph(self.folder / "store")


class Virtuoso(Served):
    name = "Virtuoso"

    def load(self, path: Path) -> None:
        self.server = _engines().Virtuoso(self.folder)
        self.server.load((path,))


ALL: tuple[type[Contender], ...] = (Rdflib, Oxrdflib, Pyoxigraph, Owlready2, OxigraphServer, Virtuoso)
IN_PROCESS: tuple[type[Contender], ...] = (Rdflib, Oxrdflib, Pyoxigraph, Owlready2)


def load_oxigraph(store: Path, path: Path) -> None:
    """Load a file into a store on disk with Oxigraph's own program."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    subprocess.run([program, "load", "--location", str(store), "--file", str(path)], check=True, capture_output=True)


def missing(contender: type[Contender]) -> str:
    """Say what is not installed that a contender needs, or nothing."""
    module = {"rdflib": "rdflib", "owlready2": "owlready2", "oxrdflib": "oxrdflib"}.get(contender.name)
    if module and importlib.util.find_spec(module) is None:
        return f"{module} is not installed"
    program = {"Oxigraph server": str(Path(sys.executable).with_name("oxigraph")), "Virtuoso": "virtuoso-t"}
    if contender.name in program and not shutil.which(program[contender.name]):
        return f"{contender.name} is not installed"
    return ""


@cache
def _engines() -> ModuleType:
    """Return the helper of the tests that starts servers; it belongs to no package."""
    path = Path(__file__).parent.parent / "tests" / "service" / "engines.py"
    spec = importlib.util.spec_from_file_location("engines", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
