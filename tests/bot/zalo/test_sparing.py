"""The whole class on Zalo, played as it stands by a real learner at a phone: what it costs in messages from us."""

from __future__ import annotations

import random

import pytest

from bot.rehearsal import acting_words as words
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import GROUPS
from bot.rehearsal.zalo.bots import Bot
from tests.bot.program import Program
from tests.e2e.two_days import right_answers

MOST = 60
REGISTRATION, LESSONS, QUIZZES, ESSAY, NOTICES = 7, 12, 4, 11, 2
REMINDERS = 18
"""The reading material's, fourteen for sessions, three for the essay: all come to somebody who hands in at the last."""


async def a_learner(program: Program, name: str = "Nguyễn Thị Mẫu") -> Learner:
    phone = await program.phone(name, channel="zalo")
    pupil = Pupil(name, GROUPS[0], "Xã Ka Đô", "Lâm Đồng", "Trưởng thôn", "Ka Đô")
    return Learner(phone, pupil, Gate(0, random.Random(1)), random.Random(1), {}, patience=10)


def sends(program: Program) -> int:
    return sum(call["method"] in {"sendMessage", "sendPhoto"} for call in program.rehearsal.log)


async def _reads(learner: Learner) -> None:
    """Follow what each message offers, from the welcome on."""
    await learner.phone.taps("📖 Đọc bài đầu tiên")
    for _ in range(LESSONS):
        shown = await learner.phone.waits_for("Một câu nhỏ để nhớ lâu")
        await learner.phone.taps("A", shown)
    await learner.phone.waits_for("✅ Đã ghi")


async def _passes_quizzes(learner: Learner) -> None:
    """Ask for them, and follow what each result offers, until the four topics' are passed."""
    learner.known.update(right_answers())
    await learner.phone.says("kiểm tra")
    offered = await learner.phone.waits_for("Bài kiểm tra")
    for topic in range(1, QUIZZES + 1):
        await learner.phone.taps(f"Kiểm tra chuyên đề {topic}", offered)
        await Quiz(topic)._fill_in(learner, await learner.phone.waits_for(words.SHEET.on))
        offered = await learner.phone.waits_for("đúng 5/5 câu, đạt")


async def _is_notified(program: Program, learner: Learner) -> None:
    for text in ("Mời họp nhóm", "Đổi phòng học"):
        await program.notice(text)
        await learner.phone.waits_for(text)


async def _is_reminded(program: Program, learner: Learner) -> None:
    """Move from each reminder to the next, until none is left."""
    while (await _clock(program))["next"] is not None:
        before = sends(program)
        async with program.session.post(f"{program.page}/api/clock", json={"next": True}) as moved:
            assert moved.status == 200
        await learner.phone.waits_for("Đồng chí có thể gõ")
        assert sends(program) == before + 1


async def _clock(program: Program) -> dict[str, object]:
    async with program.session.get(f"{program.page}/api/clock") as shown:
        clock: dict[str, object] = await shown.json()
        return clock


@pytest.mark.long
async def test_the_whole_class_costs_few_messages(real: Program, xa1: Bot) -> None:
    learner = await a_learner(real)
    essay = Essay([1], ["Cấp xã"], {1: ["Đường sạt lở."], 2: ["Không ai lo."], 3: ["Giao một người."]})
    costs: list[int] = [0]

    def spent() -> int:
        costs.append(sum(xa1.sent.values()))
        return costs[-1] - costs[-2]

    assert await learner.pursues(Registering())
    assert spent() == REGISTRATION
    await _reads(learner)
    assert spent() == LESSONS + 1  # each answer brings the next lesson
    await _passes_quizzes(learner)
    assert spent() == 2 * QUIZZES + 1  # the list; a sheet and a result each
    await _is_notified(real, learner)
    assert spent() == NOTICES
    await _is_reminded(real, learner)
    assert spent() == REMINDERS
    assert await learner.pursues(HandingIn(essay))
    assert spent() == ESSAY

    assert {call["result"] for call in real.rehearsal.log} == {"ok"}
    assert sends(real) == costs[-1]
    assert costs[-1] <= MOST
