"""What a class needs on each channel, and where it can't be done: figures checked by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.planning import Load, lines, load_of, on_zalo
from content import PACKAGED
from content.loading import load_course

LOAD = Load(lessons=38, quizzes=5, situations=2, lead=timedelta(minutes=30))
UNSURE = "Telegram có thể không vào được trên mạng của một số nhà mạng: nơi ấy dùng Zalo."


@pytest.mark.parametrize(
    ("learners", "each", "bots", "accounts", "bound"),
    [(1, 60, 1, 1, "người"), (48, 60, 1, 1, "người"), (49, 60, 2, 1, "người"), (5000, 60, 105, 35, "người"),
     (48, 62, 1, 1, "người"), (48, 63, 2, 1, "tin"), (500, 108, 18, 6, "tin")],
)  # fmt: skip
def test_bots_and_accounts(learners: int, each: int, bots: int, accounts: int, bound: str) -> None:
    found = on_zalo(learners, 1, rate=5, each=each)
    assert (found.bots, found.accounts, found.bound, found.messages) == (bots, accounts, bound, learners * each)


def test_a_class_that_can_be_held() -> None:
    assert lines(500, 10, LOAD, bulk_rate=25, zalo_rate=5) == [
        "Lớp 500 học viên, 10 xã, phường, đặc khu.",
        "Telegram: 1 bot; khoảng 30.000 tin cả lớp; một thông báo tới mọi người mất 1 phút.",
        "Zalo: 11 bot (vì số người), trên 4 tài khoản Zalo; khoảng 30.000 tin cả lớp; "
        "một thông báo tới mọi người mất 1 phút.",
        "Tính 60 tin một học viên: 12 bài học, 4 bài kiểm tra, bài thu hoạch, mọi lời nhắc.",
        "Nếu ai cũng đọc hết 38 bài, làm hết 5 bài kiểm tra và 2 tình huống: "
        "108 tin một học viên, cần 18 bot Zalo trên 6 tài khoản.",
        UNSURE,
    ]


def test_what_can_not_be_done_is_said() -> None:
    assert lines(100_000, 10, LOAD, bulk_rate=25, zalo_rate=5)[5:] == [
        "Không kịp trên Telegram: lời nhắc trước 30 phút cần 67 phút mới tới hết mọi người.",
        "Không làm được trên Zalo nếu mỗi xã chỉ có một tài khoản: mỗi xã cần 209 bot, một tài khoản chỉ có 3.",
        UNSURE,
    ]
    assert lines(1000, 10, LOAD, bulk_rate=25, zalo_rate=0.01)[5:] == [
        "Không kịp trên Zalo: lời nhắc trước 30 phút cần 80 phút mới tới hết mọi người.",
        UNSURE,
    ]


def test_the_load_of_the_real_class() -> None:
    found = load_of(load_course(PACKAGED / "courses" / "lop-664"))
    assert found == Load(lessons=47, quizzes=5, situations=4, lead=timedelta(minutes=15))
    assert found.whole == 60 + 35 + 2 + 40
