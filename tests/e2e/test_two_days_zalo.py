"""A hundred learners on Telegram, a hundred on Zalo, twenty on both: each reminder comes once a person."""

from __future__ import annotations

import random
import re
import socket
from collections import Counter
from dataclasses import replace

import pytest

from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.phone import Phone
from tests.e2e.cast import EVE, FIRST_MORNING, NOON, SECOND_MORNING, TAKES_BACK, Member, at
from tests.e2e.conftest import Phones
from tests.e2e.program import Program
from tests.e2e.staff import Coordinator
from tests.e2e.two_days import DUE, TwoDays

BOTS = ("xa1", "xa2", "xa3")
BOTH = 20


class MixedDays(TwoDays):
    """Those with an odd number are on Zalo, the others on Telegram; the last twenty on both."""

    def __init__(self, program: Program, phones: Phones) -> None:
        super().__init__(program, phones)
        last = self.members[0]
        self.both = [
            replace(
                last, number=200 + number, pupil=replace(last.pupil, name=f"Người Hai Kênh {_word(number)}"),
                came=EVE, reads=0, quiz=None, essays=[], takes_back=None, blocks=None, returns=None, receipts=[],
            )
            for number in range(BOTH)
        ]  # fmt: skip
        for member in self.members:
            member.blocks = member.returns = None
        self.members += self.both
        self.other_chats: dict[int, int] = {}

    async def _comes(self, member: Member) -> None:
        dice = random.Random(member.number)
        on_zalo = member.number % 2 == 1 and member.number < 200
        where = {"channel": "zalo", "bot": BOTS[member.number // 2 % 3]} if on_zalo else {}
        phone = await self._phones(member.pupil.name, **where)
        member.learner = Learner(phone, member.pupil, Gate(0, dice), dice, self._known)
        assert await member.learner.pursues(Registering())
        if member.number >= 200:
            await self._joins(member, phone)

    async def _joins(self, member: Member, phone: Phone) -> None:
        await phone.says("/lienket")
        code = re.search(r"LK-\w{4}-\w{4}", (await phone.waits_for("Nối hai kênh")).text)
        assert code is not None
        zalo = await self._phones(member.pupil.name, channel="zalo", bot=BOTS[member.number % 3])
        await zalo.says(code[0])
        await zalo.waits_for("Đã nối hai kênh")
        self.other_chats[zalo.id] = phone.id

    def reached(self, words: str) -> Counter[str]:
        """How many messages with these words each person got, on whichever channel, by the server's log."""
        found: Counter[str] = Counter()
        phones = {known: phone for bot in self.program.rehearsal.zalo for known, phone in bot.people.items()}
        for call in self.program.calls("sendMessage"):
            if call["result"] == "ok" and words in str(call["params"].get("text")):
                chat = call["params"]["chat_id"]
                phone = phones.get(chat, chat) if call["channel"] == "zalo" else int(chat)
                found[str(self.other_chats.get(int(phone), phone))] += 1
        return found


def _word(number: int) -> str:
    return f"{'ABCDE'[number // 4]}{'ăâêô'[number % 4]}n"


@pytest.mark.long
async def test_the_class_on_both_channels(program: Program, phones: Phones) -> None:
    for number, name in enumerate(BOTS, 1):
        program.rehearsal.zalo.add(name, f"{number}2345689:rehearsal-secret-{number}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    await program.clock()  # heard once, so that the next start goes on from there
    assert await program.stop() == 0
    await program.start(
        zalo_bots=",".join(f"{bot.name}={bot.token}" for bot in program.rehearsal.zalo),
        zalo_base_url=f"{program.page}/zalo", zalo_rate="1000", zalo_loopback_pictures="true", http_port=str(port),
        public_url=f"http://127.0.0.1:{port}", webhook_secret="telegram-secret-1", zalo_webhook_secret="zalo-secret-1",
    )  # fmt: skip
    assert (await program.tool("webhook", "set")).count("đã đặt") == 3
    class_ = MixedDays(program, phones)
    coordinator = Coordinator(await phones("Phạm Thu Hà"))
    await coordinator.redeems(await program.tool("invite", "coordinator", "--plain"))

    await class_.come(EVE)
    await class_.until(at(22, 20))
    await class_.learn()
    await class_.come(FIRST_MORNING)
    await class_.until(NOON)
    await class_.come(SECOND_MORNING)
    for moment in (at(24, 20), at(25, 20)):
        await class_.hand_in(moment)
    await class_.until(TAKES_BACK)
    await class_.take_back()
    for moment in (at(29, 9), at(30, 20), at(31, 15), at(31, 18)):
        await class_.hand_in(moment)

    for due, words in DUE:
        assert (words, class_.reached(words)) == (words, {member.chat: 1 for member in class_.concerned(due)})
    assert {call["result"] for call in program.calls()} == {"ok"}
    assert [bot.webhook.lost for bot in program.rehearsal.zalo] == [[], [], []]
