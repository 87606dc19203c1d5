"""The query catalog: one ``.rq`` file a question, with its English wording in the header.

A file that takes parameters has one row ``VALUES (?a ?b) { (ex:one ex:two) }  # parameters`` with example
values, so that it runs by hand in any SPARQL tool; the library puts the caller's terms into that row.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from spineknowledge.errors import QueryError, UnknownTermError
from spineknowledge.frozen import Frozen
from spineknowledge.namespaces import expand, is_iri
from spineknowledge.resources import query_file, query_files
from spineknowledge.values import Iri

_HEADER = re.compile(r"^#\+ (\w+): *(.*)$", re.MULTILINE)
_PARAMETERS = re.compile(r"VALUES \((?P<names>[^)]*)\) *\{ *\((?P<values>[^\n]*)\) *\}(?= *# parameters)")
_TERM = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z-]+)?|<[^>]*>|[^\s]+')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ESCAPED_LETTER = re.compile(r"(\\\\)([uU])")
_INTERNAL = "kb-"


class Query(Frozen):
    """A query with named parameters; ``parameters`` pairs each with its example in the file."""

    name: str
    text: str
    summary: str = ""
    question: str = ""
    returns: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def load(cls, name: str) -> Query:
        """Return the query of the catalog that is called ``name``; an unknown name raises."""
        path = query_file(name)
        if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
            raise UnknownTermError(name, "question", _closest(name, [q.stem for q in _public_files()]))
        return _load(path)

    @classmethod
    def parse(cls, text: str, name: str = "query") -> Query:
        """Read a query with its header and its parameter row."""
        headers = dict(_HEADER.findall(text))
        row = _PARAMETERS.search(text)
        names = re.findall(r"\?(\w+)", row["names"]) if row else []
        values = _TERM.findall(row["values"]) if row else []
        if len(names) != len(values):
            raise QueryError(f"{name}: the parameter row has {len(names)} names but {len(values)} values")
        returns = tuple(filter(None, re.split(r"[,\s]+", headers.get("returns", ""))))
        return cls(
            name=name,
            text=text,
            summary=headers.get("summary", ""),
            question=headers.get("question", ""),
            returns=returns,
            parameters=tuple(zip(names, values, strict=True)),
        )

    @property
    def examples(self) -> dict[str, str]:
        """Each parameter with the term that stands for it in the file."""
        return dict(self.parameters)

    def inlined(self) -> str:
        """Return the query with its parameters written out where they stand and without the row that holds them.

        Some engines do not see the values of a row everywhere. Parameters that are open stay variables.

        >>> Query.parse("SELECT ?s WHERE { VALUES (?o) { (<urn:a>) }  # parameters\\n ?s ?p ?o }").inlined()
        'SELECT ?s WHERE {   # parameters\\n ?s ?p <urn:a> }'
        """
        head, where, body = self.text.partition("WHERE")
        terms = {parameter: term for parameter, term in self.parameters if term != "UNDEF"}
        variable = re.compile(rf"\?({'|'.join(terms)})\b") if terms else re.compile(r"(?!)")
        head = variable.sub(lambda found: f"({terms[found[1]]} AS {found[0]})", head)
        return head + where + variable.sub(lambda found: terms[found[1]], _PARAMETERS.sub("", body))

    def bind(self, /, **values: object) -> str:
        """Return the query text with the caller's terms; a parameter that is not given keeps its example.

        Absolute IRIs (:class:`~spineknowledge.values.Iri`, or text that is a prefixed name of the table)
        become IRIs, numbers numbers, ``None`` leaves a parameter open, and any other text becomes a plain
        string. Unknown names raise.

        >>> Query.parse("SELECT * { VALUES (?lang) { (\\"en\\") }  # parameters\\n }").bind(lang="es")
        'SELECT * { VALUES (?lang) { ("es") }  # parameters\\n }'
        """
        for name in values:
            if name not in self.examples:
                known = ", ".join(self.examples) or "none"
                raise QueryError(f"{self.name} has no parameter {name!r}; it has: {known}")
        if not values:
            return self.text
        terms = [_term(values[name]) if name in values else term for name, term in self.examples.items()]
        return _PARAMETERS.sub(lambda row: f"VALUES ({row['names']}) {{ ({' '.join(terms)}) }}", self.text)


def question(name: str) -> Query:
    """Return a competency question; the library's own queries are none."""
    if name.startswith(_INTERNAL):
        raise UnknownTermError(name, "question")
    return Query.load(name)


@cache
def questions() -> tuple[Query, ...]:
    """Return the competency questions of the catalog, sorted by name."""
    return tuple(_load(path) for path in _public_files())


def _public_files() -> list[Path]:
    return [path for path in query_files() if not path.stem.startswith(_INTERNAL)]


@cache
def _load(path: Path) -> Query:
    return Query.parse(path.read_text(encoding="utf-8"), path.stem)


def _closest(name: str, known: list[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=3, cutoff=0.5)


def _term(value: object) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, str):
        raise QueryError(f"a parameter must be an IRI, a text or a number, not {type(value).__name__}")
    iri = expand(value)
    if isinstance(value, Iri) or iri != value or re.match(r"https?://", value):
        if not is_iri(iri):
            raise QueryError(f"{value!a} is no well-formed IRI")
        return f"<{iri}>"
    return f'"{_ESCAPED_LETTER.sub(_letter_code, value.translate(_ESCAPES))}"'


def _letter_code(letter: re.Match[str]) -> str:
    """Write the letter after a backslash as its code: engines read a code point escape there, even so."""
    return f"{letter[1]}\\U{ord(letter[2]):08x}"
