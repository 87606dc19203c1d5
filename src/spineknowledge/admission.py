"""What SPARQL may be asked: queries that read this knowledge base and reach nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spineknowledge.errors import QueryError

_SUSPICIOUS = re.compile(r"service|from|\\u", re.IGNORECASE)
_REFUSED = "{} is not allowed: a query reads this knowledge base and nothing else"


def admit(query: str) -> None:
    """Raise ``QueryError`` for a query that names other data (``SERVICE``, ``FROM``).

    A query in which neither word occurs, not even escaped, cannot contain them and is not parsed here.

    >>> admit("SELECT * { ?s ?p ?o }")
    """
    if _SUSPICIOUS.search(query):
        for name in _foreign_parts(_parse(query)):
            raise QueryError(_REFUSED.format(name))


def _parse(query: str) -> Any:
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return parseQuery(query)
    except RecursionError:
        raise QueryError("the query is nested too deeply") from None
    except Exception as error:  # pyparsing raises several kinds
        raise QueryError(f"the query cannot be parsed: {error}") from error


def _foreign_parts(node: Any) -> Iterator[str]:
    if getattr(node, "name", "") == "ServiceGraphPattern":
        yield "SERVICE"
    if getattr(node, "name", "") == "DatasetClause":
        yield "FROM"
    if isinstance(node, dict):
        children: Any = node.values()
    else:
        children = node if isinstance(node, list | tuple) or hasattr(node, "asList") else ()
    for child in children:
        yield from _foreign_parts(child)
