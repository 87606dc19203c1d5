"""Imports run downward, and the types of the engines stay where they are used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import spineknowledge

ROOT = Path(spineknowledge.__file__).parent
PACKAGES = ("assistant", "authoring", "cli", "export", "model", "service", "validation")
LAYERS = (
    {
        "errors",
        "files",
        "frozen",
        "layout",
        "limits",
        "listening",
        "namespaces",
        "resources",
        "terminologies",
        "wording",
    },
    {"values"},
    {"model"},
    {"names", "records"},
    {
        "admission",
        "assembling",
        "bounded",
        "catalog",
        "changes",
        "differences",
        "disk",
        "endpoint",
        "explaining",
        "pairs",
        "publishing",
        "reading",
        "reasoning",
        "remote",
        "search",
        "sparql",
        "store",
        "worker",
    },
    {"knowledge", "validation", "authoring", "export"},
    {"assistant", "service"},
    {"cli"},
    {"__main__"},
)
"""From the bottom to the top; a module imports what is on its own layer or below."""

UPWARD = {
    ("knowledge", "export.dataframes"),
    ("knowledge", "export.fhir.bundle"),
    ("knowledge", "export.profiles"),
    ("knowledge", "export.tables"),
    ("model.base", "export.notebook"),
    ("model.comparison", "export.forest"),
}
"""A result shows itself and a knowledge base writes itself; what does it is loaded when it is asked to."""

ENGINES = {"rdflib", "pyoxigraph", "pyshacl"}
AT_ENGINES = {
    "admission",
    "authoring",
    "changes",
    "cli.output",
    "cli.packaged",
    "export",
    "knowledge",
    "service",
    "store",
    "validation",
    "worker",
}


def modules() -> dict[str, ast.Module]:
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in ROOT.rglob("*.py")
    }
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in found.items() if name != "__init__"}


MODULES = modules()


def imports(tree: ast.Module, at_run_time: bool = True) -> Iterator[str]:
    """Yield the full names of the modules that a module imports, those for type checkers only if asked."""
    nodes = [tree] if not at_run_time else [node for node in tree.body if not _for_type_checkers(node)]
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "spineknowledge":
            yield from (f"spineknowledge.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def own_imports(name: str) -> set[str]:
    found = {module.removeprefix("spineknowledge.") for module in imports(MODULES[name]) if "spineknowledge" in module}
    return {module for module in found if (name, module) not in UPWARD}


def layer(name: str) -> int:
    part = name.partition(".")[0]
    return next(number for number, members in enumerate(LAYERS) if part in members)


def test_every_module_has_a_layer() -> None:
    assert len(MODULES) >= 40
    assert {name.partition(".")[0] for name in MODULES} == set().union(*LAYERS)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_run_downward(name: str) -> None:
    assert [module for module in own_imports(name) if layer(module) > layer(name)] == []


def test_no_two_modules_need_each_other() -> None:
    graph = {name: {module for module in own_imports(name) if module not in (*PACKAGES, name)} for name in MODULES}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("name", sorted(MODULES))
def test_engines_are_imported_only_where_data_meets_them(name: str) -> None:
    used = {module.partition(".")[0] for module in imports(MODULES[name])} & ENGINES
    assert not used or {name, name.partition(".")[0]} & AT_ENGINES


@pytest.mark.parametrize("name", sorted(MODULES))
def test_only_the_command_line_uses_click(name: str) -> None:
    assert "click" not in set(imports(MODULES[name])) or name.startswith("cli.")


def test_rdflib_and_pyshacl_are_imported_inside_functions() -> None:
    tops = {
        (name, module)
        for name, tree in MODULES.items()
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imports(ast.Module([node], []))
    }
    assert ("store", "pyoxigraph") in tops
    assert [top for top in tops if top[1].partition(".")[0] in {"rdflib", "pyshacl"}] == []
