"""Every ``.rq`` file of a competency question keeps the form that the catalog and its readers rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from question_cases import names

from spineknowledge.catalog import Query
from spineknowledge.namespaces import PREFIXES, compact, expand
from spineknowledge.resources import folder, query_file

QUESTIONS = names()
LINE_LENGTH = 110


def _path(name: str) -> Path:
    return query_file(name)


def _body(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(("#+", "PREFIX"))]
    return re.sub(r'"[^"]*"', '""', "\n".join(lines))


def _selected(text: str) -> list[str]:
    head = _body(text).partition("WHERE")[0]
    head = re.sub(r"\([^()]*(\([^()]*\))[^()]* AS (\?\w+)\)", r"\2", head)
    return re.findall(r"\?(\w+)", head)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_name_is_kebab_case(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_has_summary_question_and_columns_in_this_order(name: str) -> None:
    keys = re.findall(r"^#\+ (\w+): \S", _path(name).read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == ["summary", "question", "returns"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_question_ends_with_a_question_mark(name: str) -> None:
    assert Query.load(name).question.endswith("?")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_names_the_selected_columns(name: str) -> None:
    query = Query.load(name)
    assert list(query.returns) == _selected(query.text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_direction_never_comes_without_its_subject(name: str) -> None:
    columns = set(Query.load(name).returns)
    assert not {"direction", "reported"} & columns or "subject" in columns


@pytest.mark.parametrize("name", QUESTIONS)
def test_exactly_the_used_prefixes_are_declared_as_in_the_table(name: str) -> None:
    text = _path(name).read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]*)>$", text, re.MULTILINE))
    used = set(re.findall(r"(?<![\w?-])([a-z][a-z-]*):[A-Za-z]", _body(text)))
    assert declared == {prefix: PREFIXES[prefix] for prefix in used}
    assert list(declared) == sorted(declared)


@pytest.mark.parametrize("name", QUESTIONS)
def test_there_is_at_most_one_parameter_row_and_it_opens_the_pattern(name: str) -> None:
    text = _path(name).read_text(encoding="utf-8")
    rows = re.findall(r"^  VALUES \(.*\) \{ \(.*\) \}  # parameters$", text, re.MULTILINE)
    assert len(rows) == text.count("# parameters") <= 1
    if rows:
        assert text.partition("WHERE {\n")[2].startswith(rows[0])
        assert Query.load(name).examples


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_parameter_is_selected_or_ordered_by(name: str) -> None:
    query = Query.load(name)
    ordered = re.findall(r"\?(\w+)", query.text.partition("ORDER BY")[2])
    assert not query.examples.keys() & {*query.returns, *ordered}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_rows_are_ordered(name: str) -> None:
    assert re.search(r"^ORDER BY .+$", _path(name).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", QUESTIONS)
def test_lines_are_short_except_the_parameter_row(name: str) -> None:
    text = _path(name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > LINE_LENGTH and "# parameters" not in line] == []
    assert text.endswith("\n")


def test_no_two_questions_are_worded_the_same() -> None:
    worded = [Query.load(name).question for name in QUESTIONS]
    assert sorted(set(worded)) == sorted(worded)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("which-options-are-there", "spk:TreatmentOption"),
        ("criteria-by-dimension", "spk:Criterion"),
        ("criteria-never-asked-for-a-pair", "spk:Criterion"),
        ("sources-without-identifier", "spk:Source"),
    ],
)
def test_a_list_of_classes_names_all_of_them(name: str, parent: str) -> None:
    schema = pyoxigraph.Store()
    schema.load(path=str(folder("ontology") / "spineknowledge.ttl"))
    below = schema.quads_for_pattern(None, _node("rdfs:subClassOf"), _node(parent))
    listed = re.search(r"VALUES \?\w+ \{ ([^}]*) \}", Query.load(name).text)
    assert listed
    assert listed[1].split() == sorted(compact(quad.subject.value) for quad in below)


def _node(name: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(expand(name))
