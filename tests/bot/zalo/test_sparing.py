"""The whole class on Zalo, by a real learner at a phone: what it costs in messages from us."""

from __future__ import annotations

import random

import pytest

from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import GROUPS
from bot.rehearsal.zalo.bots import Bot
from tests.bot.program import Program
from tests.e2e.two_days import right_answers

MOST = 60
LESSONS = 12
"""So many are counted; whoever reads on pays one message for each further lesson."""


async def a_learner(program: Program, name: str = "Nguyễn Thị Mẫu") -> Learner:
    phone = await program.phone(name, channel="zalo")
    pupil = Pupil(name, GROUPS[0], "Xã Ka Đô", "Lâm Đồng", "Trưởng thôn", "Ka Đô")
    return Learner(phone, pupil, Gate(0, random.Random(1)), random.Random(1), {}, patience=10)


def sends(program: Program) -> int:
    return sum(call["method"] in {"sendMessage", "sendPhoto"} for call in program.rehearsal.log)


async def _reads_all(learner: Learner) -> int:
    """Follow what each message offers, from the welcome to the last lesson. Returns how many there were."""
    phone = learner.phone
    await phone.taps("📖 Đọc bài đầu tiên")
    read = 0
    while True:
        shown = await phone.waits_for()
        if "A" not in shown.labels:
            return read
        await phone.taps("A", shown)
        read += 1


async def _passes_quizzes(learner: Learner) -> None:
    """Follow what each result offers, until every quiz is passed."""
    quiz, known = Quiz(4), right_answers()
    learner.known.update(known)
    label: str | None = "✍️ Kiểm tra chuyên đề 4"
    while label is not None:
        await learner.phone.taps(label)
        await quiz._fill_in(learner, await learner.phone.waits_for("Đồng chí trả lời tất cả trong một tin"))
        ended = await learner.phone.waits_for("đúng 5/5 câu, đạt")
        label = next((one for one in ended.labels if one.startswith("Kiểm tra chuyên đề")), None)


async def _reminded(program: Program, learner: Learner) -> bool:
    """Move to the next reminder and wait for it. False where none is left for somebody who has handed in."""
    before = sends(program)
    async with program.session.get(f"{program.page}/api/clock") as shown:
        coming = (await shown.json())["next"]
    if coming is None or "bài thu hoạch" in coming["title"]:
        return False
    async with program.session.post(f"{program.page}/api/clock", json={"next": True}) as moved:
        assert moved.status == 200
    await learner.phone.waits_for("Đồng chí có thể gõ")
    assert sends(program) == before + 1
    return True


@pytest.mark.long
async def test_the_whole_class_costs_few_messages(real: Program, xa1: Bot) -> None:
    learner = await a_learner(real)
    counted: dict[str, int] = {}

    def note(what: str) -> None:
        counted[what] = sends(real) - sum(counted.values())

    assert await learner.pursues(Registering())
    note("registration")
    lessons = await _reads_all(learner)
    note("lessons")
    await _passes_quizzes(learner)
    note("quizzes")
    essay = Essay([1], ["Cấp xã"], {1: ["Đường sạt lở."], 2: ["Không ai lo."], 3: ["Giao một người."]})
    assert await learner.pursues(HandingIn(essay))
    note("essay")
    for text in ("Mời họp nhóm", "Đổi phòng học"):
        await real.notice(text)
        await learner.phone.waits_for(text)
    note("notices")
    while await _reminded(real, learner):
        pass
    await learner.phone.says("menu")
    await learner.phone.waits_for("Đồng chí cần gì")
    note("reminders")
    assert {call["result"] for call in real.rehearsal.log} == {"ok"}
    assert counted["lessons"] == lessons + 1
    assert counted["quizzes"] == 2 * 4
    assert lessons >= LESSONS
    assert sum(counted.values()) - (lessons - LESSONS) <= MOST, counted
    assert sum(xa1.sent.values()) == sum(counted.values())
