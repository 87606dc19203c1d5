"""All data as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from benchmarks.bench import PACKAGED, Bench
from benchmarks.figures import Figure, figures, medians
from benchmarks.tasks.comparing import agree
from spineknowledge.export.jsonld import native

LARGEST = 1000
REWRITTEN = ("#dateTime>", "#duration>")


def jsonld(bench: Bench) -> Iterator[Figure]:
    """All triples as JSON-LD text, for each from what it holds: ours from sorted N-Triples, rdflib from its graph.

    The floor splits the N-Triples into subject, predicate and object and joins them again. Before it is timed, what
    each writes is parsed and compared triple by triple.
    """
    import rdflib

    for size in bench.sizes:
        if size != PACKAGED and int(size) > LARGEST:
            yield Figure("jsonld", size, "rdflib", None, note=f"not run: too slow above {LARGEST:,} procedures")
            continue
        triples = bench.file(size).read_text(encoding="utf-8")
        ordered = "".join(sorted(triples.splitlines(keepends=True)))
        graph = rdflib.Graph().parse(data=triples, format="nt")
        quads = ox.Dataset(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
        actions = {
            "ours": lambda t=ordered: native(t),
            "rdflib": lambda g=graph: g.serialize(format="json-ld"),
            "pyoxigraph": lambda q=quads: ox.serialize(q, format=ox.RdfFormat.JSON_LD),
            "floor: split and join": lambda t=ordered: "\n".join(
                [" ".join(line.split(" ", 2)) for line in t.split("\n")]
            ),
        }
        for name in ("ours", "rdflib", "pyoxigraph"):
            written = ox.Dataset(ox.parse(actions[name](), format=ox.RdfFormat.JSON_LD))
            agree(name, _terms(written, exact=name != "rdflib"), _terms(quads, exact=name != "rdflib"))
        yield from figures("jsonld", size, medians(actions, bench))


def _terms(dataset: ox.Dataset, exact: bool) -> set[tuple[str, ...]]:
    """Return triples as text; where it need not be exact, without times and durations, which rdflib rewrites."""
    triples = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in dataset}
    return triples if exact else {triple for triple in triples if not triple[2].endswith(REWRITTEN)}
