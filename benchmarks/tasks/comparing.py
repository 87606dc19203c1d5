"""How two options compare: for the first time, again, on disk, and what a look-up in an index takes at least."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pyoxigraph as ox

from benchmarks.bench import Bench, first_answer, fresh, knowing, pair, pair_iris, store_of
from benchmarks.contenders import Contender, Pyoxigraph, Rdflib, Rows, question
from benchmarks.figures import Action, After, Figure, figures, medians
from spineknowledge import KnowledgeBase
from spineknowledge.catalog import Query
from spineknowledge.disk import store_folder
from spineknowledge.model.comparison import OptionComparison
from spineknowledge.namespaces import thing
from spineknowledge.store import OxigraphStore
from spineknowledge.values import Iri

CATALOG = ("kb-answers", "kb-findings", "kb-sources")
FIRST, KNOWN, FLOOR = "ours, first", "ours, vocabulary known", "floor: index look-ups"


def compare(bench: Bench) -> Iterator[Figure]:
    """How two options compare, asked for the first time.

    Ours returns typed rows with findings, numbers, sources, steps, aims and risks. "first" also reads the
    vocabularies, since the knowledge base has answered nothing; the second figure is without that. Query files are
    kept. The contenders answer one prepared query for five columns: criterion, direction, finding, its direction,
    source. The floor gets the triples of the same things by their names from pyoxigraph's index, as objects, without
    SPARQL.
    """
    for size in bench.sizes:
        with bench.loaded(size) as contenders:
            text, expected = question("pair", **pair_iris(size)), told(fresh(contenders).compare(*pair(size)))
            actions: dict[str, Action | After] = {
                FIRST: lambda c=contenders, s=size: fresh(c).compare(*pair(s)),
                KNOWN: After(lambda c=contenders: knowing(c), lambda kb, s=size: kb.compare(*pair(s))),
            }
            notes = []
            for contender in contenders:
                prepared, found, problem = first_answer(bench, "compare", size, contender, text)
                if problem:
                    notes.append(Figure("compare", size, contender.name, None, note=problem))
                    continue
                agree(contender.name, {row for row in found if row[2]}, expected)
                actions[contender.name] = lambda c=contender, p=prepared: c.ask(p)
            actions[FLOOR] = look_up(store_of(contenders), size)
            yield from figures("compare", size, medians(actions, bench))
            yield from (*notes, *bench.left_out("compare", size))


def same_rows(bench: Bench) -> Iterator[Figure]:
    """compare() for the first time beside rdflib fetching the same rows with prepared queries.

    The rows are those of the three catalog queries for answers, findings and sources; ours makes typed results of
    them and reads steps, aims and risks besides. The floor runs the three queries on raw pyoxigraph.
    """
    for size in bench.sizes:
        classes: tuple[type[Contender], ...] = (Pyoxigraph, Rdflib)
        with bench.loaded(size, classes) as contenders:
            texts = catalog_texts(size)
            actions: dict[str, Action | After] = {FIRST: lambda c=contenders, s=size: fresh(c).compare(*pair(s))}
            answers = []
            for contender in contenders:
                prepared = [contender.prepare(text) for text in texts]
                answers.append([_in_one_zone(contender.plain(contender.ask(query))) for query in prepared])
                name = contender.name if contender.name == "rdflib" else "floor: pyoxigraph, the same queries"
                actions[name] = lambda c=contender, ps=prepared: [c.ask(p) for p in ps]
            for other in answers[1:]:
                agree("rdflib", other, answers[0])
            yield from figures("same-rows", size, medians(actions, bench))
            yield from bench.left_out("same-rows", size, classes)


def again(bench: Bench) -> Iterator[Figure]:
    """compare() of a pair that was asked for before, a thousand times; the floor is a look-up in a dict."""
    for size in bench.sizes[:2]:
        with bench.loaded(size, (Pyoxigraph,)) as contenders:
            kb = fresh(contenders)
            a, b = pair(size)
            kept = {(a, b, False): kb.compare(a, b)}
            actions: dict[str, Action | After] = {
                "ours, again": lambda kb=kb, a=a, b=b: [kb.compare(a, b) for _ in range(1000)],
                "floor: a dict": lambda kept=kept, a=a, b=b: [kept[(a, b, False)] for _ in range(1000)],
            }
            seconds = {name: value / 1000 for name, value in medians(actions, bench).items()}
            yield from figures("again", size, seconds, unit="µs")


def on_disk(bench: Bench) -> Iterator[Figure]:
    """compare() for the first time, in memory and from a store on disk, all sizes in turn: what growth is read from.

    All are open in one process, so that each finds the processor's caches as cold as the others do. The file cache is
    warm. In memory and on disk give the same answer.
    """
    actions: dict[str, Callable[[], OptionComparison]] = {}
    with ExitStack() as stack:
        for size in bench.sizes:
            contenders = stack.enter_context(bench.loaded(size, (Pyoxigraph,)))
            stored = OxigraphStore.on_disk(store_folder(bench.disk(size)))
            actions[f"{size} in memory"] = lambda c=contenders, s=size: fresh(c).compare(*pair(s))
            actions[f"{size} on disk"] = lambda store=stored, s=size: KnowledgeBase(store).compare(*pair(s))
            agree("on disk", told(actions[f"{size} on disk"]()), told(actions[f"{size} in memory"]()))
        seconds = medians(actions, bench)
        for size in bench.sizes:
            both = {f"ours, first, {where}": seconds[f"{size} {where}"] for where in ("in memory", "on disk")}
            yield from figures("disk", size, both)


def told(comparison: OptionComparison) -> Rows:
    """Return a comparison as the rows of the question that contenders are asked, where there is a finding."""
    return {
        (
            row.criterion.iri,
            thing("direction", row.direction) if row.direction != "not-assessed" else "",
            finding.iri,
            thing("direction", finding.direction),
            finding.source.iri,
        )
        for row in comparison.rows
        for finding in row.findings
    }


def agree(name: str, found: object, expected: object) -> None:
    """Stop where an answer is not ours; nothing is timed before."""
    if found != expected:
        raise SystemExit(f"{name} answers otherwise: {found!s:.400} and not {expected!s:.400}")


def _in_one_zone(rows: Rows) -> Rows:
    """Return rows with times as Oxigraph writes them; rdflib writes the zone as a number."""
    return {tuple(cell.replace("+00:00", "Z") for cell in row) for row in rows}


def catalog_texts(size: str) -> list[str]:
    """Return the three catalog queries for a pair."""
    subject, reference = (Iri(iri) for iri in pair_iris(size).values())
    asked = {"subject": subject, "reference": reference, "criterion": None}
    return [Query.load(name).bind(**asked) for name in CATALOG]


def look_up(store: ox.Store, size: str) -> Action:
    """Return an action that gets the triples of all things of a comparison by their names."""
    nodes = list(dict.fromkeys(row["node"] for text in catalog_texts(size) for row in store.query(text)))

    def get() -> list[list[ox.Quad]]:
        return [list(store.quads_for_pattern(node, None, None, None)) for node in nodes]

    return get
