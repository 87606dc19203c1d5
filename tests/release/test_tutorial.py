"""The tutorial runs, its outputs are those of a fresh run, and a stale one is found."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from releasing.tutorial import NOTEBOOK, differences, picture_words
from spineknowledge import KnowledgeBase
from spineknowledge.wording import say

ROOT = Path(__file__).parents[2]


@pytest.fixture
def notebook() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def outputs(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    return [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if kind in output.get("data", {})
    ]


def test_the_outputs_are_those_of_a_fresh_run() -> None:
    command = [sys.executable, "-m", "releasing", "tutorial", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "tutorial.ipynb is as a fresh run leaves it\n"), done.stderr


def test_it_shows_a_comparison_frames_a_plot_and_sources(notebook: nbformat.NotebookNode, kb: KnowledgeBase) -> None:
    nbformat.validate(notebook)
    tables = outputs(notebook, "text/html")
    assert any("<caption>Kyphoplasty compared with vertebroplasty</caption>" in html for html in tables)
    assert sum('class="dataframe"' in html for html in tables) >= 4
    (plot,) = outputs(notebook, "image/svg+xml")
    assert "0.62 (0.47 to 0.80)" in picture_words(plot)
    last = notebook.cells[-1]["outputs"][0]["text"]
    assert kb.relation("kyphoplasty", "vertebroplasty", "cement-leakage-risk").sources[0].citation() in last
    assert say("disclaimer").split(".")[0] in last


def test_every_code_cell_has_run_in_order_and_nothing_tells_the_machine(notebook: nbformat.NotebookNode) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 5
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs and not cell.metadata for cell in code)
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(Path.home()) + "/" not in text
    assert "Traceback" not in text


def test_a_stale_output_is_found(notebook: nbformat.NotebookNode) -> None:
    assert list(differences(notebook, notebook)) == []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            stale = copy.deepcopy(notebook)
            stale.cells[number - 1]["outputs"] = []
            assert list(differences(stale, notebook)) == [number]


@pytest.mark.parametrize(("was", "now"), [("0.62 (0.47 to 0.80)", "0.63 (0.47 to 0.80)"), ("157", "158")])
def test_a_changed_number_is_found_in_tables_and_in_the_picture(
    notebook: nbformat.NotebookNode, was: str, now: str
) -> None:
    stale = nbformat.reads(nbformat.writes(notebook).replace(was, now), as_version=4)
    assert list(differences(stale, notebook))


def test_how_a_picture_is_drawn_is_no_difference(notebook: nbformat.NotebookNode) -> None:
    drawn = nbformat.reads(nbformat.writes(notebook).replace("stroke-width", "stroke-Width"), as_version=4)
    assert nbformat.writes(drawn) != nbformat.writes(notebook)
    assert list(differences(drawn, notebook)) == []
