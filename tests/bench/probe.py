"""How long a person waits for a reply: people who write one after the other, timed inside the server."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.chats import Chat
from bot.rehearsal.entities import detected
from bot.rehearsal.stage import Stage

PATIENCE = 30.0
"""Seconds after which a reply counts as lost; it is told as having taken so long."""


def typed(text: str) -> dict[str, Any]:
    """A message's fields, with the entities that the server finds in it, such as commands."""
    found = detected(text)
    return {"text": text} | ({"entities": found} if found else {})


@dataclass(slots=True)
class Probe:
    """So many people from `first` on, in turn, one every `every` seconds, for `seconds` seconds, write `text`."""

    stage: Stage
    first: int
    count: int
    text: str
    every: float
    seconds: float
    _times: list[float] = field(default_factory=list)

    async def times(self) -> list[float]:
        """The seconds from each message to the bot's reply, in the order of the replies."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as waiting:
            for number in range(round(self.seconds / self.every)):
                await asyncio.sleep(began + number * self.every - time.monotonic())
                waiting.create_task(self._one(self.first + number % self.count))
        return self._times

    async def _one(self, number: int) -> None:
        chat = self.stage.chats.get(number)
        assert chat is not None
        began = time.monotonic()
        seen = (await self.stage.person_sends(chat, typed(self.text))).seq
        while not self._answered(chat, seen) and time.monotonic() < began + PATIENCE:
            await self.stage.until_changed(chat, began + PATIENCE - time.monotonic())
        self._times.append(time.monotonic() - began)

    def _answered(self, chat: Chat, seen: int) -> bool:
        """A notice that comes meanwhile is no answer: it has no buttons, as an echo has none but the same text."""
        return any(
            message.by_bot and (message.buttons or message.text == self.text) for message in chat.changed_after(seen)
        )
