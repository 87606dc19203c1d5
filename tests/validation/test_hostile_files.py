"""Whatever a file says, validation gives a report: no number, literal or nesting makes it raise or hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spineknowledge.errors import DataError
from spineknowledge.namespaces import PREFIXES, compact, expand
from spineknowledge.validation import terms, validate
from spineknowledge.validation.facts import Facts
from spineknowledge.validation.reading import read_file
from spineknowledge.validation.rules import RULES, problems
from spineknowledge.validation.warnings import WARNINGS

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
STEPS = "option:invented a spk:Procedure ; spk:hasStep step:invented . step:invented a spk:Step ; spk:position "
NUMBERS = (
    "finding:invented a spk:Finding ; spk:reportedDirection direction:lower ; spk:hasEstimate estimate:invented ."
    " estimate:invented a spk:EffectEstimate ; spk:measure measure:proportion ; "
)
RAISED = {
    "no number": NUMBERS + 'spk:subjectValue "NaN"^^xsd:decimal ; spk:referenceValue "sNaN"^^xsd:decimal .',
    "no position": STEPS + '"NaN"^^xsd:integer .',
    "endless position": STEPS + '"Infinity"^^xsd:integer .',
    "position of 100 million digits": STEPS + '"1e99999999" .',
    "position of 6,000 digits": STEPS + "9" * 6000 + " .",
    "overflowing rate": NUMBERS + 'spk:subjectEvents "1e999999" ; spk:subjectTotal "1e-999999" .',
    "blank node to compare": "estimate:invented a spk:EffectEstimate ; spk:ciLow [] ; spk:ciHigh 1.0 .",
    "blank node compared with": "estimate:invented a spk:EffectEstimate ; spk:ciLow 1.0 ; spk:ciHigh [] .",
    "words for dates and truth": 'assessment:invented a spk:Assessment ; spk:nextReviewDue "soon"^^xsd:date .'
    ' finding:invented a spk:Finding ; spk:significant "perhaps"^^xsd:boolean .',
}
"""Data that once raised, hung or warned."""


def written(folder: Path, text: str, name: str = "invented.ttl") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", RAISED)
def test_odd_literals_are_reported_by_the_shapes(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = validate([written(tmp_path, HEAD + RAISED[name])])
    assert any(violation.rule.startswith("sks:") for violation in report.violations)
    assert caplog.records == []


@pytest.mark.parametrize("object_", ["<<( condition:a a spk:Condition )>>", '"x" {| spk:text "y" |}'])
def test_statements_about_statements_are_refused(object_: str, tmp_path: Path) -> None:
    file = read_file(written(tmp_path, f"{HEAD}condition:b spk:causedBy {object_} ."))
    assert [problem.rule for problem, _ in file.problems] == ["rule:unreadable-file"]
    assert "statement about a statement" in file.problems[0][0].wrong


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, '{"a:b":' * 20_000 + "1" + "}" * 20_000])
def test_deep_nesting_is_one_plain_problem(text: str, tmp_path: Path) -> None:
    assert read_file(written(tmp_path, text, "deep.json")).problems[0][0].wrong == "It is nested too deeply."


def test_the_first_of_two_contexts_is_not_fetched_either(tmp_path: Path) -> None:
    text = '{"@context": "https://example.org/c", "@context": {}, "@id": "https://example.org/a"}'
    assert read_file(written(tmp_path, text, "twice.json")).problems[0][0].rule == "rule:unreadable-file"


@pytest.mark.parametrize("nested", [("(", ")"), ("[ spk:affects ", "]"), ("[ a spk:Condition ; spk:causedBy ", "]")])
def test_many_nested_blank_nodes_are_one_problem_and_take_no_quadratic_time(
    nested: tuple[str, str], tmp_path: Path
) -> None:
    opening, closing = nested
    text = f"{HEAD}condition:a a spk:Condition ; spk:causedBy {opening * 5000} condition:b {closing * 5000} ."
    found = validate([written(tmp_path, text)]).violations
    assert [compact(v.subject) for v in found if v.rule == "rule:blank-node"] == ["condition:a"]


def test_what_is_no_file_is_refused_unopened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.ttl"
    os.mkfifo(pipe)
    assert read_file(pipe).problems[0][0].wrong == "It is not a file."
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(DataError, match=r"folder\.ttl"):
        validate([tmp_path / "folder.ttl"])


def test_a_suffix_in_capitals_is_the_same_format(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, f"{HEAD}condition:a a spk:Condition .", "A.TTL")).problems == ()


def test_what_is_about_nothing_of_ours_does_not_conform(tmp_path: Path) -> None:
    report = validate([written(tmp_path, "<https://example.org/a> <https://example.org/p> <https://example.org/b> .")])
    assert [violation.rule for violation in report.violations] == ["rule:no-data"]


def test_the_nearest_name_is_looked_for_a_limited_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(terms, "_SUGGESTIONS", 5)
    monkeypatch.setattr(terms.difflib, "get_close_matches", lambda name, *_, **__: searched.append(name) or [])
    cited = " . ".join(f"condition:a spk:causedBy condition:x{n}" for n in range(50))
    facts = Facts(quad.triple for quad in ox.parse(f"{HEAD}{cited} .", format=ox.RdfFormat.TURTLE))
    assert len(list(terms.unknown_reference(facts))) == 50
    assert len(searched) == 5


THINGS = [expand(name) for name in ("option:a", "option:b", "comparison:c", "finding:d", "estimate:e", "assessment:f")]
NAMES = """
rdf:type subjectOption referenceOption criterion aboutComparison reportedDirection hasEstimate measure value
printedValue ciLow ciHigh subjectValue referenceValue subjectEvents subjectTotal referenceEvents referenceTotal
hasStep position hasRisk hasObjective about concerns assesses answerStatus direction certainty explains
cito:isSupportedBy cito:isDisputedBy dcterms:isReplacedBy dcterms:source owl:deprecated publicationYear
prov:generatedAtTime reversedScale basis detection
"""
VALUES = """
spk:Comparison spk:Finding spk:EffectEstimate spk:Assessment spk:Step spk:Explanation spk:Statement
direction:lower direction:higher measure:risk-ratio measure:mean answer-status:answered certainty:high
evidence-basis:claims-data option:a spk:Odd
"""
LITERALS = st.sampled_from(["NaN", "-0", "1e5", "<0.001", "1,250", "\N{MINUS SIGN}3", "Infinity", "true"]) | st.text(
    max_size=8
)
TERMS = st.sampled_from([*THINGS, *map(expand, VALUES.split())]).map(ox.NamedNode)
TRIPLES = st.builds(
    ox.Triple,
    st.sampled_from(THINGS).map(ox.NamedNode) | st.just(ox.BlankNode("b")),
    st.sampled_from([name if ":" in name else f"spk:{name}" for name in NAMES.split()]).map(expand).map(ox.NamedNode),
    TERMS | LITERALS.map(ox.Literal),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(TRIPLES, max_size=40))
def test_no_rule_raises_whatever_is_said(triples: list[ox.Triple]) -> None:
    for problem in problems(Facts(triples), (*RULES, *WARNINGS)):
        assert problem.subject and problem.wrong and problem.write


def test_importing_the_package_loads_no_engine_for_shapes() -> None:
    code = "import sys, spineknowledge.validation; print({'rdflib', 'pyshacl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
