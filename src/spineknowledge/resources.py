"""Where the packaged files are, installed or checked out; no other module knows paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
