"""The real data: one invariant a test, and a failure names each record that breaks it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from real_tables import ROOT, Row, check, findings, known, table

from spineknowledge.authoring.exporting import export_tables
from spineknowledge.authoring.folder import Folder
from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.tables import BY_KIND, TABLES
from spineknowledge.authoring.turtle import format_file, read_turtle
from spineknowledge.namespaces import BASE, compact, expand, slug_of, thing
from spineknowledge.resources import ontology_files

COUNTS = {
    "studies": 103,
    "findings": 250,
    "assessments": 23,
    "steps": 47,
    "facts": 146,
    "guidelines": 36,
    "criteria": 27,
}
"""How many records of each kind were taken over; an assessment that says not assessed does not count."""

FILLED = {
    "studies": {
        "doi": 76,
        "pmid": 48,
        "pmcid": 25,
        "n_patients": 67,
        "year": 91,
        "notes": 69,
        "other_id": 11,
    },
    "findings": {
        "caveat": 250,
        "value": 69,
        "ci_low": 47,
        "ci_high": 47,
        "p_value": 112,
        "unit": 134,
        "scale": 71,
        "subject_value": 67,
        "reference_value": 67,
        "subject_events": 24,
        "subject_total": 99,
        "reference_events": 24,
        "reference_total": 99,
        "denominator": 148,
        "detection": 176,
        "population": 250,
    },
    "assessments": {
        "reasons": 23,
        "supporting_ids": 22,
        "disputing_ids": 14,
        "neutral_ids": 5,
        "explanation": 23,
    },
    "steps": {"devices": 29, "materials": 21, "notes": 18},
    "facts": {"value": 87, "unit": 80, "notes": 65},
    "guidelines": {"year": 33, "population": 36, "strength": 36, "notes": 25},
}
"""In how many rows a column is filled at least: a number or a caveat that is lost shows here."""


class TestNothingIsLost:
    @pytest.mark.parametrize("kind", COUNTS)
    def test_as_many_records_as_were_taken_over(self, kind: str) -> None:
        assert sum(row.get("direction") != "not_assessed" for row in table(kind)) == COUNTS[kind]

    @pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind in FILLED for column in FILLED[kind]])
    def test_no_filled_cell_is_lost(self, kind: str, column: str) -> None:
        assert sum(bool(row[column]) for row in table(kind)) >= FILLED[kind][column]

    def test_importing_an_export_of_everything_changes_nothing(self, tmp_path: Path) -> None:
        export_tables([triple for path in ontology_files() for triple in read_turtle(path)], tmp_path)
        report = import_files(sorted(tmp_path.glob("*.csv")), ROOT, dry_run=True)
        assert report.files == ()
        assert sum(count.unchanged for count in report.counts.values()) > sum(COUNTS.values())

    def test_every_file_is_in_its_canonical_form(self) -> None:
        assert [path for path in sorted(ROOT.rglob("*.ttl")) if format_file(path, check=True)] == []

    def test_the_whole_stays_small_enough_to_load_at_every_start(self) -> None:
        assert sum(len(read_turtle(path)) for path in ontology_files()) < 22_000

    def test_every_thing_that_is_named_is_described(self) -> None:
        version = expand("owl:versionIRI")
        triples = [triple for path in ontology_files() for triple in read_turtle(path)]
        subjects = {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}
        named = {
            triple.object.value
            for triple in triples
            if isinstance(triple.object, ox.NamedNode) and triple.predicate.value != version
        }
        missing = {compact(iri) for iri in named - subjects if iri.startswith(BASE)}
        assert missing == set()


class TestSources:
    @pytest.mark.parametrize("column", ["doi", "pmid", "pmcid", "url", "study_id", "title"])
    def test_an_identifier_belongs_to_one_study(self, column: str) -> None:
        counts = Counter(row[column].casefold() for row in table("studies") if row[column])
        assert [value for value, count in counts.items() if count > 1] == []

    @pytest.mark.parametrize(
        ("column", "form"),
        [
            ("doi", r"10\.[0-9]{4,9}/\S+"),
            ("pmid", r"[1-9][0-9]{6,7}"),
            ("pmcid", r"PMC[1-9][0-9]{5,7}"),
            ("url", r"https?://[^\s]+"),
            ("year", r"20[0-9]{2}"),
        ],
    )
    def test_an_identifier_has_its_form(self, column: str, form: str) -> None:
        check("studies", lambda row: row[column] and not re.fullmatch(form, row[column]))

    def test_a_study_without_doi_or_pubmed_entry_can_be_found_otherwise(self) -> None:
        check("studies", lambda row: not any(row[name] for name in ("doi", "pmid", "pmcid", "other_id", "url")))

    def test_a_doi_address_is_that_of_the_doi(self) -> None:
        check("studies", lambda row: "doi.org/" in row["url"] and not row["url"].endswith(f"/{row['doi']}"))

    def test_no_source_stands_there_without_being_cited(self) -> None:
        there = known().folder
        cited = [slug for slug in there.slugs("source") if _is_cited(there, slug)]
        assert sorted(set(there.slugs("source")) - set(cited)) == []

    def test_no_two_sources_have_the_same_address(self) -> None:
        there = known().folder
        addresses = Counter(there.value(thing("source", slug), "schema:url") for slug in there.slugs("source"))
        assert [address for address, count in addresses.items() if address and count > 1] == []


class TestAssessments:
    def linked(self, row: Row) -> list[str]:
        return " ".join((row["supporting_ids"], row["disputing_ids"], row["neutral_ids"])).split()

    def test_every_finding_on_an_assessed_comparison_is_weighed_once(self) -> None:
        wrong = []
        for row in table("assessments"):
            pair = {name: row[name] for name in ("criterion", "subject", "reference")}
            there = [found["finding_id"] for found in findings() if pair.items() <= found.items()]
            wrong += [row["criterion"]] if sorted(self.linked(row)) != sorted(there) else []
        assert wrong == []

    def test_what_supports_a_direction_has_it_and_what_disputes_it_has_not(self) -> None:
        directions = {row["finding_id"]: row["direction"] for row in findings()}
        wrong = []
        for row in table("assessments"):
            if row["direction"] in ("lower", "higher", "no_clear_difference"):
                supporting = {directions[finding] for finding in row["supporting_ids"].split()}
                disputing = {directions[finding] for finding in row["disputing_ids"].split()}
                wrong += [row["criterion"]] if supporting != {row["direction"]} or supporting & disputing else []
        assert wrong == []

    def test_no_assessment_pretends_to_be_reviewed(self) -> None:
        there = known().folder
        statuses = {there.value(thing("assessment", slug), "spk:reviewStatus") for slug in there.slugs("assessment")}
        assert statuses == {expand("review-status:unreviewed")}

    def test_every_lowered_certainty_has_a_reason(self) -> None:
        check("assessments", lambda row: row["certainty"] not in ("", "high") and not row["reasons"])

    def test_every_plain_sentence_is_there_in_both_languages(self) -> None:
        there = known().folder
        for slug in there.slugs("assessment"):
            sentences = there.values(thing("assessment", slug), "spk:plainSentence")
            languages = sorted(str(text.language) for text in sentences if isinstance(text, ox.Literal))
            assert languages == ["en", "es"], slug

    @pytest.mark.parametrize("criterion", ["cement-leakage-risk", "pain-relief", "procedure-cost"])
    def test_the_clinics_statement_stands_beside_the_evidence(self, criterion: str) -> None:
        there, assessment = known().folder, thing("assessment", f"kyphoplasty-vs-vertebroplasty-{criterion}")
        clinic = ox.NamedNode(thing("finding", f"miva-medical-{criterion}"))
        assert clinic in there.values(assessment, "cito:isSupportedBy")
        assert len(there.values(assessment, "spk:clinicNote")) == 2


class TestOptions:
    def test_the_steps_of_an_option_are_counted_without_gaps(self) -> None:
        positions: dict[str, list[int]] = {}
        for row in table("steps"):
            positions.setdefault(row["procedure"], []).append(int(row["step_number"]))
        wrong = [slug for slug, found in positions.items() if found != list(range(1, len(found) + 1))]
        assert wrong == []

    def test_a_comparison_has_its_options_in_alphabetical_order_and_its_name_from_them(self) -> None:
        there, wrong = known().folder, []
        for slug in there.slugs("comparison"):
            parts = [
                slug_of(there.value(thing("comparison", slug), f"spk:{name}") or "")
                for name in ("subjectOption", "referenceOption", "criterion")
            ]
            wrong += [slug] if parts[0] >= parts[1] or slug != "{}-vs-{}-{}".format(*parts) else []
        assert wrong == []

    def test_a_family_of_procedures_is_not_compared(self) -> None:
        there = known().folder
        families = [slug for slug in there.slugs("option") if there.is_a(thing("option", slug), "spk:ProcedureFamily")]
        assert families == ["vertebral-augmentation"]
        for role in ("subjectOption", "referenceOption"):
            assert there.subjects(f"spk:{role}", ox.NamedNode(thing("option", families[0]))) == []


@pytest.mark.parametrize("spreadsheet", TABLES, ids=lambda found: found.kind)
def test_no_record_is_in_a_table_twice(spreadsheet: object) -> None:
    kind = next(found.kind for found in TABLES if found is spreadsheet)
    slugs = Counter(BY_KIND[kind].slug(row) for row in table(kind))
    assert [slug for slug, count in slugs.items() if count > 1] == []


def _is_cited(there: Folder, slug: str) -> bool:
    return bool(there.subjects("dcterms:source", ox.NamedNode(thing("source", slug))))
