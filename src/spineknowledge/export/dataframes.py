"""The tables as pandas DataFrames: every column has a type, and what is not known is ``<NA>``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spineknowledge.errors import SpineKnowledgeError
from spineknowledge.export.tables import COLUMNS, rows_of
from spineknowledge.model.terms import AnswerStatus, Basis, Certainty, Direction

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

    from spineknowledge.knowledge import KnowledgeBase

DTYPES = {
    "text": "string",
    "choice": "category",
    "count": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "date": "datetime64[s]",
}
"""The pandas type of each kind of column."""

_CLOSED = {
    ("answers", "basis"): Basis,
    ("answers", "certainty"): Certainty,
    ("answers", "direction"): Direction,
    ("answers", "status"): AnswerStatus,
    ("estimates", "direction"): Direction,
    ("findings", "direction"): Direction,
}
"""Columns whose categories are all the values there can be, whether they occur or not."""


def frame_of(
    kb: KnowledgeBase, table: str, a: str | None = None, b: str | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return a table as a DataFrame; see :func:`spineknowledge.export.tables.rows_of`.

    Dates are ``NaT`` where they are not known, everything else ``<NA>``. Raises ``SpineKnowledgeError``
    where pandas is not installed.

    >>> from spineknowledge import KnowledgeBase
    >>> frame = frame_of(KnowledgeBase.load(), "estimates")
    >>> str(frame["subject_events"].dtype), str(frame["value_printed"].dtype)
    ('Int64', 'string')
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise SpineKnowledgeError("pandas is missing; pip install 'spineknowledge[pandas]'") from error
    rows = rows_of(kb, table, a, b, lang)
    columns = {name: _column(pd, table, name, [row[name] for row in rows]) for name in COLUMNS[table]}
    return pd.DataFrame(columns)


def _column(pd: Any, table: str, name: str, values: list[Any]) -> pd.Series:
    kind = COLUMNS[table][name]
    if kind != "choice":
        return pd.Series(values, dtype=DTYPES[kind])
    closed = _CLOSED.get((table, name))
    categories = [item.value for item in closed] if closed else sorted({value for value in values if value})
    return pd.Series(pd.Categorical(values, categories=pd.Index(categories, dtype="string")))
