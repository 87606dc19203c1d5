"""The report reads well, in text and JSON, and shapes that could never report are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from spineknowledge.authoring.turtle import read_turtle
from spineknowledge.resources import shape_files
from spineknowledge.validation import ValidationReport, Violation, validate
from spineknowledge.validation.shapes import check_shapes, to_rdflib

SH = "http://www.w3.org/ns/shacl#"
SPK = "https://w3id.org/spineknowledge/ontology#"
BROKEN = f"""@prefix condition: <https://w3id.org/spineknowledge/condition/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spk: <{SPK}> .

condition:colic
    a spk:Condition ;
    skos:prefLabel "colic"@en ;
    spk:causedBy condition:osteoporosi .
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "colic.ttl"
    path.write_text(BROKEN)
    return path


def test_text_names_place_thing_fault_mend_and_rule(broken: Path) -> None:
    text = validate([broken]).as_text()
    assert f"{broken}:8  colic (condition:colic)" in text
    assert "wrong: condition:osteoporosi is not described." in text
    assert "write: Did you mean condition:osteoporosis?" in text
    assert "rule:  rule:unknown-reference" in text
    assert text.splitlines()[-1].endswith("in 3 statements in 1 file.")


def test_json_holds_the_same(broken: Path) -> None:
    report = json.loads(json.dumps(validate([broken]).to_dict()))
    assert report["conforms"] is False
    assert {"file": str(broken), "line": 8, "rule": "rule:unknown-reference"}.items() <= next(
        violation for violation in report["violations"] if violation["rule"] == "rule:unknown-reference"
    ).items()


def test_only_things_of_the_file_are_reported(broken: Path) -> None:
    assert {violation.subject.rpartition("/")[2] for violation in validate([broken]).violations} == {"colic"}


@pytest.mark.parametrize(
    ("predicate", "target", "words"),
    [(f"{SH}targetClass", f"{SPK}Findng", "not declared"), (f"{SH}mincount", f"{SPK}Finding", "no term")],
)
def test_shapes_that_could_never_report_are_named(predicate: str, target: str, words: str) -> None:
    shapes = [triple for path in shape_files() for triple in read_turtle(path)]
    classes = {triple.object.value for triple in shapes if triple.predicate.value == f"{SH}targetClass"}
    assert check_shapes(shapes, classes) == []
    shape = ox.NamedNode("https://example.org/shape")
    added = ox.Triple(shape, ox.NamedNode(predicate), ox.NamedNode(target))
    (problem,) = check_shapes([*shapes, added], classes)
    assert problem.rule == "rule:broken-shapes"
    assert words in problem.wrong
    assert shape.value in (problem.subject, problem.value)


def test_a_class_that_lost_its_declaration_is_a_violation(tmp_path: Path) -> None:
    path = tmp_path / "finding.ttl"
    path.write_text(f"<{SPK}Finding> a <http://www.w3.org/2004/02/skos/core#Concept> .")
    assert ("rule:broken-shapes", f"{SPK}Finding") in {(v.rule, v.subject) for v in validate([path]).violations}


def test_text_shows_control_characters_instead_of_sending_them(broken: Path) -> None:
    broken.write_text(BROKEN.replace('"colic"', '"\\u001B[2Jcolic\\u202Edesrever"'))
    text = validate([broken]).as_text()
    assert "\\x1b[2Jcolic\\u202edesrever" in text
    assert text.replace("\n", "").isprintable()


def test_literals_keep_their_form() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [("P60M", "duration"), ("1.50", "decimal")]
    thing = ox.NamedNode("https://example.org/a")
    triples = [ox.Triple(thing, thing, ox.Literal(text, datatype=ox.NamedNode(xsd + name))) for text, name in values]
    assert {str(value) for value in to_rdflib(triples).objects()} == {"P60M", "1.50"}


def test_a_warning_is_called_one_and_counts_are_in_good_english() -> None:
    violation = Violation("warning", "rule:x", f"{SPK}a", "", "Wrong.", "Right.")
    report = ValidationReport((), (violation,), statements=1, files=1)
    assert "rule:  rule:x (warning)" in report.as_text()
    assert report.as_text().endswith("1 warning in 1 statement in 1 file.")
    assert report.replace(warnings=(), statements=2).as_text() == "No problems in 2 statements in 1 file."


def test_what_shapes_find_is_said_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "said.ttl"
    path.write_text(
        f"<{SPK}a> a <{SPK}Finding> . <https://example.org/e> a <{SPK}EffectEstimate> ; <{SPK}pValue> 7.0 ;"
        f" <{SPK}printedPValue> 7 . <https://example.org/c> a <{SPK}Condition> ;"
        f' <http://www.w3.org/2004/02/skos/core#prefLabel> "{"a" * 200}"@fr .'
    )
    violations = validate([path]).violations
    said = {violation.message for violation in violations}
    assert {
        "7.0 is too high for spk:pValue.",
        "skos:prefLabel is not given as often as it has to be.",
        f"{'a' * 77}... is in no language that skos:prefLabel may have.",
    } <= said
    mends = {violation.mend for violation in violations}
    assert any(mend.startswith("At most one spk:pValue") for mend in mends)
    assert any(mend.startswith("spk:timePoint") for mend in mends)
