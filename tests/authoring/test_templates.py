"""Templates: an editor sees what each column holds, and an empty one can be imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.tables import BY_KIND
from spineknowledge.authoring.templates import template
from spineknowledge.errors import UnknownTermError


@pytest.mark.parametrize("kind", BY_KIND)
def test_an_empty_template_can_be_imported(ontology: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "new.csv"
    path.write_text(template(kind, ontology), "utf-8")
    report = import_files([path], ontology)
    assert report.counts == {}
    assert report.files == ()


def test_a_template_says_what_each_column_holds_and_allows(ontology: Path) -> None:
    head, held, allowed = template("criteria", ontology).splitlines()
    assert head == "criterion,label,dimension,polarity,definition,plain_label"
    assert "whether less or more is better (required)" in held
    assert '"one of higher_is_better, lower_is_better, neutral"' in allowed


def test_every_column_is_described() -> None:
    assert {column.name for table in BY_KIND.values() for column in table.columns if not column.about} == set()


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownTermError, match="did you mean findings"):
        template("finding")
