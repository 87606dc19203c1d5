"""What is wrong with a spreadsheet is told by cell, in words that name the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_tables import DATA, NOON, TABLES, Edit, texts

from spineknowledge.authoring.importing import import_files
from spineknowledge.authoring.problems import Problem
from spineknowledge.errors import ImportFileError


def problems_of(paths: list[Path], root: Path) -> list[Problem]:
    before = texts(root)
    with pytest.raises(ImportFileError) as caught:
        import_files(paths, root, now=NOON)
    assert texts(root) == before
    return list(caught.value.problems)  # type: ignore[arg-type]


class TestProblems:
    @pytest.mark.parametrize(
        ("place", "cell", "message"),
        [
            (
                "findings example-one-f01 direction",
                "lowr",
                "'lowr' is not allowed; write one of equival",
            ),
            ("findings example-one-f01 direction", "lowr", "did you mean 'lower'?"),
            ("findings example-one-f01 study_id", "example-on", "is no known study"),
            ("findings example-one-f01 study_id", "example-on", "did you mean 'example-one'?"),
            ("findings example-one-f01 criterion", "", "may not be empty"),
            ("findings example-one-f01 reference", "example-a", "is both subject and reference"),
            ("findings example-one-f01 value", "0,50", "'0,50' is no number"),
            ("findings example-one-f01 value", "0,50", "did you mean '0.50'?"),
            ("findings example-one-f01 value", "\N{MINUS SIGN}1", "did you mean '-1'?"),
            ("findings example-one-f01 p_value", "1.2", "a p value between 0 and 1"),
            ("findings example-one-f01 time_point", "12M", "did you mean 'P12M'?"),
            ("findings example-one-f01 unit", "MIN", "did you mean 'min'?"),
            ("findings example-one-f01 significant", "maybe", "one of no, yes"),
            ("findings example-one-f01 subject_total", "1,000", "a whole number without separators"),
            ("findings example-one-f01 caveat", "bell\x07", "holds control characters"),
            ("findings example-one-f01 finding_id", "Example 1", "lower-case words and numbers"),
            ("studies example-one doi", "https://doi.org/10.1/x", "a DOI from 10. on"),
            ("studies example-one year", "c. 2020", "a year of four digits"),
            ("studies example-one url", "javascript:alert(1)", "https:// or http://"),
            ("assessments example-warmth supporting_ids", "example-one-f09", "is no known finding"),
            (
                "assessments example-warmth neutral_ids",
                "example-one-f03",
                "finding on another comparison",
            ),
            ("assessments example-warmth reasons", "risk-of-bais", "did you mean 'risk-of-bias'?"),
            ("steps inject-cement source", "example-nine", "is no known source"),
            ("steps inject-cement procedure", "example-z", "is no known option"),
            ("guidelines example-guide-a url", "example-guide", "https:// or http://"),
        ],
    )
    def test_a_wrong_cell_is_named_with_what_is_allowed(
        self, imported: Path, edited: Edit, place: str, cell: str, message: str
    ) -> None:
        path = edited(place, cell)
        text = "\n".join(map(str, problems_of([path], imported)))
        assert message in text
        kind, _, column = place.split()
        assert text.startswith(f"{kind}.csv, row ")
        assert f"column {column}: " in text

    def test_all_problems_of_all_files_come_at_once(self, ontology: Path, tmp_path: Path) -> None:
        facts = tmp_path / "facts.csv"
        text = (DATA / "tables" / "facts.csv").read_text("utf-8")
        facts.write_text(text.replace("duration", "duratoin").replace("example-b,syn", "example-q,syn"), "utf-8")
        steps = tmp_path / "steps.csv"
        text = (DATA / "tables" / "steps.csv").read_text("utf-8")
        steps.write_text(text.replace("a,1,", "a,0,").replace("patient,Prepare", "paitent,Prepare"), "utf-8")
        bad = tmp_path / "bad.csv"
        bad.write_bytes(b"\xff")
        others = [path for path in TABLES if path.stem not in ("facts", "steps")]
        found = [
            (problem.file, problem.row, problem.column)
            for problem in problems_of([facts, steps, bad, *others], ontology)
        ]
        assert found == [
            ("bad.csv", None, None),
            ("facts.csv", 2, "category"),
            ("facts.csv", 4, "procedure"),
            ("steps.csv", 2, "step_number"),
            ("steps.csv", 2, "step_type"),
        ]

    def test_an_unknown_header_names_the_nearest_table(self, ontology: Path, tmp_path: Path) -> None:
        text = (DATA / "tables" / "facts.csv").read_text("utf-8").replace("category", "categry")
        (tmp_path / "f.csv").write_text(text, "utf-8")
        (problem,) = problems_of([tmp_path / "f.csv"], ontology)
        assert str(problem) == (
            "f.csv: is no known table; it is nearest to facts; missing: category; "
            "unknown: 'categry' (did you mean category?)"
        )

    def test_the_same_record_twice_is_a_problem(self, ontology: Path, tmp_path: Path) -> None:
        criteria = DATA / "tables" / "criteria.csv"
        (tmp_path / "again.csv").write_text(criteria.read_text("utf-8"), "utf-8")
        first, _ = problems_of([criteria, tmp_path / "again.csv"], ontology)
        assert str(first) == ("again.csv, row 2: 'example-shine' describes the same criterion as criteria.csv, row 2")

    def test_too_many_cells_are_a_problem(self, ontology: Path, tmp_path: Path) -> None:
        (tmp_path / "c.csv").write_text(
            "criterion,label,dimension,polarity,definition,plain_label\nx,X,risk,neutral,a,b,c\n", "utf-8"
        )
        (problem,) = problems_of([tmp_path / "c.csv"], ontology)
        assert str(problem) == "c.csv, row 2: has 7 cells under 6 columns; put cells with commas in quotes"

    def test_an_empty_file_is_a_problem(self, ontology: Path, tmp_path: Path) -> None:
        (tmp_path / "e.csv").write_text("\n", "utf-8")
        assert [str(problem) for problem in problems_of([tmp_path / "e.csv"], ontology)] == ["e.csv: is empty"]
