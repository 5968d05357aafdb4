"""What may stand in a cell, and sheets that outgrow Excel's limits."""

from __future__ import annotations

import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.coordinator.reports.cells import clean, pieces, rows
from handlers.coordinator.reports.workbook import Book, Sheet
from handlers.text import units
from tests.handlers.report_class import cells

VIETNAMESE = st.text(alphabet=st.sampled_from(["a", "\u0302", "\u0301", "đ", "🙂", "\n", "\x00", " "]), max_size=60)


@given(VIETNAMESE, st.integers(min_value=2, max_value=9))
def test_pieces_fit_and_join_to_the_cleaned_text(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert "".join(cut) == clean(text)
    assert [piece for piece in cut if units(piece) > limit] == []


def test_a_letter_is_not_parted_from_its_accents() -> None:
    assert pieces(unicodedata.normalize("NFD", "đề tế"), 5) == ["đe\u0302\u0300 ", "te\u0302\u0301"]


@given(st.text())
def test_what_is_printable_is_left_alone(text: str) -> None:
    printable = "".join(letter for letter in text if letter.isprintable())
    assert clean(printable) == printable


def test_line_ends_are_one_kind_and_refused_characters_go() -> None:
    assert clean("a\r\nb\rc\nd\te\x00\x1b\x7f\ud83d\ufffe") == "a\nb\nc\nd\te\x7f"


def test_only_the_first_cell_is_repeated_in_further_rows() -> None:
    long = "x" * 32_768
    assert rows(["TH-1", 5, long, "y"], "(phần {number})") == [
        ["TH-1", 5, "x" * 32_767, "y"],
        ["TH-1 (phần 2)", None, "x", None],
    ]


@pytest.mark.parametrize("overlong", [False, True])
def test_a_table_that_outgrows_its_sheet_goes_on_in_the_next(tmp_path: Path, *, overlong: bool) -> None:
    path = tmp_path / "book.xlsx"
    with closing(Book(path, cover="Lớp", continued="({number})", folder=tmp_path, max_rows=4)) as book:
        sheet = Sheet(book, "Học viên", ["Tên", "Bài"])
        for number in range(5):
            sheet.add(f"Người {number}", "z" * 32_768 if overlong and number == 1 else "ngắn")
        sheet.finish()
    found = cells(path)
    if overlong:
        assert [(name, [row[0] for row in table]) for name, table in found.items()] == [
            ("Học viên", ["Tên", "Người 0", "Người 1"]),
            ("Học viên (2)", ["Tên", "Người 1 (2)", "Người 2"]),
            ("Học viên (3)", ["Tên", "Người 3", "Người 4"]),
        ]
    else:
        assert found == {
            "Học viên": [["Tên", "Bài"], ["Người 0", "ngắn"], ["Người 1", "ngắn"]],
            "Học viên (2)": [["Tên", "Bài"], ["Người 2", "ngắn"], ["Người 3", "ngắn"]],
            "Học viên (3)": [["Tên", "Bài"], ["Người 4", "ngắn"]],
        }
