"""Native JSON-LD: every triple, the context embedded, the same bytes for the same data.

The text is written straight from canonical N-Triples, whose string escapes are those of JSON; neither an
RDF library nor a JSON library is needed to write it, which makes it an order of magnitude faster.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from operator import lt
from typing import Any, NamedTuple

from spineknowledge.errors import DataError
from spineknowledge.namespaces import BASE, PREFIXES, SPK
from spineknowledge.resources import package_text

_TYPE = f"<{PREFIXES['rdf']}type>"
_INTEGER, _BOOLEAN = f"{PREFIXES['xsd']}integer", f"{PREFIXES['xsd']}boolean"
_NATIVE = {_INTEGER: re.compile(r"-?[1-9][0-9]{0,14}|0"), _BOOLEAN: re.compile(r"true|false")}
_RELATIVE = re.compile(r"[a-z]+(-[a-z]+)*/[A-Za-z0-9_-]+")
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TAGGED = '"{}":{}'
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_CONTROLS = tuple(chr(code) for code in (*range(10), *range(11, 32), 127))
_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{8})|\\.|[\x00-\x1f\x7f]", re.DOTALL)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")


class Term(NamedTuple):
    """A key of the context: its name and what its values are: ``@id``, ``@language`` or a datatype."""

    name: str
    kind: str


@cache
def context() -> dict[str, Any]:
    """Return the context that native JSON-LD embeds.

    >>> context()["plainSentence"]
    {'@id': 'spk:plainSentence', '@container': '@language'}
    """
    document: dict[str, Any] = json.loads(package_text("contexts", "spineknowledge.jsonld"))
    found: dict[str, Any] = document["@context"]
    return found


def native(ntriples: str) -> str:
    """Return sorted N-Triples as JSON-LD text, a node a line.

    >>> print(native('<urn:a> <urn:b> "c"@en .\\n').splitlines()[-2])
    {"@id":"urn:a","urn:b":{"@language":"en","@value":"c"}}
    """
    nodes = ",\n".join(_nodes(_canonical(ntriples)))
    head = json.dumps(context(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'{{"@context":{head},\n"@graph":[\n{nodes}\n]}}\n'


def _canonical(ntriples: str) -> list[str]:
    """Return the lines of N-Triples in one order; blank nodes get their RDFC-1.0 names first."""
    lines = ntriples.split("\n")
    if "_:" in ntriples and any(line.startswith("_:") or " _:" in line for line in lines):
        import pyoxigraph as ox

        dataset = ox.Dataset(ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = [f"{quad.triple} ." for quad in dataset]
    if any(sign in ntriples for sign in _CONTROLS) or ("\\" in ntriples and "\\U" in ntriples):
        lines = [_ESCAPE.sub(_escaped, line) for line in lines]
    lines = list(filter(None, lines))
    in_order = all(map(lt, lines, islice(lines, 1, None)))
    return lines if in_order else sorted(set(lines))


def _nodes(lines: Iterable[str]) -> Iterator[str]:
    """Yield a JSON object a node."""
    places = _Places()
    of, ids = places.of, places.ids
    node = ""
    members: dict[str, list[str]] = {}
    languages: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        if subject != node:
            if node:
                yield _node(ids[node], members, languages)
            node, members, languages = subject, {}, {}
        key, language, text = of(predicate, value[:-2])
        if language:
            languages.setdefault(key, {}).setdefault(language, []).append(text)
        elif key in members:
            members[key].append(text)
        else:
            members[key] = [text]
    if node:
        yield _node(ids[node], members, languages)


def _node(name: str, members: dict[str, list[str]], languages: dict[str, dict[str, list[str]]]) -> str:
    inside = [f"{key}:{texts[0] if len(texts) == 1 else _listed(texts)}" for key, texts in members.items()]
    inside += [f"{key}:{_by_language(texts)}" for key, texts in languages.items()]
    inside.sort()
    return f'{{"@id":{name},{",".join(inside)}}}'


def _by_language(texts: dict[str, list[str]]) -> str:
    return f"{{{','.join([_TAGGED.format(language, _listed(texts[language])) for language in sorted(texts)])}}}"


class _Ids(dict[str, str]):
    """What becomes of the IRI of a thing, worked out when it is first met."""

    def __missing__(self, term: str) -> str:
        iri = term.strip("<>")
        short = iri.removeprefix(BASE)
        found = self[term] = _quoted(short if short != iri and _RELATIVE.fullmatch(short) else _whole(iri))
        return found


class _Names(dict[str, str]):
    """What becomes of the IRI of a class."""

    def __missing__(self, term: str) -> str:
        found = self[term] = _quoted(_short_name(term[1:-1], prefixed=False) if term[0] == "<" else term)
        return found


class _Places:
    """Says under which key a value stands and how it is written: under a term if it fits, else in full."""

    def __init__(self) -> None:
        self.ids, self._classes = _Ids(), _Names()
        self._terms = {f"<{iri}>": term for iri, term in _terms()}
        self._plans = {name: (_quoted(term.name), term.kind) for name, term in self._terms.items()}
        self._plans[_TYPE] = ('"@type"', "@type")

    def of(self, predicate: str, value: str) -> tuple[str, str, str]:
        """Return the key, the language where the key holds a language map, and the JSON of a value."""
        key, kind = self._plans.get(predicate, ("", "?"))
        if value[0] != '"':
            if kind == "@id":
                return key, "", self.ids[value]
            if kind == "@type":
                return key, "", self._classes[value]
        elif kind == "@language":
            text, _, tag = value.rpartition('"@')
            if tag and value[-1] not in '">':
                return key, tag, f'{text}"'
        elif kind == "":
            if value[-1] == '"':
                return key, "", value
        elif value.endswith(f'"^^<{kind}>'):
            text = value[1 : -len(kind) - 5]
            native = _NATIVE.get(kind)
            if native is None or native.fullmatch(text):
                return key, "", text if native else f'"{text}"'
        return _quoted(_short_name(predicate[1:-1], prefixed=True)), "", self._explicit(value)

    def _explicit(self, value: str) -> str:
        if value[0] != '"':
            return f'{{"@id":{self.ids[value]}}}'
        match = _LITERAL.fullmatch(value)
        if match is None:
            raise DataError(f"{value[:60]} is no literal of N-Triples")
        text, language, datatype = match.groups(default="")
        if language:
            return f'{{"@language":"{language}","@value":"{text}"}}'
        typed = f'"@type":{_quoted(_short_name(datatype, prefixed=True))},' if datatype else ""
        return f'{{{typed}"@value":"{text}"}}'


def _terms() -> Iterator[tuple[str, Term]]:
    for name, value in context().items():
        if name[0] == "@" or (name in PREFIXES and value == PREFIXES[name]):
            continue
        target = value if isinstance(value, str) else value["@id"]
        prefix, _, local = target.partition(":")
        kind = "" if isinstance(value, str) else value.get("@container") or value["@type"]
        kind = f"{PREFIXES['xsd']}{kind[4:]}" if kind.startswith("xsd:") else kind
        yield f"{PREFIXES[prefix]}{local}", Term(name, kind)


def _short_name(iri: str, prefixed: bool) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if prefix in context() and iri.startswith(namespace) and _LOCAL.fullmatch(local):
            bare = namespace == SPK and not prefixed and local not in context()
            return local if bare else f"{prefix}:{local}"
    return _whole(iri)


def _whole(iri: str) -> str:
    """Return a full IRI; one whose scheme is a prefix of the context would be read as another IRI."""
    scheme = _SCHEME.match(iri)
    if scheme and scheme[1] in context():
        raise DataError(f"<{iri}> cannot be written as JSON-LD, since {scheme[1]}: is a prefix there")
    return iri


def _escaped(match: re.Match[str]) -> str:
    """Return an escape that JSON knows as it is, and anything else that JSON wants escaped as JSON writes it."""
    if match[1]:
        return json.dumps(chr(int(match[1], 16)))[1:-1]
    return match[0] if match[0][0] == "\\" else json.dumps(match[0])[1:-1]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"[{','.join(values)}]"
