"""Values of query results: their kind survives, and they are shown short, plain or escaped."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from spineknowledge.values import BlankNode, Iri, Literal, Table, Value, html_table, ntriples_term, plain, short

KYPHOPLASTY = Iri("https://w3id.org/spineknowledge/option/kyphoplasty")
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("value", "shown", "told", "written"),
    [
        (KYPHOPLASTY, "option:kyphoplasty", str(KYPHOPLASTY), f"<{KYPHOPLASTY}>"),
        (Iri("urn:x"), "urn:x", "urn:x", "<urn:x>"),
        (BlankNode("b1"), "b1", "b1", "_:b1"),
        (Literal("pata", lang="es"), "pata", "pata", '"pata"@es'),
        (Literal("2001", datatype=f"{XSD}gYear"), "2001", "2001", f'"2001"^^<{XSD}gYear>'),
        ('a "b"\n\t\\', 'a "b"\n\t\\', 'a "b"\n\t\\', '"a \\"b\\"\\n\\t\\\\"'),
        (True, "true", True, f'"true"^^<{XSD}boolean>'),
        (3, "3", 3, f'"3"^^<{XSD}integer>'),
        (Decimal("0.80"), "0.80", "0.80", f'"0.80"^^<{XSD}decimal>'),
        (None, "", None, '""'),
    ],
)
def test_a_value_is_shown_told_and_written(value: Value, shown: str, told: object, written: str) -> None:
    assert (short(value), plain(value), ntriples_term(value)) == (shown, told, written)


def test_a_literal_keeps_its_language_and_datatype_when_pickled() -> None:
    text = pickle.loads(pickle.dumps(Literal("x", lang="es")))
    assert (text, text.lang, text.datatype) == ("x", "es", None)


def test_a_table_gives_rows_columns_and_json() -> None:
    table = Table(("a", "b"), ((1, Decimal("1.0")), (None, "x")))
    assert (len(table), list(table)[1], table.column("b")) == (2, {"a": None, "b": "x"}, (Decimal("1.0"), "x"))
    assert table.to_dict() == {"columns": ["a", "b"], "rows": [[1, "1.0"], [None, "x"]]}


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        Table(("a",), ()).column("b")


def test_html_holds_no_text_that_runs() -> None:
    html = html_table(["<b>"], [["<script>alert('x')</script>"]])
    assert "<b>" not in html
    assert "<script" not in html
    assert Table(("<b>",), ())._repr_html_().count("&lt;b&gt;") == 1
