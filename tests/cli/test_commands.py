"""The commands print what the library answers, and one line where it cannot."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from invented import EXAMPLE, ex

from spineknowledge import KnowledgeBase
from spineknowledge.cli.parts import cli
from spineknowledge.resources import folder

Command = Callable[..., Any]
COMMANDS = sorted(cli.commands)
OF_SERVERS = {"mcp", "publish", "serve"}
"""One needs a server and the others are servers; tests/service and tests/assistant run them."""

PAIR = ("kyphoplasty", "vertebroplasty")
PROCEDURES = "SELECT ?s { ?s a <https://w3id.org/spineknowledge/ontology#Procedure> } ORDER BY ?s"


def examples(name: str) -> list[list[str]]:
    """Return the examples in the help of a command, without the name of the program."""
    found = re.findall(r"^ *Example: spineknowledge (.*)$", cli.commands[name].help or "", re.MULTILINE)
    assert found
    return [shlex.split(example) for example in found]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the data, the shapes and two empty spreadsheets."""
    from spineknowledge.authoring.templates import template

    for name in ("ontology", "shapes"):
        shutil.copytree(folder(name), tmp_path / name)
    for kind in ("findings", "studies"):
        (tmp_path / f"{kind}.csv").write_text(template(kind), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(spk: Command, name: str) -> None:
    done = spk(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: spineknowledge {name}")
    assert "Example: spineknowledge" in done.out


@pytest.mark.parametrize("name", sorted({*COMMANDS} - OF_SERVERS))
def test_the_example_of_every_command_works(spk: Command, checkout: Path, name: str) -> None:
    for example in examples(name):
        done = spk(*(word.replace("/tmp/", f"{checkout}/made-") for word in example))
        assert (done.code, done.err) == (0, "")
        assert done.out.strip()


@pytest.mark.parametrize("args", [("--help",), ("-h",), ("--version",)])
def test_the_program_introduces_itself(spk: Command, args: tuple[str, ...], kb: KnowledgeBase) -> None:
    done = spk(*args)
    assert done.code == 0
    assert "not medical advice" in done.out or kb.version in done.out


# Errors


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("nonsense",),
        ("compare", "kyphoplasty"),
        ("compare", *PAIR, "--format", "xml"),
        ("compare", *PAIR, "--lang", "fr"),
        ("list", "toothaches"),
        ("conflicts", "kyphoplasty"),
        ("ask", "steps-of-a-procedure", "--param", "option"),
        ("query", "ASK {}", "--timeout", "soon"),
        ("export", "--format", "csv"),
        ("export", "--format", "fhir", "--fhir-version", "R6"),
        ("format", "absent.ttl"),
        ("show",),
    ],
)
def test_wrong_use_ends_with_2_and_prints_nothing(spk: Command, args: tuple[str, ...]) -> None:
    done = spk(*args)
    assert (done.code, done.out) == (2, "")
    assert "Usage: spineknowledge" in done.err


@pytest.mark.parametrize(
    "args",
    [
        ("show", "toothache"),
        ("show", "two\nlines"),
        ("steps", "toothache"),
        ("compare", "kyphoplasty", "toothache"),
        ("compare", "kyphoplasty", "kyphoplasty"),
        ("compare", *PAIR, "--criterion", "toothache"),
        ("findings", *PAIR, "--criterion", "toothache"),
        ("timeline", "kyphoplasty", "toothache"),
        ("sources", "toothache"),
        ("guidelines", "toothache"),
        ("conflicts", "kyphoplasty", "toothache"),
        ("plot", *PAIR, "--criterion", "toothache", "--out", "x.svg"),
        ("ask", "toothache"),
        ("ask", "steps-of-a-procedure", "--param", "toothache=1"),
        ("ask", "steps-of-a-procedure", "--param", "self=1"),
        ("ask", "steps-of-a-procedure", "--param", "option=toothache"),
        ("explain", "toothache"),
        ("explain", "http://["),
        ("query", "SELECT * {"),
        ("query", "SELECT *\n{ nonsense"),
        ("query", "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }"),
        ("query", "ASK {}", "--timeout", "0"),
        ("query", "ASK {}", "--timeout", "inf"),
        ("query", "absent.rq"),
        ("query", PROCEDURES, "--format", "ttl"),
        ("query", "ASK {}", "--format", "jsonld"),
        ("export", "--id", "toothache"),
        ("export", "--format", "nt", "--out", "/proc/absent"),
        ("export", "--format", "fhir", "--id", "toothache"),
        ("export", "--format", "fhir", "--id", "sacroplasty"),
        ("export", "--format", "fhir", "--id", "finding:bmcmd-2020-f01"),
        ("build", "/proc/absent"),
        ("template", "toothaches"),
        ("import", "absent.csv"),
        ("validate", "absent.ttl"),
        ("validate", "absent.ttl", "--format", "json"),
    ],
)
def test_an_error_is_one_line_and_ends_with_1(
    spk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = spk(*args)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("spineknowledge: ")
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


# Asking


@pytest.mark.parametrize("what", ["procedures", "options", "criteria", "sources", "questions"])
def test_a_list_names_everything_of_its_kind(spk: Command, kb: KnowledgeBase, what: str) -> None:
    listed = json.loads(spk("list", what, "--format", "json").out)
    things = getattr(kb, what)()
    assert [item["id"] for item in listed] == [getattr(thing, "name", None) or thing.id for thing in things]
    assert all(item["label"] for item in listed)
    text = spk("list", what).out
    assert [item["id"] for item in listed if item["id"] not in text] == []


def test_a_comparison_is_printed_as_the_library_tells_it(spk: Command, kb: KnowledgeBase) -> None:
    comparison = kb.compare(*PAIR)
    assert json.loads(spk("compare", *PAIR, "--format", "json").out) == comparison.to_dict()
    assert json.loads(spk("compare", *PAIR, "--format", "json", "--lang", "es").out) == comparison.to_dict("es")
    assert spk("compare", *PAIR).out == comparison.as_text() + "\n"


def test_a_comparison_as_csv_has_a_line_a_criterion(spk: Command, kb: KnowledgeBase) -> None:
    rows = list(csv.DictReader(io.StringIO(spk("compare", *PAIR, "--format", "csv").out)))
    assert [row["criterion"] for row in rows] == [row.criterion.id for row in kb.compare(*PAIR).rows]
    leakage = next(row for row in rows if row["criterion"] == "cement-leakage-risk")
    assert (leakage["direction"], leakage["favours"], leakage["hedge"]) == ("lower", "kyphoplasty", "tends to")


def test_a_comparison_as_markdown_is_one_table(spk: Command, kb: KnowledgeBase) -> None:
    lines = spk("compare", *PAIR, "--format", "markdown").out.splitlines()
    assert len(lines) == 2 + len(kb.compare(*PAIR).rows)
    assert {line.count(" | ") for line in lines} == {3}


def test_one_criterion_is_told_in_full(spk: Command) -> None:
    out = spk("compare", *PAIR, "--criterion", "cement-leakage-risk").out
    assert out.startswith("Cement leakage: lower with kyphoplasty")
    assert "The balloon leaves a space" in " ".join(out.split())
    assert "dohm-2014" in out


def test_a_criterion_that_was_not_assessed_says_so(spk: Command) -> None:
    assert "not assessed" in spk("compare", *PAIR, "--criterion", "availability").out.lower()
    told = json.loads(spk("compare", *PAIR, "--criterion", "availability", "--format", "json").out)
    assert (told["rows"], told["not_assessed"]) == ([], ["availability"])
    assert spk("compare", *PAIR, "--criterion", "availability", "--format", "csv").code == 0


def test_steps_are_listed_or_laid_side_by_side(spk: Command, kb: KnowledgeBase) -> None:
    assert len(json.loads(spk("steps", "kyphoplasty", "--format", "json").out)) == len(kb.steps("kyphoplasty"))
    assert spk("steps", "kyphoplasty").out.startswith(" 1. ")
    assert json.loads(spk("steps", *PAIR, "--format", "json").out) == kb.diff_steps(*PAIR).to_dict()
    assert "only kyphoplasty" in spk("steps", *PAIR).out


def test_an_option_without_steps_says_so(spk: Command, kb: KnowledgeBase) -> None:
    silent = next(option.id for option in kb.options() if not kb.steps(option.id))
    done = spk("steps", silent)
    assert (done.code, done.out) == (0, f"No steps of {silent} are described.\n")


@pytest.mark.parametrize(
    "args",
    [
        ("show", "kyphoplasty"),
        ("conflicts",),
        ("findings", *PAIR),
        ("timeline", *PAIR),
        ("sources",),
        ("guidelines",),
        ("network",),
        ("explain", "option:kyphoplasty"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_results_come_as_text_and_as_json(spk: Command, args: tuple[str, ...], lang: str) -> None:
    text, told = spk(*args, "--lang", lang), spk(*args, "--lang", lang, "--format", "json")
    assert (text.code, text.err, told.code, told.err) == (0, "", 0, "")
    assert text.out.strip()
    assert json.loads(told.out)


def test_no_conflict_between_a_pair_is_told(spk: Command) -> None:
    assert spk("conflicts", "kiva", "spinejack").out.strip()
    assert json.loads(spk("conflicts", "kiva", "spinejack", "--format", "json").out) == []


def test_a_search_says_how_much_it_does_not_print(spk: Command, kb: KnowledgeBase) -> None:
    hits = kb.search("cemento", "es")
    done = spk("search", "cemento", "--lang", "es", "--limit", "2")
    assert done.out.splitlines()[0] == hits[0].as_text("es", 80).splitlines()[0]
    assert done.out.endswith(f"(+ {len(hits) - 2})\n")
    told = json.loads(spk("search", "cemento", "--lang", "es", "--format", "json", "--limit", "2").out)
    assert told == {"total": len(hits), "hits": [hit.to_dict("es") for hit in hits[:2]]}
    assert spk("search", "qqqq").out == "Nothing is recorded.\n"


def test_a_question_is_answered_with_its_parameters(spk: Command) -> None:
    told = json.loads(spk("ask", "steps-of-a-procedure", "--param", "option=Vertebroplastia", "--format", "json").out)
    assert told["columns"][0] == "position"
    assert [row[0] for row in told["rows"]] == list(range(1, len(told["rows"]) + 1))
    assert "vertebroplasty" in str(told["rows"][0])


# SPARQL


def test_rows_come_as_sparql_json(spk: Command) -> None:
    query = "SELECT ?v ?none { VALUES (?v ?none) { (<urn:x> UNDEF) ('x'@es UNDEF) (1.50 UNDEF) ('x' UNDEF) } }"
    told = json.loads(spk("query", query, "--format", "json").out)
    assert told["head"] == {"vars": ["v", "none"]}
    assert [binding["v"] for binding in told["results"]["bindings"]] == [
        {"type": "uri", "value": "urn:x"},
        {"type": "literal", "value": "x", "xml:lang": "es"},
        {"type": "literal", "value": "1.5", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"},
        {"type": "literal", "value": "x"},
    ]
    thing = json.loads(spk("query", "SELECT (BNODE() AS ?b) {}", "--format", "json").out)
    assert thing["results"]["bindings"][0]["b"]["type"] == "bnode"


def test_yes_and_no_come_as_sparql_json(spk: Command) -> None:
    assert json.loads(spk("query", "ASK {}", "--format", "json").out) == {"head": {}, "boolean": True}
    assert spk("query", "ASK { <urn:x> ?p ?o }").out == "false\n"


def test_csv_holds_no_text_that_runs_as_a_formula_and_numbers_as_they_are(spk: Command) -> None:
    query = """SELECT ?v { VALUES ?v { "=1+1" "+1" "-1" "@x" "\\t=1" "a=1" -1.5 -2 true } }"""
    rows = list(csv.reader(io.StringIO(spk("query", query, "--format", "csv").out)))
    assert [cell for (cell,) in rows] == ["v", "'=1+1", "'+1", "'-1", "'@x", "'\t=1", "a=1", "-1.5", "-2", "true"]


@pytest.mark.parametrize(("form", "parser"), [("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_triples_come_as_turtle_and_json_ld(spk: Command, form: str, parser: ox.RdfFormat) -> None:
    query = "CONSTRUCT { ex:a ex:b ?v . [] ex:c 'é\\n\"'@es } WHERE { VALUES ?v { 1 'x' ex:y } }"
    done = spk("query", f"PREFIX ex: <{EXAMPLE}> {query}", "--format", form)
    assert (done.code, done.err) == (0, "")
    triples = [quad.triple for quad in ox.parse(done.out, format=parser)]
    assert {str(triple.object) for triple in triples if triple.predicate.value == ex("b")} == {
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"x"',
        f"<{ex('y')}>",
    }
    assert {triple.object for triple in triples if triple.predicate.value == ex("c")} == {
        ox.Literal('é\n"', language="es")
    }


def test_an_iri_that_looks_like_a_prefixed_name_stays_an_iri(spk: Command) -> None:
    query = "CONSTRUCT { <urn:a> <option:b> 1 } WHERE {}"
    assert spk("query", query, "--format", "ttl").out.strip().split() == ["<urn:a>", "<option:b>", "1", "."]


def test_a_query_comes_as_text_as_a_file_or_from_standard_input(spk: Command, tmp_path: Path) -> None:
    path = tmp_path / "procedures.rq"
    path.write_text(PROCEDURES, encoding="utf-8")
    given = spk("query", PROCEDURES)
    assert given.out.splitlines()[2].startswith("option:")
    assert spk("query", str(path)).out == given.out
    assert spk("query", "-", stdin=PROCEDURES).out == given.out


def test_a_query_file_that_is_not_utf_8_is_refused(spk: Command, tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes("ASK { ?s ?p 'é' }".encode("latin-1"))
    assert "not in UTF-8" in spk("query", str(path)).err


def test_an_answer_without_rows_has_its_head(spk: Command) -> None:
    query = "SELECT ?a ?b { ?a <urn:none> ?b }"
    assert spk("query", query).out.split() == ["a", "b", "-", "-"]
    assert spk("query", query, "--format", "csv").out == "a,b\n"
    assert spk("query", "SELECT * {}").code == 0


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("args", [("compare", *PAIR), ("show", "kyphoplasty"), ("steps", *PAIR), ("conflicts",)])
def test_text_fits_the_width(
    spk: Command, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], columns: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = spk(*args, "--lang", lang).out.splitlines()
    assert len(lines) > 10
    assert [line for line in lines if len(line) > columns and len(line.split()) > 1] == []
