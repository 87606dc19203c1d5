"""Users' files are read without trust: four formats, one clear problem each, and nothing raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spineknowledge.errors import DataError
from spineknowledge.validation import reading, validate
from spineknowledge.validation.reading import SourceFile, read_file, read_files

TRIPLE = "<https://example.org/a> <https://example.org/p> <https://example.org/b> ."
GOOD = {
    ".ttl": TRIPLE,
    ".nt": TRIPLE,
    ".nq": TRIPLE.replace(" .", " <https://example.org/graph> ."),
    ".jsonld": '{"@id": "https://example.org/a", "https://example.org/p": {"@id": "https://example.org/b"}}',
    ".json": '{"@context": {"p": {"@id": "https://example.org/p", "@type": "@id"}},'
    ' "@id": "https://example.org/a", "p": "https://example.org/b"}',
}
BAD = {
    "remote.jsonld": ('{"@context": "https://example.org/context", "@id": "https://example.org/a"}', "context"),
    "file.jsonld": ('{"@context": ["file:///etc/passwd"]}', "context"),
    "nested.jsonld": ('{"https://example.org/p": {"@context": "https://example.org/c"}}', "context"),
    "import.jsonld": ('{"@context": {"@import": "https://example.org/c"}}', "context"),
    "data.rdf": ("<rdf:RDF/>", "Only Turtle"),
    "data.xml": ('<?xml version="1.0"?>', "Only Turtle"),
    "disguised.ttl": ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>', "RDF/XML"),
    "syntax.ttl": ("<https://example.org/a> a\n\n  ; ; , .", "cannot be read"),
    "broken.json": ("{", "cannot be read"),
}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def wrong(file: SourceFile) -> str:
    assert len(file.problems) == 1
    return file.problems[0][0].wrong


@pytest.mark.parametrize("suffix", GOOD)
def test_each_format_gives_the_same_triple(suffix: str, tmp_path: Path) -> None:
    file = read_file(written(tmp_path, f"data{suffix}", GOOD[suffix]))
    assert file.problems == ()
    assert [str(triple.object) for triple in file.triples] == ["<https://example.org/b>"]


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_taken_is_one_plain_problem(name: str, tmp_path: Path) -> None:
    content, words = BAD[name]
    file = read_file(written(tmp_path, name, content))
    assert words in wrong(file)
    assert "\n" not in wrong(file)
    assert file.triples == ()


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    report = validate([written(tmp_path, "bad.ttl", f"{TRIPLE}\n{TRIPLE}\n<a b> .\n")])
    unread = [v for v in report.violations if v.rule == "rule:unreadable-file"]
    assert [(Path(v.file).name, v.line) for v in unread] == [("bad.ttl", 3)]


def test_bytes_that_are_no_text_and_a_byte_order_mark(tmp_path: Path) -> None:
    assert "UTF-8" in wrong(read_file(written(tmp_path, "latin.ttl", b"# \xe9\n")))
    assert read_file(written(tmp_path, "bom.ttl", b"\xef\xbb\xbf" + TRIPLE.encode())).problems == ()


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert "larger" in wrong(read_file(written(tmp_path, "big.ttl", TRIPLE)))


def test_missing_files_and_folders_without_turtle_are_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "no.ttl", tmp_path):
        with pytest.raises(DataError, match=path.name):
            read_files([path])


def test_nothing_to_check_does_not_conform(tmp_path: Path) -> None:
    report = validate([written(tmp_path, "empty.ttl", "")])
    assert [violation.rule for violation in report.violations] == ["rule:no-data"]


def test_all_broken_files_are_reported_at_once(tmp_path: Path) -> None:
    files = [written(tmp_path, name, content) for name, (content, _) in BAD.items()]
    unread = {Path(v.file).name for v in validate(files).violations if v.rule == "rule:unreadable-file"}
    assert unread == set(BAD)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode), suffix=st.sampled_from(sorted(GOOD)))
def test_no_content_raises(content: bytes, suffix: str, tmp_path: Path) -> None:
    file = read_file(written(tmp_path, f"any{suffix}", content))
    assert len(file.problems) <= 1 or file.triples
