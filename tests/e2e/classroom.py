"""Learners for tests that need some: registered through the chat, or many at once straight into the database."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from bot.rehearsal import acting_words as words
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Registering
from bot.rehearsal.acting_learner import Deed, Gate, Goal, Learner, Rule
from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import GROUPS, Sight
from bot.rehearsal.phone import Message, Phone
from storage import people
from storage.engine import Database
from tests.e2e.conftest import Phones
from tests.e2e.program import BEGINS, Program

FIRST_CHAT = 800_000_001


async def a_class(phones: Phones, count: int) -> list[Learner]:
    """So many registered learners, each at their phone."""
    known: dict[str, frozenset[str]] = {}
    hands = [await phones(f"Người {number}") for number in range(count)]
    return await asyncio.gather(*(_registered(phone, number, known) for number, phone in enumerate(hands)))


async def newcomer(phones: Phones, number: int) -> Learner:
    """One who has not pressed Start yet."""
    return _learner(await phones(f"Người {number}"), number, {})


async def _registered(phone: Phone, number: int, known: dict[str, frozenset[str]]) -> Learner:
    learner = _learner(phone, number, known)
    await pursued(learner, Registering())
    return learner


def _learner(phone: Phone, number: int, known: dict[str, frozenset[str]]) -> Learner:
    pupil = Pupil(
        name=f"Người {['Một', 'Hai', 'Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy'][number % 7]}",
        group=GROUPS[number % 6],
        commune="Xã Ka Đô",
        province="Lâm Đồng",
        position="Trưởng thôn",
        typed="Ka Đô",
    )
    dice = random.Random(number)
    return Learner(phone, pupil, Gate(0, dice), dice, known, patience=15)


async def pursued(learner: Learner, goal: Goal) -> None:
    """The goal must be reached."""
    assert await learner.pursues(goal)


class HandingInUpTo(HandingIn):
    """Hands an essay in, and stops at a sight on the way."""

    def __init__(self, stop: Sight, essay: Essay) -> None:
        super().__init__(essay)
        self._stop = stop

    def rules(self) -> Sequence[Rule]:
        """First of all, stop there."""
        return ((self._stop, _stopped), *super().rules())


class QuizUpTo(Quiz):
    """Takes a quiz, and stops at a sight on the way."""

    def __init__(self, stop: Sight, topic: int) -> None:
        super().__init__(topic)
        self._stop = stop

    def rules(self) -> Sequence[Rule]:
        """First of all, stop there."""
        return ((self._stop, _stopped), *super().rules())


async def _stopped(learner: Learner, seen: Message) -> bool:
    del learner, seen
    return True


class OddRegistering(Registering):
    """Answers each question with an odd text first, and only then as it should be."""

    QUESTIONS = (
        ("consent", words.CONSENT),
        ("summary", words.SUMMARY),
        ("name", words.ASKS_NAME),
        ("group", words.ASKS_GROUP),
        ("place", words.ASKS_PLACE),
        ("position", words.ASKS_POSITION),
    )

    def __init__(self, program: Program, text: str) -> None:
        self.asked_with_odd_text: set[str] = set()
        self._program, self._text = program, text

    def rules(self) -> Sequence[Rule]:
        """As always, with the odd text before the first answer to each question."""
        return tuple((sight, self._first_oddly(sight, deed)) for sight, deed in super().rules())

    def _first_oddly(self, sight: Sight, deed: Deed) -> Deed:
        name = next((name for name, known in self.QUESTIONS if known is sight), None)

        async def does(learner: Learner, seen: Message) -> bool:
            if name is None or name in self.asked_with_odd_text:
                return await deed(learner, seen)
            self.asked_with_odd_text.add(name)
            await learner.says(self._text)
            await self._program.settled()
            return False

        return does


async def registered_at_once(program: Program, count: int, **settings: str) -> set[str]:
    """So many learners written into the database while the program is stopped; returns their chats.

    It starts again with these settings.
    """
    assert await program.stop() == 0
    chats = [str(FIRST_CHAT + number) for number in range(count)]
    async with Database(f"sqlite+aiosqlite:///{program.folder / 'donghanh.db'}") as db, db.write() as store:
        for chat in chats:
            program.rehearsal.chats.add_phone(f"Học viên {chat}", chat_id=int(chat), started=True)
            person = await people.meet(store, channel="telegram", account="telegram:664000", chat=chat, now=BEGINS)
            await people.set_consent(store, person.id, "given", version="2026-05-14", now=BEGINS)
            await people.register(
                store, person.id, course="lop-664", now=BEGINS, full_name="Học viên", group_id="chinh-quyen",
                province="68", commune="24943", position="Trưởng thôn",
            )  # fmt: skip
    await program.start(**settings)
    return set(chats)
