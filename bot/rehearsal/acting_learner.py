"""One acting learner: pursues one goal after the other, reading each message as a person does."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import Sight
from bot.rehearsal.phone import Message, Phone, PhoneRefused

log = logging.getLogger(__name__)

TRIES = 2
MOST_MESSAGES = 120
"""So many messages on the way to one goal, and the learner turns to something else."""


class Gate:
    """Lets acting learners act one after the other. `pace`: mean seconds between two actions; 0: all at once."""

    def __init__(self, pace: float, dice: random.Random) -> None:
        self._pace, self._dice, self._one = pace, dice, asyncio.Lock()

    async def turn(self) -> None:
        """Wait for one's turn."""
        if self._pace:
            async with self._one:
                await asyncio.sleep(self._pace * self._dice.uniform(0.4, 1.6))


class Goal(Protocol):
    """Something that a learner wants to get done."""

    async def begin(self, learner: "Learner") -> None:
        """The first thing said or tapped."""

    def rules(self) -> Sequence["Rule"]:
        """What to do at which sight; the first that fits counts."""


Deed = Callable[["Learner", Message], Awaitable[bool]]
"""What is done at a sight. Returns whether the goal is reached."""
Rule = tuple[Sight, Deed]


class Learner:
    """A phone in the hands of somebody. `known` is what the class has learned of right answers, by question."""

    def __init__(
        self,
        phone: Phone,
        pupil: Pupil,
        gate: Gate,
        dice: random.Random,
        known: dict[str, frozenset[str]],
        *,
        patience: float = 30,
    ) -> None:
        self.phone, self.pupil, self.dice, self.known = phone, pupil, dice, known
        self._gate, self._patience, self._deeds = gate, patience, 0

    async def pursues(self, goal: Goal) -> bool:
        """Try to reach the goal. Whatever happens on the way, it ends: at the main page, where it came to nothing."""
        for _ in range(TRIES):
            try:
                await self._gate.turn()
                await goal.begin(self)
                if await self._reached(goal):
                    return True
            except (LookupError, PhoneRefused, TimeoutError) as puzzled:
                log.info("phone %d did not expect this: %s", self.phone.id, puzzled)
            await self.says("/menu")
        return False

    async def _reached(self, goal: Goal) -> bool:
        rules = goal.rules()
        following: Message | None = None
        for _ in range(MOST_MESSAGES):
            message = following or await self._sees(rules, self._patience)
            rule = _rule(rules, message)
            # Of messages that ask for the same, people answer the newest.
            while (following := await self._sees_more(rules)) is not None and _rule(rules, following) is rule:
                message = following
            deeds = self._deeds
            if await rule[1](self, message):
                return True
            if self._deeds > deeds:
                following = None  # it came before what was just done
        return False

    async def _sees(self, rules: Sequence[Rule], patience: float) -> Message:
        return await self.phone.waits_for(lambda message: any(sight.on(message) for sight, _ in rules), patience)

    async def _sees_more(self, rules: Sequence[Rule]) -> Message | None:
        """What is on the screen already, after what was just read."""
        try:
            return await self._sees(rules, 0)
        except TimeoutError:
            return None

    async def says(self, text: str) -> bool:
        """Write, in one's turn. Returns False: nothing is reached by that alone."""
        await self._turn()
        await self.phone.says(text)
        return False

    async def taps(self, label: str, on: Message) -> bool:
        """Tap the message's button that is, or begins with, `label`, in one's turn. Returns False, as `says` does."""
        await self._turn()
        await self.phone.taps(label, on)
        return False

    async def sends(self, files: Sequence[tuple[str, bytes]], *, as_: str) -> bool:
        """Send files in one's turn. Returns False, as `says` does."""
        await self._turn()
        await self.phone.sends_files(files, as_)
        return False

    async def _turn(self) -> None:
        self._deeds += 1
        await self._gate.turn()


def _rule(rules: Sequence[Rule], message: Message) -> Rule:
    return next(rule for rule in rules if rule[0].on(message))


def tapping(label: str) -> Deed:
    """The deed of tapping the button that is, or begins with, `label`."""

    async def tap(learner: Learner, seen: Message) -> bool:
        return await learner.taps(label, seen)

    return tap


def saying(what: Callable[[Pupil], str]) -> Deed:
    """The deed of writing something of oneself."""

    async def say(learner: Learner, seen: Message) -> bool:
        del seen
        return await learner.says(what(learner.pupil))

    return say
