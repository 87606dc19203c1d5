"""Writing the knowledge base back as the spreadsheets that editors fill in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.fields import Record
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.spreadsheet import csv_text, neutralised
from spineknowledge.authoring.table import Table
from spineknowledge.authoring.tables import TABLES
from spineknowledge.files import write_file
from spineknowledge.namespaces import thing


def export_tables(triples: Iterable[ox.Triple], out: Path | None = None) -> dict[str, str]:
    """Return the text of each table by its kind, and write them to ``<kind>.csv`` in the folder ``out``.

    What comes from a clinic's own document stays in Turtle: its findings and statements, and assessments
    that rest on nothing else. Importing an export changes nothing.
    """
    known = Known(Folder({"": triples}))
    texts = {table.kind: _text(table, known) for table in TABLES}
    if out is not None:
        for kind, text in texts.items():
            write_file(out / f"{kind}.csv", text)
    return texts


def rows(table: Table, known: Known) -> list[dict[str, str]]:
    """Return the cells of every record that belongs into a table, in the order of the table."""
    subjects = (thing(table.prefix, slug) for slug in known.folder.slugs(table.prefix))
    records = (table.record(subject, known) for subject in subjects if table.listed(subject, known))
    return sorted((_cells(table, record) for record in records), key=table.order)


def _cells(table: Table, record: Record) -> dict[str, str]:
    return {name: cell for field in table.fields for name, cell in field.write(record).items()}


def _text(table: Table, known: Known) -> str:
    lines = ([neutralised(row[name]) for name in table.header] for row in rows(table, known))
    return csv_text(table.header, lines)
