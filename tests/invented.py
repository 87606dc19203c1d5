"""Invented knowledge about toys, so that no test can be mistaken for evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from spineknowledge import KnowledgeBase
from spineknowledge.namespaces import PREFIXES
from spineknowledge.resources import folder
from spineknowledge.store import OxigraphStore

EXAMPLE = "https://example.org/"
Make = Callable[[tuple[Path, ...]], KnowledgeBase]
"""How to make a knowledge base of Turtle files."""

_VOCABULARIES = sorted((folder("ontology") / "vocab").glob("*.ttl"))
MINI = (
    Path(__file__).parent / "data" / "mini.ttl",
    folder("ontology") / "spineknowledge.ttl",
    *(path for path in _VOCABULARIES if path.stem != "criteria"),
)
"""Alpha, beta, gamma and delta mend toys; the schema and the vocabularies are the real ones."""

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o "
    "FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j), STR(?m))) > 100000) }"
)
"""A query that no computer answers in a lifetime."""

_HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + (
    f"PREFIX ex: <{EXAMPLE}>\n"
    "spk:Procedure rdfs:subClassOf spk:TreatmentOption .\n"
    "ex:spill a spk:Risk ; skos:prefLabel 'Spill'@en ; spk:polarity polarity:lower-is-better .\n"
    "ex:shine a spk:Outcome ; skos:prefLabel 'Shine'@en ; spk:polarity polarity:higher-is-better .\n"
)


def ex(name: str) -> str:
    """Return the IRI of an invented thing."""
    return EXAMPLE + name


def toys(*claims: str) -> KnowledgeBase:
    """Return a knowledge base of claims about the toys a, b, c and d."""
    options = "".join(f"ex:{name} a spk:Procedure ; skos:prefLabel '{name}'@en .\n" for name in "abcd")
    turtle = (_HEAD + options + "\n".join(claims)).encode()
    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return KnowledgeBase(OxigraphStore.from_ntriples(data.decode()))


def answer(
    subject: str,
    direction: str,
    reference: str,
    certainty: str = "high",
    *,
    on: str = "spill",
    status: str = "answered",
) -> str:
    """Claim how a toy compares with a later one of the alphabet."""
    pair = f"{subject}-vs-{reference}-{on}"
    judged = f"spk:direction direction:{direction} ; spk:certainty certainty:{certainty} ;"
    return (
        f"ex:{pair} a spk:Comparison ; spk:subjectOption ex:{subject} ; spk:referenceOption ex:{reference} ;"
        f" spk:criterion ex:{on} .\n"
        f"ex:answer-{pair} a spk:Assessment ; spk:assesses ex:{pair} ; {judged if direction else ''}"
        f" spk:answerStatus answer-status:{status} .\n"
    )


def finding(pair: str, direction: str, source: str, estimate: str = "") -> str:
    """Claim what a source found on a comparison, with the properties of an estimate if there is one."""
    name = f"{source}-{pair}-{direction}"
    number = f"spk:hasEstimate ex:{name}-number ;" if estimate else ""
    described = f"ex:{name}-number a spk:EffectEstimate ; {estimate} .\n" if estimate else ""
    return (
        f"ex:{source} a spk:Study ; dcterms:title '{source}'@en .\n"
        f"ex:{name} a spk:Finding ; spk:aboutComparison ex:{pair} ;"
        f" spk:reportedDirection direction:{direction} ; {number} dcterms:source ex:{source} .\n{described}"
    )
