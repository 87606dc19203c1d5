"""The command `diff`: text and JSON, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spineknowledge.resources import folder

Command = Callable[..., Any]
BEFORE = '<https://w3id.org/spineknowledge/option/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "a"@en .\n'


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "old.nt").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "new.nt").write_text(BEFORE.replace('"a"', '"b"'), encoding="utf-8")
    return str(tmp_path / "old.nt"), str(tmp_path / "new.nt")


def test_differences_are_text_and_the_code_is_zero(spk: Command, versions: tuple[str, str]) -> None:
    done = spk("diff", *versions)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:] == [
        "0 added, 1 changed, 0 retired, 0 removed",
        "",
        "Changed",
        "  option:a  b",
        "    skos:prefLabel: a -> b",
        "    reason not stated",
    ]


def test_differences_are_json(spk: Command, versions: tuple[str, str]) -> None:
    told = json.loads(spk("diff", *versions, "--format", "json").out)
    assert told["counts"] == {"added": 0, "changed": 1, "retired": 0, "removed": 0}
    assert told["changed"][0]["properties"][0]["old"] == [{"type": "literal", "value": "a", "xml:lang": "en"}]


def test_no_difference_from_the_packaged_data_is_zero_as_well(spk: Command) -> None:
    done = spk("diff", str(folder("ontology")))
    assert done.code == 0
    assert done.out.splitlines()[1] == "0 added, 0 changed, 0 retired, 0 removed"


def test_what_cannot_be_read_is_one(spk: Command, tmp_path: Path) -> None:
    done = spk("diff", str(tmp_path / "absent"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert spk("diff").code == 2
