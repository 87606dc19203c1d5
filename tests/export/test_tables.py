"""The flat tables and DataFrames: all columns always, nothing lost, what is not known never a number."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from invented import answer, ex, finding, toys

from spineknowledge import KnowledgeBase, QueryError, SpineKnowledgeError, UnknownTermError
from spineknowledge.export.dataframes import DTYPES
from spineknowledge.export.tables import COLUMNS, rows_of

TABLES = sorted(COLUMNS)
PAIR = ("kyphoplasty", "vertebroplasty")
NUMBERS = ("value", "ci_low", "ci_high", "p_value", "subject_value", "reference_value")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_its_columns_in_order_with_their_types(kb: KnowledgeBase, table: str) -> None:
    frame = kb.to_frame(table)
    assert list(frame.columns) == list(COLUMNS[table])
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        name: DTYPES[kind] for name, kind in COLUMNS[table].items()
    }
    assert len(frame) == len(kb.to_rows(table)) > 0


@pytest.mark.parametrize("table", TABLES)
def test_a_frame_holds_what_the_rows_hold(kb: KnowledgeBase, table: str) -> None:
    frame = kb.to_frame(table)
    for name, kind in COLUMNS[table].items():
        told = [row[name] for row in kb.to_rows(table)]
        shown = [None if pd.isna(value) else value for value in frame[name]]
        assert ([str(value.date()) if value else None for value in shown] if kind == "date" else shown) == told


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_knowledge_base_gives_empty_tables_of_the_same_types(table: str) -> None:
    frame = toys().to_frame(table)
    assert len(frame) == 0
    assert {str(dtype) for dtype in frame.dtypes} <= set(DTYPES.values())


def test_every_finding_estimate_and_source_has_a_row(kb: KnowledgeBase) -> None:
    findings = kb.findings()
    assert [row["iri"] for row in kb.to_rows("findings")] == [item.iri for item in findings]
    estimates = [estimate for item in findings for estimate in item.estimates]
    assert [row["iri"] for row in kb.to_rows("estimates")] == [item.iri for item in estimates]
    assert [row["iri"] for row in kb.to_rows("sources")] == [source.iri for source in kb.sources()]
    assert [row["iri"] for row in kb.to_rows()] == [row.iri for row in kb.answers()]


def test_every_printed_number_stands_beside_its_value(kb: KnowledgeBase) -> None:
    estimates = {estimate.iri: estimate for item in kb.findings() for estimate in item.estimates}
    numbers = 0
    for row in kb.to_rows("estimates"):
        for name in NUMBERS:
            number = getattr(estimates[row["iri"]], name)
            assert row[f"{name}_printed"] == (number.printed if number else None)
            assert row[name] == (float(number.value) if number else None)
            numbers += number is not None
    assert numbers > 200


def test_a_bound_is_not_taken_for_a_value(kb: KnowledgeBase) -> None:
    frame = kb.to_frame("estimates").dropna(subset=["p_value"])
    assert set(frame["p_value_relation"]) == {"<", "=", ">"}
    bounds = frame[frame["p_value_printed"].str.startswith("<")]
    assert len(bounds) > 0
    assert (bounds["p_value_relation"] == "<").all()


def test_what_is_not_known_is_missing_and_zero_stays_zero(kb: KnowledgeBase) -> None:
    frame = kb.to_frame("estimates")
    assert (frame["subject_events"] == 0).sum() > 0
    assert frame["subject_events"].isna().sum() > 0
    assert frame["value"].isna().sum() > 0
    assert not frame["value"].isna().all()
    findings = kb.to_frame("findings")
    assert set(findings["significant"].dropna()) == {True, False}
    assert findings["significant"].isna().sum() > 0
    assert (kb.to_frame("sources")["title"].dropna() != "").all()


def test_an_identifier_stays_text(kb: KnowledgeBase) -> None:
    pmids = kb.to_frame("sources")["pmid"].dropna()
    assert len(pmids) > 10
    assert all(value.isdigit() for value in pmids)


def test_a_pair_is_told_with_the_first_option_as_the_subject(kb: KnowledgeBase) -> None:
    asked, turned = kb.to_frame("estimates", *PAIR), kb.to_frame("estimates", *reversed(PAIR))
    assert set(asked["subject"]) == {"kyphoplasty"}
    assert set(turned["subject"]) == {"vertebroplasty"}
    assert asked["turned_over"].tolist() == [not value for value in turned["turned_over"]]
    assert asked["subject_events"].tolist() == turned["reference_events"].tolist()
    assert not kb.to_frame("findings", *PAIR)["mirrored"].any()
    assert kb.to_frame("findings", *reversed(PAIR))["mirrored"].all()


def test_numbers_that_are_not_turned_over_are_as_the_data_prints_them(kb: KnowledgeBase) -> None:
    """Some sources report the other option first; in one of the two orders their numbers are as printed."""
    printed = {
        (row["estimate"], row["property"].rsplit("#", 1)[1]): str(row["text"])
        for row in kb.select(
            "PREFIX spk: <https://w3id.org/spineknowledge/ontology#> SELECT ?estimate ?property ?text "
            "{ ?estimate a spk:EffectEstimate ; ?property ?text FILTER(STRSTARTS(STR(?property), STR(spk:printed))) }"
        )
    }
    edges = [(edge.subject, edge.reference) for edge in kb.network().edges]
    rows = [row for a, b in edges for pair in ((a, b), (b, a)) for row in kb.to_rows("estimates", *pair)]
    straight = [row for row in rows if not row["turned_over"]]
    assert len(straight) == len(rows) / 2 == len(kb.to_rows("estimates"))
    for row in straight:
        for name in NUMBERS:
            spelt = "printed" + "".join(part.capitalize() for part in name.split("_"))
            assert row[f"{name}_printed"] == printed.get((row["iri"], spelt))
    assert 0 < sum(row["turned_over"] for row in kb.to_rows("estimates")) < len(straight)


def test_a_pair_has_every_criterion_and_only_its_own_sources(kb: KnowledgeBase) -> None:
    answers = kb.to_frame("answers", *PAIR)
    assert sorted(answers["criterion"]) == sorted(item.id for item in kb.criteria())
    assert "not-assessed" in set(answers["direction"])
    sources = set(kb.to_frame("sources", *PAIR)["id"])
    assert set(kb.to_frame("findings", *PAIR)["source"]) <= sources < {source.id for source in kb.sources()}


def test_closed_vocabularies_have_all_their_categories(kb: KnowledgeBase) -> None:
    certainty = kb.to_frame()["certainty"].cat
    assert list(certainty.categories) == ["high", "moderate", "low", "very-low", "not-assessed"]
    assert not certainty.ordered


@pytest.mark.parametrize(("duration", "months", "days"), [
    ("P2Y9M", 33, None), ("P2W", None, 14), ("P0D", None, 0), ("P1M3D", None, None), ("PT5H", None, None),
    ("", None, None),
])  # fmt: skip
def test_months_and_days_are_never_turned_into_each_other(duration: str, months: int, days: int) -> None:
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one"))
    kb.findings = lambda: (found,)  # type: ignore[method-assign]
    found = KnowledgeBase.findings(kb)[0].replace(time_point=duration)
    (row,) = rows_of(kb, "findings")
    assert (row["time_point"], row["time_months"], row["time_days"]) == (duration or None, months, days)


def test_a_number_keeps_its_digits() -> None:
    number = "spk:measure measure:mean ; spk:value 1.10 ; spk:printedValue '1.10'"
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one", number))
    (row,) = kb.to_rows("estimates")
    assert (row["value"], row["value_printed"]) == (float(Decimal("1.1")), "1.10")
    assert row["reference_events"] is None


def test_an_unknown_table_is_named_with_those_there_are(kb: KnowledgeBase) -> None:
    with pytest.raises(UnknownTermError, match="'trials' is not a known table; did you mean answers or"):
        kb.to_rows("trials")


def test_half_a_pair_and_a_pair_of_the_network_are_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="the table findings is about two options or about all"):
        kb.to_rows("findings", "kyphoplasty")
    with pytest.raises(QueryError, match="the table network is about all options"):
        kb.to_rows("network", *PAIR)


def test_a_missing_pandas_is_one_line(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *args: object, **named: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(SpineKnowledgeError, match=r"^pandas is missing; pip install 'spineknowledge\[pandas\]'$"):
        kb.to_frame()


def test_plain_rows_need_no_pandas() -> None:
    code = (
        "import sys; from spineknowledge import KnowledgeBase as K; k = K.load();"
        "[k.to_rows(t) for t in ('answers', 'findings', 'estimates', 'sources', 'network')];"
        "sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_rows_of_invented_data_have_their_own_iris() -> None:
    kb = toys(answer("a", "lower", "b"), finding("a-vs-b-spill", "lower", "one"))
    assert [row["iri"] for row in kb.to_rows("findings")] == [ex("one-a-vs-b-spill-lower")]


def test_the_columns_are_documented_with_their_types() -> None:
    page = (Path(__file__).parents[2] / "docs" / "notebooks.md").read_text(encoding="utf-8")
    for table, columns in COLUMNS.items():
        section = page.split(f"\n### {table}\n")[1].split("\n##")[0]
        rows = re.findall(r"^\| (`.+?) \| (\w+) \|", section.split("\n\n| type |")[0], re.MULTILINE)
        told = {name: kind for names, kind in rows for name in re.findall(r"`(\w+)`", names)}
        assert told == columns
    types = dict(re.findall(r"^\| (\w+) \| `([^`]+)` \| `\w+` \|$", page, re.MULTILINE))
    assert types == DTYPES
