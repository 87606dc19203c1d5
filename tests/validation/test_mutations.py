"""Every mutation of the real data is caught and named, with the file and a line of the broken thing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mutations import MUTATIONS, Mutation

from spineknowledge.namespaces import compact
from spineknowledge.resources import folder
from spineknowledge.validation import validate


def test_there_are_enough_mutations_and_none_twice() -> None:
    assert len(MUTATIONS) >= 40
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_mutation_is_caught_and_named(mutation: Mutation, tmp_path: Path) -> None:
    broken = tmp_path / Path(mutation.file).name
    broken.write_text(mutation.excerpt((folder("ontology") / mutation.file).read_text("utf-8")), "utf-8")
    report = validate([broken])
    named = [v for v in report.violations if compact(v.subject) == mutation.subject]
    assert any(v.rule.startswith(mutation.caught_by) for v in named), report.as_text()
    caught = next(v for v in named if v.rule.startswith(mutation.caught_by))
    assert caught.file in ("", str(broken))
    assert caught.message and caught.mend


@pytest.mark.parametrize("mutation", MUTATIONS[::10], ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_a_whole_copy_stands_alone_and_is_caught_as_well(mutation: Mutation, tmp_path: Path) -> None:
    copy = tmp_path / "ontology"
    shutil.copytree(folder("ontology"), copy)
    broken = copy / mutation.file
    broken.write_text(mutation.apply(broken.read_text("utf-8")), "utf-8")
    found = {(compact(v.subject), v.rule.partition(":")[0]) for v in validate([copy]).violations}
    assert (mutation.subject, mutation.caught_by.partition(":")[0]) in found


def test_the_unbroken_copy_conforms(tmp_path: Path) -> None:
    copy = tmp_path / "ontology"
    shutil.copytree(folder("ontology"), copy)
    assert validate([copy]).violations == ()
