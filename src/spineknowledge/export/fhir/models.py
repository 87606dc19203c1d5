"""The structure of a bundle, checked by the models of the package fhir.resources."""

from __future__ import annotations

from importlib import import_module

from spineknowledge.errors import DataError, FhirError

_MODULES = {"R5": "fhir.resources.bundle", "R4B": "fhir.resources.R4B.bundle"}


def validate_structure(text: str, version: str) -> None:
    """Raise ``FhirError`` where the models of that version refuse a bundle; needs the extra ``fhir``.

    Codes and references are not looked at: see :func:`spineknowledge.export.fhir.checking.check`.

    >>> validate_structure('{"resourceType": "Bundle", "type": "collection"}', "R5")
    """
    try:
        module = import_module(_MODULES[version])
    except ModuleNotFoundError:
        raise DataError("fhir.resources is missing; pip install 'spineknowledge[fhir]'") from None
    try:
        module.Bundle.model_validate_json(text)
    except ValueError as error:
        raise FhirError([f"Bundle: {line}" for line in str(error).splitlines()[1:]] or [str(error)]) from None
