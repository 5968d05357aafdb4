"""The class as it goes on through the two days: the clock moved as the page moves it, and who does what meanwhile."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Reading, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from content import PACKAGED
from content.loading import load_course
from tests.e2e.cast import NOON, Member, Receipt, at, members
from tests.e2e.conftest import Phones
from tests.e2e.program import Program

AT_ONCE = 60
"""So many learners are at their phones at the same time."""

DUE = (
    (at(22, 19), "Ngày học: thứ Bảy, 23/5/2026"),
    (at(23, 7), "Đồng chí ơi, Khai giảng bắt đầu lúc 8:00, thứ Bảy, 23/5/2026."),
    (at(23, 7, 30), "Đồng chí ơi, Chuyên đề 1: Quản trị toàn diện ở cấp xã bắt đầu lúc 8:30 (dự kiến), thứ Bảy, 23/5"),
    (at(23, 7, 45), "Đồng chí ơi, sắp đến Khai giảng, lúc 8:00."),
    (at(23, 8, 15), "Đồng chí ơi, sắp đến Chuyên đề 1: Quản trị toàn diện ở cấp xã, lúc 8:30 (dự kiến)."),
    (at(23, 13), "Đồng chí ơi, Chuyên đề 2: Điều hành vì tăng trưởng hai con số bắt đầu lúc 14:00 (dự kiến), thứ Bảy"),
    (at(23, 13, 45), "Đồng chí ơi, sắp đến Chuyên đề 2: Điều hành vì tăng trưởng hai con số, lúc 14:00 (dự kiến)."),
    (at(23, 19), "Ngày học: Chủ nhật, 24/5/2026"),
    (at(24, 7), "Đồng chí ơi, Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ bắt đầu lúc 8:00 (dự kiến), Chủ nhật"),
    (at(24, 7, 45), "Đồng chí ơi, sắp đến Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ, lúc 8:00 (dự kiến)."),
    (at(24, 12, 30), "Đồng chí ơi, Chuyên đề 4: Dữ liệu, AI và nền tảng số bắt đầu lúc 13:30 (dự kiến), Chủ nhật"),
    (at(24, 13, 15), "Đồng chí ơi, sắp đến Chuyên đề 4: Dữ liệu, AI và nền tảng số, lúc 13:30 (dự kiến)."),
    (at(24, 15, 30), "Đồng chí ơi, Bế giảng bắt đầu lúc 16:30, Chủ nhật, 24/5/2026."),
    (at(24, 16, 15), "Đồng chí ơi, sắp đến Bế giảng, lúc 16:30."),
    (at(28, 17), "Bài thu hoạch nộp trước 17:00 Chủ nhật, 31/5/2026 (dự kiến)."),
    (at(30, 17), "Đã gần đến hạn nộp bài thu hoạch: 17:00 Chủ nhật, 31/5/2026 (dự kiến)."),
    (at(31, 14), "sắp hết hạn nộp bài thu hoạch: 17:00 Chủ nhật, 31/5/2026 (dự kiến)."),
)
"""Every reminder that falls due, by the plan: when, and words that stand in it and in nothing else that is said."""
ABOUT_ESSAY = {at(28, 17), at(30, 17), at(31, 14)}


class TwoDays:
    """The class as it goes on: the clock, the people, what was promised to whom."""

    def __init__(self, program: Program, phones: Phones) -> None:
        self.program, self._phones = program, phones
        self.members = members()
        self._known = right_answers()
        self._room = asyncio.Semaphore(AT_ONCE)
        self.expected: dict[str, dict[str, int]] = {}
        """Each reminder that fell due, by its words: who must have got it, on which phone, and how often."""

    async def until(self, moment: datetime) -> None:
        """Move through each reminder that is due before then, as the page's button does, and then to that moment."""
        while True:
            coming = (await self.program.clock())["next"]
            if coming is None or datetime.fromisoformat(coming["at"]) > moment:
                break
            await self._release(coming["at"])
        if datetime.fromisoformat((await self.program.clock())["now"]) < moment:
            await self.program.moved(to=moment.isoformat())
        await self.program.settled()

    async def _release(self, due: str) -> None:
        """Move to a reminder's time; wait until somebody whom it is for has it, and then until all has left."""
        fragments = [words for when, words in DUE if when.isoformat() == due]
        assert len(fragments) == 1, f"{due} is not among the reminders of the plan"
        concerned = self.concerned(datetime.fromisoformat(due))
        self.expected[fragments[0]] = {member.chat: 1 for member in concerned}
        await self.program.moved(next=True)
        await concerned[0].notified.waits_for(fragments[0], 30)
        await self.program.settled()

    def concerned(self, due: datetime) -> list[Member]:
        """Those whom the reminder of that moment is for, and whom it can reach."""
        there = [member for member in self.members if member.registered(due) and not member.away(due)]
        return [member for member in there if due not in ABOUT_ESSAY or not member.handed_in(due)]

    async def each(self, whom: Iterable[Member], does: Callable[[Member], Awaitable[None]]) -> None:
        """All of these do that, side by side; then what they have begun is finished."""

        async def one(member: Member) -> None:
            async with self._room:
                await does(member)

        await asyncio.gather(*map(one, whom))
        await self.program.settled()

    async def come(self, moment: datetime) -> None:
        """Those who come then register."""
        await self.until(moment)
        await self.each([member for member in self.members if member.came == moment], self._comes)

    async def _comes(self, member: Member) -> None:
        dice = random.Random(member.number)
        phone = await self._phones(member.pupil.name)
        member.learner = Learner(phone, member.pupil, Gate(0, dice), dice, self._known)
        assert await member.learner.pursues(Registering())

    async def learn(self) -> None:
        """Lessons are read, then quizzes taken."""
        await self.each([member for member in self.members if member.reads], self._reads)
        await self.each([member for member in self.members if member.quiz], self._takes_quiz)

    @staticmethod
    async def _reads(member: Member) -> None:
        reading = Reading(member.reads)
        assert await member.acts("reads").pursues(reading)
        assert len(reading.titles) == member.reads

    @staticmethod
    async def _takes_quiz(member: Member) -> None:
        assert member.quiz is not None
        attempt = Quiz(member.quiz, right=member.score)
        assert await member.acts("quiz").pursues(attempt)
        assert (attempt.score, attempt.questions) == (member.score, 5)

    async def hand_in(self, moment: datetime) -> None:
        """Those who hand in a version then do so."""
        await self.until(moment)
        await self.each(
            [member for member in self.members if any(when == moment for when, _ in member.essays)],
            lambda member: self._hands_in(member, moment),
        )

    async def _hands_in(self, member: Member, moment: datetime) -> None:
        essay = next(essay for when, essay in member.essays if when == moment)
        handing_in = HandingIn(await self._begun(member, essay))
        assert await member.acts("essay").pursues(handing_in)
        assert handing_in.version == len(member.receipts) + 1
        assert handing_in.at.endswith(f"{moment.day}/5/2026")
        member.receipts.append(Receipt(handing_in.receipt, handing_in.version, handing_in.at))

    async def _begun(self, member: Member, essay: Essay) -> Essay:
        """Begin the essay somewhere else, if one does; what is left of it to be handed in."""
        del member
        return essay

    async def block(self, moment: datetime = NOON) -> None:
        """Those who block the bot then do so."""
        await self.each([member for member in self.members if member.blocks == moment], self._blocks)

    async def _blocks(self, member: Member) -> None:
        await member.notified.blocks()

    async def come_back(self) -> None:
        """Those who come back write to the bot again."""
        await self.each([member for member in self.members if member.returns], _says_hello)

    async def take_back(self) -> None:
        """Those who take their essay back do so."""
        await self.each([member for member in self.members if member.takes_back], _takes_back)

    async def look_on(self) -> None:
        """Three who never become learners: one says no, one stops in the middle, one only comes by."""
        refuses, stops, comes_by = [
            await self._phones(name) for name in ("Người từ chối", "Người bỏ dở", "Người qua đường")
        ]
        await refuses.starts()
        await refuses.waits_for("có đồng ý không")
        await refuses.taps("Không đồng ý")
        await refuses.waits_for("tôi tôn trọng ý đồng chí")
        await stops.starts()
        await stops.waits_for("có đồng ý không")
        await stops.taps("✅ Đồng ý")
        await stops.waits_for("họ và tên đầy đủ")
        await comes_by.starts()
        await comes_by.waits_for("có đồng ý không")


async def _says_hello(member: Member) -> None:
    await member.learner.phone.says("/menu")
    await member.learner.phone.waits_for("Đồng chí cần gì")


async def _takes_back(member: Member) -> None:
    phone = member.learner.phone
    await phone.says("/thuhoach")
    await phone.waits_for("Hạn nộp:")
    await phone.taps("↩️ Rút bài")
    await phone.waits_for("Đồng chí muốn rút bài số")
    await phone.taps("↩️ Rút bài này")
    await phone.waits_for(f"Đã rút bài số {member.receipts[-1].number}")


def right_answers() -> dict[str, frozenset[str]]:
    """What a well-read class knows."""
    course = load_course(PACKAGED / "courses" / "lop-664")
    questions = [question for quiz in course.quizzes for question in quiz.questions]
    return {one.text: frozenset(option.text for option in one.options if option.right) for one in questions}


def reached(program: Program, words: str) -> Counter[str]:
    """How many messages with these words each chat got, by the server's log."""
    sends = program.calls("sendMessage", "sendDocument", "sendPhoto")
    return Counter(str(call["params"]["chat_id"]) for call in sends if call["result"] == "ok" and words in _said(call))


def _said(call: dict[str, object]) -> str:
    params = call["params"]
    assert isinstance(params, dict)
    return str(params.get("text") or params.get("caption") or "")
