"""Diagrams of the model in SVG: the classes and links of the ontology, laid out by Graphviz."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from html import escape

from documentation.schema import Edge, Schema, local_name

_MARGIN = "0.14,0.07"


def diagram(
    title: str,
    boxes: Iterable[str],
    edges: Iterable[Edge],
    place: Callable[[str], str],
    *,
    focus: str = "",
    across: bool = True,
) -> str:
    """Return a diagram as a block of HTML; ``place`` gives the address of the page of a class."""
    shown = list(dict.fromkeys(boxes))
    direction = "LR" if across else "TB"
    lines = [f'digraph {{ rankdir={direction}; bgcolor="transparent"; ranksep=0.55; nodesep=0.25;']
    lines.append(f'node [shape=box, style=rounded, fontname="Helvetica", fontsize=13, margin="{_MARGIN}", height=0.4];')
    lines.append('edge [fontname="Helvetica", fontsize=11, arrowsize=0.7];')
    lines += [_box(iri, place(iri), iri == focus) for iri in shown]
    lines += _arrows(edge for edge in edges if edge.start in shown and edge.end in shown)
    svg = _laid_out("\n".join([*lines, "}"]))
    named = svg.replace("<svg ", f'<svg role="group" aria-label="{escape(title)}" ', 1)
    return f'<div class="diagram" markdown="0">\n{named}\n</div>\n\n'


def neighbours(schema: Schema, kind: str) -> list[Edge]:
    """Return the links from and to a class, those of the classes above it too."""
    mine = set(schema.lineage(kind))
    found = (
        Edge(kind if edge.start in mine else edge.start, edge.name, kind if edge.end in mine else edge.end)
        for edge in schema.edges
        if {edge.start, edge.end} & mine
    )
    return list(dict.fromkeys(found))


def relative(page: str, origin: str) -> str:
    """Return the address of a built page as seen from another."""
    return posixpath.relpath(page, posixpath.dirname(origin)).removesuffix(".md") + ".html"


def _box(iri: str, address: str, focus: bool) -> str:
    kind = "focus" if focus else "box"
    return f'"{iri}" [label="{local_name(iri)}", URL="{address}", class="{kind}", tooltip="{local_name(iri)}"];'


def _arrows(edges: Iterable[Edge]) -> list[str]:
    """Return an arrow for each pair of classes, with the names of all links between them."""
    names: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        names.setdefault((edge.start, edge.end), []).append(local_name(edge.name))
    return [f'"{start}" -> "{end}" [label="{_stacked(held)}"];' for (start, end), held in sorted(names.items())]


def _stacked(names: list[str]) -> str:
    return "\\n".join(f" {name} " for name in sorted(set(names)))


def _laid_out(source: str) -> str:
    """Return the SVG of a graph without what a page cannot hold twice: declarations and ids."""
    if shutil.which("dot") is None:
        raise RuntimeError("dot is missing; install Graphviz, such as by apt-get install graphviz")
    done = subprocess.run(["dot", "-Tsvg"], input=source, capture_output=True, text=True, check=True, timeout=60)
    svg = done.stdout[done.stdout.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (id|xlink:title|font-family|stroke|fill|xmlns:xlink)="[^"]*"', "", svg)
    svg = re.sub(r'="(\d+)pt"', r'="\1"', svg)
    svg = re.sub(r"<title>.*?</title>\n?", "", svg, flags=re.DOTALL)
    return svg.replace("xlink:href", "href").strip()
