"""Turns a second: everybody answers a quiz's question with one number, against echoes of the same message."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.bench.arena import FIRST_CHAT, Arena, arena
from tests.bench.bench import Broken
from tests.bench.contestants import Peer, ours
from tests.bench.crowd import look
from tests.bench.processes import Child

WARMING = 200
ANSWER = "2"

Entry = Callable[[Arena], AbstractAsyncContextManager[Child]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: answers a second, processor seconds of the bot and of the server for each, the bot's peak in MB."""

    rate: float
    bot: float
    server: float
    peak: float

    @property
    def bottleneck(self) -> str:
        """Which of the two processes was busier."""
        return "server" if self.server > self.bot else "bot"


async def measured(entry: Entry, chats: int, log: IO[bytes], *, step: int = 1) -> Measured:
    """So many chats write at once; timed from the moment when all of it waits to the last answer at the server.

    `step` is how far their numbers are apart: in a large class they are spread over all of it.
    """
    async with arena(log) as stage:
        await stage.people(chats + WARMING, step=step)
        async with entry(stage) as bot:
            warm = await stage.watch()
            await stage.say(ANSWER, count=WARMING, first=FIRST_CHAT + chats * step, step=step)
            await stage.came(warm, WARMING)
            bot_before, server_before = bot.cpu, stage.process.cpu
            watch = await stage.watch()
            began = await stage.say(ANSWER, count=chats, step=step)
            last = (await stage.came(watch, chats)).last
            used, served = bot.cpu - bot_before, stage.process.cpu - server_before
            return Measured(chats / (last - began), used / chats, served / chats, bot.peak)


def peer(one: Peer, log: IO[bytes]) -> Entry:
    """A peer as an entry."""
    return lambda stage: one.running(stage, log)


def program(made: Path, folder: Path, chats: int, log: IO[bytes], **settings: str) -> Entry:
    """Our program on a fresh copy of the class in `made`; afterwards every answer must be graded, every reply sent."""

    @asynccontextmanager
    async def entry(stage: Arena) -> AsyncIterator[Child]:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)
        async with ours(stage, folder, log, **settings) as bot:
            yield bot
        everyone = chats + WARMING
        graded = look(folder, "SELECT count(*) FROM quiz_answers")
        states = look(folder, "SELECT state, count(*) FROM outbox WHERE body NOT LIKE '%đăng ký xong%' GROUP BY state")
        if (graded, states) != ([(everyone,)], [("sent", everyone)]):
            raise Broken(f"of {everyone} answers, graded: {graded}; replies: {states}")

    return entry
