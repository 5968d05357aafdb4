"""Text: what people wrote shown as written, lengths as channels count, numbers and dates as Vietnamese has them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import parse
from handlers.text import Markdown, clock, date, moment, number, plain, units
from storage.types import VIETNAM

MARKS = "a1 \t\n\r-+*_.)(#>[]!`~:\\|=&;<{}$%'\"/@^x0\x00\u00a0"


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.split()]


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet=MARKS)))
def test_whatever_a_person_writes_is_shown_as_written(written: str) -> None:
    shown = parse(plain(written))
    assert (lines(shown.text), shown.styles) == (lines(written.replace("\x00", "")), ())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=MARKS))
def test_it_stays_so_between_marks_of_ours(written: str) -> None:
    if not written.strip("\x00 \t\n\r\u00a0"):
        return
    shown = parse(f"**Tên:** {plain(written)}")
    assert shown.text.startswith("Tên:")
    assert [(style.kind, style.offset, style.length) for style in shown.styles] == [("bold", 0, 4)]
    assert shown.text[4:].split() == written.replace("\x00", "").split()


def test_markdown_is_left_alone() -> None:
    assert plain(Markdown("**đậm**")) == "**đậm**"
    assert plain(str(Markdown("*a*"))) == r"\*a\*"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("đồng", 4), ("👍", 2), ("👍🏽", 4), ("\ud83d", 1)])
def test_lengths_are_counted_as_channels_count(text: str, length: int) -> None:
    assert units(text) == length


def test_dates_and_numbers() -> None:
    saturday = datetime(2026, 5, 23, 8, 5, tzinfo=VIETNAM)
    assert clock(saturday) == "8:05"
    assert date(saturday) == "thứ Bảy, 23/5/2026"
    assert moment(saturday.replace(day=24, hour=16)) == "16:05 Chủ nhật, 24/5/2026"
    assert [number(value) for value in (0, 999, 3321, 1234567, -1000)] == ["0", "999", "3.321", "1.234.567", "-1.000"]
