"""The commands that read and write data: export, format, build, validate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from invented import EXAMPLE

from spineknowledge import KnowledgeBase
from spineknowledge.resources import folder

Command = Callable[..., Any]


def test_everything_exported_is_what_the_checkout_holds(spk: Command, kb: KnowledgeBase) -> None:
    from spineknowledge.resources import ontology_files
    from spineknowledge.store import read_ntriples

    assert spk("export", "--format", "nt").out == read_ntriples(ontology_files())
    assert len(kb.graph) == len(read_ntriples(ontology_files()).splitlines())


def test_turtle_exported_parses_back(spk: Command, kb: KnowledgeBase) -> None:
    exported = rdflib.Graph().parse(data=spk("export").out, format="turtle")
    assert set(exported) == set(kb.graph)


def test_one_thing_is_exported_alone(spk: Command) -> None:
    exported = rdflib.Graph().parse(data=spk("export", "--format", "ttl", "--id", "sacroplasty").out)
    assert set(exported.subjects()) == {rdflib.URIRef("https://w3id.org/spineknowledge/option/sacroplasty")}


@pytest.mark.parametrize(
    ("args", "name"),
    [
        ((), "spineknowledge.ttl"),
        (("--id", "option:kiva", "--format", "nt"), "kiva.nt"),
        (("--id", "kiva", "--format", "fhir"), "kiva.fhir-r5.json"),
        (("--id", "kiva", "--format", "fhir", "--fhir-version", "R4B"), "kiva.fhir-r4b.json"),
    ],
)
def test_an_export_into_a_folder_is_what_is_printed(
    spk: Command, tmp_path: Path, args: tuple[str, ...], name: str
) -> None:
    done = spk("export", *args, "--out", str(tmp_path / "new"))
    assert done.out == f"Wrote {tmp_path / 'new' / name}\n"
    assert (tmp_path / "new" / name).read_text(encoding="utf-8") == spk("export", *args).out


def test_tables_are_exported_into_a_folder(spk: Command, tmp_path: Path) -> None:
    done = spk("export", "--format", "csv", "--out", str(tmp_path / "tables"))
    written = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert "findings.csv" in written
    assert len(done.out.splitlines()) == len(written)


def test_files_are_formatted_once(spk: Command, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(f"<{EXAMPLE}b> <{EXAMPLE}p> 1 . <{EXAMPLE}a> <{EXAMPLE}p> 1.50 .", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert spk("format", "--check", str(tmp_path)).code == 1
    assert path.read_text(encoding="utf-8") == before
    assert spk("format", str(tmp_path)).out.startswith(f"changed: {path}\n")
    assert spk("format", str(tmp_path)).out == "0 of 1 files changed\n"
    assert spk("format", "--check", str(path)).code == 0
    assert "1.50" in path.read_text(encoding="utf-8")


def test_a_file_that_is_no_turtle_is_not_formatted(spk: Command, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("no turtle", encoding="utf-8")
    done = spk("format", str(path))
    assert (done.code, done.out, path.read_text(encoding="utf-8")) == (1, "", "no turtle")
    assert "x.ttl" in done.err


def test_there_must_be_something_to_format(spk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no Turtle file" in spk("format").err


def test_a_knowledge_base_is_built_replaced_and_never_over_something_else(spk: Command, tmp_path: Path) -> None:
    path, mine = tmp_path / "kb", tmp_path / "mine"
    mine.mkdir()
    assert spk("build", str(path)).out == f"Built {path}\n"
    assert spk("build", str(path), str(folder("ontology") / "spineknowledge.ttl")).code == 0
    assert KnowledgeBase.open(path).options() == ()
    assert spk("build", str(mine)).code == 1
    assert list(mine.iterdir()) == []


def test_what_does_not_conform_ends_with_1(spk: Command, tmp_path: Path) -> None:
    path = tmp_path / "bare.ttl"
    path.write_text(
        "<https://w3id.org/spineknowledge/option/bare> a <https://w3id.org/spineknowledge/ontology#Procedure> .",
        encoding="utf-8",
    )
    done = spk("validate", str(path))
    assert (done.code, done.err) == (1, "")
    assert "bare.ttl" in done.out
    told = spk("validate", str(path), "--format", "json")
    assert told.code == 1
    assert json.loads(told.out)["conforms"] is False


def test_a_file_is_validated_against_a_knowledge_base_on_disk(spk: Command, tmp_path: Path) -> None:
    kb, edited = str(tmp_path / "kb"), str(folder("ontology") / "options" / "kyphoplasty.ttl")
    assert spk("build", kb).code == 0
    assert spk("validate", edited, "--against", kb) == spk("validate", edited)
    assert spk("validate", "--against", kb).code == 2
    assert spk("validate", edited, "--against", str(tmp_path)).err.count("\n") == 1
