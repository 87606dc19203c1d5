"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import spineknowledge

MODULES = sorted(
    {"spineknowledge"}
    | {
        module.name
        for module in pkgutil.walk_packages(spineknowledge.__path__, "spineknowledge.")
        if not module.name.endswith("__main__")
    }
)


def examples(name: str) -> list[doctest.DocTest]:
    module = importlib.import_module(name)
    return [test for test in doctest.DocTestFinder().find(module) if test.examples]


def test_there_are_examples_enough() -> None:
    assert len(MODULES) >= 40
    assert sum(len(test.examples) for name in MODULES for test in examples(name)) >= 40


@pytest.mark.parametrize("name", [name for name in MODULES if examples(name)])
def test_the_examples_of_a_module_hold(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0
