"""Other vocabularies: under which IRIs RDF knows their terms, and as which code systems FHIR does.

A FHIR system stands here only where HL7 has registered it (HL7 Terminology 7.0.1) or where it is a code
system of FHIR itself; elsewhere the RDF namespace serves as the system, and nothing is made up.
"""

from __future__ import annotations

from urllib.parse import unquote

from spineknowledge.errors import DataError
from spineknowledge.frozen import Frozen


class Terminology(Frozen):
    """A vocabulary: its name, its RDF namespace, its FHIR system, and what its codes in FHIR begin with."""

    name: str
    rdf: str
    fhir: str
    code_start: str = ""
    registered: bool = True


class Code(Frozen):
    """A term of another vocabulary as FHIR writes it."""

    terminology: Terminology
    value: str

    @property
    def system(self) -> str:
        """The code system of FHIR."""
        return self.terminology.fhir


_OBO = "http://purl.obolibrary.org/obo/"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
UCUM = "http://unitsofmeasure.org"
CURRENCIES = "urn:iso:std:iso:4217"
STATISTIC_TYPE = f"{_HL7}statistic-type"
ATTRIBUTE_ESTIMATE_TYPE = f"{_HL7}attribute-estimate-type"
CERTAINTY_RATING = f"{_HL7}certainty-rating"
CERTAINTY_RATING_R5 = "http://hl7.org/fhir/certainty-rating"

TERMINOLOGIES = (
    Terminology("MeSH", "http://id.nlm.nih.gov/mesh/", "https://www.nlm.nih.gov/mesh"),
    Terminology("ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm/", "http://hl7.org/fhir/sid/icd-10-cm"),
    Terminology("ICD-10-PCS", "http://www.cms.gov/Medicare/Coding/ICD10/", "http://www.cms.gov/Medicare/Coding/ICD10"),
    Terminology("MONDO", f"{_OBO}MONDO_", f"{_OBO}mondo.owl", "MONDO:"),
    Terminology("HPO", f"{_OBO}HP_", "http://human-phenotype-ontology.org", "HP:"),
    Terminology("NCI Thesaurus", f"{_OBO}NCIT_", "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"),
    Terminology("UCUM", "https://units-of-measurement.org/", UCUM),
    Terminology("SEVCO", "https://fevir.net/sevco#", "https://fevir.net/sevco"),
    Terminology("Statistic types", f"{STATISTIC_TYPE}#", STATISTIC_TYPE),
    Terminology("Attribute estimate types", f"{ATTRIBUTE_ESTIMATE_TYPE}#", ATTRIBUTE_ESTIMATE_TYPE),
    Terminology("Certainty ratings", f"{CERTAINTY_RATING}#", CERTAINTY_RATING),
    Terminology("Certainty ratings of R5", f"{CERTAINTY_RATING_R5}#", CERTAINTY_RATING_R5),
    *(
        Terminology(name, start, start, registered=False)
        for name, start in (
            ("UBERON", f"{_OBO}UBERON_"),
            ("Disease Ontology", f"{_OBO}DOID_"),
            ("ChEBI", f"{_OBO}CHEBI_"),
            ("STATO", f"{_OBO}STATO_"),
            ("OBI", f"{_OBO}OBI_"),
            ("EFO", "http://www.ebi.ac.uk/efo/EFO_"),
            ("FMA", "http://purl.org/sig/ont/fma/fma"),
            ("QUDT", "http://qudt.org/vocab/unit/"),
            ("FDA product codes", "https://api.fda.gov/device/classification.json?search=product_code%3A"),
        )
    ),
)
"""Every vocabulary that the table of mappings may name."""


def code_of(iri: str) -> Code:
    """Return the code in FHIR of a term of another vocabulary; raises ``DataError`` for an unlisted one.

    >>> found = code_of("http://purl.obolibrary.org/obo/HP_0002953")
    >>> found.system, found.value
    ('http://human-phenotype-ontology.org', 'HP:0002953')
    >>> code_of("https://units-of-measurement.org/%25").value
    '%'
    """
    for terminology in TERMINOLOGIES:
        if iri.startswith(terminology.rdf):
            return Code(terminology, terminology.code_start + unquote(iri[len(terminology.rdf) :]))
    raise DataError(f"<{iri}> is of no vocabulary that is listed; add its namespace to TERMINOLOGIES")
