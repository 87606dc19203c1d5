"""Writing tables back: the same cells, and importing an export changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_tables import DATA, LATER, TABLES, Edit, rows_of, take, texts

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.exporting import export_tables
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.merging import Merger
from spineknowledge.authoring.spreadsheet import neutralised, restored
from spineknowledge.authoring.tables import BY_KIND, FACTS
from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.errors import DataError
from spineknowledge.namespaces import thing

LISTS = {"reasons": ";", "supporting_ids": " ", "disputing_ids": " ", "neutral_ids": " ", "other_id": ";"}
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)


def exported(root: Path, out: Path | None = None) -> dict[str, str]:
    paths = sorted(root.rglob("*.ttl"))
    return export_tables([triple for path in paths for triple in read_turtle(path)], out)


def comparable(cells: dict[str, str]) -> dict[str, object]:
    """Cells in which a list is a set, for a graph knows no order."""
    return {name: frozenset(cell.split(LISTS[name])) if name in LISTS else cell for name, cell in cells.items()}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_cell_of_an_imported_table_comes_back(imported: Path, path: Path) -> None:
    table = BY_KIND[path.stem]
    rows = {table.slug(cells): cells for cells in rows_of(exported(imported)[table.kind])}
    before = list(rows_of(path.read_text("utf-8")))
    assert before
    for cells in before:
        assert tuple(cells) == table.header
        assert comparable(rows[table.slug(cells)]) == comparable(cells)


def test_importing_an_export_changes_nothing(imported: Path, tmp_path: Path) -> None:
    before = texts(imported)
    exported(imported, tmp_path / "out")
    report, _ = take(imported, *sorted((tmp_path / "out").glob("*.csv")))
    assert texts(imported) == before
    assert report.files == ()


def test_an_export_of_an_imported_export_is_the_same(ontology: Path, imported: Path, tmp_path: Path) -> None:
    first = exported(imported, tmp_path / "out")
    import_files(sorted((tmp_path / "out").glob("*.csv")), ontology, now=LATER)
    assert exported(ontology) == first


def test_what_a_clinic_says_stays_in_turtle(imported: Path) -> None:
    tables = exported(imported)
    assert "example-clinic" not in "".join(tables.values())


def test_a_clinics_document_beside_the_source_of_a_step_is_not_exported(imported: Path) -> None:
    file = imported / "options/example-a.ttl"
    text = file.read_text("utf-8").replace("source:example-one", "source:example-one , source:example-clinic")
    file.write_text(text, "utf-8")
    (first, _) = rows_of(exported(imported)["steps"])
    assert first["source"] == "example-one"


def test_a_second_source_has_no_place_in_a_table(imported: Path) -> None:
    file = imported / "options/example-a.ttl"
    text = file.read_text("utf-8").replace("source:example-one", "source:example-one , source:example-two")
    file.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"has 2 dcterms:source; a spreadsheet holds one"):
        exported(imported)


def test_text_that_looks_like_a_formula_is_neutralised(imported: Path) -> None:
    tables = exported(imported)
    assert ",'+plus in front" in tables["facts"]
    assert ",-1.50," in tables["findings"]
    for text in tables.values():
        for cells in rows_of(text):
            assert not [cell for cell in cells.values() if cell[:1] in tuple("=+@\t\r")]


def test_the_row_of_a_reversed_comparison_comes_back_in_its_own_order(imported: Path) -> None:
    rows = {cells["finding_id"]: cells for cells in rows_of(exported(imported)["findings"])}
    reversed_row = rows["example-one-f02"]
    assert (reversed_row["subject"], reversed_row["reference"]) == ("example-b", "example-a")
    assert reversed_row["direction"] == "higher"


WORDS = ("lower", "higher", "equivalent", "no_clear_difference", "mixed", "unclear")
SAID_SHORTER = {
    ("equivalent", "low"): "no_clear_difference",
    ("equivalent", "high"): "no_clear_difference",
    ("unclear", "very-low"): "no_clear_difference",
    ("unclear", ""): "no_clear_difference",
}
"""Judgements that another word says as well, which is the one that comes back."""


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("certainty", ["", "very-low", "low", "high"])
def test_every_judgement_comes_back(imported: Path, edited: Edit, word: str, certainty: str) -> None:
    path = edited("assessments example-shine direction", word)
    path.write_text(path.read_text("utf-8").replace("very-low", certainty), "utf-8")
    take(imported, path)
    rows = {row["criterion"]: row for row in rows_of(exported(imported)["assessments"])}
    assert rows["example-shine"]["direction"] == SAID_SHORTER.get((word, certainty), word)
    assert rows["example-shine"]["certainty"] == certainty


@given(text=VALUES, value=VALUES, unit=VALUES, notes=st.one_of(st.just(""), VALUES))
def test_any_text_survives_the_way_there_and_back(text: str, value: str, unit: str, notes: str) -> None:
    folder = Folder({path.name: read_turtle(path) for path in _FILES})
    cells = dict(next(rows_of((DATA / "tables" / "facts.csv").read_text("utf-8"))))
    cells |= {"fact": text, "value": value, "unit": unit, "notes": notes, "source": "example-clinic"}
    known = Known(folder)
    merger = Merger(known)
    assert merger.errors(FACTS, cells) == []
    merger.take(FACTS, cells)
    record = FACTS.record(thing("statement", cells["fact_id"]), known)
    written = {name: cell for field in FACTS.fields for name, cell in field.write(record).items()}
    assert {name: restored(neutralised(cell)) for name, cell in written.items()} == cells | {"source": ""}


_VOCAB = Path(__file__).parents[2] / "ontology" / "vocab"
_FILES = [
    _VOCAB / "statement-categories.ttl",
    _VOCAB / "read-levels.ttl",
    DATA / "ontology" / "sources.ttl",
    DATA / "ontology" / "options" / "example-a.ttl",
]
