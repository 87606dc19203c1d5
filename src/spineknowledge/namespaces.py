"""The one prefix table in Python, and how IRIs are shortened, expanded and made.

The table is equal to ``ontology/prefixes.ttl``; a test holds the two together.
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/spineknowledge/"
SPK = BASE + "ontology#"

KINDS = (
    "anatomy", "answer-status", "assessment", "certainty", "certainty-reason", "comparison", "condition",
    "conflict", "criterion", "denominator", "design", "detection", "device", "direction", "effect",
    "effect-type", "estimate", "evidence-basis", "explanation", "factor", "finding", "hedge",
    "identifier-check", "invasiveness", "material", "measure", "option", "phase", "polarity", "prefix",
    "provider", "read-level", "recommendation", "review-status", "scheme", "source", "statement",
    "statement-category", "step", "step-type", "timing", "unit", "verification",
)  # fmt: skip
"""The kinds of things, each a prefix of its own and a folder in the IRI."""

PREFIXES = {
    **{kind: f"{BASE}{kind}/" for kind in KINDS},
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sks": BASE + "shapes#",
    "spk": SPK,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix -> namespace IRI, for every prefix that the files use."""

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]+""")


def is_iri(text: str) -> bool:
    """Say whether ``text`` is an absolute IRI that can safely stand between angle brackets.

    >>> is_iri("https://w3id.org/spineknowledge/option/kyphoplasty"), is_iri("a> } #")
    (True, False)
    """
    return _IRI.fullmatch(text) is not None


def thing(kind: str, slug: str) -> str:
    """Return the IRI of the thing of that kind and slug.

    >>> thing("option", "kyphoplasty")
    'https://w3id.org/spineknowledge/option/kyphoplasty'
    """
    return f"{BASE}{kind}/{slug}"


def slug_of(iri: str) -> str:
    """Return the last part of an IRI, which names the thing within its kind.

    >>> slug_of("https://w3id.org/spineknowledge/option/kyphoplasty")
    'kyphoplasty'
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI, or ``thing`` where it has none of this knowledge base.

    >>> kind_of("https://w3id.org/spineknowledge/option/kyphoplasty"), kind_of("https://example.org/a")
    ('option', 'thing')
    """
    kind = slug_of(iri.rpartition("/")[0])
    return kind if kind in KINDS else "thing"


def compact(iri: str) -> str:
    """Shorten an IRI with the prefix table, or return it as it is.

    >>> compact("https://w3id.org/spineknowledge/ontology#hasRisk")
    'spk:hasRisk'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str:
    """Turn a prefixed name into an IRI; anything else comes back as it is.

    >>> expand("option:kyphoplasty")
    'https://w3id.org/spineknowledge/option/kyphoplasty'
    """
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name
