"""How the command line prints: text, JSON, CSV, Markdown and the SPARQL result formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from spineknowledge.errors import QueryError
from spineknowledge.layout import text_table
from spineknowledge.values import BlankNode, Iri, Literal, Table, Value, datatype_of, ntriples_term, short

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def width() -> int:
    """Return how wide text may be: as the terminal is, from 40 to 120 columns, 80 where there is none."""
    import shutil

    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), 120)


def as_json(value: Any) -> str:
    """Return plain data as indented JSON."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return CSV in which no text can run as a formula: one that looks like it gets a leading ``'``."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue().rstrip("\n")


def as_markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def as_table(table: Table) -> str:
    """Return query results as a text table, IRIs with their prefixes."""
    rows = [[short(value) for value in row] for row in table.rows]
    return "\n".join(text_table(table.columns, rows, width())) if table.columns else ""


def answer_text(kind: str, answer: Table | bool, form: str) -> str:
    """Return the answer to a query in one of the result formats; one that does not fit raises."""
    if form in ("ttl", "jsonld"):
        if isinstance(answer, bool) or kind != "construct":
            raise QueryError(f"{form} can carry the triples of a CONSTRUCT query, not the answer to {kind.upper()}")
        return graph_text("".join(f"{' '.join(map(ntriples_term, row))} .\n" for row in answer.rows), form)
    if isinstance(answer, bool):
        return as_json({"head": {}, "boolean": answer}) if form == "json" else str(answer).lower()
    if form == "csv":
        return as_csv(answer.columns, answer.rows)
    return as_json(_sparql_json(answer)) if form == "json" else as_table(answer)


def graph_text(ntriples: str, form: str) -> str:
    """Return triples as ``nt``, ``ttl`` or ``jsonld``."""
    if form == "nt":
        return ntriples.rstrip("\n")
    if form == "jsonld":
        import rdflib

        return rdflib.Graph().parse(data=ntriples, format="nt").serialize(format="json-ld")
    import pyoxigraph as ox

    from spineknowledge.authoring.turtle import canonical_turtle

    quads = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
    return canonical_turtle(quad.triple for quad in quads).rstrip("\n")


def _cell(value: Value) -> str | int | Decimal | None:
    if isinstance(value, bool):
        return short(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _sparql_json(table: Table) -> dict[str, Any]:
    bindings = [{name: _binding(value) for name, value in row.items() if value is not None} for row in table]
    return {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}


def _binding(value: Value) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"type": "uri", "value": value}
    if isinstance(value, BlankNode):
        return {"type": "bnode", "value": value}
    if isinstance(value, Literal) and value.lang:
        return {"type": "literal", "value": str(value), "xml:lang": value.lang}
    datatype = datatype_of(value)
    return {"type": "literal", "value": short(value)} | ({"datatype": datatype} if datatype else {})
