"""The class on both channels: a hundred on each, and twenty people who have a phone on both and are one person."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.rehearsal.acting_essay import Essay
from bot.rehearsal.acting_goals import Reading, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_words import ESSAY_LEVELS
from bot.rehearsal.phone import Phone
from tests.e2e.cast import EVE, NOON, SECOND_IN_TIME, Member, at, essays, pupil
from tests.e2e.classroom import HandingInUpTo
from tests.e2e.conftest import Phones
from tests.e2e.program import Program
from tests.e2e.two_days import TwoDays

BOTS = ("xa1", "xa2", "xa3")
FIRST_OF_BOTH, BOTH = 200, 20
NOTICE_AT = at(23, 17, 30)
ZALO_BLOCK = 20
"""Of the two hundred every other score is on Zalo."""


@dataclass(slots=True)
class TwoPhones(Member):
    """Somebody on both channels, as one person. `hands` are the phones in the order in which they came with them."""

    hands: tuple[Learner, Learner] = field(init=False)
    last: int = 1  # the phone that they used last
    prefers: int | None = None
    shut: int | None = None  # on which the bot is blocked

    @property
    def twice(self) -> bool:
        """Whether they had registered and read a lesson on both phones before these were joined."""
        return self.number % 2 == 1

    @property
    def crosses(self) -> bool:
        """Whether they write the essay on one phone and hand it in on the other."""
        return self.number % 10 in {4, 5}

    @property
    def read(self) -> int:
        """The lesson that was read on both phones is one."""
        return self.reads + int(self.twice)

    def acts(self, deed: Literal["reads", "quiz", "essay"]) -> Learner:
        """Lessons on the second phone, the quiz on the first, the essay's versions on one and on the other."""
        return self.takes({"reads": 1, "quiz": 0, "essay": 1 - len(self.receipts) % 2}[deed])

    def takes(self, hand: int) -> Learner:
        """Take that phone, or the other one where the bot is blocked on it."""
        self.last = hand if hand != self.shut else 1 - hand
        return self.hands[self.last]

    @property
    def notified(self) -> Phone:
        """The preferred phone, else the one used last; where the bot is blocked on that one, the other."""
        wanted = self.last if self.prefers is None else self.prefers
        return self.hands[wanted if wanted != self.shut else 1 - wanted].phone

    def away(self, moment: datetime) -> bool:
        """One of the phones is always open."""
        del moment
        return False


class MixedDays(TwoDays):
    """The two hundred of the two days, half of them on Zalo, and twenty more on both channels."""

    def __init__(self, program: Program, phones: Phones) -> None:
        super().__init__(program, phones)
        self.both = list(_both())
        self.members += self.both
        self._on_zalo = 0

    def zalo(self, member: Member) -> bool:
        """Whether they are on Zalo; of those on both, whether they came with that phone."""
        return member.number // ZALO_BLOCK % 2 == 0 if member.number < FIRST_OF_BOTH else member.number % 3 == 0

    async def _comes(self, member: Member) -> None:
        member.learner = await self._learner(member, zalo=self.zalo(member))
        assert await member.learner.pursues(Registering())
        if isinstance(member, TwoPhones):
            await self._joins(member, await self._learner(member, zalo=not self.zalo(member)))

    async def _learner(self, member: Member, *, zalo: bool) -> Learner:
        dice = random.Random(member.number)
        where = {"channel": "zalo", "bot": BOTS[self._on_zalo % len(BOTS)]} if zalo else {}
        self._on_zalo += int(zalo)
        phone = await self._phones(member.pupil.name, **where)
        return Learner(phone, member.pupil, Gate(0, dice), dice, self._known)

    async def _joins(self, member: TwoPhones, second: Learner) -> None:
        first = member.learner
        member.hands = first, second
        if member.twice:
            assert await second.pursues(Registering())
            for hand in member.hands:
                assert await hand.pursues(Reading(1))
        await first.phone.says("/lienket")
        code = re.search(r"LK-\w{4}-\w{4}", (await first.phone.waits_for("Nối hai kênh")).text)
        assert code is not None
        await second.phone.says(code[0])
        await second.phone.waits_for("Đã nối hai kênh")
        if member.prefers is not None:
            hand = member.takes(member.prefers)
            await hand.phone.says("nhận ở đây")
            await hand.phone.waits_for("Từ nay thông báo của lớp gửi tới kênh này")

    async def _blocks(self, member: Member) -> None:
        """Those on both channels block the one on which they would be reached."""
        phone = member.notified
        if isinstance(member, TwoPhones):
            member.shut = [hand.phone for hand in member.hands].index(phone)
        await phone.blocks()

    async def _begun(self, member: Member, essay: Essay) -> Essay:
        if not isinstance(member, TwoPhones) or not member.crosses:
            return essay
        assert await member.takes(len(member.receipts) % 2).pursues(HandingInUpTo(ESSAY_LEVELS, essay))
        return Essay(essay.topics, ())

    def reached(self, words: str) -> Counter[str]:
        """How many messages with these words each phone got, by the server's log."""
        return Counter(str(phone) for phone, call in self.sends() if call["result"] == "ok" and words in _said(call))

    def sends(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Every send, with the number of the phone that it was for."""
        phones = {known: phone for bot in self.program.rehearsal.zalo for known, phone in bot.people.items()}
        for call in self.program.calls("sendMessage", "sendDocument", "sendPhoto"):
            chat = call["params"]["chat_id"]
            yield phones[chat] if call["channel"] == "zalo" else int(chat), call

    def moved(self) -> list[TwoPhones]:
        """Those whose Zalo refuses the notice, which finds that out, so that it goes to their Telegram."""
        shut = [member for member in self.both if member.blocks == NOTICE_AT and member.shut is not None]
        return [member for member in shut if member.hands[member.shut or 0].phone.channel == "zalo"]

    @staticmethod
    def by_channel(members: list[Member]) -> dict[str, int]:
        """How many of them a notice reaches on each channel now, as its report names these."""
        return dict(Counter(member.notified.channel.title() for member in members))


def _both() -> Iterator[TwoPhones]:
    """Those on both channels: some prefer one, some block the one on which they would be reached."""
    for number in range(FIRST_OF_BOTH, FIRST_OF_BOTH + BOTH):
        handed_in = list(essays(number))
        if number % 10 < 4:
            version = Essay(handed_in[0][1].topics, handed_in[0][1].levels, {3: [f"Bản hai của người số {number}."]})
            handed_in = [handed_in[0], (SECOND_IN_TIME, version)]
        member = TwoPhones(
            number=number,
            pupil=pupil(number, f"Người Hai Kênh {'ABCDE'[number % 5]}{'ăâêô'[number // 5 % 4]}n"),
            came=EVE,
            reads=number % 3,
            quiz=number % 4 + 1 if number % 2 else None,
            essays=handed_in,
            blocks={6: NOON, 7: NOON, 8: NOTICE_AT, 9: NOTICE_AT}.get(number % 10),
            prefers=number // 5 % 2 if number % 5 == 1 else None,
        )
        if member.crosses:
            member.essays = [(when, _without_levels(essay)) for when, essay in member.essays]
        yield member


def _without_levels(essay: Essay) -> Essay:
    return Essay(essay.topics, (), essay.parts, essay.files, essay.as_)


def _said(call: dict[str, object]) -> str:
    params = call["params"]
    assert isinstance(params, dict)
    return str(params.get("text") or params.get("caption") or "")
