"""Moments typed by trainers: what is understood, and what is refused."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from handlers.trainer.moments import PastMoment, UnreadMoment, WrongWeekday, read_moment, read_time
from storage.types import VIETNAM

NOW = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)


def at(day: int, hour: int, minute: int = 0, month: int = 5, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8:00 24/5", at(24, 8)),
        ("24/5 8:00", at(24, 8)),
        ("08:05 24/05/2026", at(24, 8, 5)),
        ("24/5/2026 8:00", at(24, 8)),
        ("8h 24/5", at(24, 8)),
        ("8g30 24-5", at(24, 8, 30)),
        ("8 giờ 24/5", at(24, 8)),
        ("8 giờ 15 phút ngày 24 tháng 5", at(24, 8, 15)),
        ("8 giờ rưỡi ngày 24 tháng 5 năm 2026", at(24, 8, 30)),
        ("Lúc 8:00, ngày 24/5/2026.", at(24, 8)),
        ("8:00 Chủ nhật, 24/5/2026", at(24, 8)),
        ("16h30 thứ Bảy 23/5", at(23, 16, 30)),
        ("t7 23/5 16h30", at(23, 16, 30)),
        ("19h mai", at(23, 19)),
        ("19H NGÀY MAI", at(23, 19)),
        ("7 giờ tối mai", at(23, 19)),
        ("4 giờ chiều ngày mốt", at(24, 16)),
        ("1 giờ trưa ngày kia", at(24, 13)),
        ("hôm nay 19:30", at(22, 19, 30)),
        ("hom nay, luc 23h59", at(22, 23, 59)),
        ("ngày mai lúc 0:00", at(23, 0)),
        ("7:00 1/1/2027", at(1, 7, month=1, year=2027)),
    ],
)
def test_a_moment_is_understood(typed: str, meant: datetime) -> None:
    assert read_moment(typed, NOW) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "", "8", "8:00", "mai", "24/5", "ngay mai 8", "25:00 24/5", "8:60 24/5", "8:5 24/5", "8:00 31/6", "8:00 0/5",
        "8:00 24/5/26", "8h24/5", "14 giờ sáng mai", "12 giờ chiều tối mai", "8:00 24/5 nhé", "gửi 8:00 24/5",
        "8:00 thứ Bảy", "8:00 24/5 hoặc 25/5", "1 2 3", "٨:٠٠ 24/5/20266", "8:00 24/13",
    ],
)  # fmt: skip
def test_what_is_not_one_moment_is_refused(typed: str) -> None:
    with pytest.raises(UnreadMoment):
        read_moment(typed, NOW)


@pytest.mark.parametrize("typed", ["19:00 hôm nay", "8:00 22/5", "23:00 21/5/2026", "8:00 1/2", "8:00 24/5/2025"])
def test_a_past_moment_is_refused_with_what_was_understood(typed: str) -> None:
    with pytest.raises(PastMoment):
        read_moment(typed, NOW)
    with pytest.raises(PastMoment) as past:
        read_moment("hôm nay 18:59", NOW)
    assert past.value.moment == at(22, 18, 59)


def test_a_date_without_a_year_is_the_next_such_date() -> None:
    december = datetime(2026, 12, 30, 9, 0, tzinfo=VIETNAM)
    assert read_moment("8:00 2/1", december) == at(2, 8, month=1, year=2027)
    with pytest.raises(UnreadMoment):
        read_moment("8:00 29/2", december)


def test_the_day_of_the_week_must_be_that_of_the_date() -> None:
    with pytest.raises(WrongWeekday):
        read_moment("8:00 thứ Hai 24/5", NOW)
    with pytest.raises(WrongWeekday):
        read_moment("8:00 t6, 24/5", NOW)


def test_a_time_alone() -> None:
    assert [read_time(typed) for typed in ("11:30", "11h", "lúc 4 giờ chiều", "11:30 mai", "24:00", "x")] == [
        time(11, 30), time(11), time(16), None, None, None,
    ]  # fmt: skip
