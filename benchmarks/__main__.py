"""Print how long the first answers take, beside rdflib in the same run; medians, interleaved.

Every figure says what it includes. The answers of both sides are compared before they are timed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import rdflib
from rdflib.plugins.sparql import prepareQuery

from spineknowledge import KnowledgeBase
from spineknowledge.catalog import Query
from spineknowledge.export.jsonld import native
from spineknowledge.namespaces import thing
from spineknowledge.values import Iri

PAIR = ("kyphoplasty", "vertebroplasty")
QUERIES = ("kb-answers", "kb-findings", "kb-sources")


def main() -> None:
    """Run all measurements and print them as a table; ``--json FILE`` keeps them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions, to see that it runs")
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    arguments = parser.parse_args()
    repetitions = 3 if arguments.quick else 9
    figures = {**fresh_process(repetitions), **loading(repetitions), **comparing(repetitions), **writing(repetitions)}
    for name, value in figures.items():
        print(f"{name:<64} {value:>10.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def fresh_process(repetitions: int) -> dict[str, float]:
    """A new process that imports, loads, compares and prints, against ``import rdflib`` in another."""
    command = [str(Path(sys.executable).with_name("spineknowledge")), "compare", *PAIR]
    peer = [sys.executable, "-c", "import rdflib"]
    ours, theirs = interleaved(repetitions, lambda: run(command), lambda: run(peer))
    return {
        "fresh process, compare and print (ms)": ours * 1e3,
        "fresh process, import rdflib (ms)": theirs * 1e3,
        "ratio": ours / theirs,
    }


def loading(repetitions: int) -> dict[str, float]:
    """Loading the packaged data in a process that has imported the library."""
    load = statistics.median(timed(KnowledgeBase.load) for _ in range(repetitions))
    peer = statistics.median(timed(lambda: run([sys.executable, "-c", "import rdflib"])) for _ in range(repetitions))
    empty = statistics.median(timed(lambda: run([sys.executable, "-c", "pass"])) for _ in range(repetitions))
    return {
        "load packaged data (ms)": load * 1e3,
        "load / import rdflib, interpreter start taken off": load / (peer - empty),
    }


def comparing(repetitions: int) -> dict[str, float]:
    """compare() for the first time and again, against rdflib answering the same three prepared queries."""
    kb = KnowledgeBase.load()
    graph = kb.graph
    asked = {
        "subject": Iri(thing("option", PAIR[0])),
        "reference": Iri(thing("option", PAIR[1])),
        "criterion": None,
    }
    texts = [Query.load(name).bind(**asked) for name in QUERIES]
    prepared = [prepareQuery(text) for text in texts]
    same_rows(kb, graph, texts)
    first, peer = interleaved(
        repetitions,
        lambda: KnowledgeBase.of_files(kb._store, ()).compare(*PAIR),
        lambda: fetch(graph, prepared),
    )
    again = min(statistics.fmean(timed(lambda: kb.compare(*PAIR)) for _ in range(1000)) for _ in range(repetitions))
    return {
        "compare() first time, typed results included (ms)": first * 1e3,
        "rdflib, prepared queries for the same rows (ms)": peer * 1e3,
        "rdflib / compare() first time": peer / first,
        "compare() again (µs)": again * 1e6,
    }


def writing(repetitions: int) -> dict[str, float]:
    """All data as JSON-LD: from the same triples, and as a whole call with rdflib's graph made first."""
    kb = KnowledgeBase.load()
    graph, triples = kb.graph, kb.ntriples()
    ours, theirs = interleaved(repetitions, lambda: native(triples), lambda: graph.serialize(format="json-ld"))
    whole, peer = interleaved(repetitions, kb.to_jsonld, lambda: kb.graph.serialize(format="json-ld"))
    return {
        "native JSON-LD of everything, from triples (ms)": ours * 1e3,
        "rdflib's JSON-LD serializer, from a graph (ms)": theirs * 1e3,
        "rdflib / native JSON-LD": theirs / ours,
        "rdflib / native JSON-LD, each from the knowledge base": peer / whole,
    }


def same_rows(kb: KnowledgeBase, graph: rdflib.Graph, texts: list[str]) -> None:
    """Stop where the two engines do not answer alike."""
    for text in texts:
        ours, theirs = len(kb.select(text)), len(graph.query(text))
        if ours != theirs:
            raise SystemExit(f"the engines differ: {ours} rows against {theirs}")


def fetch(graph: rdflib.Graph, queries: list[object]) -> None:
    """Answer prepared queries with rdflib to the last row."""
    for query in queries:
        list(graph.query(query))


def run(command: list[str]) -> None:
    """Run a command and throw away what it prints."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(repetitions: int, a: Callable[[], object], b: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of two actions that take turns, after one run of each."""
    a(), b()
    pairs = [(timed(a), timed(b)) for _ in range(repetitions)]
    return statistics.median(x for x, _ in pairs), statistics.median(y for _, y in pairs)


main()
