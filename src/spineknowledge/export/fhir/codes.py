"""The codes that FHIR itself defines and that resources here use, with their names."""

from __future__ import annotations

from typing import Any

from spineknowledge.export.fhir.versions import VERSIONS
from spineknowledge.terminologies import ATTRIBUTE_ESTIMATE_TYPE

Node = dict[str, Any]

VARIABLE_ROLE = "http://terminology.hl7.org/CodeSystem/variable-role"
CONFIDENCE_INTERVAL = "C53324"
P_VALUE = "C44185"
_CERTAINTY_TYPES = {
    "Overall": "Overall certainty",
    "RiskOfBias": "Risk of bias",
    "Inconsistency": "Inconsistency",
    "Indirectness": "Indirectness",
    "Imprecision": "Imprecision",
    "PublicationBias": "Publication bias",
}

FIXED = {
    VARIABLE_ROLE: {
        "population": "population",
        "exposure": "exposure",
        "referenceExposure": "reference exposure",
        "measuredVariable": "measured variable",
    },
    ATTRIBUTE_ESTIMATE_TYPE: {CONFIDENCE_INTERVAL: "Confidence interval", P_VALUE: "P-value"},
    **{version.certainty_type: _CERTAINTY_TYPES for version in VERSIONS},
}
"""System -> code -> name, of the codes of FHIR that no term of ours is mapped to."""

REASONS = {
    "risk-of-bias": "RiskOfBias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication-bias": "PublicationBias",
}
"""Reasons for lowered certainty, by slug, as certainty types of FHIR."""

CURRENCY_CODES = ("CAD", "EUR", "GBP", "JPY", "USD")
"""The codes of ISO 4217 that units of ours have as their symbols."""


def fixed(system: str, code: str) -> Node:
    """Return a concept of FHIR.

    >>> fixed(VARIABLE_ROLE, "exposure")["coding"][0]["display"]
    'exposure'
    """
    return {"coding": [{"system": system, "code": code, "display": FIXED[system][code]}]}
