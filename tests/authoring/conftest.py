"""Invented tables and an invented ontology, copied where tests may change them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from invented_tables import DATA, NOON, TABLES, Edit, rows_of

from spineknowledge.authoring.importing import import_files
from spineknowledge.resources import folder


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    """The invented options and clinic, with the real vocabularies."""
    root = tmp_path / "ontology"
    shutil.copytree(DATA / "ontology", root)
    shutil.copytree(folder("ontology") / "vocab", root / "vocab")
    return root


@pytest.fixture
def imported(ontology: Path) -> Path:
    """The invented ontology with all invented tables taken over."""
    assert len(TABLES) == 7
    import_files(TABLES, ontology, now=NOON)
    return ontology


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Write a copy of an invented table with one cell changed, given as its table, row and column."""

    def edit(place: str, cell: str) -> Path:
        kind, row, column = place.split()
        rows = list(rows_of((DATA / "tables" / f"{kind}.csv").read_text("utf-8")))
        (chosen,) = [cells for cells in rows if row in cells.values()]
        chosen[column] = cell
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return edit
