"""The tools answer as the library does, in small typed answers with certainty, sources and disclaimer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import jsonschema
import pytest
from asking import call, fault, with_client
from invented import ENDLESS

from spineknowledge import KnowledgeBase
from spineknowledge.assistant.paging import CELL_CHARACTERS, PAGE_CHARACTERS
from spineknowledge.assistant.server import Assistant
from spineknowledge.assistant.tools import with_prefixes
from spineknowledge.wording import say

PAIR = {"a": "kyphoplasty", "b": "vertebroplasty"}
LONG = 'SELECT (REPLACE(STR(?s), "[a-z]", "' + "x" * 100 + '") AS ?x) { ?s a spk:Study } LIMIT 1'
STUDIES = "SELECT ?study ?year { ?study a spk:Study ; spk:publicationYear ?year } ORDER BY ?year ?study"
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"text": "cement"}),
    ("search", {"text": "dohm"}),
    ("options", {}),
    ("compare", PAIR),
    ("compare", {"a": "Vertebroplastia", "b": "PKP", "lang": "es"}),
    ("compare", {**PAIR, "criterion": "cement leakage"}),
    ("compare", {**PAIR, "criterion": "availability"}),
    ("compare", {"a": "kiva", "b": "spinejack", "indirect": True}),
    ("findings", PAIR),
    ("findings", {**PAIR, "criterion": "mortality", "lang": "es"}),
    ("findings", {}),
    ("show", {"name": "kyphoplasty"}),
    ("show", {"name": "vertebroplastia", "lang": "es"}),
    ("show", {"name": "inflatable balloon"}),
    ("show", {"name": "finding:dohm-2014-f01"}),
    ("show", {"name": "comparison:vertebroplasty-vs-kyphoplasty-procedure-cost"}),
    ("show", {"name": "dohm-2014"}),
    ("sources", {}),
    ("sources", {"name": "dohm-2014", "lang": "es"}),
    ("conflicts", {}),
    ("conflicts", PAIR),
    ("considerations", {}),
    ("considerations", {"goals": ["pain relief"], "factors": ["collapse-severity"], "lang": "es"}),
    ("sparql", {"query": STUDIES}),
    ("sparql", {"query": "ASK { option:kyphoplasty ?p ?o }"}),
    ("sparql", {"query": "DESCRIBE option:kyphoplasty"}),
]
LISTS: list[tuple[str, dict[str, Any], str]] = [
    ("search", {"text": "cement"}, "hits"),
    ("options", {}, "options"),
    ("findings", PAIR, "findings"),
    ("show", {"name": "kyphoplasty"}, "statements"),
    ("show", {"name": "dohm-2014"}, "facts"),
    ("sources", {}, "sources"),
    ("conflicts", {}, "conflicts"),
    ("sparql", {"query": STUDIES}, "rows"),
]


@pytest.fixture(scope="module")
def tools(server) -> dict[str, Any]:
    async def listed(client):
        return (await client.list_tools()).tools

    return {tool.name: tool for tool in with_client(server, listed)}


def cited_in(value: Any, name: str = "") -> Iterator[str]:
    """Yield every id of a source that an answer names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "sources" or (isinstance(inner, list) and inner and isinstance(inner[0], str)):
                yield from cited_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from cited_in(inner, name)
    elif isinstance(value, str) and name in ("supporting", "disputing", "other", "source", "sources"):
        yield value


def pages(server, tool: str, arguments: dict[str, Any], limit: int) -> Iterator[dict[str, Any]]:
    """Yield the pages of a list one by one, as a model would ask for them."""
    offset: int | None = 0
    while offset is not None:
        answer = call(server, tool, **arguments, limit=limit, offset=offset)
        yield answer
        offset = answer.get("next_offset")


# What a model is told before it asks


def test_all_tools_only_read_and_say_when_to_use_them(tools: dict[str, Any], assistant: Assistant) -> None:
    assert set(tools) == {tool.__name__ for tool in assistant.tools.all()} == {name for name, _ in CALLS}
    for tool in tools.values():
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)
        assert any(words in tool.description for words in ("Use it", "for questions that no other tool answers"))
        assert tool.output_schema["type"] == "object"
        assert {"disclaimer", "version", "data_checksum", "sources"} <= set(tool.output_schema["required"])


def test_the_tools_that_could_mislead_forbid_it(tools: dict[str, Any]) -> None:
    assert "do not rank the options and do not recommend one" in tools["compare"].description
    assert "do not choose for them" in tools["considerations"].description
    assert "Findings are no votes" in tools["findings"].description
    assert "nothing about medical worth" in tools["search"].description


def test_the_server_says_how_its_answers_are_to_be_told(assistant: Assistant) -> None:
    for words in ("not medical advice", "pass on the certainty", "DOI", "Send no patient data"):
        assert words in " ".join(assistant.server.instructions.split())


# What every answer has


@pytest.mark.parametrize(
    ("tool", "arguments"), CALLS, ids=[f"{name}-{number}" for number, (name, _) in enumerate(CALLS)]
)
def test_an_answer_is_typed_small_sourced_and_signed(
    server, tools: dict[str, Any], kb: KnowledgeBase, tool: str, arguments: dict[str, Any]
) -> None:
    answer = call(server, tool, **arguments)
    jsonschema.validate(answer, tools[tool].output_schema)
    assert answer["disclaimer"] == say("disclaimer", arguments.get("lang", "en"))
    assert (answer["version"], answer["data_checksum"]) == (kb.version, kb.checksum)
    assert len(str(answer)) < 2 * PAGE_CHARACTERS
    cited = {source["id"]: source for source in answer["sources"]}
    assert set(cited_in(answer)) <= set(cited)
    for name, source in cited.items():
        known = kb.source(f"source:{name}")
        assert (source.get("doi"), source.get("pmid")) == (known.doi or None, known.pmid or None)
        assert source.get("year") == known.year


@pytest.mark.parametrize(("tool", "arguments", "items"), LISTS, ids=str)
def test_a_list_is_cut_by_number_and_can_be_read_to_its_end(
    server, tool: str, arguments: dict[str, Any], items: str
) -> None:
    parts = list(pages(server, tool, arguments, limit=7))
    assert [part["shown"] for part in parts] == [len(part[items]) for part in parts]
    assert all(part["shown"] <= 7 for part in parts)
    (total,) = {part["total"] for part in parts}
    read = [item for part in parts for item in part[items]]
    assert len(read) == total > 0
    assert read == [item for part in pages(server, tool, arguments, limit=100) for item in part[items]]


def test_a_list_of_long_items_is_cut_by_size(server, kb: KnowledgeBase) -> None:
    answer = call(server, "findings", **PAIR, limit=100)
    assert answer["total"] == len(kb.findings(**PAIR)) > answer["shown"] == answer["next_offset"]
    assert len(str(answer["findings"])) < 1.2 * PAGE_CHARACTERS


def test_an_offset_beyond_the_end_is_an_empty_page(server, kb: KnowledgeBase) -> None:
    answer = call(server, "sources", offset=10_000)
    assert (answer["total"], answer["shown"], answer["sources"]) == (len(kb.sources()), 0, [])


# What the tools say


def test_comparisons_are_those_of_the_library(server, kb: KnowledgeBase) -> None:
    for a, b in permutations([option.id for option in kb.options()], 2):
        answer, expected = call(server, "compare", a=a, b=b), kb.compare(a, b)
        assert [(row["criterion"], row["direction"], row["certainty"], row["status"]) for row in answer["rows"]] == [
            (row.criterion.id, row.direction.value, row.certainty.value, row.status.value) for row in expected.rows
        ]
        assert answer.get("not_assessed", []) == [criterion.id for criterion in expected.not_assessed]
        assert len(str(answer)) < 2 * PAGE_CHARACTERS


def test_a_silence_is_told_with_the_option_that_is_described(server, kb: KnowledgeBase) -> None:
    steps, expected = call(server, "compare", **PAIR)["steps"], kb.diff_steps("kyphoplasty", "vertebroplasty")
    assert steps["described_by"] == {step.step_type.id: option.id for option, step in expected.described_for_one}
    assert steps["only_subject"] == [step.step_type.id for step in expected.only_subject]


def test_one_criterion_comes_with_its_reasons_and_titles(server, kb: KnowledgeBase) -> None:
    answer = call(server, "compare", **PAIR, criterion="cement leakage")
    (row,), expected = answer["rows"], kb.relation(**PAIR, criterion="cement-leakage-risk")
    assert row["rationale"] == str(expected.rationale)
    assert row["because"][0].startswith(str(expected.because[0].text))
    assert (row["assessed_on"], row["favours"]) == (expected.assessed_on, expected.favours)
    assert set(row["supporting"]) == {finding.source.id for finding in expected.supporting}
    assert row["hedge"] == "tends to"
    assert answer["sources"] and all(source["title"] for source in answer["sources"])


def test_what_is_not_assessed_is_said_to_be(server) -> None:
    (row,) = call(server, "compare", **PAIR, criterion="availability")["rows"]
    assert (row["direction"], row["certainty"], row["favours"]) == ("not-assessed", "not-assessed", "not-applicable")
    assert (row["supporting"], row["disputing"]) == ([], [])


def test_findings_come_with_their_numbers_as_printed(server, kb: KnowledgeBase) -> None:
    answer = call(server, "findings", **PAIR, criterion="cement-leakage-risk", limit=100)
    expected = {finding.id: finding for finding in kb.findings(**PAIR, criterion="cement-leakage-risk")}
    counted = next(item for item in answer["findings"] if item["id"] == "dohm-2014-f02")
    numbers, estimate = counted["numbers"][0], expected["dohm-2014-f02"].estimates[0]
    assert (numbers["subject_events"], numbers["subject_total"]) == (estimate.subject_events, estimate.subject_total)
    assert numbers["p_value"] == estimate.p_value.printed
    assert counted["stance"] == "supporting"
    assert counted["funding"] == str(expected["dohm-2014-f02"].source.funding)
    (judged,) = answer["answers"]
    assert (judged["direction"], judged["certainty"]) == ("lower", "moderate")


def test_no_number_is_lost_and_none_is_made_up(server, kb: KnowledgeBase) -> None:
    """Nought events are a number; only what is not stated is missing."""
    told = {item["id"]: item for part in pages(server, "findings", {}, limit=100) for item in part["findings"]}
    assert set(told) == {finding.id for finding in kb.findings()}
    for finding in kb.findings():
        for numbers, estimate in zip(told[finding.id].get("numbers", []), finding.estimates, strict=True):
            plain = estimate.to_dict()
            assert numbers == {name: plain[name] for name in numbers}
            silent = set(plain) - set(numbers) - {"id", "iri"}
            assert {plain[name] for name in silent} <= {None, "", False}
            assert not any(plain[name] == 0 and plain[name] is not False for name in silent)
    assert any(item.get("subject_events") == 0 for finding in told.values() for item in finding.get("numbers", []))


def test_findings_turn_with_the_question(server) -> None:
    there = call(server, "findings", a="kyphoplasty", b="spinejack")
    back = call(server, "findings", a="spinejack", b="kyphoplasty")
    turned = {"lower": "higher", "higher": "lower"}
    assert {item["id"]: turned.get(item["direction"], item["direction"]) for item in there["findings"]} == {
        item["id"]: item["direction"] for item in back["findings"]
    }


def test_an_option_is_shown_with_steps_and_statements(server, kb: KnowledgeBase) -> None:
    answer, option = call(server, "show", name="balloon kyphoplasty"), kb.option("kyphoplasty")
    assert [step["label"] for step in answer["option"]["steps"]] == [str(step.label) for step in option.steps]
    assert answer["total"] == len(option.statements)
    assert answer["option"]["risks"] == [risk.id for risk in option.risks]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inflatable balloon", "device"),
        ("pain relief", "criterion"),
        ("osteoporosis", "condition"),
        ("finding:dohm-2014-f01", "finding"),
        ("dohm-2014", "source"),
        ("comparison:vertebroplasty-vs-kyphoplasty-procedure-cost", "comparison"),
    ],
)
def test_any_other_thing_is_shown_with_its_facts(server, name: str, kind: str) -> None:
    answer = call(server, "show", name=name)
    assert answer["kind"] == kind
    assert answer["total"] >= answer["shown"] == len(answer["facts"]) > 0
    assert ("answer" in answer) == (kind in ("finding", "comparison"))


def test_considerations_name_options_by_slug_and_choose_none(server, kb: KnowledgeBase) -> None:
    answer = call(server, "considerations", goals=["pain-relief"])
    (goal,) = answer["goals"]
    assert goal["options"] == sorted(goal["options"])
    assert {effect["factor"]["id"] for effect in call(server, "considerations")["effects"]} == {
        factor.id for factor in kb.factors()
    }


# SPARQL


def test_a_query_is_answered_in_every_form(server, kb: KnowledgeBase) -> None:
    rows = call(server, "sparql", query=STUDIES, limit=100)
    assert rows["columns"] == ["study", "year"]
    assert rows["total"] == len(kb.select(with_prefixes(STUDIES)))
    assert rows["sources"][0]["id"] == rows["rows"][0][0].rpartition("/")[2]
    assert call(server, "sparql", query="ASK { option:kyphoplasty a spk:Procedure }")["rows"] == [[True]]
    assert call(server, "sparql", query="DESCRIBE option:kyphoplasty")["form"] == "construct"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "cannot be parsed"),
        ("nonsense", "cannot be parsed"),
        (ENDLESS, "stopped after 1 s"),
        ("SELECT * " + "{" * 5000, "nested"),
        ("SELECT * { ?s ?p '" + "x" * 20_000 + "' }", "bytes"),
        ("SELECT * { ?s ?p ?o }", "more than 10000 rows"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM is not allowed"),
        ("DELETE WHERE { ?s ?p ?o }", "cannot be parsed"),
        ("LOAD <file:///etc/passwd>", "cannot be parsed"),
    ],
)
def test_a_hostile_query_is_an_error_and_the_server_lives(server, query: str, error: str) -> None:
    assert error in fault(server, "sparql", query=query)
    assert call(server, "sparql", query="ASK {}")["rows"] == [[True]]


def test_long_answers_to_queries_are_cut_and_counted(server) -> None:
    answer = call(server, "sparql", query="SELECT * { ?s ?p ?o } LIMIT 9000", limit=100)
    assert answer["total"] == 9000 > answer["shown"] == answer["next_offset"]
    long = call(server, "sparql", query=LONG)
    ((cell,),) = long["rows"]
    assert len(cell) < CELL_CHARACTERS + 40
    assert cell.endswith("characters)")


def test_simultaneous_queries_are_all_answered_or_told_to_come_back(assistant: Assistant) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: call(assistant.server, "sparql", query="ASK {}")["rows"], range(12)))
    assert answers == [[[True]]] * 12


# Wrong use


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("compare", {"a": "kypho", "b": "vertebroplasty"}, "did you mean kyphoplasty"),
        ("compare", {"a": "kyphoplasty", "b": "vertebroplsty"}, "did you mean vertebroplasty"),
        ("compare", {**PAIR, "criterion": "leakage"}, "cement-leakage-risk"),
        ("compare", {"a": "kyphoplasty", "b": "PKP"}, "the same option"),
        ("compare", {"a": "qqqqqqqq", "b": "kiva"}, "the tools search and options"),
        ("compare", {"a": "kyphoplasty"}, "b"),
        ("compare", {**PAIR, "criteria": "mortality"}, "criteria"),
        ("compare", {**PAIR, "lang": "fr"}, "'en' or 'es'"),
        ("compare", {"a": "x" * 301, "b": "kiva"}, "300"),
        ("findings", {"a": "kyphoplasty"}, "two options or none"),
        ("findings", {"limit": 0}, "limit"),
        ("findings", {"limit": 101}, "limit"),
        ("findings", {"offset": -1}, "offset"),
        ("show", {"name": "inflatible baloon"}, "inflatable-balloon"),
        ("show", {"name": ""}, "is not a known"),
        ("show", {"name": "option:../../etc/passwd"}, "is not a known"),
        ("show", {"name": "a> } #"}, "is not a known"),
        ("sources", {"name": "dohm"}, "did you mean dohm-2014"),
        ("conflicts", {"b": "kyphoplasty"}, "two options or none"),
        ("considerations", {"goals": ["pain"]}, "pain-relief"),
        ("considerations", {"factors": ["nothing"]}, "is not a known factor"),
        ("search", {"text": "?"}, "no word"),
        ("search", {"text": "x" * 201}, "200 characters"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_what_is_there(server, tool: str, arguments: dict, words: str) -> None:
    told = fault(server, tool, **arguments)
    assert words in told
    assert "Traceback" not in told


# Another knowledge base


def test_invented_data_is_served_too(mini: KnowledgeBase) -> None:
    with Assistant(mini) as assistant:
        rows = call(assistant.server, "compare", a="alpha", b="beta")["rows"]
        assert [row["direction"] for row in rows] == [str(row.direction) for row in mini.compare("alpha", "beta").rows]
        for tool in ("options", "findings", "sources", "conflicts", "considerations"):
            assert call(assistant.server, tool)["version"] == mini.version
        assert call(assistant.server, "show", name="alpha")["option"]["steps"]
