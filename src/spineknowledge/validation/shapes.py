"""What the shapes find: pySHACL looks at what does not certainly fit, and its report becomes problems."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from spineknowledge.errors import DataError
from spineknowledge.namespaces import PREFIXES, compact
from spineknowledge.validation.facts import Facts, Term, node_of, text_of
from spineknowledge.validation.report import Problem
from spineknowledge.validation.screening import KNOWN, TARGETS, Screen

if TYPE_CHECKING:
    import rdflib

_SH = PREFIXES["sh"]
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_BROKEN = "rule:broken-shapes"
_LONGEST_VALUE = 80
"""Longer values are cut in what is reported."""

_AT_ONCE = 2000
"""So many things go to pySHACL at a time, so that its graphs stay small however much is wrong."""


def shape_problems(facts: Facts, shapes: Facts, among: set[str] | None = None) -> Iterator[Problem]:
    """Yield what pySHACL reports of all things, or of those in ``among``; things that certainly fit are spared it."""
    suspects = list(Screen(facts, shapes).suspects(among))
    for start in range(0, len(suspects), _AT_ONCE):
        yield from _reported(facts, shapes, suspects[start : start + _AT_ONCE])


def _reported(facts: Facts, shapes: Facts, suspects: Sequence[tuple[str, Term]]) -> Iterator[Problem]:
    """Yield one problem for each shape, thing and value of which pySHACL reports that they do not go together.

    Nothing is inferred, imported or fetched, and neither rules nor scripts run. The suspects replace the targets
    of the shapes; pySHACL's own option to look at some nodes only skips the shapes that other shapes refer to.
    """
    import pyshacl
    from rdflib.namespace import SH

    target = ox.NamedNode(f"{_SH}targetNode")
    aimed = [triple for triple in shapes.triples if triple.predicate.value not in TARGETS]
    aimed += [ox.Triple(node_of(shape), target, focus) for shape, focus in suspects]
    with _quiet():
        data = to_rdflib(_around(facts, {text_of(focus) for _, focus in suspects}))
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=to_rdflib(aimed),
            inference="none",
            advanced=False,
            js=False,
            meta_shacl=False,
            do_owl_imports=False,
            inplace=True,
        )
    if isinstance(report, Exception):
        raise DataError(f"the shapes cannot be applied: {text}")
    yield from (_problem(data, report, result) for result in report.subjects(SH.resultSeverity, None))


def _around(facts: Facts, things: set[str]) -> Iterator[ox.Triple]:
    """Yield all that a shape looks at: the things, what they refer to, and the tree of classes."""
    near = dict.fromkeys(things)
    near.update(dict.fromkeys(text_of(t.object) for thing in things for t in facts.record(thing)))
    for subject in (*near, *(one for one in facts.having(_SUBCLASS) if one not in near)):
        yield from (t for t in facts.record(subject) if subject in near or t.predicate.value == _SUBCLASS)


def check_shapes(shapes: Iterable[ox.Triple], classes: set[str]) -> list[Problem]:
    """Return where shapes are written so that they could never report anything.

    That is so with a target class that is not declared and with a term that SHACL does not have.
    """
    return [problem for triple in shapes for problem in _powerless(triple, classes)]


def _powerless(triple: ox.Triple, classes: set[str]) -> Iterator[Problem]:
    shape = text_of(triple.subject)
    for term in (triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode) and term.value.startswith(_SH) and not _is_of_shacl(term.value):
            wrong = f"The shapes are broken: SHACL has no term {compact(term.value)}."
            yield Problem(_BROKEN, shape, wrong, "Spell the term as SHACL does.", value=term.value)
    target = getattr(triple.object, "value", "")
    ours = target.startswith(PREFIXES["spk"])
    if triple.predicate.value == f"{_SH}targetClass" and ours and target not in classes:
        wrong = f"It is checked by {compact(shape)} and not declared as a class."
        write = "Declare it as an owl:Class, or let the shape name a class that is declared."
        yield Problem(_BROKEN, target, wrong, write, value=shape)


def _is_of_shacl(term: str) -> bool:
    if term in KNOWN:
        return True
    from rdflib import URIRef
    from rdflib.namespace import SH

    return URIRef(term) in SH


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from warning of each ill-typed literal with a traceback; the shapes report those."""
    logger = logging.getLogger("rdflib.term")
    logger.addFilter(_drop)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeFilter(_drop)


def _drop(record: logging.LogRecord) -> bool:
    return False


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph, every literal as it was written.

    Blank nodes, which a rule reports, go as IRIs: pySHACL would stop at one that it has to compare.
    """
    import rdflib

    graph = rdflib.Graph()
    terms: dict[Any, Any] = {}

    def term(node: Any) -> Any:
        found = terms.get(node)
        if found is None:
            found = terms[node] = _rdflib_term(node)
        return found

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _rdflib_term(node: Any) -> Any:
    import rdflib

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.URIRef(text_of(node))
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = None if node.datatype.value == f"{PREFIXES['xsd']}string" else rdflib.URIRef(node.datatype.value)
    return rdflib.Literal(node.value, datatype=datatype, normalize=False)


def _problem(data: rdflib.Graph, report: Any, result: Any) -> Problem:
    from rdflib.namespace import SH

    value = report.value(result, SH.value)
    path = report.value(result, SH.resultPath)
    focus = report.value(result, SH.focusNode)
    component = str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2]
    kind = component.removesuffix("ConstraintComponent")
    if kind == "MinCount" and (focus, path, None) in data:
        kind = "MoreCount"
    return Problem(
        rule=compact(str(report.value(result, SH.sourceShape))),
        subject=str(focus),
        wrong=_wrong(kind, str(path or ""), value),
        write=_instruction(str(report.value(result, SH.resultMessage) or "")),
        predicate=str(path or ""),
        value="" if value is None or value == focus or str(value).startswith("_:") else str(value),
    )


def _instruction(message: str) -> str:
    """Return the message of a shape as it stands after the word "write"; names of properties stay as they are."""
    rest = message.removeprefix("Write ")
    return rest if ":" in rest.partition(" ")[0] else rest[:1].upper() + rest[1:]


_WHAT = {
    "MinCount": "{path} is missing.",
    "MoreCount": "{path} is not given as often as it has to be.",
    "MaxCount": "{path} is given more than once.",
    "UniqueLang": "{path} is given twice in one language.",
    "Class": "{value} is not of the right kind for {path}.",
    "Datatype": "{value} is not of the right datatype for {path}.",
    "Pattern": "{value} does not have the right form for {path}.",
    "LessThan": "{path} and the number it is held against are in the wrong order.",
    "LessThanOrEquals": "{path} and the number it is held against are in the wrong order.",
    "QualifiedMinCount": "{path} lacks a value that it has to have.",
    "LanguageIn": "{value} is in no language that {path} may have.",
    "MinInclusive": "{value} is too low for {path}.",
    "MaxInclusive": "{value} is too high for {path}.",
    "Disjoint": "{value} stands on both sides.",
    "NodeKind": "{value} is not an address for {path}.",
    "Not": "What the record says does not go together, or lacks a part.",
    "Or": "{value} is not of a kind that {path} can have.",
    "In": "{value} is not one of the allowed values of {path}.",
}


def _wrong(kind: str, path: str, value: Any) -> str:
    template = _WHAT.get(kind, "{value} does not fit {path}." if path else "The record does not hold together.")
    shown = compact(str(value)) if value is not None else "A value"
    shown = "A blank node" if shown.startswith("_:") else shown
    shown = shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 3] + "..."
    return template.format(path=compact(path), value=shown or "An empty text")
