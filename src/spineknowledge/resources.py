"""Where the packaged files are, installed or checked out; no other module knows paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from spineknowledge.errors import DataError

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """Return the folder ``ontology`` or ``shapes``: the packaged one, else that of the checkout."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / name


def ontology_files() -> tuple[Path, ...]:
    """Return the Turtle files of the knowledge base that answers need, in a fixed order."""
    return tuple(path for path in _turtle(folder("ontology")) if path.parent.name != "alignments")


def alignment_files() -> tuple[Path, ...]:
    """Return the Turtle files that map terms to other vocabularies; no answer needs them."""
    return tuple(_turtle(folder("ontology") / "alignments"))


def shape_files() -> tuple[Path, ...]:
    """Return the Turtle files that hold the shapes, in a fixed order."""
    return tuple(_turtle(folder("shapes")))


def verify(distribution: Distribution | None = None) -> None:
    """Raise ``DataError`` for a packaged Turtle file or query that is not as it was installed.

    An installation records the SHA-256 of every file. A checkout records none, and nothing is raised for it.
    """
    import base64
    import hashlib
    from importlib import metadata

    files = (distribution or metadata.distribution("spineknowledge")).files or []
    for file in files:
        if file.suffix in (".ttl", ".rq") and file.hash is not None:
            path = Path(str(file.locate()))
            content = path.read_bytes() if path.is_file() else b""
            digest = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, content).digest()).rstrip(b"=").decode()
            if digest != file.hash.value:
                raise DataError(f"{path} is not as it was installed; install spineknowledge again")


def query_files() -> tuple[Path, ...]:
    """Return the files of the query catalog, in a fixed order."""
    return tuple(sorted((_PACKAGE / "queries").glob("*.rq")))


def query_file(name: str) -> Path:
    """Return the path that the query called ``name`` has if there is one."""
    return _PACKAGE / "queries" / f"{name}.rq"


def _turtle(root: Path) -> Iterator[Path]:
    return iter(sorted(root.rglob("*.ttl")))


def package_text(folder: str, name: str) -> str:
    """Return a file of the package's ``contexts``, ``frames`` or ``templates`` as text.

    >>> package_text("contexts", "spineknowledge.jsonld")[:15]
    '{\\n  "@context":'
    """
    return (_PACKAGE / folder / name).read_text(encoding="utf-8")
