"""The code blocks of a Markdown page, and the one way in which they are all checked: top to bottom, in one folder."""

from __future__ import annotations

import csv
import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from rdflib.plugins.sparql import prepareQuery

from spineknowledge.namespaces import PREFIXES

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_FENCE = re.compile(r"^( *)(```+)([^\n`]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_PROGRAMS = Path(sys.executable).parent
_COPIED = ("examples", "ontology", "shapes", "tests/authoring/data", "tests/data")
_PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


class Block(NamedTuple):
    """A fenced block: where it stands, in which language, what is in it, and the file that it shows."""

    place: str
    language: str
    text: str
    file: str = ""


class Example(NamedTuple):
    """A command and the output that a page shows for it."""

    command: str
    output: str


def blocks(path: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    return blocks_of(path.read_text(encoding="utf-8"), path.name)


def blocks_of(text: str, name: str) -> list[Block]:
    """Return the fenced blocks of the text of a page."""
    found = []
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        language = (match[3].split() or [""])[0]
        titles = re.findall(r"""title=["']([^"']+)""", match[3])
        found.append(Block(f"{name}:{line}", language, textwrap.dedent(match[4]), "".join(titles)))
    return found


def commands(block: Block) -> list[Example]:
    """Return each command of a console block with the output that is shown for it."""
    before, *parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not before.strip(), f"{block.place}: output before the first command"
    assert parts, f"{block.place}: a console block without a command; begin it with $"
    return [Example(*part.split("\n", 1)) for part in parts]


def copy_checkout(folder: Path) -> Path:
    """Fill a folder so that examples may read and write in it as in a checkout."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name)
    return folder


class Run:
    """The state that the blocks of one page share: a folder, and the names that Python blocks define."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {"__name__": "page"}

    def check(self, block: Block) -> None:
        """Write the file that a block shows, then run or parse it; a language that nobody checks is a failure."""
        known = ", ".join(sorted(CHECKS))
        assert block.language in CHECKS, f"{block.place}: no check for {block.language!r} blocks; there are {known}"
        if block.file:
            (self.folder / block.file).write_text(block.text, encoding="utf-8")
        CHECKS[block.language](self, block)

    def python(self, block: Block) -> None:
        if ">>>" in block.text:
            self._doctest(block)
        else:
            exec(compile(block.text, block.place, "exec"), self.names)

    def _doctest(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, block.place, None, None)
        told: list[str] = []
        results = doctest.DocTestRunner().run(test, out=told.append, clear_globs=False)
        self.names.update(test.globs)
        assert results.attempted > 0, block.place
        assert results.failed == 0, "".join(told)

    def console(self, block: Block) -> None:
        path = f"{_PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        for command, output in commands(block):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.folder,
                env={"PATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            place = f"{block.place}: {command}"
            assert (place, done.stdout.rstrip("\n"), done.stderr) == (place, output.rstrip("\n"), "")

    def shell(self, block: Block) -> None:
        done = subprocess.run(["bash", "-n", "-c", block.text], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{block.place}: {done.stderr}"


def _turtle(run: Run, block: Block) -> None:
    prefixes = "" if "@prefix" in block.text else _PREFIX_LINES
    assert list(ox.parse(prefixes + block.text, format=ox.RdfFormat.TURTLE)), block.place


def _sparql(run: Run, block: Block) -> None:
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    prepareQuery(head + block.text)


def _csv(run: Run, block: Block) -> None:
    widths = {len(row) for row in csv.reader(block.text.splitlines())}
    assert len(widths) == 1, f"{block.place}: rows of different length"


def _text(run: Run, block: Block) -> None:
    assert block.text.strip(), block.place


CHECKS: dict[str, Callable[[Run, Block], object]] = {
    "console": Run.console,
    "csv": _csv,
    "json": lambda run, block: json.loads(block.text),
    "python": Run.python,
    "sh": Run.shell,
    "sparql": _sparql,
    "text": _text,
    "toml": lambda run, block: tomllib.loads(block.text),
    "turtle": _turtle,
}
"""How the blocks of each language are checked: the first ones are run, sh and data must parse."""
