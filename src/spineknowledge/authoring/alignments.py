"""Alignments to other vocabularies: Turtle files made from the project's table of mappings (SSSOM)."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.turtle import canonical_turtle
from spineknowledge.errors import DataError
from spineknowledge.files import write_file
from spineknowledge.namespaces import PREFIXES, is_iri

TABLE = "alignments/spineknowledge.sssom.tsv"
"""Where the table of mappings is, under the folder of the ontology."""

_PREFIX = re.compile(r"#\s+(?P<prefix>\w+): (?P<namespace>\S+)")
_RELATIONS = frozenset(f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
_UNSEEN = "(label not seen)"
_FILE_NAMES = {"unit": "qudt-unit"}
_LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True)
class Alignment:
    """One mapping: a term of ours, how it relates to one of another vocabulary, and what that calls it."""

    subject: str
    relation: str
    object: str
    label: str | None
    target: str
    comment: str = ""

    def triples(self) -> Iterator[ox.Triple]:
        """Return the mapping, and the label of the other term if it was seen."""
        other = ox.NamedNode(self.object)
        yield ox.Triple(ox.NamedNode(self.subject), ox.NamedNode(self.relation), other)
        if self.label is not None:
            yield ox.Triple(other, ox.NamedNode(_LABEL), ox.Literal(self.label, language="en"))


def read_alignments(text: str) -> list[Alignment]:
    """Return the mappings of a table in SSSOM's tab-separated form, with full IRIs."""
    lines = text.splitlines()
    head = [found for line in lines if line.startswith("#") and (found := _PREFIX.fullmatch(line))]
    namespaces = {found["prefix"]: found["namespace"] for found in head}
    body = [line for line in lines if not line.startswith("#")]
    rows = csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_alignment(row, namespaces) for row in rows]


def alignment_texts(alignments: Iterable[Alignment], folder: Folder) -> dict[str, str]:
    """Return the text of one Turtle file for each other vocabulary; terms that are not ours are left out."""
    triples: dict[str, list[ox.Triple]] = defaultdict(list)
    for alignment in alignments:
        if folder.facts(alignment.subject):
            triples[f"{alignment.target}.ttl"] += alignment.triples()
    return {name: canonical_turtle(triples[name]) for name in sorted(triples)}


def write_alignments(root: Path, *, check: bool = False) -> tuple[str, ...]:
    """Make the alignment files under ``root`` anew from the table; return the names of those that differed.

    With ``check`` the files are only looked at. A file of a vocabulary that the table no longer names goes.
    """
    table = (root / TABLE).read_text(encoding="utf-8")
    texts = alignment_texts(read_alignments(table), Folder.read(root))
    folder = (root / TABLE).parent
    before = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.ttl")}
    different = sorted(name for name in texts.keys() | before.keys() if texts.get(name) != before.get(name))
    for name in different if not check else ():
        if name in texts:
            write_file(folder / name, texts[name])
        else:
            (folder / name).unlink()
    return tuple(different)


def _alignment(row: Mapping[str, str], namespaces: Mapping[str, str]) -> Alignment:
    if row["predicate_id"] not in _RELATIONS:
        raise DataError(f"{row['predicate_id']!r} is no relation between terms; write one of {sorted(_RELATIONS)}")
    subject, relation, other = (_full(row[name], namespaces) for name in ("subject_id", "predicate_id", "object_id"))
    prefix = row["object_id"].partition(":")[0]
    label = None if row["object_label"] in ("", _UNSEEN) else row["object_label"]
    target = _FILE_NAMES.get(prefix, prefix.lower())
    return Alignment(subject, relation, other, label, target, row.get("comment") or "")


def _full(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    iri = namespaces.get(prefix, "") + local
    if prefix not in namespaces or not is_iri(iri):
        raise DataError(f"{name!r} has no prefix of the table's curie_map")
    return iri
