"""What `diff` tells: exactly what a mutation changed, with its reason, and enough to replay it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spineknowledge import DataError, disk
from spineknowledge.changes import Changes, RecordChange, diff
from spineknowledge.namespaces import expand
from spineknowledge.resources import folder, ontology_files
from spineknowledge.store import checksum, read_ntriples

WHOLE = read_ntriples(ontology_files())
XSD = "http://www.w3.org/2001/XMLSchema#"
ESTIMATE = expand("estimate:dohm-2014-f02")
FINDING = expand("finding:dohm-2014-f02")
Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("old") / "data.nt"
    path.write_text(WHOLE, encoding="utf-8")
    return path


@pytest.fixture
def after(old: Path, tmp_path: Path) -> Callable[[str], Changes]:
    """Compare the data with an edited copy of it."""

    def compare(text: str) -> Changes:
        assert text != WHOLE
        path = tmp_path / "new.nt"
        path.write_text(text, encoding="utf-8")
        return diff(old, path)

    return compare


def line(subject: str, prop: str, value: str) -> str:
    return f"<{subject}> <{expand(prop)}> {value} .\n"


def literal(value: str, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


def all_of(changes: Changes) -> dict[str, list[RecordChange]]:
    return {name: list(getattr(changes, name)) for name in ("added", "changed", "retired", "removed")}


def only(changes: Changes, group: str) -> RecordChange:
    """Return the one record that differs, which is in that group."""
    found = all_of(changes)
    assert {name: len(records) for name, records in found.items()} == dict.fromkeys(found, 0) | {group: 1}
    return found[group][0]


# Mutations


def test_a_changed_number_is_told_with_its_old_and_new_value(after: Callable[[str], Changes]) -> None:
    p_value = line(ESTIMATE, "spk:pValue", literal("0.047", "decimal"))
    assert p_value in WHOLE
    record = only(after(WHOLE.replace(p_value, p_value.replace("0.047", "0.470"))), "changed")
    assert (record.iri, record.kind, record.reason) == (ESTIMATE, "estimate", "")
    (change,) = record.properties
    assert (change.property, change.old, change.new) == (expand("spk:pValue"), ("0.047",), ("0.470",))


def test_a_removed_finding_is_told_with_all_that_it_said(after: Callable[[str], Changes]) -> None:
    lines = [text for text in WHOLE.splitlines(keepends=True) if text.startswith(f"<{FINDING}> ")]
    record = only(after("".join(text for text in WHOLE.splitlines(keepends=True) if text not in lines)), "removed")
    assert (record.iri, record.kind) == (FINDING, "finding")
    assert sum(len(change.old) for change in record.properties) == len(lines)
    assert all(change.new == () for change in record.properties)


def test_an_added_source_is_told(after: Callable[[str], Changes]) -> None:
    iri = expand("source:invented-2026")
    text = line(iri, "rdf:type", f"<{expand('spk:Study')}>") + line(iri, "dcterms:title", '"Invented"@en')
    record = only(after(WHOLE + text), "added")
    assert (record.iri, record.kind, record.label) == (iri, "source", "Invented")
    assert {change.property: change.new for change in record.properties} == {
        expand("rdf:type"): (expand("spk:Study"),),
        expand("dcterms:title"): ("Invented",),
    }


def test_a_renamed_term_is_retired_and_its_successor_added(after: Callable[[str], Changes]) -> None:
    was, now = expand("spk:hasRisk"), expand("spk:carriesRisk")
    retired = line(was, "owl:deprecated", literal("true", "boolean")) + line(was, "dcterms:isReplacedBy", f"<{now}>")
    described = "".join(
        text.replace(f"<{was}>", f"<{now}>", 1)
        for text in WHOLE.splitlines(keepends=True)
        if text.startswith(f"<{was}>")
    )
    renamed = WHOLE.replace(f"> <{was}> <", f"> <{now}> <")
    used = {text.split(" ", 1)[0][1:-1] for text in WHOLE.splitlines() if f"> <{was}> <" in text}
    found = all_of(after(renamed + retired + described))
    assert [(item.iri, item.kind, item.reason) for item in found["retired"]] == [
        (was, "term", "replaced by spk:carriesRisk")
    ]
    assert found["retired"][0].replaced_by == (now,)
    assert [(item.iri, item.reason) for item in found["added"]] == [(now, "replaces spk:hasRisk")]
    assert {item.iri for item in found["changed"]} == used
    assert found["removed"] == []


def test_a_term_that_is_gone_is_removed_and_not_retired(after: Callable[[str], Changes]) -> None:
    was = expand("spk:hasRisk")
    gone = "".join(text for text in WHOLE.splitlines(keepends=True) if not text.startswith(f"<{was}> "))
    assert only(after(gone), "removed").kind == "term"


def test_a_new_name_of_a_term_is_a_change(after: Callable[[str], Changes]) -> None:
    label = line(expand("option:kyphoplasty"), "skos:prefLabel", '"kyphoplasty"@en')
    record = only(after(WHOLE.replace(label, label.replace('"kyphoplasty"', '"balloon kyphoplasty"'))), "changed")
    assert record.label == "balloon kyphoplasty"
    (change,) = record.properties
    assert change.shown() == "skos:prefLabel: kyphoplasty -> balloon kyphoplasty"


@pytest.mark.parametrize(("was", "now", "shown"), [
    ('"a"@en', '"a"@es', "spk:caveat: a@en -> a@es"),
    ('"1"', literal("1", "integer"), "spk:caveat: 1 -> 1 (xsd:integer)"),
    (literal("1.50", "decimal"), literal("1.5", "decimal"), "spk:caveat: 1.50 -> 1.5"),
    ('"say \\"hi\\"\\n\\\\ \\u0041"', '"x"', 'spk:caveat: say "hi"\n\\ A -> x'),
])  # fmt: skip
def test_language_datatype_and_digits_are_part_of_a_value(tmp_path: Path, was: str, now: str, shown: str) -> None:
    for name, value in (("old", was), ("new", now)):
        (tmp_path / f"{name}.nt").write_text(line("https://example.org/a", "spk:caveat", value), encoding="utf-8")
    record = only(diff(tmp_path / "old.nt", tmp_path / "new.nt"), "changed")
    assert [change.shown() for change in record.properties] == [shown]
    assert record.kind == "thing"


# Reasons


def test_a_change_note_is_the_reason_and_english_comes_first(after: Callable[[str], Changes]) -> None:
    notes = line(FINDING, "skos:changeNote", '"Segunda lectura."@es') + line(
        FINDING, "skos:changeNote", '"Second reading."@en'
    )
    value = line(ESTIMATE, "spk:pValue", literal("0.047", "decimal"))
    found = all_of(after(WHOLE.replace(value, value.replace("0.047", "0.048")) + notes))["changed"]
    assert {item.kind: item.reason for item in found} == {"estimate": "Second reading.", "finding": "Second reading."}
    told = {item.kind: [change.property for change in item.properties] for item in found}
    assert told == {"estimate": [expand("spk:pValue")], "finding": [expand("skos:changeNote")]}


def test_an_old_note_is_no_reason_for_a_new_change(tmp_path: Path) -> None:
    note = line(FINDING, "skos:changeNote", '"Long ago."@en')
    (tmp_path / "old.nt").write_text(note + line(FINDING, "spk:caveat", '"a"@en'), encoding="utf-8")
    (tmp_path / "new.nt").write_text(note + line(FINDING, "spk:caveat", '"b"@en'), encoding="utf-8")
    record = only(diff(tmp_path / "old.nt", tmp_path / "new.nt"), "changed")
    assert (record.reason, record.to_dict()["reason"], record.to_dict()["reason_stated"]) == (
        "",
        "reason not stated",
        False,
    )
    assert record.as_text().splitlines()[-1] == "    reason not stated"


def test_a_deprecated_term_without_a_reason_says_so(after: Callable[[str], Changes]) -> None:
    was = expand("spk:hasRisk")
    record = only(after(WHOLE + line(was, "owl:deprecated", literal("true", "boolean"))), "retired")
    assert (record.reason, record.replaced_by) == ("", ())


def test_a_replaced_assessment_is_retired_by_its_successor(after: Callable[[str], Changes]) -> None:
    was = expand("assessment:kyphoplasty-vs-vertebroplasty-procedure-cost")
    now = f"{was}-2"
    text = line(was, "dcterms:isReplacedBy", f"<{now}>") + line(now, "rdf:type", f"<{expand('spk:Assessment')}>")
    found = all_of(after(WHOLE + text))
    assert [item.iri for item in found["retired"]] == [was]
    assert [item.reason for item in found["added"]] == [
        "replaces assessment:kyphoplasty-vs-vertebroplasty-procedure-cost"
    ]


# The same data


def test_folder_file_and_packaged_data_are_the_same(old: Path) -> None:
    for one, other in ((folder("ontology"), None), (folder("ontology"), old), (old, old)):
        changes = diff(one, other)
        assert changes.same
        assert changes.old == changes.new
        assert changes.old.checksum == checksum(WHOLE)


def test_a_store_that_rewrites_numbers_and_durations_is_the_same(old: Path, tmp_path: Path) -> None:
    assert literal("P12M", "duration") in WHOLE
    disk.build(tmp_path / "kb", [old])
    for changes in (diff(tmp_path / "kb", old), diff(old, tmp_path / "kb"), diff(tmp_path / "kb", tmp_path / "kb")):
        assert changes.same
        assert changes.old.checksum == changes.new.checksum == checksum(WHOLE)


def test_a_change_is_seen_through_a_store(old: Path, tmp_path: Path) -> None:
    value = line(ESTIMATE, "spk:pValue", literal("0.047", "decimal"))
    (tmp_path / "new.nt").write_text(WHOLE.replace(value, value.replace("0.047", "0.470")), encoding="utf-8")
    disk.build(tmp_path / "kb", [tmp_path / "new.nt"])
    record = only(diff(old, tmp_path / "kb"), "changed")
    assert record.properties[0].new == ("0.47",)


def test_mappings_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "alignments").mkdir()
    (tmp_path / "alignments" / "mesh.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    (tmp_path / "a.ttl").write_text("<urn:x> <urn:b> <urn:c> .", encoding="utf-8")
    (tmp_path / "b.nt").write_text("<urn:x> <urn:b> <urn:c> .\n", encoding="utf-8")
    assert diff(tmp_path, tmp_path / "b.nt").same


def test_a_checkout_counts_as_its_data(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "broken.ttl").write_text("<", encoding="utf-8")
    shutil.copytree(folder("ontology"), tmp_path / "ontology")
    assert diff(tmp_path).same


# Replaying


def replayed(text: str, told: dict[str, Any]) -> set[str]:
    """Apply a change feed to N-Triples."""
    lines = set(text.splitlines())
    for name in ("added", "changed", "retired", "removed"):
        for record in told[name]:
            for change in record["properties"]:
                start = f"<{record['iri']}> <{change['property']}>"
                lines -= {f"{start} {term(value)} ." for value in change["old"]}
                lines |= {f"{start} {term(value)} ." for value in change["new"]}
    return lines


def term(value: dict[str, str]) -> str:
    if value["type"] == "uri":
        return f"<{value['value']}>"
    text = json.dumps(value["value"], ensure_ascii=False)
    if "xml:lang" in value:
        return f"{text}@{value['xml:lang']}"
    return f"{text}^^<{value['datatype']}>" if "datatype" in value else text


NAMES = st.sampled_from(["https://example.org/a", "https://example.org/b", FINDING])
VALUES = st.one_of(
    st.sampled_from([f"<{expand('spk:Finding')}>", "<https://example.org/b>", literal("1.50", "decimal")]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=5).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    ),
    st.sampled_from(["en", "es"]).map(lambda lang: f'"a"@{lang}'),
)
TRIPLES = st.lists(st.tuples(NAMES, st.sampled_from(["rdf:type", "spk:caveat", "dcterms:isReplacedBy"]), VALUES))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TRIPLES, then=TRIPLES)
def test_the_feed_turns_the_old_data_into_the_new(
    tmp_path: Path, before: list[tuple[str, str, str]], then: list[tuple[str, str, str]]
) -> None:
    paths = [tmp_path / "old.nt", tmp_path / "new.nt"]
    for path, triples in zip(paths, (before, then), strict=True):
        path.write_text("".join(line(*triple) for triple in triples), encoding="utf-8")
    texts = [read_ntriples([path]) for path in paths]
    told = diff(*paths).to_dict()
    clean = [{text.replace("\\t", "\t") for text in sides.splitlines()} for sides in texts]
    assert {text.replace("\\t", "\t") for text in replayed(texts[0], told)} == clean[1]
    assert told["same"] == (clean[0] == clean[1])


def test_the_keys_are_stable(after: Callable[[str], Changes]) -> None:
    told = after(WHOLE + line("https://example.org/a", "spk:caveat", '"a"@en')).to_dict()
    groups = ["added", "changed", "retired", "removed"]
    assert list(told) == ["old", "new", "same", "counts", *groups]
    assert list(told["old"]) == ["version", "checksum"]
    assert told["counts"] == {"added": 1, "changed": 0, "retired": 0, "removed": 0}
    (record,) = told["added"]
    assert record == {
        "iri": "https://example.org/a",
        "id": "a",
        "kind": "thing",
        "label": None,
        "reason": "reason not stated",
        "reason_stated": False,
        "replaced_by": [],
        "properties": [
            {
                "property": expand("spk:caveat"),
                "name": "spk:caveat",
                "old": [],
                "new": [{"type": "literal", "value": "a", "xml:lang": "en"}],
            }
        ],
    }
    assert json.loads(json.dumps(told)) == told


def test_changes_are_a_table_in_a_notebook(after: Callable[[str], Changes]) -> None:
    hostile = line(expand("option:kyphoplasty"), "skos:altLabel", '"<script>alert(1)</script>"@en')
    html = after(WHOLE + hostile + line("https://example.org/a", "spk:caveat", '"a"@en'))._repr_html_()
    assert html.count("<tr>") == 3
    assert "nothing -&gt; &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html


def test_results_are_frozen_and_hashable(after: Callable[[str], Changes]) -> None:
    changes = after(WHOLE + line(FINDING, "spk:caveat", '"new"@en'))
    assert hash(changes) == hash(changes.replace())
    with pytest.raises(AttributeError):
        changes.added = ()  # type: ignore[misc]


# What cannot be read


@pytest.mark.parametrize(("name", "content", "told"), [
    ("broken.ttl", b"<urn:a> <urn:b", r"broken\.ttl"),
    ("latin.nt", '<urn:a> <urn:b> "ñ" .'.encode("latin-1"), r"latin\.nt"),
    ("blank.ttl", b"[] <urn:b> <urn:c> .", r"blank\.ttl has things without a name.*give each an IRI"),
    ("blank.nt", b"<urn:a> <urn:b> _:c .", r"blank\.nt has things without a name"),
    ("table.csv", b"a,b", r"table\.csv is no folder with Turtle files"),
])  # fmt: skip
def test_what_cannot_be_read_is_named(old: Path, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for sides in ((path, old), (old, path)):
        with pytest.raises(DataError, match=told):
            diff(*sides)


def test_an_absent_or_empty_folder_is_named(old: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(DataError, match=r"is no folder with Turtle files, no \.ttl or \.nt file, and no built"):
            diff(path, old)


def test_a_damaged_store_is_named(old: Path, tmp_path: Path) -> None:
    disk.build(tmp_path / "kb", [old])
    (tmp_path / "kb" / "edition.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"edition\.json cannot be read"):
        diff(tmp_path / "kb", old)
