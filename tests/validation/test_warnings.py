"""Each editors' warning finds what it is for and nothing else; warnings fail only where asked to."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from spineknowledge.namespaces import PREFIXES
from spineknowledge.validation import validate
from spineknowledge.validation.facts import Facts
from spineknowledge.validation.rules import RULES, problems
from spineknowledge.validation.warnings import WARNINGS

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ANSWER = """
assessment:a spk:assesses comparison:c ; spk:direction direction:lower ; spk:certainty certainty:moderate ;
  prov:generatedAtTime "2020-01-01T00:00:00Z"^^xsd:dateTime ; cito:isSupportedBy finding:x , finding:y .
finding:x spk:aboutComparison comparison:c ; spk:reportedDirection direction:lower ; dcterms:source source:x .
finding:y spk:aboutComparison comparison:c ; spk:reportedDirection direction:lower ; dcterms:source source:y .
source:x spk:publicationYear 2019 . source:y spk:publicationYear 2018 .
"""
PLANTED = {
    "interval_against_direction": "finding:x spk:hasEstimate estimate:x . estimate:x spk:measure measure:risk-ratio ;"
    " spk:ciLow 0.5 ; spk:ciHigh 1.5 .",
    "older_than_finding": "finding:z spk:aboutComparison comparison:c ; dcterms:source source:z ."
    " source:z spk:publicationYear 2024 .",
    "unweighed_finding": "finding:z spk:aboutComparison comparison:c ; spk:reportedDirection direction:higher .",
    "mixed_measurement": "finding:x spk:detection detection:ct . finding:y spk:detection detection:radiograph .",
    "single_arms_for_strong_answer": "finding:x spk:basis evidence-basis:pooled-single-arms .",
    "shared_trials": "finding:x spk:basis evidence-basis:claims-data ."
    " finding:y spk:basis evidence-basis:claims-data .",
}


def found(turtle: str) -> dict[str, str]:
    quads = ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE)
    facts = Facts(quad.triple for quad in quads)
    return {
        problem.rule.removeprefix("rule:").replace("-", "_"): problem.wrong for problem in problems(facts, WARNINGS)
    }


def test_every_warning_has_a_case() -> None:
    assert set(PLANTED) == {warning.__name__ for warning in WARNINGS}


def test_a_sound_answer_gives_no_warning() -> None:
    assert found(ANSWER) == {}


@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_weakness_is_the_only_one_found(name: str) -> None:
    assert list(found(ANSWER + PLANTED[name])) == [name]


def test_warnings_fail_only_when_strict() -> None:
    relaxed, strict = validate(), validate(strict=True)
    assert relaxed.warnings == strict.warnings != ()
    assert relaxed.conforms and not strict.conforms


def test_every_rule_says_in_one_sentence_what_holds() -> None:
    for rule in (*RULES, *WARNINGS):
        assert rule.__doc__ and rule.__doc__.count(".") == 1
