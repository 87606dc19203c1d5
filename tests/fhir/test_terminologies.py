"""One table says how RDF and FHIR address other vocabularies."""

from __future__ import annotations

import re

import pytest
from fhir_cases import Node, resources

from spineknowledge import DataError, KnowledgeBase
from spineknowledge.authoring.alignments import TABLE, read_alignments
from spineknowledge.export.fhir.codes import CURRENCY_CODES
from spineknowledge.export.fhir.terms import mappings, resource_id
from spineknowledge.resources import folder
from spineknowledge.terminologies import TERMINOLOGIES, code_of


@pytest.mark.parametrize(
    ("iri", "system", "code"),
    [
        ("http://id.nlm.nih.gov/mesh/D054854", "https://www.nlm.nih.gov/mesh", "D054854"),
        ("http://hl7.org/fhir/sid/icd-10-cm/M48.5", "http://hl7.org/fhir/sid/icd-10-cm", "M48.5"),
        ("http://purl.obolibrary.org/obo/HP_0002953", "http://human-phenotype-ontology.org", "HP:0002953"),
        ("http://purl.obolibrary.org/obo/MONDO_0005298", "http://purl.obolibrary.org/obo/mondo.owl", "MONDO:0005298"),
        ("https://units-of-measurement.org/%7Bscore%7D", "http://unitsofmeasure.org", "{score}"),
        ("http://hl7.org/fhir/certainty-rating#low", "http://hl7.org/fhir/certainty-rating", "low"),
        ("http://purl.obolibrary.org/obo/UBERON_0002412", "http://purl.obolibrary.org/obo/UBERON_", "0002412"),
    ],
)
def test_a_term_has_its_address_in_fhir(iri: str, system: str, code: str) -> None:
    found = code_of(iri)
    assert (found.system, found.value) == (system, code)


def test_a_vocabulary_that_is_not_listed_is_named() -> None:
    with pytest.raises(DataError, match="<urn:none:1> is of no vocabulary that is listed; add its namespace"):
        code_of("urn:none:1")


def test_every_mapping_can_be_written() -> None:
    table = read_alignments((folder("ontology") / TABLE).read_text(encoding="utf-8"))
    assert {code_of(found.object).terminology.name for found in table} == {item.name for item in TERMINOLOGIES}


def test_no_system_and_no_namespace_is_there_twice() -> None:
    assert len({item.rdf for item in TERMINOLOGIES}) == len({item.fhir for item in TERMINOLOGIES}) == len(TERMINOLOGIES)


def test_the_map_holds_every_mapping_of_a_thing_that_we_have(bundle: Node, kb: KnowledgeBase) -> None:
    lines = kb.ntriples().split("\n")
    ours = {line[1:].partition(">")[0] for line in lines}
    expected = {
        (subject, found.code.system, found.code.value)
        for subject, several in mappings().items()
        if subject in ours
        for found in several
    }
    (made,) = resources(bundle, "ConceptMap")
    written = {
        (f"{group['source']}/{element['code']}", group["target"], target["code"])
        for group in made["group"]
        for element in group["element"]
        for target in element["target"]
    }
    assert written == expected
    assert len(written) > 110


def test_the_currencies_are_the_units_that_are_money(kb: KnowledgeBase) -> None:
    money = re.findall(r'unit/[\w-]+> <[^>]+notation> "([A-Z]{3})"', kb.ntriples())
    assert sorted(money) == list(CURRENCY_CODES)


def test_a_long_name_keeps_within_64_characters_and_stays_its_own() -> None:
    names = [resource_id(f"https://w3id.org/spineknowledge/source/{'a' * 80}{end}") for end in "xy"]
    assert len(set(names)) == 2
    assert {len(name) for name in names} == {64}
