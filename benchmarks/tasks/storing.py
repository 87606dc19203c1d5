"""From nothing to the first answer, loading, and stores on disk; all in processes of their own."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.bench import PACKAGED, Bench, pair
from benchmarks.contenders import IN_PROCESS, Owlready2, OxigraphServer
from benchmarks.figures import Action, After, Figure, figures, medians, once, run, told

IMPORT = "import rdflib"
SMALL = 1000
"""Larger ones are not read again and again by processes that take half a minute for it."""


def cold(bench: Bench) -> Iterator[Figure]:
    """A new process from its start to the printed answer: interpreter, imports, data, question.

    On the packaged data ours is the command line, and reads Turtle; the others read the same as N-Triples. The floor
    is an interpreter that does nothing.
    """
    command = [str(Path(sys.executable).with_name("spineknowledge")), "compare", *pair(PACKAGED)]
    for size in bench.sizes:
        if size != PACKAGED and int(size) > SMALL:
            continue
        file, (a, b) = bench.file(size), pair(size)
        ours = command if size == PACKAGED else once("first", "ours", file, a, b)
        commands = {"ours": ours} | {
            cls.name: once("first", cls.name, file, a, b) for cls in bench.taking_part(size, IN_PROCESS)
        }
        commands[IMPORT] = [sys.executable, "-c", IMPORT]
        commands["floor: an empty interpreter"] = [sys.executable, "-c", "pass"]
        yield from figures("cold", size, _run_in_turn(commands, bench))
        yield from bench.left_out("cold", size, IN_PROCESS)


def load(bench: Bench) -> Iterator[Figure]:
    """Reading N-Triples into memory in a fresh process, imports not counted; servers onto disk, with their start.

    Memory is how much the process grew; for a server what it holds. The floor parses and keeps nothing.
    """
    for size in bench.sizes:
        names = ["ours", *(cls.name for cls in bench.taking_part(size)), "floor: parse alone"]
        commands = {name: once("load", name.replace("floor: parse alone", "parse"), bench.file(size)) for name in names}
        yield from _told_in_turn("load", size, commands, bench)
        yield from bench.left_out("load", size)


def build(bench: Bench) -> Iterator[Figure]:
    """Building a store on disk from N-Triples in a fresh process; ours also computes the checksum of the data."""
    for size in bench.sizes:
        names = ["ours", *(cls.name for cls in bench.taking_part(size, (Owlready2, OxigraphServer)))]
        commands = {name: once("build", name, bench.file(size), bench.folder / "built") for name in names}
        yield from _told_in_turn("build", size, commands, bench, "on disk")
        yield from bench.left_out("build", size, (Owlready2, OxigraphServer))


def opening(bench: Bench) -> Iterator[Figure]:
    """Opening a store on disk in a fresh process, imports not counted; memory is how much the process grew.

    What it is held against is the whole of ``python -c "import rdflib"``, the interpreter's start taken off.
    """
    for size in bench.sizes:
        commands = {"ours": once("open", "ours", bench.disk(size))}
        if bench.taking_part(size, (Owlready2,)):
            told(once("build", "owlready2", bench.file(size), bench.folder / "owlready2"))
            commands["owlready2"] = once("open", "owlready2", bench.folder / "owlready2")
        yield from _told_in_turn("open", size, commands, bench)
    whole = {IMPORT: [sys.executable, "-c", IMPORT], "empty": [sys.executable, "-c", "pass"]}
    seconds = _run_in_turn(whole, bench)
    yield Figure("open", "any", IMPORT, (seconds[IMPORT] - seconds["empty"]) * 1e3)


def _run_in_turn(commands: Mapping[str, list[str]], bench: Bench) -> dict[str, float]:
    actions: dict[str, Action | After] = {name: lambda c=command: run(c) for name, command in commands.items()}
    return medians(actions, bench)


def _told_in_turn(
    task: str, size: str, commands: Mapping[str, list[str]], bench: Bench, what: str = "memory"
) -> Iterator[Figure]:
    """Yield seconds and MiB that the processes tell of themselves, each until it has taken its time."""
    heard: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(bench.repetitions):
        for name, command in commands.items():
            if sum(item["seconds"] for item in heard[name]) < bench.limit / 4:
                heard[name].append(told(command))
    seconds = {name: statistics.median(item["seconds"] for item in items) for name, items in heard.items()}
    yield from figures(task, size, seconds)
    for name in commands:
        if not name.startswith("floor"):
            mib = statistics.median(item["mib"] for item in heard[name])
            yield Figure(task, size, f"{name}, {what}", mib, "MiB")
