"""What can be wrong with the server, the line and the clock: each ill holds within its block."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.rehearsal.faults import Faults, Storm, Storm429
from storage.types import VIETNAM
from tests.prove.scene import Scene

SENDING = ["sendMessage", "sendPhoto", "sendDocument", "editMessageText", "getUpdates"]
GONE_SECONDS = 600


@asynccontextmanager
async def _switched(scene: Scene, faults: Faults) -> AsyncIterator[None]:
    scene.record.rehearsal.faults = faults
    yield
    scene.record.rehearsal.faults = Faults()


@asynccontextmanager
async def storm_429(scene: Scene) -> AsyncIterator[None]:
    """A third of all calls is told to wait a second."""
    async with _switched(scene, Faults(storm_429=Storm429(share=0.3, retry_after=1))):
        yield


@asynccontextmanager
async def storm_5xx(scene: Scene) -> AsyncIterator[None]:
    """Half of all calls fail at the server."""
    async with _switched(scene, Faults(storm_5xx=Storm(share=0.5))):
        yield


@asynccontextmanager
async def answers_dropped(scene: Scene) -> AsyncIterator[None]:
    """A third of the calls is carried out and not answered."""
    async with _switched(scene, Faults(drop_answer=Storm(share=0.3, methods=SENDING))):
        yield


@asynccontextmanager
async def half_answers(scene: Scene) -> AsyncIterator[None]:
    """A third of the calls is carried out, and the answer breaks off in the middle."""
    async with _switched(scene, Faults(half_answer=Storm(share=0.3, methods=SENDING))):
        yield


@asynccontextmanager
async def resets(scene: Scene) -> AsyncIterator[None]:
    """Five times a second a third of the connections is reset, whatever is on them."""
    dice = random.Random(len(scene.record.issued))

    async def storm() -> None:
        while True:
            scene.line.reset(0.3, dice)
            await asyncio.sleep(0.2)

    async with _switched(scene, Faults(delay=0.02)):  # something is on them then
        raging = asyncio.create_task(storm())
        yield
        raging.cancel()


@asynccontextmanager
async def server_gone(scene: Scene) -> AsyncIterator[None]:
    """Nobody answers at the server's address while the program's clock goes ten minutes on."""
    await scene.line.cut()
    passing = asyncio.create_task(_pass(scene))
    yield
    await passing
    await scene.line.mend()


async def _pass(scene: Scene) -> None:
    for _ in range(10):
        await asyncio.sleep(0.3)
        await scene.moved(advance=GONE_SECONDS / 10)


@asynccontextmanager
async def blocked(scene: Scene) -> AsyncIterator[None]:
    """Every tenth recipient has blocked the bot, which learns of it when it writes to them; they stay so."""
    for phone in list(scene.chats.values())[::10]:
        found = scene.record.rehearsal.chats.get(phone)
        assert found is not None
        found.blocked = True
    yield


@asynccontextmanager
async def token_revoked(scene: Scene) -> AsyncIterator[None]:
    """The token is refused, and then taken again."""
    with scene.side.revoked():
        yield


FIRST_REMINDER = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)
BEFORE, AFTER = datetime(2026, 5, 22, 18, 50, tzinfo=VIETNAM), datetime(2026, 5, 22, 19, 5, tzinfo=VIETNAM)
OPENED = datetime(2026, 5, 23, 8, 1, tzinfo=VIETNAM)
"""A minute after the opening, whose reminders are for 7:00 and 7:45 then: too late for them."""


@asynccontextmanager
async def clock_jumps(scene: Scene) -> AsyncIterator[None]:
    """The clock goes over a reminder, back before it, over it again, and at last over a session's beginning."""
    for moment in (AFTER, BEFORE, AFTER):
        await scene.moved(to=moment.isoformat())
        await asyncio.sleep(1)  # time for what falls due
    yield
    await scene.moved(to=OPENED.isoformat())
