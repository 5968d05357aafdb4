"""Learners who work through the class while the program is ill, and what each of them then knows to have done."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.rehearsal.acting_goals import Quiz, Reading, Registering
from bot.rehearsal.acting_learner import Gate, Goal, Learner
from bot.rehearsal.acting_people import invented
from bot.rehearsal.phone import Phone
from tests.prove.essays import Insisting
from tests.prove.essays import essay as essay_of
from tests.prove.sides import Side

TRIES = 16
"""So often somebody begins again before giving up: longer in all than any fault."""

PUZZLED_SECONDS = 2.0
STAFF_PATIENCE, EXPORT_PATIENCE = 90.0, 40.0
"""A notice takes its time, and a report too."""


@dataclass(slots=True)
class Claim:
    """What one learner did, by their own account: what was sent, and what the chat said of it."""

    chat: str
    registered: bool = False
    read: int = 0
    scores: dict[int, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    receipt: str = ""
    gave_up: list[str] = field(default_factory=list)


class Crowd:
    """So many learners, some at once. `pace`: mean seconds between two actions of all together, 0 for none."""

    def __init__(
        self, page: str, session: aiohttp.ClientSession, side: Side, *, seed: int, pace: float, at_once: int
    ) -> None:
        self._page, self._session, self._side, self._dice = page, session, side, random.Random(seed)
        self._gate, self._room = Gate(pace, self._dice), asyncio.Semaphore(at_once)
        self._known: dict[str, frozenset[str]] = {}
        self.claims: list[Claim] = []

    def staff(self, phone: int, patience: float) -> Learner:
        """One of the staff, whose phone is there already; they wait for nobody's turn."""
        known = Phone(self._page, self._session, phone, self._side.name)
        return self._learner(known, Gate(0, self._dice), patience=patience)

    async def lives(self, number: int) -> None:
        """One learner, from Start to the receipt. What they could not get done stands in their claim."""
        async with self._room:
            channel, bot = self._side.name, self._side.bot(number)
            phone = await Phone.create(self._page, self._session, f"Học viên {number}", channel=channel, bot=bot)
            learner, claim = (
                self._learner(phone, self._gate, patience=self._side.patience),
                Claim(self._side.chat(phone.id)),
            )
            self.claims.append(claim)
            essay = essay_of(number)
            reading, quiz, writing = Reading(number % 2 + 1), Quiz(number % 4 + 1), Insisting(essay)
            goals: Sequence[Goal] = (Registering(), reading, quiz, writing)
            claim.gave_up = [type(goal).__name__ for goal in goals if not await reached(learner, goal)]
            claim.registered = "Registering" not in claim.gave_up
            claim.read, claim.receipt = len(reading.titles), writing.receipt
            claim.scores = {quiz.topic: quiz.score} if quiz.score is not None else {}
            claim.texts = [text for texts in essay.parts.values() for text in texts]
            claim.files = [hashlib.sha256(content).hexdigest() for _, content in essay.files]

    def _learner(self, phone: Phone, gate: Gate, *, patience: float) -> Learner:
        dice = random.Random(self._dice.random())
        return Learner(phone, invented(dice), gate, dice, self._known, patience=patience)


async def reached(learner: Learner, goal: Goal) -> bool:
    """Whether the goal was reached, by somebody who does not give up: a message that came twice may puzzle them."""
    for _ in range(TRIES):
        if await learner.pursues(goal):
            return True
        await asyncio.sleep(PUZZLED_SECONDS)
    return False
