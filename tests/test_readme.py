"""The examples of the README give what it shows."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from spineknowledge.catalog import questions

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = Path(sys.executable).parent


class Example(NamedTuple):
    command: str
    output: str


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def console_examples() -> list[Example]:
    """Return each command of the console blocks with the output that is shown for it."""
    found = [re.split(r"^\$ ", block, flags=re.MULTILINE)[1:] for block in blocks("console")]
    return [Example(*part.split("\n", 1)) for parts in found for part in parts if part.startswith("spineknowledge ")]


EXAMPLES = console_examples()
PYTHON = blocks("python")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which examples may read and write as in a checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("examples", "ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3
    assert PYTHON


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.command[:60])
def test_a_command_prints_what_is_shown(example: Example, checkout: Path) -> None:
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", example.command],
        cwd=checkout,
        env={"PATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.rstrip("\n"), done.stderr) == (example.output.rstrip("\n"), "")


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.splitlines()[-1][:40])
def test_a_python_example_holds(block: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, {}, "README", None, None)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted > 0
    assert results.failed == 0


def test_every_question_is_listed_with_its_name() -> None:
    listed = re.findall(r"^\| (.+) \| `([a-z-]+)` \|$", README, re.MULTILINE)
    assert listed == [(question.question, question.name) for question in questions()]


def test_questions_named_in_the_text_exist() -> None:
    named = set(re.findall(r"spineknowledge ask ([a-z-]+)", README))
    assert named
    assert named <= {question.name for question in questions()}
