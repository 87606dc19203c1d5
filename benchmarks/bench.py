"""The data that a run measures on, and the contenders that have loaded it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from benchmarks import generated
from benchmarks.contenders import ALL, Contender, Pyoxigraph, Rows, missing
from benchmarks.figures import Figure, TooSlowError, at_most, once, told
from spineknowledge import KnowledgeBase
from spineknowledge.namespaces import thing
from spineknowledge.resources import ontology_files
from spineknowledge.store import OxigraphStore, read_ntriples

PACKAGED = "packaged"
REAL = (PACKAGED,)
LARGEST = {"rdflib": 1000, "oxrdflib": 1000, "owlready2": 1000, "Virtuoso": 1000, "Oxigraph server": 1000}
"""The most procedures that a contender is given in any task; larger ones would take minutes to load."""
SLOW = {("indirect", name): 100 for name in ("oxrdflib", "pyoxigraph", "Oxigraph server")}
"""Where a query takes longer than a run may and cannot be interrupted: the most procedures."""


class Bench(NamedTuple):
    """How a run measures: where its data is, which sizes, how often, how long a query may take, who is left out."""

    folder: Path
    sizes: tuple[str, ...]
    repetitions: int
    limit: int = 20
    without: frozenset[str] = frozenset()

    def file(self, size: str) -> Path:
        """Return the file of N-Triples of a size, made when it is first wanted."""
        path = self.folder / f"{size}.nt"
        if not path.exists():
            if size == PACKAGED:
                path.write_text(read_ntriples(ontology_files()), encoding="utf-8")
            else:
                generated.write(path, int(size))
        return path

    def disk(self, size: str) -> Path:
        """Return the folder of the knowledge base on disk of a size, built when it is first wanted."""
        path = self.folder / f"{size}.kb"
        if not path.exists():
            told(once("build", "ours", self.file(size), path))
        return path

    @contextmanager
    def loaded(self, size: str, classes: tuple[type[Contender], ...] = ALL) -> Iterator[list[Contender]]:
        """Yield the contenders that are installed and take this size, with the data in them.

        What they hold is set apart from garbage collection, so that nobody's time has a walk over it.
        """
        held: list[Contender] = []
        try:
            for cls in self.taking_part(size, classes):
                contender = cls()
                held.append(contender)
                contender.load(self.file(size))
            gc.collect()
            gc.freeze()
            yield held
        finally:
            gc.unfreeze()
            for contender in held:
                contender.close()

    def taking_part(self, size: str, classes: tuple[type[Contender], ...] = ALL) -> list[type[Contender]]:
        """Return the contenders that are given this size."""
        return [cls for cls in classes if not self._reason(cls, size)]

    def left_out(self, task: str, size: str, classes: tuple[type[Contender], ...] = ALL) -> Iterator[Figure]:
        """Yield a figure without a value for each contender that does not take part, with the reason."""
        for cls in classes:
            reason = self._reason(cls, size)
            if reason:
                yield Figure(task, size, cls.name, None, note=f"not run: {reason}")

    def _reason(self, cls: type[Contender], size: str) -> str:
        if cls.name in self.without:
            return "left out of a quick run"
        if size != PACKAGED and int(size) > LARGEST.get(cls.name, int(size)):
            return f"too slow to load above {LARGEST[cls.name]:,} procedures"
        return missing(cls)


def pair(size: str) -> tuple[str, str]:
    """Return the two options that are compared."""
    return ("kyphoplasty", "vertebroplasty") if size == PACKAGED else (generated.slug(0), generated.slug(1))


def pair_iris(size: str) -> dict[str, str]:
    """Return the two options as the parameters of a question."""
    a, b = pair(size)
    return {"a": thing("option", a), "b": thing("option", b)}


def fresh(contenders: list[Contender]) -> KnowledgeBase:
    """Return a knowledge base that has answered nothing, over the store of raw pyoxigraph."""
    return KnowledgeBase(OxigraphStore(store_of(contenders), ("ntriples", "")))


def knowing(contenders: list[Contender]) -> KnowledgeBase:
    """Return a knowledge base that has read the vocabularies and nothing else."""
    kb = fresh(contenders)
    kb.criteria(), kb.version
    return kb


def store_of(contenders: list[Contender]) -> ox.Store:
    """Return the store of raw pyoxigraph."""
    return next(contender.store for contender in contenders if isinstance(contender, Pyoxigraph))


def first_answer(bench: Bench, task: str, size: str, contender: Contender, text: str) -> tuple[Any, Rows, str]:
    """Return the prepared query of a contender and what it answers, or why it does not."""
    most = SLOW.get((task, contender.name))
    if most and size != PACKAGED and int(size) > most:
        return None, set(), f"not run: too slow above {most:,} procedures"
    prepared = contender.prepare(text)
    try:
        with at_most(bench.limit):
            return prepared, contender.plain(contender.ask(prepared)), ""
    except TooSlowError as error:
        return prepared, set(), str(error)
