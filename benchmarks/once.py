"""One thing done once in a fresh process, so that nothing is warm: load, open, build, or answer from nothing.

``python -m benchmarks.once load rdflib FILE`` prints seconds and MiB as JSON; imports are done before the clock starts.
``first`` prints the answer and is timed from outside, with everything that a user waits for.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from benchmarks.figures import Action, memory, timed
from spineknowledge.namespaces import thing


def main() -> None:
    """Do what the arguments say: what, who, where, and the two options for ``first``."""
    what, who, where, *options = sys.argv[1:]
    actions = {"load": load, "first": first, "open": open_on_disk, "build": build}
    actions[what](who, Path(where), *options)


def load(who: str, path: Path) -> None:
    """Load a file of N-Triples and tell the time and the memory that the data takes."""
    if who == "ours":
        from spineknowledge import KnowledgeBase
        from spineknowledge.store import OxigraphStore

        held: list[object] = []
        _tell(lambda: held.append(KnowledgeBase.of_files(OxigraphStore.from_files([path]), [path])))
        return
    if who == "parse":
        import pyoxigraph

        _tell(lambda: sum(1 for _ in pyoxigraph.parse(path=str(path))))
        return
    from benchmarks.contenders import ALL, Served

    contender = next(cls for cls in ALL if cls.name == who)()
    try:
        if isinstance(contender, Served):
            seconds = timed(lambda: contender.load(path))
            print(json.dumps({"seconds": seconds, "mib": memory(str(contender.server.process.pid))}))
        else:
            _tell(lambda: contender.load(path))
    finally:
        contender.close()


def first(who: str, path: Path, a: str, b: str) -> None:
    """Answer how two options compare, from nothing."""
    if who == "ours":
        from spineknowledge import KnowledgeBase
        from spineknowledge.store import OxigraphStore

        print(KnowledgeBase.of_files(OxigraphStore.from_files([path]), [path]).compare(a, b).as_text())
        return
    from benchmarks.contenders import ALL, question

    contender = next(cls for cls in ALL if cls.name == who)()
    contender.load(path)
    text = question("pair", a=thing("option", a), b=thing("option", b))
    print(contender.plain(contender.ask(contender.prepare(text))))
    contender.close()


def open_on_disk(who: str, path: Path) -> None:
    """Open a store on disk and tell the time and the memory."""
    if who == "owlready2":
        import owlready2  # noqa: F401  (the import is no part of what is measured)

        from benchmarks.contenders import Owlready2

        _tell(lambda: Owlready2(path))
        return
    from spineknowledge import KnowledgeBase

    _tell(lambda: KnowledgeBase.open(path))


def build(who: str, path: Path, target: str) -> None:
    """Build a store on disk and tell the time and its size in MiB."""
    folder = Path(target)
    shutil.rmtree(folder, ignore_errors=True)
    if who == "ours":
        from spineknowledge import disk

        seconds = timed(lambda: disk.build(folder, [path]))
    elif who == "owlready2":
        from benchmarks.contenders import Owlready2

        folder.mkdir(parents=True)
        world = Owlready2(folder)
        seconds = timed(lambda: world.load(path))
        world.close()
    else:
        from benchmarks.contenders import load_oxigraph

        seconds = timed(lambda: load_oxigraph(folder, path))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(json.dumps({"seconds": seconds, "mib": size / 2**20}))


def _tell(action: Action) -> None:
    before = memory()
    seconds = timed(action)
    print(json.dumps({"seconds": seconds, "mib": memory() - before}))


if __name__ == "__main__":
    main()
