"""Reading users' files without trust: four formats, no network, no other files, and nothing raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from spineknowledge.errors import DataError
from spineknowledge.frozen import Frozen
from spineknowledge.namespaces import PREFIXES
from spineknowledge.validation.facts import text_of
from spineknowledge.validation.report import Problem

LARGEST_FILE = 64 * 1024 * 1024
"""Files of more bytes than this are refused."""

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
_SHACL = PREFIXES["sh"]
_DECLARATIONS = {_SHACL + name for name in ("declare", "prefix", "namespace", "PrefixDeclaration")}
_IMPORTS = PREFIXES["owl"] + "imports"
_PARSER = re.compile(r"^Parser error [^:]*: ")
_LINE = re.compile(r"line (\d+)")


class SourceFile(Frozen):
    """A file that was read: its text and its triples, and what is wrong with it as a file."""

    path: str
    text: str
    triples: tuple[ox.Triple, ...]
    problems: tuple[tuple[Problem, int | None], ...] = ()


def read_files(paths: Iterable[Path]) -> list[SourceFile]:
    """Read files, and folders of Turtle files; one that is missing or empty of files raises ``DataError``."""
    return [read_file(path) for root in paths for path in _expanded(root)]


def read_file(path: Path) -> SourceFile:
    """Read one file; whatever keeps it from being read becomes a problem of the file."""
    try:
        refused = _refused(path)
        if refused:
            return _unreadable(path, "", refused)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(path, "", f"It is not in UTF-8: {error.reason} at byte {error.start}.")
    except OSError as error:
        return _unreadable(path, "", f"It cannot be opened: {error.strerror}.")
    if text.lstrip()[:1] == "<" and re.match(r"\s*<(\?xml|rdf:RDF|!DOCTYPE|!ENTITY)", text):
        return _unreadable(path, text, "RDF/XML is not accepted.")
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> SourceFile:
    form = _FORMATS[path.suffix.lower()]
    try:
        if form == ox.RdfFormat.JSON_LD:
            json.loads(text, object_pairs_hook=_refuse_contexts, parse_int=str, parse_float=str)
        quads = list(ox.parse(text.encode(), format=form))
    except RecursionError:
        return _unreadable(path, text, "It is nested too deeply.")
    except (ValueError, SyntaxError, OSError) as error:
        line = getattr(error, "lineno", None) or next(map(int, _LINE.findall(str(error))), None)
        return _unreadable(path, text, f"It cannot be read: {_plain(error)}.", line)
    if any(isinstance(quad.object, ox.Triple) for quad in quads):
        return _unreadable(path, text, "It makes a statement about a statement, which is not accepted.")
    triples = _of_named_things([quad.triple for quad in quads])
    return SourceFile(str(path), text, triples, tuple((problem, None) for problem in _switches(triples)))


def _expanded(root: Path) -> list[Path]:
    if not root.exists():
        raise DataError(f"{root} does not exist; name a file or a folder")
    if not root.is_dir():
        return [root]
    found = sorted(path for path in root.rglob("*.ttl") if path.is_file())
    if not found:
        raise DataError(f"{root} holds no Turtle file; name a folder with .ttl files")
    return found


def _refused(path: Path) -> str:
    if not path.is_file():
        return "It is not a file."
    if path.suffix.lower() not in _FORMATS:
        return "Only Turtle (.ttl), N-Triples (.nt), N-Quads (.nq) and JSON-LD (.jsonld, .json) are accepted."
    if path.stat().st_size > LARGEST_FILE:
        return f"It is larger than {LARGEST_FILE // 1024 // 1024} MB."
    return ""


def _of_named_things(triples: list[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return the triples that a rule needs to refuse blank nodes; what these say, however deeply, is not looked at."""
    return tuple(t for t in triples if isinstance(t.subject, ox.NamedNode)) or tuple(triples[:1])


def _plain(error: Exception) -> str:
    """Return what a parser says on one line, without the line number that is reported beside it."""
    return " ".join(_PARSER.sub("", getattr(error, "msg", None) or str(error)).split()).rstrip(".")


def _refuse_contexts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raise for an object with a context that would have to be fetched, wherever it stands in the file."""
    for key, item in pairs:
        contexts = item if isinstance(item, list) else [item]
        if key == "@import" or (key == "@context" and any(isinstance(part, str) for part in contexts)):
            raise ValueError("a context at another address is not accepted; write the context out")
    return dict(pairs)


def _switches(triples: Iterable[ox.Triple]) -> Iterable[Problem]:
    """Yield the use of terms that could switch checks off or draw in other files."""
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            name = getattr(term, "value", "") if isinstance(term, ox.NamedNode) else ""
            if (name.startswith(_SHACL) and name not in _DECLARATIONS) or name == _IMPORTS:
                subject = text_of(triple.subject)
                wrong = "Data may not carry terms of SHACL, nor import other files."
                yield Problem(
                    "rule:no-shacl-in-data",
                    subject,
                    wrong,
                    "Remove the statement.",
                    triple.predicate.value,
                    name,
                )


def _unreadable(path: Path, text: str, wrong: str, line: int | None = None) -> SourceFile:
    write = "Write Turtle, N-Triples, N-Quads or JSON-LD with its context inside, in UTF-8."
    problem = Problem("rule:unreadable-file", path.name, wrong, write)
    return SourceFile(str(path), text, (), ((problem, line),))
