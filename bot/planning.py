"""What a class needs on each channel, as arithmetic: bots, messages, hours, and where it can't be done. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.zalo import MONTH_MESSAGES, PEOPLE
from content.models import Course
from handlers.quota import SIGNPOSTS

A_LEARNER = 60
"""Messages that the class costs a learner at most, with twelve lessons and four quizzes; a test counts them."""
LESSONS, QUIZZES = 12, 4
A_LESSON, A_QUIZ, A_SITUATION = 1, 2, 10
"""Messages of a further lesson or quiz, and about those of a situation played to its end."""
BOTS_AN_ACCOUNT = 3
"""Of the Zalo Bot Platform's Basic plan."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a course asks of its channels. `lead`: the shortest time from a reminder to what it tells of."""

    lessons: int
    quizzes: int
    situations: int
    lead: timedelta

    @property
    def whole(self) -> int:
        """Messages of a learner who reads and plays everything there is for them."""
        lessons, quizzes = max(self.lessons - LESSONS, 0), max(self.quizzes - QUIZZES, 0)
        return A_LEARNER + lessons * A_LESSON + quizzes * A_QUIZ + self.situations * A_SITUATION


def load_of(course: Course) -> Load:
    """The load of the group that has most."""
    groups = [group.id for group in course.groups]
    return Load(
        lessons=max(len(course.lessons_for(group)) for group in groups),
        quizzes=course.quizzes_each,
        situations=max(sum(each.group == group for each in course.situations) for group in groups),
        lead=min((rule.before for rule in course.reminders if rule.before is not None), default=timedelta(days=1)),
    )


@dataclass(frozen=True, slots=True)
class ZaloPlan:
    """What Zalo takes. `bound`: whether people or messages ask for so many bots."""

    bots: int
    accounts: int
    messages: int
    hours: float
    bound: str
    a_commune: float


def on_zalo(learners: int, communes: int, *, rate: float, each: int = A_LEARNER) -> ZaloPlan:
    """What a class of one month needs on Zalo; `rate`: notices a second and bot; `each`: messages a learner."""
    messages = learners * each
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


def lines(learners: int, communes: int, load: Load, *, bulk_rate: float, zalo_rate: float) -> list[str]:
    """The plan as lines for the terminal, what can't be done last."""
    zalo = on_zalo(learners, communes, rate=zalo_rate)
    keen = on_zalo(learners, communes, rate=zalo_rate, each=load.whole)
    telegram_hours = learners / bulk_rate / 3600
    return [
        f"Lớp {_whole(learners)} học viên, {_whole(communes)} xã, phường, đặc khu.",
        f"Telegram: 1 bot; khoảng {_whole(learners * A_LEARNER)} tin cả lớp; "
        f"một thông báo tới mọi người mất {_time(telegram_hours)}.",
        f"Zalo: {_whole(zalo.bots)} bot (vì số {zalo.bound}), trên {_whole(zalo.accounts)} tài khoản Zalo; "
        f"khoảng {_whole(zalo.messages)} tin cả lớp; một thông báo tới mọi người mất {_time(zalo.hours)}.",
        f"Tính {A_LEARNER} tin một học viên: {LESSONS} bài học, {QUIZZES} bài kiểm tra, bài thu hoạch, mọi lời nhắc.",
        f"Nếu ai cũng đọc hết {load.lessons} bài, làm hết {load.quizzes} bài kiểm tra và {load.situations} tình huống: "
        f"{load.whole} tin một học viên, cần {_whole(keen.bots)} bot Zalo trên {_whole(keen.accounts)} tài khoản.",
        *_impossible(zalo, load, {"Telegram": telegram_hours, "Zalo": zalo.hours}),
    ]


def _impossible(zalo: ZaloPlan, load: Load, hours: dict[str, float]) -> list[str]:
    lead = load.lead.total_seconds() / 3600
    found = [
        f"Không kịp trên {channel}: lời nhắc trước {_time(lead)} cần {_time(needed)} mới tới hết mọi người."
        for channel, needed in hours.items()
        if needed > lead
    ]
    if zalo.a_commune > BOTS_AN_ACCOUNT:
        found.append(
            "Không làm được trên Zalo nếu mỗi xã chỉ có một tài khoản: mỗi xã cần "
            f"{_whole(math.ceil(zalo.a_commune))} bot, một tài khoản chỉ có {BOTS_AN_ACCOUNT}."
        )
    return [*found, "Telegram có thể không vào được trên mạng của một số nhà mạng: nơi ấy dùng Zalo."]


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _time(hours: float) -> str:
    minutes = math.ceil(hours * 60)
    return f"{minutes} phút" if minutes < 90 else f"{hours:.1f} giờ".replace(".", ",")
