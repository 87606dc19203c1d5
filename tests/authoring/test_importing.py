"""Taking over tables: everything or nothing, the same once as twice, and what is not in a table survives."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_tables import DATA, LATER, NOON, TABLES, Edit, rows_of, take, texts

from spineknowledge.authoring import importing
from spineknowledge.authoring.cells import Known
from spineknowledge.authoring.folder import Folder, node, text_of
from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.merging import Merger
from spineknowledge.authoring.spreadsheet import restored
from spineknowledge.authoring.tables import TABLES as TABLES_OF_EDITORS
from spineknowledge.authoring.turtle import canonical_turtle, read_turtle
from spineknowledge.files import write_file
from spineknowledge.namespaces import compact, expand
from spineknowledge.resources import folder

WARMTH = "example-a-vs-example-b-example-warmth"


def said(folder: Folder, subject: str, name: str) -> list[str]:
    return [compact(text_of(value)) for value in folder.values(expand(subject), name)]


def add(path: Path, *facts: tuple[str, str, object]) -> None:
    """Write further facts into a file, as an editor would by hand."""
    folder = Folder({path.name: read_turtle(path)})
    for subject, name, value in facts:
        iri = expand(subject)
        folder.put(iri, folder.facts(iri) | {(expand(name), value)}, path.name)  # type: ignore[arg-type]
    write_file(path, folder.changed_texts()[path.name])


class TestWhole:
    def test_every_row_is_counted(self, ontology: Path) -> None:
        report = import_files(TABLES, ontology, now=NOON)
        added = {kind: (count.added, count.changed, count.unchanged) for kind, count in report.counts.items()}
        assert added == {
            "criteria": (2, 0, 0),
            "studies": (3, 0, 0),
            "findings": (5, 0, 0),
            "assessments": (1, 1, 0),
            "steps": (2, 0, 0),
            "facts": (3, 0, 0),
            "guidelines": (2, 0, 0),
        }
        assert report.files == (
            "comparisons/example-a-vs-example-b.ttl",
            "comparisons/example-a-vs-example-c.ttl",
            "guidelines.ttl",
            "options/example-a.ttl",
            "options/example-b.ttl",
            "sources.ttl",
            "vocab/criteria.ttl",
        )

    def test_a_second_import_changes_no_byte(self, imported: Path) -> None:
        before = texts(imported)
        report = import_files(TABLES, imported, now=LATER)
        assert texts(imported) == before
        assert report.files == ()
        assert report.as_text().splitlines()[-1] == "nothing to write"

    def test_the_order_of_the_files_does_not_matter(self, ontology: Path) -> None:
        seen = set()
        for some in [list(order) for order in permutations(TABLES, 7)][::1000]:
            report = import_files(some, ontology, dry_run=True, now=NOON)
            seen.add(str(report.to_dict()))
        assert len(seen) == 1

    def test_a_dry_run_writes_nothing(self, ontology: Path) -> None:
        before = texts(ontology)
        report = import_files(TABLES, ontology, dry_run=True)
        assert texts(ontology) == before
        assert "would be written: guidelines.ttl" in report.as_text()

    def test_written_files_are_canonical(self, imported: Path) -> None:
        for path in sorted(imported.rglob("*.ttl")):
            assert canonical_turtle(read_turtle(path)) == path.read_text("utf-8"), path

    def test_a_failure_while_writing_leaves_the_old_files(
        self, ontology: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = texts(ontology)

        def fail_at_sources(path: Path, text: str) -> None:
            if path.name == "sources.ttl" and "example-one" in text:
                raise OSError("disk full")
            write_file(path, text)

        monkeypatch.setattr(importing, "write_file", fail_at_sources)
        with pytest.raises(OSError, match="disk full"):
            import_files(TABLES, ontology)
        assert texts(ontology) == before


class TestMeaning:
    def test_a_row_in_the_other_order_is_mirrored_but_its_numbers_are_not(self, imported: Path) -> None:
        folder = Folder.read(imported)
        finding, estimate = "finding:example-one-f02", "estimate:example-one-f02"
        assert said(folder, finding, "spk:aboutComparison") == [f"comparison:{WARMTH}"]
        assert said(folder, finding, "spk:reportedDirection") == ["direction:lower"]
        assert said(folder, finding, "spk:reportedSubject") == ["option:example-b"]
        assert said(folder, estimate, "spk:printedValue") == ["-1.50"]
        assert said(folder, estimate, "spk:subjectValue") == ["40.0"]
        assert said(folder, "finding:example-one-f01", "spk:reportedSubject") == []

    @pytest.mark.parametrize(
        ("estimate", "name", "decimal", "printed"),
        [
            ("example-one-f01", "value", "0.5", "0.50"),
            ("example-one-f01", "pValue", "0.001", "<0.001"),
            ("example-one-f02", "ciLow", "-2.0", "-2.0"),
            ("example-one-f02", "referenceValue", "15117.0", "15117"),
            ("example-two-f01", "pValue", "0.4", "0.40"),
        ],
    )
    def test_a_number_is_kept_as_printed_beside_its_decimal(
        self, imported: Path, estimate: str, name: str, decimal: str, printed: str
    ) -> None:
        folder = Folder.read(imported)
        assert said(folder, f"estimate:{estimate}", f"spk:{name}") == [decimal]
        assert said(folder, f"estimate:{estimate}", f"spk:printed{name[0].upper()}{name[1:]}") == [printed]

    def test_what_is_missing_is_absent(self, imported: Path) -> None:
        folder = Folder.read(imported)
        assert said(folder, "finding:example-one-f02", "spk:significant") == []
        assert said(folder, "finding:example-one-f03", "spk:hasEstimate") == []
        assert folder.facts(expand("estimate:example-one-f03")) == frozenset()
        assert said(folder, "estimate:example-one-f01", "spk:subjectValue") == []

    def test_words_with_a_number_are_an_estimate(self, imported: Path) -> None:
        folder = Folder.read(imported)
        assert said(folder, "estimate:example-two-f02", "spk:measure") == ["measure:narrative"]
        assert said(folder, "estimate:example-two-f02", "spk:unit") == ["unit:pound-sterling"]

    def test_the_basis_follows_from_design_and_caveats(self, imported: Path) -> None:
        folder = Folder.read(imported)
        assert said(folder, "finding:example-one-f01", "spk:basis") == ["evidence-basis:head-to-head-trial"]
        assert said(folder, "finding:example-two-f01", "spk:basis") == ["evidence-basis:pooled-single-arms"]
        assert said(folder, "finding:example-two-f02", "spk:basis") == ["evidence-basis:pooled-single-arms"]

    def test_a_judgement_becomes_direction_and_status(self, imported: Path) -> None:
        folder = Folder.read(imported)
        mixed = "assessment:example-a-vs-example-c-example-shine"
        assert said(folder, mixed, "spk:answerStatus") == ["answer-status:sources-disagree"]
        assert said(folder, mixed, "spk:direction") == ["direction:unclear"]
        assert said(folder, mixed, "spk:certainty") == ["certainty:very-low"]

    @pytest.mark.parametrize(
        ("word", "certainty", "answer"),
        [
            ("no_clear_difference", "low", "similar answered"),
            ("no_clear_difference", "very-low", "unclear answered"),
            ("equivalent", "very-low", "similar answered"),
            ("unclear", "low", "unclear answered"),
            ("no_evidence", "", "no-evidence"),
            ("not_assessed", "", "not-assessed"),
        ],
    )
    def test_every_judgement_has_its_own_answer(
        self, imported: Path, edited: Edit, word: str, certainty: str, answer: str
    ) -> None:
        path = edited("assessments example-shine direction", word)
        path.write_text(path.read_text("utf-8").replace("very-low", certainty), "utf-8")
        _, folder = take(imported, path)
        shine = "assessment:example-a-vs-example-c-example-shine"
        found = said(folder, shine, "spk:direction") + said(folder, shine, "spk:answerStatus")
        assert [name.partition(":")[2] for name in found] == answer.split()

    def test_an_address_becomes_a_page_and_a_known_address_the_source_itself(self, imported: Path) -> None:
        folder = Folder.read(imported)
        page = "source:example-org-leaflet-step-html"
        assert said(folder, "statement:example-fact-2", "dcterms:source") == [page]
        assert said(folder, page, "rdf:type") == ["spk:WebPage"]
        assert said(folder, page, "dcterms:title") == ["Page at example.org/leaflet/step.html"]
        assert said(folder, "recommendation:example-guide-a", "dcterms:source") == ["source:example-guide"]
        assert said(folder, "source:example-guide", "rdf:type") == ["spk:Guideline"]

    def test_steps_hang_on_their_option_and_use_what_their_words_name(self, imported: Path) -> None:
        folder = Folder.read(imported)
        assert len(said(folder, "option:example-a", "spk:hasStep")) == 2
        assert said(folder, "step:example-a-inject-cement", "spk:uses") == [
            "device:fluoroscope",
            "material:bone-cement",
            "material:polymethyl-methacrylate",
        ]
        labels = said(folder, "step:example-a-prepare-patient", "skos:prefLabel")
        assert sorted(labels) == ["Preparar al paciente", "Prepare"]

    def test_a_fact_has_a_decimal_only_where_one_number_is_printed(self, imported: Path) -> None:
        folder = Folder.read(imported)
        assert said(folder, "statement:example-fact-1", "spk:value") == ["31.8"]
        assert said(folder, "statement:example-fact-1", "spk:unit") == ["unit:minute"]
        assert said(folder, "statement:example-fact-2", "spk:value") == []
        assert said(folder, "statement:example-fact-2", "spk:printedValue") == ["4.2 (SD 1)"]
        assert said(folder, "statement:example-fact-2", "spk:unit") == []
        assert said(folder, "statement:example-fact-2", "spk:caveat") == ["+plus in front"]

    def test_weeks_become_days(self, imported: Path, edited: Edit) -> None:
        _, folder = take(imported, edited("findings example-one-f01 time_point", "P2W"))
        assert said(folder, "finding:example-one-f01", "spk:timePoint") == ["P14D"]


class TestUpdate:
    def test_a_changed_row_changes_its_record_and_clears_the_review(self, imported: Path, edited: Edit) -> None:
        reviewed = node("review-status:reviewed")
        file = imported / "comparisons/example-a-vs-example-b.ttl"
        text = file.read_text("utf-8").replace("review-status:unreviewed", compact(reviewed.value))
        file.write_text(text, "utf-8")
        report, folder = take(imported, edited("findings example-one-f01 value", "0.60"))
        assert said(folder, "estimate:example-one-f01", "spk:printedValue") == ["0.60"]
        assert report.counts["findings"].changed == 1
        assert report.counts["findings"].unchanged == 4
        assert report.cleared == (WARMTH,)
        assert said(folder, f"assessment:{WARMTH}", "spk:reviewStatus") == ["review-status:unreviewed"]
        assert said(folder, f"assessment:{WARMTH}", "prov:generatedAtTime") == ["2031-01-01T12:00:00Z"]
        other = "assessment:example-a-vs-example-c-example-shine"
        assert said(folder, other, "prov:generatedAtTime") == ["2030-01-01T12:00:00Z"]

    def test_an_estimate_without_numbers_goes(self, imported: Path, edited: Edit) -> None:
        path = edited("findings example-two-f02 value", "")
        path.write_text(path.read_text("utf-8").replace("GBP,per example", ","), "utf-8")
        _, folder = take(imported, path)
        assert folder.facts(expand("estimate:example-two-f02")) == frozenset()
        assert said(folder, "finding:example-two-f02", "spk:hasEstimate") == []

    def test_rows_that_are_missing_are_left_alone(self, imported: Path, tmp_path: Path) -> None:
        before = texts(imported)
        lines = (DATA / "tables" / "facts.csv").read_text("utf-8").splitlines(keepends=True)
        (tmp_path / "some.csv").write_text("".join(lines[:2]), "utf-8")
        report, _ = take(imported, tmp_path / "some.csv")
        assert report.counts["facts"].unchanged == 1
        assert texts(imported) == before

    def test_what_the_columns_do_not_manage_survives(self, imported: Path, edited: Edit) -> None:
        by_hand = [
            ("step:example-a-inject-cement", "dcterms:source", node("source:example-clinic")),
            ("step:example-a-inject-cement", "spk:distinguishes", node("option:example-b")),
            ("step:example-a-inject-cement", "spk:uses", node("device:inflatable-balloon")),
        ]
        add(imported / "options/example-a.ttl", *by_hand)
        _, folder = take(imported, edited("steps inject-cement devices", "An invented tool"))
        for subject, name, value in by_hand:
            assert value in folder.values(expand(subject), name)
        assert "device:fluoroscope" not in said(folder, "step:example-a-inject-cement", "spk:uses")

    def test_the_links_to_a_clinics_finding_survive(self, imported: Path) -> None:
        folder = Folder.read(imported)
        supporting = said(folder, f"assessment:{WARMTH}", "cito:isSupportedBy")
        assert "finding:example-clinic-warmth" in supporting
        assert len(supporting) == 3
        assert said(folder, f"assessment:{WARMTH}", "spk:clinicNote") == ["The invented clinic agrees."]

    def test_a_translation_stays_until_its_english_changes(self, imported: Path, edited: Edit) -> None:
        import pyoxigraph as ox

        file = imported / "comparisons/example-a-vs-example-b.ttl"
        spanish = ox.Literal("A se calienta menos.", language="es")
        add(file, (f"assessment:{WARMTH}", "spk:plainSentence", spanish))
        report, folder = take(imported, edited("assessments example-warmth explanation", "New."))
        assert spanish in folder.values(expand(f"assessment:{WARMTH}"), "spk:plainSentence")
        assert report.notes == ()
        path = edited("assessments example-warmth plain_sentence_en", "A gets far less warm.")
        report, folder = take(imported, path)
        assert said(folder, f"assessment:{WARMTH}", "spk:plainSentence") == ["A gets far less warm."]
        assert report.notes == (f"translation dropped: spk:plainSentence of assessment:{WARMTH}",)

    def test_a_new_design_gives_the_findings_of_a_study_a_new_basis(self, imported: Path, edited: Edit) -> None:
        _, folder = take(imported, edited("studies example-one design", "cohort"))
        assert said(folder, "finding:example-one-f01", "spk:basis") == ["evidence-basis:cohort-comparison"]
        assert said(folder, f"assessment:{WARMTH}", "prov:generatedAtTime") == ["2031-01-01T12:00:00Z"]


@given(st.data())
def test_no_cell_whatever_is_in_it_stops_the_search_for_problems(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES_OF_EDITORS))
    (path,) = [path for path in TABLES if path.stem == table.kind]
    cells = data.draw(st.sampled_from(list(rows_of(path.read_text("utf-8")))))
    column = data.draw(st.sampled_from(table.header))
    cell = data.draw(st.text(max_size=20).map(str.strip))
    errors = _after_an_import().errors(table, cells | {column: cell})
    columns = {error.column for error in errors}
    assert columns <= set(table.header)


@cache
def _after_an_import() -> Merger:
    files = [*(DATA / "ontology").rglob("*.ttl"), *(folder("ontology") / "vocab").glob("*.ttl")]
    merger = Merger(Known(Folder({path.name: read_turtle(path) for path in files})))
    for table in TABLES_OF_EDITORS:
        for cells in rows_of((DATA / "tables" / f"{table.kind}.csv").read_text("utf-8")):
            merger.take(table, {name: restored(cell) for name, cell in cells.items()})
    return merger
