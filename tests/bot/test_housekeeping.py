"""Housekeeping: old rows go by themselves, in batches, while others write; and never where that is not wanted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import housekeeping
from bot.clock import RehearsalClock
from bot.housekeeping import prune, prune_once
from storage import inbox, joining, notices, outbox, people, pruning
from storage.engine import Database
from storage.inbox import Received
from storage.outbox import Settled
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as outbox_rows
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, claim_notices, claim_replies, person, released, replies

CHATS = 12
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 5)
    monkeypatch.setattr(housekeeping, "BREATH_SECONDS", 0)


@pytest.fixture
async def filled(db: Database, clock: HandClock) -> Database:
    """A dozen updates, replies and recipients of one notice, all of them ended."""
    chats = [str(number) for number in range(CHATS)]
    async with db.write() as store:
        await inbox.receive(store, ACCOUNT, [Received(chat, chat, "{}") for chat in chats], now=clock.now())
        await inbox.done(store, range(1, CHATS + 1), now=clock.now())
        await replies(store, clock, *chats)
        letters, _ = await claim_replies(store, clock)
        for chat in chats:
            await person(store, chat)
        await released(store, clock)
        letters += await claim_notices(store, clock)
        await outbox.settle(store, [Settled(one, "sent") for one in letters], now=clock.now())
        await notices.finish(store, now=clock.now())
    return db


async def counted(db: Database) -> tuple[int, int]:
    """Rows of the inbox and of the outbox."""
    async with db.read() as store:
        return (
            await store.value(select(func.count()).select_from(inbox_rows)),
            await store.value(select(func.count()).select_from(outbox_rows)),
        )


async def test_everything_old_goes_and_is_counted(filled: Database, clock: HandClock) -> None:
    assert await prune_once(filled, before=clock.now()) == 0
    assert await counted(filled) == (CHATS, 2 * CHATS)
    assert await prune_once(filled, before=clock.now() + DAY) == 3 * CHATS
    assert await counted(filled) == (0, 0)
    async with filled.read() as store:
        assert dict(await notices.tally(store, 1)) == {"sent": CHATS, "doubtful": 0}


async def test_codes_whose_time_was_over_go_too(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        met = await people.meet(store, channel="telegram", account=ACCOUNT, chat="1", now=clock.now())
        for _ in range(3):
            await joining.make_code(store, met.identity, now=clock.now())
    assert await prune_once(db, before=clock.now()) == 0
    assert await prune_once(db, before=clock.now() + DAY) == 3


async def test_others_write_between_the_batches(
    filled: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "BREATH_SECONDS", 0.01)
    pruning_task = asyncio.create_task(prune_once(filled, before=clock.now() + DAY))
    left: list[int] = []
    while not pruning_task.done():
        async with filled.write() as store:
            await inbox.receive(store, ACCOUNT, [Received(f"x{len(left)}", "x", "{}")], now=clock.now())
        left.append((await counted(filled))[1])
        await asyncio.sleep(0.005)
    assert await pruning_task == 3 * CHATS
    assert len(set(left)) > 2, "between the batches others had their turn"


async def test_it_runs_at_the_start_and_on_its_own_clock(filled: Database, clock: HandClock) -> None:
    task = asyncio.create_task(prune(filled, RehearsalClock(clock.now() + 91 * DAY), 90))
    async with asyncio.timeout(5):
        while await counted(filled) != (0, 0):
            await asyncio.sleep(0.01)
    task.cancel()


async def test_with_no_days_nothing_ever_goes(filled: Database, clock: HandClock) -> None:
    task = asyncio.create_task(prune(filled, RehearsalClock(clock.now() + 9999 * DAY), 0))
    done, _ = await asyncio.wait([task], timeout=0.2)
    assert (done, await counted(filled)) == (set(), (CHATS, 2 * CHATS))
    task.cancel()
