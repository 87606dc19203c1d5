"""The library on a SPARQL 1.1 endpoint: what a comparison needs is fetched in few answers and read here."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from spineknowledge.admission import admit
from spineknowledge.catalog import Query
from spineknowledge.endpoint import Auth, Endpoint
from spineknowledge.errors import DataError, QueryError
from spineknowledge.limits import RemoteLimits
from spineknowledge.namespaces import expand, is_iri, slug_of, thing
from spineknowledge.reading import Reader
from spineknowledge.store import Answer, Origin, OxigraphStore, Store, parse_graph, typed_literal
from spineknowledge.values import BlankNode, Iri, Table, Value, ntriples_term

_RESULTS = "application/sparql-results+json"
_GRAPHS = "application/n-triples, text/turtle;q=0.5"
_KIND = re.compile(
    r"<[^<>\s]*>|#[^\n\r]*|(?<![\w:?$-])(?P<kind>SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!\s*:)", re.IGNORECASE
)
_ALL = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"
_ASKED = "__ASK_RETVAL"
_DURATION = "http://www.w3.org/2001/XMLSchema#duration"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHARED = frozenset({"kb-vocabulary", "kb-criteria", "kb-version"})
_OF_PAIRS = frozenset({"kb-answers", "kb-findings", "kb-sources"})
_OF_OPTIONS = frozenset({"kb-option", "kb-distinctions"})
_MOST_PAIRS = 256


class RemoteStore(Store):
    """A SPARQL 1.1 endpoint, for reading."""

    def __init__(self, url: str, auth: Auth = None, limits: RemoteLimits | None = None) -> None:
        self.endpoint = Endpoint(url, auth, limits)
        self.questions_asked = 0

    def answer(self, query: str) -> Answer:
        """Return the answer to any query, with its kind."""
        return self.answer_within(query, self.endpoint.limits.seconds)

    def answer_within(self, query: str, timeout: float) -> Answer:
        """Return the answer to a query; the endpoint has so many seconds for it."""
        admit(query)
        kind = _kind(query)
        self.questions_asked += 1
        text = Query.parse(query).inlined()
        graph = kind in ("construct", "describe")
        media, body = self.endpoint.query(text, _GRAPHS if graph else _RESULTS, timeout)
        if graph:
            return "construct", parse_graph(body, media)
        return _read_results(kind, media, body)

    def ntriples(self) -> str:
        """Return everything as sorted N-Triples, numbers as the endpoint writes them."""
        rows = self.select(_ALL).rows
        return "".join(sorted(f"{' '.join(map(ntriples_term, row))} .\n" for row in rows))

    def origin(self) -> Origin:
        """Return everything as text, since another process cannot share the connection."""
        return ("ntriples", self.ntriples())


class RemoteReader(Reader):
    """Reads typed things from an endpoint; what belongs to a comparison is fetched at once."""

    def __init__(self, store: RemoteStore) -> None:
        super().__init__(store)
        self._pairs: dict[tuple[str, str], OxigraphStore] = {}
        self._records: dict[str, OxigraphStore] = {}

    def expect(self, a: str, b: str) -> None:
        """Fetch what the comparison of two options needs."""
        first, second = sorted((self._option_iri(a), self._option_iri(b)), key=slug_of)
        with self._lock:
            if first != second and (first, second) not in self._pairs:
                self._fetch_pair(first, second)

    def run(self, query: str, **params: object) -> Table:
        """Return the answer to a query of the catalog, from what was fetched where that is enough."""
        return self._source(query, params).select(Query.load(query).bind(**params))

    def describe(self, query: str, **params: object) -> str:
        """Return the answer to a query of the catalog as TSV, from what was fetched where that is enough."""
        return self._source(query, params).describe(Query.load(query).bind(**params))

    def _option_iri(self, name: str) -> str:
        """Return the IRI that a slug or IRI says; other names are looked up."""
        iri = expand(name) if ":" in name else thing("option", name)
        return iri if is_iri(iri) and (":" in name or _SLUG.fullmatch(name)) else self._names("option").resolve(name)

    def _is_option(self, iri: str) -> bool:
        """Say whether an IRI is that of an option, without asking for what cannot be one."""
        own = iri.startswith(thing("option", ""))
        return (not own or bool(_SLUG.fullmatch(slug_of(iri)))) and super()._is_option(iri)

    def _fetch_pair(self, first: str, second: str) -> None:
        fetched = self._fetched("kb-pair", subject=Iri(first), reference=Iri(second))
        if len(self._pairs) >= _MOST_PAIRS:
            self._pairs, self._records = {}, {}
        self._pairs[(first, second)] = fetched
        for row in fetched.select("SELECT DISTINCT ?node WHERE { ?node ?property ?value }").rows:
            self._records.setdefault(str(row[0]), fetched)

    def _source(self, query: str, params: dict[str, object]) -> Store:
        """Return where a query of the catalog is answered."""
        if query in _SHARED:
            return self.keep("shared", lambda: self._fetched("kb-base"))
        if query == "kb-record":
            return self._records.get(str(params["node"]), self.store)
        if query in _OF_PAIRS and params["criterion"] is None:
            return self._pairs.get((str(params["subject"]), str(params["reference"])), self.store)
        if query in _OF_OPTIONS:
            pairs = list(self._pairs.items())
            return next((fetched for pair, fetched in pairs if params["option"] in pair), self.store)
        return self.store

    def _fetched(self, query: str, **params: object) -> OxigraphStore:
        rows = self.store.select(Query.load(query).bind(**params)).rows
        return OxigraphStore.from_ntriples("".join(f"{' '.join(map(ntriples_term, row))} .\n" for row in rows))


def _kind(query: str) -> str:
    """Return the kind of a query: its first word that is one, outside comments and IRIs."""
    for found in _KIND.finditer(query):
        if found["kind"]:
            return found["kind"].lower()
    raise QueryError("the text is no query: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE")


def _read_results(kind: str, media: str, body: bytes) -> Answer:
    """Read SPARQL JSON results strictly; what is not whole or not JSON raises."""
    if media.partition(";")[0].strip().lower() not in (_RESULTS, "application/json"):
        raise QueryError("the endpoint sent something else than SPARQL results in JSON")
    try:
        told = json.loads(body.decode("utf-8"))
        if kind == "ask":
            return "ask", _truth(told)
        columns = tuple(told["head"]["vars"])
        rows = [_row(columns, binding) for binding in told["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise QueryError("the endpoint sent a part of an answer, or one that is not well-formed") from None
    return "select", Table(columns, tuple(rows))


def _truth(told: Any) -> bool:
    """Return the answer to an ASK query, which Virtuoso sends as one row or none."""
    if "boolean" in told:
        if not isinstance(told["boolean"], bool):
            raise ValueError
        return told["boolean"]
    if told["head"]["vars"] != [_ASKED]:
        raise ValueError
    return {(): False, ("0",): False, ("1",): True}[tuple(row[_ASKED]["value"] for row in told["results"]["bindings"])]


def _row(columns: tuple[str, ...], binding: dict[str, Any]) -> tuple[Value, ...]:
    if not binding.keys() <= set(columns):
        raise ValueError
    return tuple(_cell(binding[name]) if name in binding else None for name in columns)


def _cell(cell: dict[str, Any]) -> Value:
    kind, text = cell["type"], cell["value"]
    if not isinstance(text, str):
        raise ValueError
    if kind == "uri":
        return Iri(text)
    if kind == "bnode":
        return BlankNode(text)
    if kind not in ("literal", "typed-literal"):
        raise ValueError
    datatype = cell.get("datatype")
    if datatype == _DURATION and "P" not in text:
        text = _duration(text)
    return typed_literal(text, cell.get("xml:lang"), datatype)


def _duration(number: str) -> str:
    """Write a duration as XML Schema does that Virtuoso wrote as a whole number of months, or as seconds.

    >>> _duration("18"), _duration("2.592e+06"), _duration("-90.5")
    ('P1Y6M', 'P30D', '-PT1M30.5S')
    """
    sign = "-" if number.startswith("-") else ""
    if number.removeprefix("-").isdigit():
        years, months = divmod(int(number.removeprefix("-")), 12)
        parts = f"{years}Y" * bool(years) + f"{months}M" * bool(months)
        return f"{sign}P{parts or '0M'}"
    whole, seconds = divmod(abs(Decimal(number)), 60)
    hours, minutes = divmod(int(whole), 60)
    days, hours = divmod(hours, 24)
    time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes) + f"{seconds.normalize():f}S" * bool(seconds)
    return f"{sign}P{f'{days}D' * bool(days)}{f'T{time}' if time or not days else ''}" + "0S" * (not days and not time)


def connect(url: str, auth: Auth, limits: RemoteLimits | None) -> tuple[RemoteStore, RemoteReader]:
    """Return the store and the reader of an endpoint; an address that cannot be one raises ``DataError``."""
    if not isinstance(url, str):
        raise DataError("an endpoint has an address")
    store = RemoteStore(url, auth, limits)
    return store, RemoteReader(store)
