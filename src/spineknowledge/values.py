"""The values that queries return: plain Python, with IRIs and language tags kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from spineknowledge.frozen import Frozen
from spineknowledge.namespaces import PREFIXES, compact


class Iri(str):
    """An absolute IRI."""

    __slots__ = ()


class BlankNode(str):
    """A thing without a name, as a query may make one; its label means nothing outside the answer."""

    __slots__ = ()


class Literal(str):
    """A text with a language, or with a datatype for which Python has no value of its own."""

    __slots__ = ("datatype", "lang")

    lang: str | None
    datatype: str | None

    def __new__(cls, text: str, lang: str | None = None, datatype: str | None = None) -> Literal:
        """Make the text; at most one of ``lang`` and ``datatype`` is given."""
        self = super().__new__(cls, text)
        self.lang = lang
        self.datatype = datatype
        return self

    def __reduce__(self) -> tuple[type[Literal], tuple[str, str | None, str | None]]:
        """Keep language and datatype when pickled."""
        return (Literal, (str(self), self.lang, self.datatype))


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_DATATYPES: tuple[tuple[type, str], ...] = ((bool, "boolean"), (int, "integer"), (Decimal, "decimal"))

Value: TypeAlias = Iri | BlankNode | Literal | str | int | Decimal | bool | None


class Table(Frozen):
    """The rows that a query returned, in its order; every row is as long as ``columns``.

    >>> table = Table(("option", "steps"), ((Iri("https://example.org/a"), 3),))
    >>> len(table), table.columns, list(table)
    (1, ('option', 'steps'), [{'option': 'https://example.org/a', 'steps': 3}])
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Yield each row as a mapping from column to value."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of one column, from the first row to the last."""
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return columns and rows for JSON; decimals come as text, so that no digit is lost."""
        return {"columns": list(self.columns), "rows": [[plain(value) for value in row] for row in self.rows]}

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.rows)


def plain(value: Value) -> str | int | bool | None:
    """Return a value as JSON can carry it.

    >>> plain(Decimal("0.80"))
    '0.80'
    """
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def short(value: Value) -> str:
    """Return a value for people: IRIs with their prefix, nothing for nothing.

    >>> short(Iri("https://w3id.org/spineknowledge/option/kyphoplasty")), short(None)
    ('option:kyphoplasty', '')
    """
    if isinstance(value, Iri):
        return compact(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def ntriples_term(value: Value) -> str:
    """Return a value as N-Triples and SPARQL TSV write it.

    >>> print(ntriples_term(Literal('say "hi"', lang="en")), ntriples_term(3))
    "say \\"hi\\""@en "3"^^<http://www.w3.org/2001/XMLSchema#integer>
    """
    if isinstance(value, Iri):
        return f"<{value}>"
    if isinstance(value, BlankNode):
        return f"_:{value}"
    text = f'"{short(value).translate(_ESCAPES)}"'
    if isinstance(value, Literal) and value.lang:
        return f"{text}@{value.lang}"
    datatype = datatype_of(value)
    return f"{text}^^<{datatype}>" if datatype else text


def datatype_of(value: Value) -> str:
    """Return the datatype IRI of a value, nothing for plain and language-tagged text."""
    if isinstance(value, Literal):
        return value.datatype or ""
    return next((PREFIXES["xsd"] + name for cls, name in _DATATYPES if isinstance(value, cls)), "")


def html_table(
    columns: Iterable[str], rows: Iterable[Iterable[Value]], caption: str = "", row_heads: bool = False
) -> str:
    """Return an HTML table, every text escaped; with ``row_heads`` the first cell of a row names it.

    >>> html_table((), [("a", 1)], caption="A < B", row_heads=True)
    '<table><caption>A &lt; B</caption><tbody><tr><th scope="row">a</th><td>1</td></tr></tbody></table>'
    """
    from html import escape

    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    cells = "".join(f'<th scope="col">{escape(column)}</th>' if column else "<td></td>" for column in columns)
    head = f"<thead><tr>{cells}</tr></thead>" if cells else ""
    first = ('<th scope="row">', "</th>") if row_heads else ("<td>", "</td>")
    body = "".join(f"<tr>{_html_cells([escape(short(value)) for value in row], first)}</tr>" for row in rows)
    return f"<table>{title}{head}<tbody>{body}</tbody></table>"


def _html_cells(texts: list[str], first: tuple[str, str]) -> str:
    return "".join([first[0] + texts[0] + first[1], *(f"<td>{text}</td>" for text in texts[1:])]) if texts else ""
