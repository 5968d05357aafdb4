"""What a class needs on each channel, as arithmetic: bots, messages, hours, and where it can't be done. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.channels.zalo import MONTH_MESSAGES, PEOPLE
from handlers.quota import SIGNPOSTS

A_LEARNER = 60
"""Messages that the class costs a learner at most, with twelve lessons and four quizzes; a test counts them.

Each further lesson costs one, a situation about ten.
"""
BOTS_AN_ACCOUNT = 3
"""Of the Zalo Bot Platform's Basic plan."""


@dataclass(frozen=True, slots=True)
class ZaloPlan:
    """What Zalo takes. `bound`: whether people or messages ask for so many bots."""

    bots: int
    accounts: int
    messages: int
    hours: float
    bound: str
    a_commune: float


def on_zalo(learners: int, communes: int, *, rate: float) -> ZaloPlan:
    """What a class of one month needs on Zalo; `rate`: notices a second and bot."""
    messages = learners * A_LEARNER
    by_people = math.ceil(learners / (PEOPLE - SIGNPOSTS))
    by_messages = math.ceil(messages / MONTH_MESSAGES)
    bots = max(by_people, by_messages, 1)
    return ZaloPlan(
        bots=bots,
        accounts=math.ceil(bots / BOTS_AN_ACCOUNT),
        messages=messages,
        hours=learners / bots / rate / 3600,
        bound="người" if by_people >= by_messages else "tin",
        a_commune=bots / communes,
    )


def lines(learners: int, communes: int, *, bulk_rate: float, zalo_rate: float) -> list[str]:
    """The plan as lines for the terminal."""
    zalo = on_zalo(learners, communes, rate=zalo_rate)
    telegram_hours = learners / bulk_rate / 3600
    found = [
        f"Lớp {learners} học viên, {communes} xã, phường, đặc khu.",
        f"Telegram: 1 bot; khoảng {learners * A_LEARNER} tin cả lớp; "
        f"một thông báo tới mọi người mất {_time(telegram_hours)}.",
        f"Zalo: {zalo.bots} bot (vì số {zalo.bound}), trên {zalo.accounts} tài khoản Zalo; khoảng {zalo.messages} tin "
        f"cả lớp; một thông báo tới mọi người mất {_time(zalo.hours)}.",
        f"Tính {A_LEARNER} tin một học viên: 12 bài học, 4 bài kiểm tra, bài thu hoạch, mọi lời nhắc. Ai đọc thêm "
        "thì mỗi bài học thêm 1 tin, mỗi tình huống thêm khoảng 10 tin.",
    ]
    if zalo.a_commune > BOTS_AN_ACCOUNT:
        found.append(
            "Không làm được trên Zalo nếu mỗi xã chỉ có một tài khoản: mỗi xã cần "
            f"{math.ceil(zalo.a_commune)} bot, một tài khoản chỉ có {BOTS_AN_ACCOUNT}."
        )
    return found


def _time(hours: float) -> str:
    minutes = math.ceil(hours * 60)
    return f"{minutes} phút" if minutes < 90 else f"{hours:.1f} giờ".replace(".", ",")
