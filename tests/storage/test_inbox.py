"""The inbox: once only, in order, closed with what it brought about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from storage import inbox
from storage.engine import Database
from storage.inbox import Received
from storage.tables import inbox as rows
from tests.clock import HandClock


def received(*ids: int, chat: str = "1") -> list[Received]:
    return [Received(str(id_), chat, f'{{"update_id": {id_}}}', "7" if id_ == 3 else None) for id_ in ids]


async def kept(db: Database) -> list[tuple[Any, ...]]:
    async with db.read() as store:
        found = await store.all(
            select(rows.c.account, rows.c.update_id, rows.c.state, rows.c.payload).order_by(rows.c.id)
        )
        return [tuple(row) for row in found]


async def test_an_update_is_kept_once_for_each_account(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await inbox.receive(store, "a", received(1, 2, 2), now=clock.now())
        await inbox.receive(store, "a", received(2, 1), now=clock.now())
        await inbox.receive(store, "b", received(1), now=clock.now())
        await inbox.receive(store, "a", [], now=clock.now())
    assert await kept(db) == [
        ("a", "1", "new", '{"update_id": 1}'),
        ("a", "2", "new", '{"update_id": 2}'),
        ("b", "1", "new", '{"update_id": 1}'),
    ]


async def test_what_waits_comes_in_order_of_these_accounts_from_there_on(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await inbox.receive(store, "a", received(1, 2, 3, 4, 5), now=clock.now())
        await inbox.receive(store, "b", received(6), now=clock.now())
        await inbox.done(store, [2], now=clock.now())
        await inbox.failed(store, [4], "why", now=clock.now())
        waiting = await inbox.waiting(store, ["a"], after=0)
        assert [(one.payload, one.album) for one in waiting] == [
            ('{"update_id": 1}', None),
            ('{"update_id": 3}', "7"),
            ('{"update_id": 5}', None),
        ]
        assert [one.id for one in await inbox.waiting(store, ["a", "b"], after=3)] == [5, 6]
        assert [one.id for one in await inbox.waiting(store, ["a", "b"], after=0, limit=2)] == [1, 3]
        assert await inbox.waiting(store, [], after=0) == []
        assert [one.id for one in await inbox.waiting_of(store, "a", "1", after=1, limit=2)] == [3, 5]
        assert await inbox.waiting_of(store, "a", "another", after=0, limit=2) == []


async def test_closing_says_whether_all_were_open_and_forgets_the_text(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await inbox.receive(store, "a", received(1, 2, 3), now=clock.now())
        assert await inbox.done(store, [1, 2], now=clock.now()) is True
        assert await inbox.done(store, [1], now=clock.now()) is False
        assert await inbox.done(store, [2, 3], now=clock.now()) is False
    assert [row[2:] for row in await kept(db)] == [("done", None)] * 3


async def test_what_failed_keeps_its_text_and_why(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await inbox.receive(store, "a", received(1), now=clock.now())
        clock.moment += timedelta(seconds=5)
        await inbox.failed(store, [1], "x" * 900, now=clock.now())
        found = await store.first(select(rows.c.state, rows.c.payload, rows.c.error, rows.c.done_at))
    assert found == ("failed", '{"update_id": 1}', "x" * 500, clock.now())
