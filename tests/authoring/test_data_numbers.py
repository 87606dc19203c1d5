"""The numbers and directions of the real findings: one invariant a test, contradictions known by name."""

from __future__ import annotations

import re
from decimal import Decimal

import pyoxigraph as ox
import pytest
from real_tables import Row, arms, check, findings, known, number, table

from spineknowledge.namespaces import expand, slug_of, thing

POOLED_ARMS = {
    *(f"papanastassiou-2012-f{number:02}" for number in range(1, 11)),
    *(f"hulme-2006-f{number:02}" for number in range(1, 4)),
    *(f"beall-2018-f{number:02}" for number in range(1, 6)),
    "bouza-2009-f01",
}
"""The findings that set single arms side by side, by their caveat or the note on their source."""

NULL = {
    "hazard_ratio": 1,
    "risk_ratio": 1,
    "odds_ratio": 1,
    "mean_difference": 0,
    "standardised_mean_difference": 0,
}
CONTRADICTIONS = {
    "arms against the direction": {"clark-2016-f03", "clark-2016-f04", "klazen-2010b-f02"},
    "interval against the direction": {"buchbinder-2018-f01"},
    "share against its count": {"rose-2024-f01"},
    "difference against its arms": {"carli-2023-f01"},
}
"""Findings that contradict themselves as they are printed or converted; their caveats say why."""


class TestNumbers:
    def test_an_interval_holds_its_value(self) -> None:
        wrong = [
            row["finding_id"]
            for row in findings("ci_low")
            if not number(row, "ci_low") <= number(row, "value") <= number(row, "ci_high")
        ]
        assert wrong == []

    @pytest.mark.parametrize("arm", ["subject", "reference"])
    def test_there_are_no_more_events_than_were_observed(self, arm: str) -> None:
        counted = findings(f"{arm}_events", f"{arm}_total")
        wrong = [row["finding_id"] for row in counted if number(row, f"{arm}_events") > number(row, f"{arm}_total")]
        assert wrong == []

    @pytest.mark.parametrize("column", ["subject_value", "reference_value"])
    def test_a_share_is_a_percentage(self, column: str) -> None:
        shares = [row for row in findings(column, "unit") if row["unit"] == "%"]
        assert shares
        assert [row["finding_id"] for row in shares if not 0 <= number(row, column) <= 100] == []

    def test_a_p_value_is_a_probability(self) -> None:
        assert [row["finding_id"] for row in findings("p_value") if not 0 <= number(row, "p_value") <= 1] == []

    def test_a_ratio_is_positive(self) -> None:
        ratios = [row for row in findings("value") if row["measure"].endswith("_ratio")]
        assert [row["finding_id"] for row in ratios if number(row, "value") <= 0] == []

    def test_every_printed_number_equals_its_decimal(self) -> None:
        there, wrong = known().folder, []
        for slug in there.slugs("estimate"):
            estimate = thing("estimate", slug)
            for name in ("value", "ciLow", "ciHigh", "pValue", "subjectValue", "referenceValue"):
                decimal = there.value(estimate, f"spk:{name}")
                printed = there.value(estimate, f"spk:printed{name[0].upper()}{name[1:]}")
                if (decimal and Decimal(decimal)) != (printed and Decimal(printed.lstrip("<>="))):
                    wrong.append(f"{slug} {name}: {printed} {decimal}")
        assert wrong == []

    def test_every_time_is_a_duration_or_a_moment(self) -> None:
        form = r"P([0-9]+Y)?([0-9]+M)?([0-9]+D)?|procedure|unspecified"
        check("findings", lambda row: not re.fullmatch(form, row["time_point"]))

    def test_a_finding_with_another_statistic_than_words_has_a_number(self) -> None:
        columns = ("value", "p_value", "subject_value", "subject_events")
        check("findings", lambda row: row["measure"] != "narrative" and not any(row[name] for name in columns))

    def test_no_more_people_are_observed_than_the_study_has(self) -> None:
        sizes = {row["study_id"]: row["n_patients"] for row in table("studies")}
        wrong = [
            row["finding_id"]
            for row in findings("subject_total", "reference_total")
            if row["denominator"] != "per_level" and sizes[row["study_id"]]
            if number(row, "subject_total") + number(row, "reference_total") > int(sizes[row["study_id"]])
        ]
        assert wrong == []


class TestDirections:
    def test_an_effect_points_where_its_direction_says(self) -> None:
        def is_against(row: Row) -> bool:
            effect = number(row, "value") - NULL[row["measure"]]
            return row["direction"] != ("higher" if effect > 0 else "lower")

        clear = (row for row in findings("value") if row["measure"] in NULL)
        wrong = [row["finding_id"] for row in clear if row["direction"] in ("lower", "higher") and is_against(row)]
        assert wrong == []

    def test_two_arms_differ_as_the_direction_says(self) -> None:
        wrong = set()
        for row in findings():
            values = arms(row) if row["measure"] in ("means", "proportions") else None
            if values and row["direction"] in ("lower", "higher"):
                higher = values[0] > values[1]
                wrong |= {row["finding_id"]} if higher != (row["direction"] == "higher") else set()
        assert wrong == CONTRADICTIONS["arms against the direction"]

    def test_an_interval_without_the_null_value_goes_with_a_direction(self) -> None:
        wrong = set()
        for row in findings("ci_low"):
            null = NULL[row["measure"]]
            excludes = not number(row, "ci_low") <= null <= number(row, "ci_high")
            wrong |= {row["finding_id"]} if excludes == (row["direction"] == "no_clear_difference") else set()
        assert wrong == CONTRADICTIONS["interval against the direction"]

    def test_significance_goes_with_the_p_value(self) -> None:
        def is_against(row: Row) -> bool:
            small = not row["p_value"].startswith(">") and number(row, "p_value") <= Decimal("0.05")
            return row["significant"] == ("no" if small else "yes")

        assert [row["finding_id"] for row in findings("p_value") if is_against(row)] == []

    def test_a_share_is_that_of_its_count(self) -> None:
        wrong = set()
        for arm in ("subject", "reference"):
            for row in findings(f"{arm}_value", f"{arm}_events", f"{arm}_total"):
                share = 100 * number(row, f"{arm}_events") / number(row, f"{arm}_total")
                wrong |= {row["finding_id"]} if abs(share - number(row, f"{arm}_value")) > Decimal("0.1") else set()
        assert wrong == CONTRADICTIONS["share against its count"]

    def test_a_difference_is_that_of_its_arms(self) -> None:
        wrong = set()
        for row in findings("value", "subject_value", "reference_value"):
            values = arms(row) or (Decimal(), Decimal())
            is_off = abs(values[0] - values[1] - number(row, "value")) > Decimal("0.11")
            wrong |= {row["finding_id"]} if row["measure"] == "mean_difference" and is_off else set()
        assert wrong == CONTRADICTIONS["difference against its arms"]

    @pytest.mark.parametrize("finding", sorted(set.union(*CONTRADICTIONS.values())))
    def test_a_finding_that_contradicts_itself_says_why(self, finding: str) -> None:
        (row,) = [row for row in findings() if row["finding_id"] == finding]
        assert re.search(r"converted|does not match|statistically better but|remaining pain", row["caveat"])

    def test_findings_from_pooled_arms_are_known_as_such(self) -> None:
        there = known().folder
        pooled = there.subjects("spk:basis", ox.NamedNode(expand("evidence-basis:pooled-single-arms")))
        assert {slug_of(finding) for finding in pooled} == POOLED_ARMS

    def test_every_finding_has_one_basis(self) -> None:
        there = known().folder
        bases = {slug: there.values(thing("finding", slug), "spk:basis") for slug in there.slugs("finding")}
        assert [slug for slug, found in bases.items() if len(found) != 1] == []
