"""What somebody typed, read against the open choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.prompts import FIRM, SEVERAL, Choices, fitting, labelled, marked, together

CHOICES = (("one", "✅ Đồng ý"), ("two", "Không đồng ý"), (f"{FIRM}send", "📣 Gửi ngay"), ("four", "B"), ("five", "2"))


def resolve(text: str, choices: Choices) -> str | None:
    """The one choice that fits."""
    found = fitting(text, choices)
    return found[0] if len(found) == 1 else None


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("1", "one"),
        (" 1. ", "one"),
        ("1)", "one"),
        ("a", "one"),
        ("A.", "one"),
        ("số 1", "one"),
        ("Câu 1", "one"),
        ("chon 1", "one"),
        ("đồng ý", "one"),
        ("DONG Y", "one"),
        ("✅ Đồng ý", "one"),
        ("khong dong y", "two"),
        ("b", "four"),
        (" đáp án A nhé ", "one"),
        ("toi chon so 1 nha", "one"),
        ("cau 1.", "one"),
        ("đông ya", "one"),
        ("đông", None),
        ("dong yy", "one"),
        ("không đồg ý", "two"),
        ("khongdong y", "two"),
        ("khong dogn y", "two"),
        ("khong dnog yy", "two"),
        ("khong dnog yyy", None),
        ("khong dong", "two"),
        ("khong don", None),
        ("gui ngayy", None),
        ("2", "five"),
        ("Gửi ngay", f"{FIRM}send"),
        ("gui ngay", f"{FIRM}send"),
        ("3", None),
        ("c", None),
        ("gửi", None),
        ("4", "four"),
        ("e", "five"),
        ("6", None),
        ("0", None),
        ("00", None),
        ("01", "one"),
        ("001", None),
        ("-1", None),
        ("1 2", None),
        ("1,2", None),
        ("đồng", None),
        ("", None),
        ("  ", None),
        ("✅", None),
        ("một", None),
    ],
)
def test_what_is_picked(typed: str, picked: str | None) -> None:
    assert resolve(typed, CHOICES) == picked


def test_two_choices_of_one_label_are_picked_by_number_only() -> None:
    twins = (("a1", "Xã Hòa Bình"), ("a2", "Xã Hòa Bình"))
    assert [resolve(typed, twins) for typed in ("xa hoa binh", "1", "2")] == [None, "a1", "a2"]


def test_nothing_is_picked_of_nothing() -> None:
    assert [resolve(typed, ()) for typed in ("1", "a", "x", "")] == [None] * 4


@given(st.text(max_size=12))
def test_whatever_is_typed_a_firm_choice_needs_its_whole_label(typed: str) -> None:
    only = ((f"{FIRM}send", "Gửi ngay"), (f"{FIRM}drop", "Bỏ"))
    picked = resolve(typed, only)
    assert (picked is None) or len(typed.strip()) >= len("bỏ")
    assert resolve(typed, ()) is None


@given(st.text(), st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=12)), max_size=12))
def test_what_is_picked_was_offered(typed: str, choices: list[tuple[str, str]]) -> None:
    assert resolve(typed, choices) in {None, *(id_ for id_, _ in choices)}


def test_more_than_one_may_fit() -> None:
    twins = (("a1", "Xã Hòa Bình"), ("a2", "Xã Hòa Bình"), ("a3", "Xã Hòa Bin"), ("a4", "Xã An Bình"))
    assert fitting("xa hoa binh", twins) == ["a1", "a2"]
    assert fitting("xa hoa binhh", twins) == ["a1", "a2", "a3"]
    assert fitting("4", twins) == ["a4"]


def test_a_label_typed_later_must_be_whole() -> None:
    offered = (("lesson:1", "📖 Bài học của chuyên đề"), ("timetable", "📅 Lịch lớp"), ("timetable", "🗓 Lịch lớp"))
    assert [labelled(text, offered) for text in ("bai hoc cua chuyen de", "Lịch lớp", "lich lo", "2", "", "📅")] == [
        "lesson:1", "timetable", None, None, None, None,
    ]  # fmt: skip


def test_what_names_a_place() -> None:
    assert [marked(text) for text in ("2", "B.", "câu 3", "đáp án d nhé", "12", "ab", "2 3", "", "xong")] == [
        1, 1, 2, 3, 11, None, None, None, None,
    ]  # fmt: skip


LEVELS = (
    (f"{SEVERAL}xa", "✅ Cấp xã"), (f"{SEVERAL}tinh", "▫️ Cấp tỉnh"), (f"{SEVERAL}tw", "▫️ Trung ương"),
    ("done", "Chọn xong →"), (f"{FIRM}send", "📣 Gửi ngay"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("1, 3", ["xa", "tw"]),
        ("3,1", ["xa", "tw"]),
        ("1 3", ["xa", "tw"]),
        ("1 và 3", ["xa", "tw"]),
        ("1 VA 3.", ["xa", "tw"]),
        ("1. 3.", ["xa", "tw"]),
        ("1) 3)", ["xa", "tw"]),
        ("a, c", ["xa", "tw"]),
        ("a c", ["xa", "tw"]),
        ("A và C", ["xa", "tw"]),
        ("1;2+3", ["xa", "tinh", "tw"]),
        ("1, 2 và 3", ["xa", "tinh", "tw"]),
        ("1\n3", ["xa", "tw"]),
        ("chọn số 1, 3 nhé", ["xa", "tw"]),
        ("tôi chọn 1 và số 3 nha", ["xa", "tw"]),
        ("1, 3, xong", ["xa", "tw"]),
        ("1, 3 xong", ["xa", "tw"]),
        ("Cấp xã, trung ương", ["xa", "tw"]),
        ("cap xa va cap tinh", ["xa", "tinh"]),
        ("cấp xã\ncấp tỉn", ["xa", "tinh"]),
        ("1, trung ương", ["xa", "tw"]),
        ("1, 1", ["xa"]),
        ("1, 4", []),
        ("1, 5", []),
        ("1, 9", []),
        ("1, 0", []),
        ("1-3", []),
        ("1 hoặc 3", []),
        ("13", []),
        ("cấp xã, cấp bộ", []),
        ("", []),
        (",", []),
        ("đường xa, dốc cao", []),
    ],
)
def test_several_are_picked_at_once(typed: str, picked: list[str]) -> None:
    assert together(typed, LEVELS) == [f"{SEVERAL}{name}" for name in picked]


def test_choices_that_are_picked_one_at_a_time_are_never_picked_together() -> None:
    assert together("1, 2", CHOICES) == []
