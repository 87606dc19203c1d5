"""The invented tables, and ways to look at what an import made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.report import ImportReport

DATA = Path(__file__).parent / "data"
TABLES = sorted((DATA / "tables").glob("*.csv"))
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
LATER = datetime(2031, 1, 1, 12, tzinfo=UTC)
Edit = Callable[[str, str], Path]


def texts(root: Path) -> dict[str, str]:
    """The text of every file under a folder."""
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.ttl"))}


def take(root: Path, *paths: Path, now: datetime = LATER) -> tuple[ImportReport, Folder]:
    """Import files and read the folder again."""
    report = import_files(paths, root, now=now)
    return report, Folder.read(root)


def rows_of(text: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV text."""
    return iter(csv.DictReader(io.StringIO(text)))
