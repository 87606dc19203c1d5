"""Invented knowledge bases of any number of procedures, built like the real one and valid under its shapes.

Procedure ``n`` is compared with ``n + 1`` on four criteria and with ``n + 2`` on one. What is said of a pair
depends on the pair and on the seed alone, so that a question about one pair has the same answer at every size.
Nothing in here is medical knowledge: every thing is called invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from spineknowledge.namespaces import PREFIXES
from spineknowledge.resources import ontology_files

SEED = 20261124
PART = 100
"""So many procedures are written at a time."""

NEXT = ("cement-leakage-risk", "pain-relief", "procedure-cost", "recovery-time")
AFTER_NEXT = ("cement-leakage-risk",)
UNASSESSED = "availability"
STEPS = ("confirm-fracture-and-plan", "image-guide-needle", "inflate-balloon", "inject-cement")
NUMBERS = {
    "lower": ("0.5", "0.3", "0.8", (4, 9)),
    "higher": ("2.0", "1.2", "3.1", (9, 4)),
    "similar": ("1.0", "0.7", "1.4", (6, 6)),
}
"""A risk ratio with its interval, and events in the two arms, for each direction that is reported."""
OPPOSITE = {"lower": "higher", "higher": "lower", "similar": "lower"}

_SHARED = ("vocab", "spineknowledge.ttl", "conditions.ttl", "anatomy.ttl", "devices.ttl", "factors.ttl")
_HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_IS_EFFECT = (ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["spk"] + "FactorEffect"))


def write(path: Path, procedures: int) -> Path:
    """Write a knowledge base of so many procedures as N-Triples."""
    with path.open("wb") as out:
        ox.serialize(_shared(), out, format=ox.RdfFormat.N_TRIPLES)
        for start in range(0, procedures, PART):
            numbers = range(start, min(start + PART, procedures))
            text = _HEAD + "".join(_part(numbers, procedures))
            triples = (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
            ox.serialize(triples, out, format=ox.RdfFormat.N_TRIPLES)
    return path


def slug(number: int) -> str:
    """Return the slug of a procedure; numbers sort as their slugs do."""
    return f"invented-{number:05}"


def direction(first: int, second: int, criterion: str) -> str:
    """Return the answer that is written for a pair on a criterion."""
    return _choice(first, second, criterion).choice(("lower", "lower", "higher", "higher", "similar"))


def disputed(first: int, second: int, criterion: str) -> bool:
    """Say whether a second finding is written that reports another direction."""
    return _choice(first, second, f"{criterion}, disputed").random() < 0.2


def compared(procedures: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield each pair that is compared, with the criteria that have an answer."""
    for number in range(procedures):
        yield from _pairs(number, procedures)


def _choice(first: int, second: int, what: str) -> random.Random:
    return random.Random(f"{SEED} {first} {second} {what}")


def _pairs(number: int, procedures: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for step, criteria in ((1, NEXT), (2, AFTER_NEXT)):
        if number + step < procedures:
            yield number, number + step, criteria


def _neighbour(number: int) -> str:
    return slug(number - 1 if number else 1)


def _shared() -> Iterator[ox.Triple]:
    """Yield the schema, the vocabularies and the things that all options share, from the packaged data."""
    for path in ontology_files():
        if _SHARED[0] == path.parent.name or path.name in _SHARED:
            triples = [quad.triple for quad in ox.parse(path=str(path))]
            effects = {triple.subject for triple in triples if (triple.predicate, triple.object) == _IS_EFFECT}
            yield from (triple for triple in triples if triple.subject not in effects)


def _part(numbers: Iterable[int], procedures: int) -> Iterator[str]:
    guideline = f"invented-guideline-{numbers[0]:05}"
    yield _guideline(guideline)
    for number in numbers:
        yield _procedure(number) + _study(number) + _recommendation(number, guideline)
        yield from (_step(number, position) for position in range(1, len(STEPS) + 1))
        for first, second, criteria in _pairs(number, procedures):
            yield from (_answered(first, second, criterion) for criterion in criteria)
            if criteria == NEXT:
                yield _unassessed(first, second) + _factor_effect(first, second)


def _procedure(number: int) -> str:
    name = slug(number)
    steps = " , ".join(f"step:{name}-{kind}" for kind in STEPS)
    about = f"a spk:Statement ; spk:about option:{name} ; dcterms:source source:{name}"
    about += " ; spk:readLevel read-level:abstract"
    return f"""
option:{name} a spk:Procedure ; dcterms:source source:{name} ;
    skos:prefLabel "invented procedure {number}"@en , "procedimiento inventado {number}"@es ;
    skos:altLabel "IP{number}"@en ;
    skos:definition "An invented procedure for measurements."@en , "Un procedimiento inventado para medir."@es ;
    spk:hasPrimaryObjective criterion:pain-relief ;
    spk:hasRisk criterion:cement-leakage-risk ;
    spk:hasStep {steps} ;
    spk:invasiveness invasiveness:minimally-invasive ; spk:treats condition:vertebral-compression-fracture .
statement:{name}-aim {about} ; spk:statementCategory statement-category:objective ;
    spk:concerns criterion:pain-relief ; spk:text "Invented: it aims at pain."@en , "Inventado: alivia."@es .
statement:{name}-leak {about} ; spk:statementCategory statement-category:risk ;
    spk:distinguishes option:{_neighbour(number)} ; spk:concerns criterion:cement-leakage-risk ;
    spk:text "Invented: cement leaks in {number} of 1000."@en .
statement:{name}-minutes {about} ; spk:statementCategory statement-category:duration ; spk:unit unit:minute ;
    spk:text "Invented: how long it takes."@en ; spk:printedValue "{number % 60}.5" ; spk:value {number % 60}.5 .
"""


def _step(number: int, position: int) -> str:
    kind = STEPS[position - 1]
    used = {"inflate-balloon": "device:inflatable-balloon", "inject-cement": "material:bone-cement"}.get(kind)
    special = f"spk:uses {used} ; spk:aimsAt criterion:pain-relief ;" if used else 'spk:caveat "invented"@en ;'
    if kind == "inflate-balloon":
        special += f" spk:distinguishes option:{_neighbour(number)} ;"
    return f"""
step:{slug(number)}-{kind} a spk:Step ; spk:stepType step-type:{kind} ; spk:position {position} ; spk:optional false ;
    skos:prefLabel "step {position} of {number}"@en , "paso {position} de {number}"@es ; {special}
    dcterms:description "What is done in an invented step."@en ; dcterms:source source:{slug(number)} .
"""


def _study(number: int) -> str:
    return f"""
source:{slug(number)} a spk:Study ; dcterms:creator "Invented A, Invented B" ;
    dcterms:title "Invented study {number}"@en ;
    schema:url "https://example.org/study/{number}"^^xsd:anyURI ; spk:comparedArms "invented arms"@en ;
    spk:design design:{"rct" if number % 3 else "cohort"} ; spk:doi "10.0000/invented.{number}" ;
    spk:funding "invented"@en ; spk:identifierCheck identifier-check:seen ;
    spk:journalReference "Invented Journal {number}" ; spk:observedPopulation "{number} invented people"@en ;
    spk:publicationYear {1990 + number % 30} ; spk:readLevel read-level:abstract ; spk:sampleSize {number + 40} .
"""


def _guideline(name: str) -> str:
    return f"""
source:{name} a spk:Guideline ; dcterms:creator "Invented body" ; dcterms:title "Invented guideline"@en ;
    schema:url "https://example.org/{name}"^^xsd:anyURI ; spk:publicationYear 2001 ; spk:readLevel read-level:abstract .
"""


def _recommendation(number: int, guideline: str) -> str:
    return f"""
recommendation:{slug(number)} a spk:Recommendation ; spk:about option:{slug(number)} ; spk:issuedBy "Invented body" ;
    dcterms:source source:{guideline} ; spk:publicationYear 2001 ; spk:recommendationStrength "Invented"@en ;
    spk:recommendedFor "invented people"@en ; spk:text "Invented position."@en .
"""


def _factor_effect(first: int, second: int) -> str:
    return f"""
effect:{slug(first)}-{slug(second)} a spk:FactorEffect ; spk:about option:{slug(first)} , option:{slug(second)} ;
    spk:factor factor:overall-health ; spk:effectType effect-type:consideration ; dcterms:source source:{slug(first)} ;
    spk:text "Invented: health matters."@en , "Inventado: la salud importa."@es .
"""


def _comparison(first: int, second: int, criterion: str) -> tuple[str, str]:
    name = f"{slug(first)}-vs-{slug(second)}-{criterion}"
    return (
        name,
        f"""
comparison:{name} a spk:Comparison ; spk:criterion criterion:{criterion} ;
    spk:condition condition:vertebral-compression-fracture ;
    spk:subjectOption option:{slug(first)} ; spk:referenceOption option:{slug(second)} .
assessment:{name} a spk:Assessment ; spk:assesses comparison:{name} ; spk:reviewStatus review-status:unreviewed ;
    prov:generatedAtTime "2026-11-24T00:00:00Z"^^xsd:dateTime ;
    spk:plainSentence "Invented answer on {criterion}."@en , "Respuesta inventada sobre {criterion}."@es .
""",
    )


def _answered(first: int, second: int, criterion: str) -> str:
    name, text = _comparison(first, second, criterion)
    answer = direction(first, second, criterion)
    text += _finding(name, f"{name}-one", first, answer)
    against = ""
    if disputed(first, second, criterion):
        text += _finding(name, f"{name}-two", second, OPPOSITE[answer])
        against = f"cito:isDisputedBy finding:{name}-two ;"
    if criterion == NEXT[0]:
        text += f"""
explanation:{name} a spk:Explanation ; spk:explains assessment:{name} ; dcterms:source source:{slug(first)} ;
    spk:text "Invented reason."@en , "Motivo inventado."@es ;
    spk:viaDevice device:inflatable-balloon ; spk:viaStep step:{slug(first)}-inflate-balloon .
"""
    return (
        text
        + f"""
assessment:{name} spk:answerStatus answer-status:answered ; spk:direction direction:{answer} ; {against}
    spk:certainty certainty:low ; spk:certaintyReason certainty-reason:imprecision ;
    spk:rationale "Invented."@en ; cito:isSupportedBy finding:{name}-one .
"""
    )


def _unassessed(first: int, second: int) -> str:
    name, text = _comparison(first, second, UNASSESSED)
    return text + f"assessment:{name} spk:answerStatus answer-status:not-assessed .\n"


def _finding(comparison: str, name: str, study: int, reported: str) -> str:
    value, low, high, events = NUMBERS[reported]
    return f"""
finding:{name} a spk:Finding ; spk:aboutComparison comparison:{comparison} ; dcterms:source source:{slug(study)} ;
    spk:reportedDirection direction:{reported} ; spk:basis evidence-basis:head-to-head-trial ;
    spk:caveat "invented"@en ; spk:denominator denominator:per-patient ; spk:detection detection:ct ;
    spk:hasEstimate estimate:{name} ; spk:observedPopulation "{study} invented people"@en ;
    spk:readLevel read-level:abstract ; spk:timePoint "P6M"^^xsd:duration ; spk:significant true ;
    spk:verification verification:second-reading .
estimate:{name} a spk:EffectEstimate ; spk:measure measure:risk-ratio ; spk:value {value} ; spk:printedValue "{value}" ;
    spk:ciLow {low} ; spk:printedCiLow "{low}" ; spk:ciHigh {high} ; spk:printedCiHigh "{high}" ;
    spk:subjectEvents {events[0]} ; spk:subjectTotal 40 ; spk:referenceEvents {events[1]} ; spk:referenceTotal 40 .
"""
