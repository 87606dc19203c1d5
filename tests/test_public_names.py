"""What callers may import, and what it costs to import it."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import pytest

import spineknowledge

HEAVY = {
    "rdflib",
    "pyshacl",
    "pyoxigraph",
    "click",
    "pyparsing",
    "matplotlib",
    "pandas",
    "openpyxl",
    "starlette",
    "uvicorn",
    "httpx",
    "mcp",
    "pydantic",
    "fhir",
}
TYPING_ONLY = {"annotations", "Any", "TYPE_CHECKING"}


def test_public_names_are_sorted_and_listed_once() -> None:
    assert spineknowledge.__all__ == sorted(set(spineknowledge.__all__))
    assert "KnowledgeBase" in spineknowledge.__all__


@pytest.mark.parametrize("name", spineknowledge.__all__)
def test_a_public_name_can_be_imported_and_says_what_it_is(name: str) -> None:
    found = getattr(spineknowledge, name)
    assert found.__name__ == name
    assert found.__doc__


def test_nothing_else_is_public() -> None:
    names = {name for name, value in vars(spineknowledge).items() if not isinstance(value, ModuleType)}
    assert {name for name in names if not name.startswith("_")} - TYPING_ONLY <= set(spineknowledge.__all__)


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Store'"):
        spineknowledge.Store  # noqa: B018


def test_importing_the_package_loads_nothing_heavy_and_prints_nothing() -> None:
    code = "import sys, spineknowledge; print(__import__('json').dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "spineknowledge" in loaded
    assert loaded & HEAVY == set()
    assert done.stderr == ""


def test_answering_needs_neither_rdflib_nor_pyshacl() -> None:
    code = (
        "import sys; from spineknowledge import KnowledgeBase as K; k = K.load();"
        "k.compare('kyphoplasty', 'vertebroplasty').as_text(); k.conflicts(); k.select('SELECT * {}');"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & (HEAVY - {"pyoxigraph"}) == set()
