"""Validation beside one bare call of pySHACL, one edited file among more and more data, and memory.

    python -m benchmarks.validation

The data that grows are the valid fixtures of the shapes, invented, cloned under other names.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pyoxigraph as ox
import pyshacl

from spineknowledge import disk, resources
from spineknowledge.authoring.turtle import canonical_turtle, read_turtle
from spineknowledge.validation import validate
from spineknowledge.validation.shapes import to_rdflib

FIXTURES = sorted((Path(__file__).parents[1] / "tests" / "shapes" / "valid").glob("*.ttl"))
EDITED = resources.folder("ontology") / "options" / "kyphoplasty.ttl"
SIZES = (0, 50_000, 356_000)


def main() -> None:
    """Measure and print; a ratio above 1 is in favour of this library."""
    packaged = [triple for path in resources.ontology_files() for triple in read_turtle(path)]
    shapes = [triple for path in resources.shape_files() for triple in read_turtle(path)]
    ours, theirs = best(validate), min(bare(packaged, shapes) for _ in range(3))
    print(f"full validation of {len(packaged)} triples: {ours:.3f} s; one pyshacl.validate: {theirs:.3f} s")
    print(f"ratio {theirs / ours:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            files = (*resources.ontology_files(), *grown(Path(folder), size))
            kb = Path(folder) / f"kb-{size}"
            disk.build(kb, files)
            on_disk = best(lambda kb=kb: validate([EDITED], against=kb))
            print(f"{size:>7} more triples: one edited file beside a knowledge base on disk {on_disk:.3f} s", end="")
            with mock.patch.object(resources, "ontology_files", lambda files=files: files):
                print(f", beside files {best(lambda: validate([EDITED]), 3):.3f} s", end="")
            print(f"; full {best(lambda files=files: validate(files), 1):.1f} s; peak {peak()} MB")


def grown(folder: Path, size: int) -> list[Path]:
    """Write clones of the invented fixtures until they hold ``size`` triples."""
    text = "\n".join(path.read_text("utf-8").replace("example.org/", f"example.org/{path.stem}/") for path in FIXTURES)
    one = folder / "one.ttl"
    one.write_text(text, "utf-8")
    triples = read_turtle(one)
    clone = canonical_turtle(triples).replace("example.org/", "example.org/copy-{}/")
    files = []
    for number in range(size // len(triples)):
        files.append(folder / f"copy-{number}.ttl")
        files[-1].write_text(clone.replace("copy-{}", f"copy-{number}"), "utf-8")
    return files


def bare(triples: list[ox.Triple], shapes: list[ox.Triple]) -> float:
    """Return the seconds that one plain call of pySHACL takes on graphs that are there already."""
    data, rules = to_rdflib(triples), to_rdflib(shapes)
    started = time.perf_counter()
    pyshacl.validate(data, shacl_graph=rules, inference="none", inplace=True)
    return time.perf_counter() - started


def best(action: Callable[[], object], repetitions: int = 5) -> float:
    """Return the shortest time."""
    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def peak() -> int:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
