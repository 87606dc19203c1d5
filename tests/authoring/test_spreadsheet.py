"""Spreadsheets in the dialects that editors' programs write."""

from __future__ import annotations

import csv
import io
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineknowledge.authoring.problems import UnreadableError
from spineknowledge.authoring.spreadsheet import csv_text, neutralised, read_sheets, restored
from spineknowledge.errors import ImportFileError

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=30)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,two\n",
        b"\xef\xbb\xbfa,b\n1,two\n",
        b"a;b\r\n1;two\r\n",
        b'"a","b"\r\n"1","two"\r\n',
        b"a,b,\n1, two ,,\n\n,,\n",
        b"# a remark, to be passed over\na,b\n#another,one\n1,two",
    ],
)
def test_the_same_table_is_read_from_every_dialect(tmp_path: Path, content: bytes) -> None:
    (sheet,) = read_sheets(written(tmp_path / "t.csv", content))
    assert sheet.header == ("a", "b")
    assert [cells for _, cells in sheet.rows] == [("1", "two")]


def test_rows_keep_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    (sheet,) = read_sheets(written(tmp_path / "t.csv", b'a,b\n\n"x\ny",1\nz,2\n'))
    assert [(number, cells[0]) for number, cells in sheet.rows] == [(3, "x\ny"), (4, "z")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n\xff,1\n", "is not UTF-8 \\(line 2\\); save it as CSV UTF-8"),
        (b'a,b\n"open,1\n', "is not well-formed CSV"),
    ],
)
def test_a_file_that_is_no_csv_says_so(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read_sheets(written(tmp_path / "t.csv", content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"none\.csv: cannot be read"):
        read_sheets(tmp_path / "none.csv")


@pytest.mark.parametrize("text", ["=1+1", "+1 more", "-5 less", "@a", "'=x", "''-x", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_kept_from_being_one(text: str) -> None:
    assert neutralised(text) == f"'{text}"
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", ["-0.36", "lower", "'quoted'", "", "<0.001", "12-13"])
def test_other_text_and_negative_numbers_stay(text: str) -> None:
    assert neutralised(text) == text == restored(text)


@given(CELLS)
def test_neutralising_is_undone(text: str) -> None:
    assert restored(neutralised(text)) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_written_csv_is_read_the_same(rows: list[list[str]]) -> None:
    text = csv_text(["a", "b"], rows)
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:] == rows


class TestExcel:
    openpyxl = pytest.importorskip("openpyxl")

    def book(self, path: Path, *rows: list[object], number_format: str = "General") -> Path:
        book = self.openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cell in book.active[2]:
            cell.number_format = number_format
        book.save(path)
        return path

    def test_text_and_numbers_are_read_as_shown(self, tmp_path: Path) -> None:
        (sheet,) = read_sheets(self.book(tmp_path / "t.xlsx", ["a", "b", "c"], ["0.80", 60, 0.5]))
        assert sheet.rows == ((2, ("0.80", "60", "0.5")),)
        assert sheet.name == "t.xlsx [Sheet]"

    def test_a_number_is_read_with_the_decimals_that_it_shows(self, tmp_path: Path) -> None:
        (sheet,) = read_sheets(self.book(tmp_path / "t.xlsx", ["a"], [0.8], number_format="0.00"))
        assert sheet.rows == ((2, ("0.80",)),)

    @pytest.mark.parametrize(
        ("value", "number_format"),
        [("=1+1", "General"), (0.5, "0%"), (datetime(2030, 1, 2), "yyyy-mm-dd"), (True, "General")],
    )
    def test_a_cell_that_shows_something_else_than_it_holds_is_a_problem(
        self, tmp_path: Path, value: object, number_format: str
    ) -> None:
        path = self.book(tmp_path / "t.xlsx", ["a"], [value], number_format=number_format)
        with pytest.raises(ImportFileError, match=r"t\.xlsx \[Sheet\], row 2, column A.*format Text"):
            read_sheets(path)

    def test_a_file_that_is_no_workbook_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="is not an Excel workbook"):
            read_sheets(written(tmp_path / "t.xlsx", b"a,b\n"))

    def test_without_openpyxl_the_extra_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(UnreadableError, match=r"pip install 'spineknowledge\[xlsx\]'"):
            read_sheets(tmp_path / "t.xlsx")
