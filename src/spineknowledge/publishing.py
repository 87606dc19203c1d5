"""Uploading a knowledge base into a graph of another engine, by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from spineknowledge.endpoint import Auth, Endpoint
from spineknowledge.errors import DataError
from spineknowledge.limits import RemoteLimits
from spineknowledge.store import OxigraphStore, parse_graph
from spineknowledge.values import Table, ntriples_term

_N_TRIPLES = "application/n-triples"


def publish(ntriples: str, url: str, graph: str | None = None, auth: Auth = None, seconds: float = 300.0) -> int:
    """Replace one graph of a graph store by triples, read it back, and return how many triples it holds.

    A graph that does not hold the same afterwards raises ``DataError``. Values count and not how they are
    written, since engines write 1.50 as 1.5 and P12M as P1Y.
    """
    store = Endpoint(url, auth, RemoteLimits(seconds=seconds, retries=0))
    params = {"graph": graph} if graph else {"default": ""}
    store.request("PUT", {"content-type": _N_TRIPLES}, params=params, content=ntriples.encode())
    media, stored = store.request("GET", {"accept": _N_TRIPLES}, params=params)
    sent, found = _values(parse_graph(ntriples.encode(), _N_TRIPLES)), _values(parse_graph(stored, media))
    if sent != found:
        missing, extra = len(sent - found), len(found - sent)
        raise DataError(f"the graph is not what was sent: {missing} triples are missing, {extra} are not ours")
    return len(found)


def _values(triples: Table) -> set[str]:
    """Return triples as lines in which equal values are written alike, as the embedded engine writes them."""
    lines = "".join(f"{' '.join(map(ntriples_term, row))} .\n" for row in triples.rows)
    return set(OxigraphStore.from_ntriples(lines).ntriples().splitlines())
