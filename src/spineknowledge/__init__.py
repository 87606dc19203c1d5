"""A knowledge base of spine procedures, with its sources, and the comparisons between them.

>>> from spineknowledge import KnowledgeBase
>>> kb = KnowledgeBase.load()
>>> row = kb.compare("kyphoplasty", "vertebroplasty")["procedure-cost"]
>>> print(row.direction, row.favours)
higher vertebroplasty
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spineknowledge.errors import (
        AnswerFormError,
        BusyError,
        DataError,
        FhirError,
        ImportFileError,
        QueryError,
        QueryLimitError,
        QueryRefusedError,
        QueryTimeoutError,
        SpineKnowledgeError,
        UnknownTermError,
    )
    from spineknowledge.knowledge import KnowledgeBase
    from spineknowledge.model.terms import AnswerStatus, Basis, Certainty, Direction, Polarity

__all__ = [
    "AnswerFormError",
    "AnswerStatus",
    "Basis",
    "BusyError",
    "Certainty",
    "DataError",
    "Direction",
    "FhirError",
    "ImportFileError",
    "KnowledgeBase",
    "Polarity",
    "QueryError",
    "QueryLimitError",
    "QueryRefusedError",
    "QueryTimeoutError",
    "SpineKnowledgeError",
    "UnknownTermError",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = "knowledge" if name == "KnowledgeBase" else "errors" if name.endswith("Error") else "model.terms"
    return getattr(import_module(f"{__name__}.{module}"), name)
