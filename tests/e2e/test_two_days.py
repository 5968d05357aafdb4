"""The whole class: two hundred learners, a trainer, coordinators, from the eve of the first day past the deadline.

What is expected is counted from the scripts of what each of them did and from what the server's log says that the bot
sent; the program's own tables are not asked.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

import aiohttp
import pytest

from bot.rehearsal.acting_essay import HandingIn
from bot.rehearsal.acting_goals import Quiz, Reading, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.phone import Phone
from content import PACKAGED
from content.loading import load_course
from tests.e2e.cast import EVE, EVENING, NOON, TAKES_BACK, Member, Receipt, at, members
from tests.e2e.conftest import Phones
from tests.e2e.program import Program
from tests.e2e.staff import Coordinator, Trainer
from tests.e2e.tables import (
    ESSAYS,
    LEARNERS,
    SUMMARY,
    essay_files,
    essays_table,
    files_in,
    learners_table,
    summary_table,
    table,
)

AT_ONCE = 60

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

NOTICE = "Mời các đồng chí ở Lâm Đồng họp nhóm lúc 20:30 tối nay.\nMang theo *sổ* & bút <nhé>!"


class TwoDays:
    """The class as it goes on: the clock, the people, what was promised to whom."""

    def __init__(self, program: Program, phones: Phones) -> None:
        self.program, self._phones = program, phones
        self.members = members()
        self.bystanders: list[Phone] = []
        self._known = _right_answers()
        self._room = asyncio.Semaphore(AT_ONCE)

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
        witness = next(member for member in self.members if self.is_for(member, datetime.fromisoformat(due)))
        await self.program.moved(next=True)
        await witness.learner.phone.waits_for(fragments[0], 30)
        await self.program.settled()

    @staticmethod
    def is_for(member: Member, due: datetime) -> bool:
        """Whether the reminder of that moment is for them, and reaches them."""
        if not member.registered(due) or member.away(due):
            return False
        return due not in ABOUT_ESSAY or not member.handed_in(due)

    async def each(self, whom: Iterable[Member], does: Callable[[Member], Awaitable[None]]) -> None:
        """All of these do that, side by side; then what they have begun is finished."""

        async def one(member: Member) -> None:
            async with self._room:
                await does(member)

        await asyncio.gather(*map(one, whom))
        await self.program.settled()

    async def come(self, moment: datetime) -> None:
        await self.each([member for member in self.members if member.came == moment], self._comes)

    async def _comes(self, member: Member) -> None:
        dice = random.Random(member.number)
        phone = await self._phones(member.pupil.name)
        member.learner = Learner(phone, member.pupil, Gate(0, dice), dice, self._known)
        assert await member.learner.pursues(Registering())

    async def learn(self) -> None:
        await self.each([member for member in self.members if member.reads], self._reads)
        await self.each([member for member in self.members if member.quiz], self._takes_quiz)

    @staticmethod
    async def _reads(member: Member) -> None:
        member.reading = Reading(member.reads)
        assert await member.learner.pursues(member.reading)

    @staticmethod
    async def _takes_quiz(member: Member) -> None:
        assert member.quiz is not None
        member.attempt = Quiz(member.quiz)
        assert await member.learner.pursues(member.attempt)

    async def hand_in(self, moment: datetime) -> None:
        await self.until(moment)
        await self.each(
            [member for member in self.members if any(when == moment for when, _ in member.essays)],
            lambda member: self._hands_in(member, moment),
        )

    @staticmethod
    async def _hands_in(member: Member, moment: datetime) -> None:
        handing_in = HandingIn(next(essay for when, essay in member.essays if when == moment))
        assert await member.learner.pursues(handing_in)
        assert handing_in.version == len(member.receipts) + 1
        assert handing_in.at.endswith(f"{moment.day}/5/2026")
        member.receipts.append(Receipt(handing_in.receipt, handing_in.version, handing_in.at))

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
        self.bystanders = [refuses, stops, comes_by]


def _right_answers() -> dict[str, frozenset[str]]:
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


@pytest.mark.long
async def test_the_whole_class_of_two_days(program: Program, phones: Phones, session: aiohttp.ClientSession) -> None:
    class_ = TwoDays(program, phones)
    everybody = class_.members
    trainer = Trainer(await phones("Lê Minh Tâm"))
    of_all, of_province = Coordinator(await phones("Phạm Thu Hà")), Coordinator(await phones("Đỗ Quang Vinh"))
    await trainer.redeems(await program.tool("invite", "trainer", "--plain"))
    await of_all.redeems(await program.tool("invite", "coordinator", "--plain"))
    await of_province.redeems(await program.tool("invite", "coordinator", "--province", "Lâm Đồng", "--plain"))

    await class_.come(EVE)
    await class_.look_on()
    await class_.until(at(22, 20))
    await class_.learn()
    await class_.until(at(23, 7, 40))
    await class_.come(at(23, 7, 40))
    await class_.until(NOON)
    await class_.each([member for member in everybody if member.blocks], lambda member: member.learner.phone.blocks())
    await class_.until(at(23, 17, 30))

    audience = [
        member
        for member in everybody
        if member.registered(at(23, 17, 30)) and member.pupil.province == "Lâm Đồng"
        and member.pupil.group in {"Công chức chính quyền cấp xã", "Cơ quan tham mưu của Đảng ủy"}
    ]  # fmt: skip
    there = [member for member in audience if not member.away(at(23, 17, 30))]
    notice = await trainer.writes(NOTICE, groups=["Công chức chính quyền", "Cơ quan tham mưu"], province="Lâm Đồng")
    assert (notice.people, notice.unreachable) == (len(audience), len(audience) - len(there))
    ended = await trainer.sends(notice)
    assert (ended.reached, ended.people) == (len(there), len(audience))
    assert ended.counts == {"Đã gửi": len(there), "Không liên lạc được": len(audience) - len(there)}
    assert reached(program, NOTICE) == {member.chat: 1 for member in there} | {str(trainer.phone.id): 1}

    await class_.until(EVENING)
    back = [member for member in everybody if member.returns]
    await class_.each(back, _says_hello)
    again = [member for member in audience if member in back]
    ended = await trainer.resends(len(again))
    assert (ended.reached, ended.people) == (len(again), len(audience) - len(there))
    assert reached(program, NOTICE) == {member.chat: 1 for member in [*there, *again]} | {str(trainer.phone.id): 1}

    await class_.until(at(24, 9))
    await class_.come(at(24, 9))
    await class_.hand_in(at(24, 20))
    await class_.hand_in(at(25, 20))
    await class_.until(TAKES_BACK)
    await class_.each([member for member in everybody if member.takes_back], _takes_back)
    for moment in (at(29, 9), at(30, 20), at(31, 15), at(31, 18)):
        await class_.hand_in(moment)

    for due, words in DUE:
        right = {member.chat: 1 for member in everybody if class_.is_for(member, due)}
        assert reached(program, words) == right, f"{words} ({due})"
    assert {call["result"] for call in program.calls()} <= {"ok", "403"}

    end = at(31, 23)
    handed_in = [member for member in everybody if member.handed_in(end)]
    book = await of_all.downloads_excel()
    assert table(book, "Bài thu hoạch", ESSAYS) == essays_table(handed_in)
    assert table(book, "Học viên", LEARNERS) == learners_table(everybody, end)
    assert table(book, "Tổng hợp", SUMMARY) == summary_table(everybody, end)
    assert files_in(await of_all.downloads_zip()) == essay_files(handed_in)
    own = [member for member in everybody if member.pupil.province == "Lâm Đồng"]
    book = await of_province.downloads_excel()
    assert table(book, "Bài thu hoạch", ESSAYS) == essays_table([member for member in own if member in handed_in])
    assert table(book, "Tổng hợp", SUMMARY) == summary_table(own, end)


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
