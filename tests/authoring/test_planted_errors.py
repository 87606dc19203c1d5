"""A file with ten planted errors gives exactly ten messages, each with its place, and changes nothing."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.tables import BY_KIND
from spineknowledge.errors import ImportFileError
from spineknowledge.resources import folder

SOUND = {
    "study_id": "dohm-2014",
    "criterion": "mortality",
    "subject": "kyphoplasty",
    "reference": "vertebroplasty",
    "direction": "higher",
    "time_point": "procedure",
    "measure": "narrative",
    "significant": "yes",
    "read_level": "full_text",
    "verified": "first_reading",
}
PLANTED = (
    ("study_id", {"study_id": "dhom-2014"}),
    ("criterion", {"criterion": "mortalty"}),
    ("subject", {"subject": "kyphoplastie"}),
    ("reference", {"reference": "kyphoplasty"}),
    ("direction", {"direction": "highr"}),
    ("time_point", {"time_point": "12M"}),
    ("measure", {"measure": "hazzard_ratio"}),
    ("value", {"measure": "hazard_ratio", "value": "0,8"}),
    ("subject_events", {"measure": "proportions", "subject_events": "51", "subject_total": "50"}),
    ("significant", {"significant": "maybe"}),
)


def digest(root: Path) -> str:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def test_ten_planted_errors_give_ten_messages_and_change_nothing(tmp_path: Path) -> None:
    header = BY_KIND["findings"].header
    rows = [SOUND | {"finding_id": f"dohm-2014-f{90 + n}"} | change for n, (_, change) in enumerate(PLANTED)]
    lines = [";".join(header), *(";".join(row.get(name, "") for name in header) for row in rows)]
    table = tmp_path / "bad.csv"
    table.write_text("\r\n".join(lines), encoding="utf-8-sig")
    into = tmp_path / "ontology"
    shutil.copytree(folder("ontology"), into)
    before = digest(into)
    with pytest.raises(ImportFileError) as caught:
        import_files([table], into)
    messages = [str(problem) for problem in caught.value.problems]
    assert len(messages) == 10
    for number, (message, (column, _)) in enumerate(zip(messages, PLANTED, strict=True), 2):
        assert message.startswith(f"bad.csv, row {number}, column {column}: ")
    assert digest(into) == before
