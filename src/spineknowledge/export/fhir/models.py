"""JSON with the digits of its numbers, and the structure of a bundle by the models of fhir.resources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from spineknowledge.errors import DataError, FhirError

_MODULES = {"R5": "fhir.resources.bundle", "R4B": "fhir.resources.R4B.bundle"}
_NUMBER = re.compile(r'"\\u0000([^"]*)"')


def as_json(value: dict[str, Any]) -> str:
    """Return JSON in which every ``Decimal`` keeps its digits.

    >>> from decimal import Decimal
    >>> as_json({"value": Decimal("1.50")})
    '{\\n "value": 1.50\\n}'
    """
    text = json.dumps(value, ensure_ascii=True, indent=1, default=lambda number: f"\0{number:f}")
    return _NUMBER.sub(r"\1", text)


def check_structure(bundle: dict[str, Any], version: str) -> None:
    """Raise ``FhirError`` where the models of that version refuse a bundle; needs the extra ``fhir``.

    >>> check_structure({"resourceType": "Bundle", "type": "collection"}, "R5")
    >>> check_structure({"resourceType": "Bundle", "type": "collection", "entry": []}, "R5")
    Traceback (most recent call last):
    spineknowledge.errors.FhirError: Bundle: entry: is empty; leave it out
    """
    try:
        module = import_module(_MODULES[version])
    except ModuleNotFoundError:
        raise DataError("fhir.resources is missing; pip install 'spineknowledge[fhir]'") from None
    try:
        module.Bundle.model_validate_json(as_json(bundle))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise FhirError(_told(error)) from None
    empty = [f"Bundle: {place}: is empty; leave it out" for place in _empty("", bundle)]
    if empty:
        raise FhirError(empty)


def _empty(place: str, value: Any) -> Iterator[str]:
    """Yield the places of nulls, empty texts, lists and objects: the models take them, FHIR does not."""
    if value in (None, "", [], {}):
        yield place.lstrip(".")
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from _empty(f"{place}.{name}", item)


def _told(error: Exception) -> list[str]:
    """Return what the models say, one line a place; some refuse in ways that name no place."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return [f"Bundle: the models refuse it: {error!r}; write it as the version defines it"]
    places = ((".".join(map(str, item["loc"])) or "the whole", item["msg"]) for item in errors())
    return [f"Bundle: {place}: {message}; write it as the version defines it" for place, message in places]
