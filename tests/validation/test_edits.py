"""One edited file beside the packaged data: what it breaks in others is reported too, and placed in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from spineknowledge.namespaces import PREFIXES, compact
from spineknowledge.validation import Violation, validate
from spineknowledge.validation.facts import Facts
from spineknowledge.validation.rules import RULES, problems

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
LEAKAGE = "kyphoplasty-vs-vertebroplasty-cement-leakage-risk"

ELSEWHERE = {
    "second assessment whose name sorts first": (
        f"assessment:a a spk:Assessment ; spk:assesses comparison:{LEAKAGE} .",
        "rule:two-current-assessments",
        f"assessment:{LEAKAGE}",
    ),
    "step taken by another option": (
        "option:sham-procedure spk:hasStep step:kyphoplasty-inflate-balloon .",
        "rule:step-owner",
        "step:kyphoplasty-inflate-balloon",
    ),
    "numbers turned round without their finding": (
        "estimate:dohm-2014-f02 a spk:EffectEstimate ; spk:measure measure:proportion ;"
        " spk:subjectEvents 9 ; spk:subjectTotal 10 ; spk:referenceEvents 1 ; spk:referenceTotal 10 .",
        "rule:direction-against-estimate",
        "finding:dohm-2014-f02",
    ),
    "statement that no longer backs a risk": (
        "statement:miva-medical-kyphoplasty-risks a spk:Statement ; spk:about option:kyphoplasty .",
        "rule:unsourced-claim",
        "option:kyphoplasty",
    ),
    "finding moved to another comparison": (
        "finding:dohm-2014-f02 a spk:Finding ;"
        " spk:aboutComparison comparison:kyphoplasty-vs-vertebroplasty-pain-relief .",
        "rule:foreign-finding",
        f"assessment:{LEAKAGE}",
    ),
}
"""A file that breaks a thing which is packaged and not in the file."""


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[Violation, ...]]:
    def run(text: str, name: str = "edited.ttl") -> tuple[Violation, ...]:
        path = tmp_path / name
        path.write_text(HEAD + text if name.endswith(".ttl") else text, "utf-8")
        return validate([path]).violations

    return run


def rules_of(turtle: str) -> set[str]:
    facts = Facts(quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))
    return {problem.rule for problem in problems(facts, RULES)}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_packaged_thing_that_an_edit_breaks_is_named(name: str, check: Callable[..., tuple[Violation, ...]]) -> None:
    text, rule, subject = ELSEWHERE[name]
    caught = [v for v in check(text) if (v.rule, compact(v.subject)) == (rule, subject)]
    assert caught
    assert {Path(violation.file).name for violation in caught} == {"edited.ttl"}


def test_a_misspelt_class_in_the_schema_is_caught(check: Callable[..., tuple[Violation, ...]]) -> None:
    (caught,) = (
        v for v in check("spk:Newer a owl:Class ; rdfs:subClassOf spk:Sorce .") if v.rule == "rule:unknown-term"
    )
    assert caught.mend == "Did you mean spk:Source?"


def test_a_term_that_is_said_not_to_be_retired_may_be_used() -> None:
    used = "criterion:a a spk:Risk ; owl:deprecated {} . option:b spk:hasRisk criterion:a ."
    assert "rule:retired-term" in rules_of(used.format("true"))
    assert "rule:retired-term" not in rules_of(used.format("false"))


@pytest.mark.parametrize(("printed", "same"), [("1,250", True), ("<1250", True), ("1,205", False), ("1250 mL", False)])
def test_numbers_are_compared_as_they_are_printed(printed: str, same: bool) -> None:
    text = f'estimate:a a spk:EffectEstimate ; spk:value 1250 ; spk:printedValue "{printed}" .'
    assert ("rule:number-as-printed" not in rules_of(text)) is same


def test_two_comparisons_that_ask_nothing_yet_are_no_duplicates() -> None:
    assert "rule:duplicate-comparison" not in rules_of(
        "comparison:a a spk:Comparison . comparison:b a spk:Comparison ."
    )


def test_steps_without_a_number_are_no_gap() -> None:
    text = "option:a spk:hasStep step:a , step:b . step:a a spk:Step . step:b a spk:Step ; spk:position 1 ."
    assert "rule:step-positions" not in rules_of(text)


BLOCK = """
condition:invented
    a spk:Condition ;
    skos:definition "One line\u2028and one that only looks like another."@en ;
    spk:causedBy condition:nowhere .
"""


def place(violations: tuple[Violation, ...], rule: str) -> int | None:
    return next(violation.line for violation in violations if violation.rule == rule)


def test_the_line_is_that_of_the_value_in_the_block(check: Callable[..., tuple[Violation, ...]]) -> None:
    text = HEAD + BLOCK
    line = text.split("\n").index("    spk:causedBy condition:nowhere .") + 1
    assert place(check(BLOCK), "rule:unknown-reference") == line


def test_the_line_in_n_triples_is_that_of_the_subject(check: Callable[..., tuple[Violation, ...]]) -> None:
    base = "https://w3id.org/spineknowledge"
    rows = [
        f"<{base}/option/kyphoplasty> <{base}/ontology#treats> <{base}/condition/osteoporosis> .",
        f"<{base}/condition/invented> <{base}/ontology#causedBy> <{base}/condition/nowhere> .",
    ]
    assert place(check("\n".join(rows), "edited.nt"), "rule:unknown-reference") == 2


def test_json_has_no_line_but_a_file(check: Callable[..., tuple[Violation, ...]]) -> None:
    text = f'{{"@id": "{PREFIXES["condition"]}invented", "@type": "{PREFIXES["spk"]}Conditon"}}'
    (caught,) = (v for v in check(text, "edited.json") if v.rule == "rule:unknown-term")
    assert (Path(caught.file).name, caught.line) == ("edited.json", None)


def test_a_file_of_which_every_line_is_indented_has_no_line(check: Callable[..., tuple[Violation, ...]]) -> None:
    text = f"  <{PREFIXES['condition']}invented> <{PREFIXES['rdf']}type> <{PREFIXES['spk']}Conditon> ."
    (caught,) = (v for v in check(text, "edited.nt") if v.rule == "rule:unknown-term")
    assert (Path(caught.file).name, caught.line) == ("edited.nt", None)


def test_the_line_is_found_by_prefixes_of_the_files_own_and_in_a_later_block(
    check: Callable[..., tuple[Violation, ...]], tmp_path: Path
) -> None:
    text = f"""PREFIX k: <{PREFIXES["condition"]}>
@prefix o: <{PREFIXES["spk"]}> .

k:invented a o:Condition .
k:other a o:Condition .

k:invented
    o:affects <{PREFIXES["anatomy"]}vertebra> ;
    o:causedBy k:nowhere .
"""
    path = tmp_path / "prefixes.ttl"
    path.write_text(text, "utf-8")
    assert (
        place(validate([path]).violations, "rule:unknown-reference")
        == text.split("\n").index("    o:causedBy k:nowhere .") + 1
    )
