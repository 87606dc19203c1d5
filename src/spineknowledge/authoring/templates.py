"""Empty spreadsheets for editors: the header, and remarks that say what each column holds."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.spreadsheet import REMARK, csv_text
from spineknowledge.authoring.table import Table
from spineknowledge.authoring.tables import BY_KIND
from spineknowledge.errors import UnknownTermError
from spineknowledge.resources import folder


def template(kind: str, root: Path | None = None) -> str:
    """Return an empty table of one kind, which can be filled in and imported as it is.

    Under the header stand two rows that begin with ``#`` and are passed over: what each column holds, and
    what may be written in it, as the vocabularies under ``root`` (else the packaged ones) have it.
    """
    if kind not in BY_KIND:
        raise UnknownTermError(kind, "table", get_close_matches(kind, BY_KIND))
    table = BY_KIND[kind]
    return csv_text(table.header, _remarks(table, Known(Folder.read(root or folder("ontology")))))


def _remarks(table: Table, known: Known) -> list[list[str]]:
    held = [f"{column.about} (required)" if column.required else column.about for column in table.columns]
    allowed = [column.cell.allowed(known) for column in table.columns]
    return [[f"{REMARK} {first}", *rest] for first, *rest in (held, allowed)]
