"""Knowledge bases on disk: a folder with the store and what edition of the data it holds."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from spineknowledge.errors import DataError
from spineknowledge.store import build_on_disk, checksum, read_ntriples

_EDITION = "edition.json"
_STORE = "store"


def build(path: Path, files: Sequence[Path]) -> None:
    """Build a knowledge base at ``path`` from Turtle files; an older one there is replaced as a whole.

    A folder at ``path`` that is no knowledge base is left alone and raises ``DataError``.
    """
    if path.exists() and not is_knowledge_base(path):
        raise DataError(f"{path} exists and is no knowledge base; name another folder")
    edition = {"checksum": checksum(read_ntriples(files))}  # a file that cannot be read stops here
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        build_on_disk(temporary / _STORE, files)
        (temporary / _EDITION).write_text(json.dumps(edition) + "\n", encoding="utf-8")
        _replace(path, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def is_knowledge_base(path: Path) -> bool:
    """Say whether a folder is one that :func:`build` wrote."""
    return (path / _EDITION).is_file()


def store_folder(path: Path) -> Path:
    """Return the folder of the store in a knowledge base."""
    if not is_knowledge_base(path):
        raise DataError(f"{path} is no knowledge base; `spineknowledge build {path}` makes one")
    return path / _STORE


def read_checksum(path: Path) -> str:
    """Return the checksum of the data from which a knowledge base was built."""
    edition = path / _EDITION
    try:
        return str(json.loads(edition.read_text(encoding="utf-8"))["checksum"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{edition} cannot be read; build the knowledge base again: {error}") from error


def _replace(path: Path, new: Path) -> None:
    new.chmod(0o755)
    if path.exists():
        old = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        path.rename(old / _STORE)
        new.rename(path)
        shutil.rmtree(old)
    else:
        new.rename(path)
