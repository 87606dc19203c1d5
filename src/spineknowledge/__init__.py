"""A knowledge base of spine procedures, with its sources, and the comparisons between them.

>>> from spineknowledge import KnowledgeBase
>>> kb = KnowledgeBase.load()
>>> row = kb.compare("kyphoplasty", "vertebroplasty")["procedure-cost"]
>>> print(row.direction, row.favours)
higher vertebroplasty
"""

from spineknowledge.errors import (
    DataError,
    ImportFileError,
    QueryError,
    QueryTimeoutError,
    SpineKnowledgeError,
    UnknownTermError,
)
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.model.terms import AnswerStatus, Basis, Certainty, Direction, Polarity

__all__ = [
    "AnswerStatus",
    "Basis",
    "Certainty",
    "DataError",
    "Direction",
    "ImportFileError",
    "KnowledgeBase",
    "Polarity",
    "QueryError",
    "QueryTimeoutError",
    "SpineKnowledgeError",
    "UnknownTermError",
]
