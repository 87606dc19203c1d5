"""Native JSON-LD: every triple, the context embedded, the same bytes for the same data.

The text is written straight from canonical N-Triples, whose string escapes are those of JSON; neither an
RDF library nor a JSON library is needed to write it, which makes it an order of magnitude faster.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from spineknowledge.errors import DataError
from spineknowledge.namespaces import BASE, PREFIXES, SPK
from spineknowledge.resources import package_text

_TYPE = f"<{PREFIXES['rdf']}type>"
_INTEGER, _BOOLEAN = f"{PREFIXES['xsd']}integer", f"{PREFIXES['xsd']}boolean"
_NATIVE = {_INTEGER: re.compile(r"-?[1-9][0-9]{0,14}|0"), _BOOLEAN: re.compile(r"true|false")}
_RELATIVE = re.compile(r"[a-z]+(-[a-z]+)*/[A-Za-z0-9_-]+")
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_UNFIT = re.compile(r"[\x00-\x1f\x7f]|\\U([0-9A-Fa-f]{8})")
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
    lines = _canonical(ntriples)
    writer = _Writer()
    nodes = ",\n".join(writer.node(subject, rows) for subject, rows in groupby(map(_split, lines), lambda row: row[0]))
    head = json.dumps(context(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'{{"@context":{head},\n"@graph":[\n{nodes}\n]}}\n'


def _canonical(ntriples: str) -> list[str]:
    """Return the lines of N-Triples in one order; blank nodes get their RDFC-1.0 names first."""
    lines = [line for line in ntriples.split("\n") if line]
    if "_:" in ntriples and any(line.startswith("_:") or " _:" in line for line in lines):
        import pyoxigraph as ox

        dataset = ox.Dataset(ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = [f"{quad.triple} ." for quad in dataset]
    return sorted(set(lines))


def _split(line: str) -> list[str]:
    return line[:-2].rstrip().split(" ", 2)


class _Writer:
    """Writes nodes; what an IRI becomes is worked out once for each."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._terms = {f"<{iri}>": term for iri, term in _terms()}

    def node(self, subject: str, rows: Iterable[list[str]]) -> str:
        """Return one node as a JSON object."""
        keys: dict[str, str] = {}
        types = ""
        for predicate, group in groupby(rows, lambda row: row[1]):
            values = [row[2] for row in group]
            if predicate == _TYPE and all(value[0] == "<" for value in values):
                types = f',"@type":{_listed([self._name(value) for value in values])}'
            else:
                keys.update(self._members(predicate, values))
        members = "".join(f",{key}:{keys[key]}" for key in sorted(keys))
        return f'{{"@id":{self._id(subject)}{types}{members}}}'

    def _members(self, predicate: str, values: list[str]) -> Iterator[tuple[str, str]]:
        """Yield key and values: under the term those of its kind, under the plain IRI all others."""
        term = self._terms.get(predicate)
        if term and term.kind == "@id":
            fitting = [self._id(value) for value in values if value[0] != '"']
            others = [value for value in values if value[0] == '"']
            if fitting:
                yield _quoted(term.name), _listed(fitting)
        elif term:
            literals = [(value, _literal(value) if value[0] == '"' else None) for value in values]
            fits = [parts for _, parts in literals if parts and _fits(term.kind, parts)]
            others = [value for value, parts in literals if not (parts and _fits(term.kind, parts))]
            if fits:
                yield _quoted(term.name), _by_language(fits) if term.kind == "@language" else _listed(map(_bare, fits))
        else:
            others = values
        if others:
            yield self._name(predicate, prefixed=True), _listed(map(self._explicit, others))

    def _explicit(self, value: str) -> str:
        if value[0] != '"':
            return f'{{"@id":{self._id(value)}}}'
        text, language, datatype = _literal(value)
        if language:
            return f'{{"@language":"{language}","@value":"{text}"}}'
        typed = f'"@type":{self._name(f"<{datatype}>", prefixed=True)},' if datatype else ""
        return f'{{{typed}"@value":"{text}"}}'

    def _id(self, term: str) -> str:
        found = self._ids.get(term)
        if found is None:
            iri = term.strip("<>")
            short = iri.removeprefix(BASE)
            found = _quoted(short if short != iri and _RELATIVE.fullmatch(short) else _whole(iri))
            self._ids[term] = found
        return found

    def _name(self, term: str, prefixed: bool = False) -> str:
        """Return the IRI of a class, property or datatype, shortened; ``prefixed`` ones are never a term."""
        key = f"{prefixed}{term}"
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = _quoted(_short_name(term[1:-1], prefixed) if term[0] == "<" else term)
        return found


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


def _literal(value: str) -> tuple[str, str, str]:
    """Return text, language and datatype of an N-Triples literal, the text escaped as JSON wants it."""
    match = _LITERAL.fullmatch(value)
    if match is None:
        raise DataError(f"{value[:60]} is no literal of N-Triples")
    text, language, datatype = match.groups(default="")
    return (_UNFIT.sub(_escape, text) if _UNFIT.search(text) else text), language, datatype


def _escape(match: re.Match[str]) -> str:
    code = chr(int(match[1], 16)) if match[1] else match[0]
    return json.dumps(code)[1:-1]


def _fits(kind: str, parts: tuple[str, str, str]) -> bool:
    text, language, datatype = parts
    if kind == "@language":
        return bool(language)
    return not language and datatype == kind and (kind not in _NATIVE or bool(_NATIVE[kind].fullmatch(text)))


def _bare(parts: tuple[str, str, str]) -> str:
    text, _, datatype = parts
    return text if datatype in _NATIVE else f'"{text}"'


def _by_language(texts: list[tuple[str, str, str]]) -> str:
    languages = sorted({language for _, language, _ in texts})
    members = (
        f'"{language}":{_listed(_quoted_text(text) for text, tag, _ in texts if tag == language)}'
        for language in languages
    )
    return f"{{{','.join(members)}}}"


def _quoted_text(text: str) -> str:
    return f'"{text}"'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(values: Iterable[str]) -> str:
    found = list(values)
    return found[0] if len(found) == 1 else f"[{','.join(found)}]"
