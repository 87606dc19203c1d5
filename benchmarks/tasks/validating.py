"""Checking data against the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import PACKAGED, Bench
from benchmarks.figures import Action, After, Figure, figures, medians
from benchmarks.tasks.comparing import agree
from spineknowledge.resources import folder, ontology_files, shape_files
from spineknowledge.validation import validate as check

LARGEST, LONG = 100, 10
EDITED = folder("ontology") / "options" / "kyphoplasty.ttl"


def validate(bench: Bench) -> Iterator[Figure]:
    """Files read, checked against all shapes and the rules across records, and told in plain words.

    "one file" is what an editor waits for after changing one file of the packaged data. The contender is one bare
    ``pyshacl.validate`` of a graph that is already in memory, against shapes that are too: shapes alone, no rules.
    """
    for size in bench.sizes:
        if size != PACKAGED and (int(size) > LARGEST or bench.limit < LONG):
            yield Figure("validate", size, "ours, everything", None, note="not run: too slow for this run")
            continue
        files = ontology_files() if size == PACKAGED else (bench.file(size),)
        bare = _bare(files)
        agree("ours", check(files).conforms, True)
        agree("pyshacl", bare(), True)
        actions: dict[str, Action | After] = {"ours, everything": lambda f=files: check(f), "pyshacl alone": bare}
        if size == PACKAGED:
            agree("ours, one file", check([EDITED]).conforms, True)
            actions["ours, one file"] = lambda: check([EDITED])
        yield from figures("validate", size, medians(actions, bench))


def _bare(files: tuple[Path, ...]) -> Action:
    import pyshacl
    import rdflib

    data, shapes = rdflib.Graph(), rdflib.Graph()
    for path in files:
        data.parse(path)
    for path in shape_files():
        shapes.parse(path)
    return lambda: pyshacl.validate(data, shacl_graph=shapes, inference="none", do_owl_imports=False)[0]
