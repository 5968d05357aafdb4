"""What can be wrong on Zalo alone: its webhook's whims and line, and the end of a month's messages."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

from bot.rehearsal.zalo.whims import Whims
from tests.prove.scene import Scene
from tests.prove.zalo_side import OnZalo

HASTY, WORDS = 40, ("menu", "1", "lịch", "trợ giúp", "2")
"""So many people say all of this at once."""
MONTH = "2026-05"
USED_UP = """
INSERT INTO messages_sent (account, month, lane, messages) VALUES (?, ?, 'notice', ?)
    ON CONFLICT (account, month, lane) DO UPDATE SET messages = messages + excluded.messages
"""


@asynccontextmanager
async def brought_again(scene: Scene) -> AsyncIterator[None]:
    """Half of what the webhook took is brought once more, up to three seconds later."""
    async with _whims(scene, Whims(again=0.5, within=3)):
        yield


@asynccontextmanager
async def brought_out_of_order(scene: Scene) -> AsyncIterator[None]:
    """A third of the updates dawdles up to a second; people who don't wait for answers are overtaken by themselves."""
    async with _whims(scene, Whims(late=0.3, within=1)):
        for phone in list(scene.chats.values())[-HASTY:]:
            await _hurried(scene, phone)
        yield


async def _hurried(scene: Scene, phone: int) -> None:
    stage = scene.record.rehearsal
    chat = stage.chats.get(phone)
    assert chat is not None
    for word in WORDS:
        await stage.person_sends(chat, {"text": word})


@asynccontextmanager
async def _whims(scene: Scene, whims: Whims) -> AsyncIterator[None]:
    bots = list(scene.record.rehearsal.zalo)
    for number, bot in enumerate(bots):
        bot.webhook.whims = replace(whims, dice=random.Random(number))
    yield
    for bot in bots:
        bot.webhook.whims = Whims()


@asynccontextmanager
async def webhook_resets(scene: Scene) -> AsyncIterator[None]:
    """Five times a second a third of the webhook's connections is reset, before or after its 200."""
    inwards, dice = _side(scene).inwards, random.Random(len(scene.record.issued))

    async def storm() -> None:
        while True:
            inwards.reset(0.3, dice)
            await asyncio.sleep(0.2)

    raging = asyncio.create_task(storm())
    yield
    raging.cancel()


@asynccontextmanager
async def month_used_up(scene: Scene) -> AsyncIterator[None]:
    """Every third bot of the recipients has no message left this month, by Zalo's count and by the ledger; it stays so.

    The ledger is told by hand: nobody here sends 3,000 messages by each bot.
    """
    with closing(sqlite3.connect(scene.database, timeout=30)) as database, database:
        for bot in _side(scene).recipients[::3]:
            bot.sent = Counter({MONTH: bot.plan.messages})
            database.execute(USED_UP, (f"zalo:{bot.account}", MONTH, bot.plan.messages))
    yield


def _side(scene: Scene) -> OnZalo:
    assert isinstance(scene.side, OnZalo)
    return scene.side
