"""Where a bot is measured: the server in a process of its own, and this process as everybody who writes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any

import aiohttp

from bot.rehearsal.phone import Phone
from tests.bench.processes import Child

FIRST_CHAT = 800_000_001


class TooSlow(Exception):
    """The bot did not send so many messages in the time given."""


@dataclass(frozen=True, slots=True)
class Came:
    """So many of the awaited messages, the first and the last of them at (monotonic seconds), and how many 429s."""

    count: int
    first: float
    last: float
    refused: int

    @property
    def rate(self) -> float:
        """Messages a second."""
        return (self.count - 1) / (self.last - self.first)


@dataclass(frozen=True, slots=True)
class Arena:
    """The server's crowd. Chats are numbered from FIRST_CHAT on."""

    process: Child
    page: str
    _session: aiohttp.ClientSession

    async def people(self, count: int, *, first: int = FIRST_CHAT, step: int = 1) -> None:
        """So many people, their numbers `step` apart, have pressed Start."""
        await self._post("people", first=first, count=count, step=step)

    async def say(self, text: str, *, count: int, first: int = FIRST_CHAT, step: int = 1) -> float:
        """So many people write this at one moment; returns it (monotonic seconds)."""
        return float(await self._post("say", first=first, count=count, step=step, text=text))

    async def watch(self, prefix: str = "") -> int:
        """Count the bot's messages that begin so from now on; returns what `came` wants."""
        return int(await self._post("watch", prefix=prefix))

    async def came(self, watch: int, count: int, *, patience: float = 120) -> Came:
        """Wait until so many came. Raises TooSlow."""
        came = await self.came_of(watch, count, patience=patience)
        if came.count < count:
            raise TooSlow(f"{came.count} of {count} messages came in {patience:.0f} s")
        return came

    async def came_of(self, watch: int, count: int, *, patience: float) -> Came:
        """Wait until so many came, or so many seconds: what came of them."""
        return Came(**await self._post("tally", number=watch, count=count, patience=patience))

    async def pace(self, overall: int | None) -> None:
        """The limit in messages a second; None: none."""
        await self._post("pace", overall=overall)

    async def probe(self, text: str, *, first: int, count: int, every: float, seconds: float) -> list[float]:
        """The seconds that each reply took while these people write in turn, one every so many seconds."""
        wish = {"first": first, "count": count, "text": text, "every": every, "seconds": seconds}
        return [float(time) for time in await self._post("probe", **wish)]

    def phone(self, number: int) -> Phone:
        """The phone of that chat."""
        return Phone(self.page, self._session, number)

    async def _post(self, door: str, **wish: Any) -> Any:
        async with self._session.post(f"{self.page}/crowd/{door}", json=wish) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


@asynccontextmanager
async def arena(log: IO[bytes]) -> AsyncIterator[Arena]:
    """A fresh server without limits; its process ends with the block."""
    process = await Child.start([sys.executable, "-m", "tests.bench.server"], environment={}, log=log)
    try:
        page = await process.line()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
            opened = Arena(process, page, session)
            await opened.pace(None)
            yield opened
    finally:
        await process.stop()
