"""The rules on terms and values: what is named exists, is spelt right, and is used where it belongs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from spineknowledge.namespaces import BASE, PREFIXES, compact, expand, slug_of
from spineknowledge.validation.facts import SPK, TYPE, Facts, is_well_formed, text_of

_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_DOMAINS = PREFIXES["schema"] + "domainIncludes"
_VOCABULARIES = tuple(PREFIXES[name] for name in ("cito", "dcterms", "owl", "prov", "rdf", "rdfs", "schema", "skos"))
BORROWED = """
cito:isDisputedBy cito:isSupportedBy
dcterms:creator dcterms:description dcterms:isReplacedBy dcterms:license dcterms:modified dcterms:publisher
dcterms:replaces dcterms:source dcterms:title
owl:deprecated owl:disjointWith owl:inverseOf owl:versionIRI owl:versionInfo
prov:generatedAtTime prov:wasAttributedTo prov:wasDerivedFrom
rdf:type rdfs:comment rdfs:domain rdfs:isDefinedBy rdfs:label rdfs:range rdfs:seeAlso rdfs:subClassOf
rdfs:subPropertyOf
schema:address schema:addressCountry schema:addressLocality schema:addressRegion schema:domainIncludes
schema:email schema:postalCode schema:rangeIncludes schema:streetAddress schema:telephone schema:url
skos:altLabel skos:broadMatch skos:broader skos:changeNote skos:closeMatch skos:definition skos:editorialNote
skos:exactMatch skos:example skos:hasTopConcept skos:hiddenLabel skos:historyNote skos:inScheme
skos:narrowMatch skos:narrower skos:notation skos:note skos:prefLabel skos:related skos:relatedMatch
skos:scopeNote skos:topConceptOf
"""
"""The properties of other vocabularies that have a use here."""

_EXAMPLES = {
    "anyURI": '"https://example.org/"^^xsd:anyURI',
    "boolean": "true or false, without quotes",
    "date": '"2026-01-31"^^xsd:date',
    "dateTime": '"2026-01-31T00:00:00Z"^^xsd:dateTime',
    "decimal": "1.5, without quotes",
    "duration": '"P12M"^^xsd:duration',
    "integer": "12, without quotes",
}
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Characters that no text should hold: control characters, and those that turn or hide what is beside them."""

_SUGGESTIONS = 200
"""For so many different unknown names at most the nearest known one is looked for."""

Found = Iterator[tuple[str, ...]]
"""What a rule yields: subject, what is wrong, what to write, the predicate, the offending value.

After these five come the other things that the problem hangs on, if there are any.
"""


def unknown_reference(facts: Facts) -> Found:
    """What a record refers to in this knowledge base is described in it."""
    nearest = _Nearest(facts.names)
    for triple in facts.triples:
        target = triple.object
        if not isinstance(target, ox.NamedNode) or not target.value.startswith(BASE) or target.value in facts:
            continue
        if target.value.startswith((SPK, PREFIXES["sks"], f"{BASE}ontology")):
            continue
        name = compact(target.value)
        write = nearest(target.value) or f"Describe {name}, or name what is described."
        yield text_of(triple.subject), f"{name} is not described.", write, triple.predicate.value, target.value


def unknown_term(facts: Facts) -> Found:
    """Terms of the ontology are spelt as it declares them."""
    nearest = _Nearest(facts.names)
    for triple in facts.triples:
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(SPK) and term.value not in facts:
                wrong = f"{compact(term.value)} is not declared."
                write = nearest(term.value) or "Use a term that ontology/spineknowledge.ttl declares."
                yield text_of(triple.subject), wrong, write, triple.predicate.value, term.value


def unknown_borrowed_term(facts: Facts) -> Found:
    """Of other vocabularies only those properties are used that have a use here, spelt as those declare them."""
    known = set(map(expand, BORROWED.split()))
    nearest = _Nearest(lambda: known)
    for term in sorted(facts.used() - known):
        for subject in facts.having(term) if term.startswith(_VOCABULARIES) else ():
            wrong = f"{compact(term)} does not exist, or has no use here."
            yield subject, wrong, nearest(term) or "Use a property of spk:.", term, term


def misplaced_property(facts: Facts) -> Found:
    """A property of the ontology stands on a thing of a kind that it is for."""
    for term in facts.having(_DOMAINS):
        allowed = set(facts.iris(term, _DOMAINS))
        for subject in facts.having(term):
            kinds = _kinds(facts, subject)
            if kinds and not kinds & allowed:
                wrong = f"{compact(term)} does not belong on a thing of its kind."
                write = f"Use it only on {' or '.join(sorted(map(compact, allowed)))}."
                yield subject, wrong, write, term, ""


def retired_term(facts: Facts) -> Found:
    """Retired terms are not used."""
    deprecated = PREFIXES["owl"] + "deprecated"
    retired = {term for term in facts.having(deprecated) if facts.text(term, deprecated) in ("true", "1")}
    for triple in facts.triples if retired else ():
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value in retired:
                newer = facts.iri(term.value, _REPLACED_BY)
                write = f"Use {compact(newer)}." if newer else "Use another term."
                yield (
                    text_of(triple.subject),
                    f"{compact(term.value)} is retired.",
                    write,
                    triple.predicate.value,
                    term.value,
                )


def untyped_thing(facts: Facts) -> Found:
    """Everything that is described says what it is; terms of other vocabularies may carry a mere name."""
    for subject in facts:
        if not facts.iris(subject, TYPE) and (subject.startswith(BASE) or facts.says_something_of_ours(subject)):
            yield subject, "It does not say what it is.", 'Write "a" with its class, such as spk:Finding.', TYPE, ""


def blank_node(facts: Facts) -> Found:
    """Everything has an IRI."""
    for triple in facts.triples:
        if isinstance(triple.object, ox.BlankNode) or isinstance(triple.subject, ox.BlankNode):
            wrong = "A thing is described that has no IRI: a blank node."
            yield text_of(triple.subject), wrong, "Give the thing an IRI of its own.", triple.predicate.value, ""


def malformed_value(facts: Facts) -> Found:
    """A value is written as its datatype demands."""
    for triple in facts.triples:
        if isinstance(triple.object, ox.Literal) and not is_well_formed(triple.object):
            datatype = triple.object.datatype.value
            example = _EXAMPLES.get(datatype.removeprefix(PREFIXES["xsd"]))
            wrong = f"A value is not written as {compact(datatype)} has to be."
            write = f"Write it like {example}." if example else "Write a text or a number without that datatype."
            yield text_of(triple.subject), wrong, write, triple.predicate.value, triple.object.value


def control_character(facts: Facts) -> Found:
    """Texts hold no control characters."""
    for triple in facts.triples:
        found = _INVISIBLE.search(triple.object.value) if isinstance(triple.object, ox.Literal) else None
        if found:
            wrong = f"A text holds a character that nobody sees (U+{ord(found[0]):04X})."
            yield text_of(triple.subject), wrong, "Remove the character.", triple.predicate.value, ""


def empty_text(facts: Facts) -> Found:
    """A text says something."""
    for triple in facts.triples:
        if isinstance(triple.object, ox.Literal) and not triple.object.value.strip():
            write = "Write the text, or leave the property out."
            yield text_of(triple.subject), "A text is empty.", write, triple.predicate.value, ""


TERM_RULES: tuple[Callable[[Facts], Found], ...] = (
    unknown_reference,
    unknown_term,
    unknown_borrowed_term,
    misplaced_property,
    retired_term,
    untyped_thing,
    blank_node,
    malformed_value,
    control_character,
    empty_text,
)


def _kinds(facts: Facts, subject: str) -> set[str]:
    """Return the classes of a thing and all classes above them, none where one of them is unknown."""
    found: set[str] = set()
    waiting = facts.iris(subject, TYPE)
    while waiting:
        kind = waiting.pop()
        if kind not in facts:
            return set()
        if kind not in found:
            found.add(kind)
            waiting.extend(facts.iris(kind, _SUBCLASS))
    return found


class _Nearest:
    """Finds the known name of the same kind that is nearest to an unknown one."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names
        self._known: dict[str, list[str]] = {}
        self._told: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        if iri not in self._told and len(self._told) < _SUGGESTIONS:
            kind, name = _kind_and_name(iri)
            close = difflib.get_close_matches(name, self._of_kind(kind), n=1, cutoff=0.6)
            self._told[iri] = f"Did you mean {compact(kind + close[0])}?" if close else ""
        return self._told.get(iri, "")

    def _of_kind(self, kind: str) -> list[str]:
        if not self._known:
            for known_kind, name in map(_kind_and_name, self._names()):
                self._known.setdefault(known_kind, []).append(name)
        return self._known.get(kind, [])


def _kind_and_name(iri: str) -> tuple[str, str]:
    name = slug_of(iri)
    return iri.removesuffix(name), name
