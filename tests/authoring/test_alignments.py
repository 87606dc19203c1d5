"""Alignments hold what the table of mappings holds, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from spineknowledge.authoring.alignments import TABLE, Alignment, read_alignments, write_alignments
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.errors import DataError
from spineknowledge.resources import alignment_files, folder

ROOT = folder("ontology")
HEAD = "# curie_map:\n#   option: https://w3id.org/spineknowledge/option/\n#   other: https://example.org/\n"
HEAD += "#   skos: http://www.w3.org/2004/02/skos/core#\n"
HEAD += "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tcomment\n"


def mappings() -> list[Alignment]:
    return read_alignments((ROOT / TABLE).read_text("utf-8"))


def test_every_triple_of_an_alignment_is_in_the_table() -> None:
    in_table = {str(triple) for alignment in mappings() for triple in alignment.triples()}
    in_files = {str(triple) for path in alignment_files() for triple in read_turtle(path)}
    assert len(in_files) > 200
    assert in_files - in_table == set()


def test_every_mapping_of_a_term_that_we_have_is_in_an_alignment() -> None:
    ours = Folder.read(ROOT)
    in_files = {str(triple) for path in alignment_files() for triple in read_turtle(path)}
    expected = {str(triple) for found in mappings() if ours.facts(found.subject) for triple in found.triples()}
    assert expected == in_files


def test_the_files_are_made_from_the_table() -> None:
    assert write_alignments(ROOT, check=True) == ()


def test_a_label_that_was_not_seen_is_no_label() -> None:
    assert "label not seen" not in "".join(path.read_text("utf-8") for path in alignment_files())


@pytest.mark.parametrize("name", ["snomed", "umls", "cpt", "current procedural terminology"])
def test_vocabularies_that_may_not_be_copied_are_not_named(name: str) -> None:
    word = re.compile(rf"\b{name}\b", re.IGNORECASE)
    files = [path for path in sorted(ROOT.rglob("*")) if path.is_file()]
    assert [path.name for path in files if word.search(path.read_text("utf-8"))] == []


def test_a_changed_table_changes_the_files(tmp_path: Path) -> None:
    for name in ("options", "alignments"):
        shutil.copytree(ROOT / name, tmp_path / name)
    row = "option:kyphoplasty\tkyphoplasty\tskos:exactMatch\tother:k\tK\tx\t\n"
    unknown = "option:none\tnone\tskos:exactMatch\tother:n\tN\tx\t\n"
    (tmp_path / TABLE).write_text(HEAD + row + unknown, "utf-8")
    assert "mesh.ttl" in write_alignments(tmp_path)
    assert [path.name for path in (tmp_path / "alignments").glob("*.ttl")] == ["other.ttl"]
    mapping, label = sorted(read_turtle(tmp_path / "alignments" / "other.ttl"), key=str, reverse=True)
    assert {mapping.object, label.object} == {
        ox.NamedNode("https://example.org/k"),
        ox.Literal("K", language="en"),
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("option:a\ta\tskos:sameMatch\tother:k\tK\tx\t\n", "'skos:sameMatch' is no relation"),
        ("option:a\ta\tskos:exactMatch\tnone:k\tK\tx\t\n", "'none:k' has no prefix"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_alignments(HEAD + row)
