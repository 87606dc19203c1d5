"""The data and the shapes of a release as single files, which the version IRI leads to."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from spineknowledge import KnowledgeBase
from spineknowledge.cli.output import graph_text
from spineknowledge.resources import shape_files
from spineknowledge.store import read_ntriples


def write_data_files(out: Path) -> list[Path]:
    """Write data and shapes as canonical Turtle and JSON-LD into ``out`` and return the paths."""
    kb = KnowledgeBase.load()
    shapes = read_ntriples(shape_files())
    texts = {
        "spineknowledge.ttl": graph_text(kb.ntriples(), "ttl"),
        "spineknowledge.jsonld": kb.to_jsonld(),
        "shapes.ttl": graph_text(shapes, "ttl"),
        "shapes.jsonld": _json_ld(shapes),
    }
    for name, text in texts.items():
        (out / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return [out / name for name in texts]


def _json_ld(ntriples: str) -> str:
    quads = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
    return (ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"").decode()
