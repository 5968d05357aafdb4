"""What waits and since when, and that looking reads indexes only, however many rows there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, create_engine
from sqlalchemy.dialects import sqlite

from storage import inbox, notices, outbox, waiting
from storage.engine import Database
from storage.inbox import Received
from storage.migrating import sync_url
from storage.outbox import Settled
from storage.waiting import Box, Boxes
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, claim_notices, claim_replies, person, released, replies

MINUTE = timedelta(minutes=1)
NOTHING = Box(0, None)


async def test_nothing_waits(db: Database) -> None:
    async with db.read() as store:
        assert await waiting.boxes(store, [ACCOUNT]) == Boxes(NOTHING, NOTHING, NOTHING)
        assert (await waiting.going(store), await waiting.by_state(store)) == ({}, {})


async def test_updates_wait_until_their_turn(db: Database, clock: HandClock) -> None:
    first = clock.now()
    async with db.write() as store:
        await inbox.receive(store, ACCOUNT, [Received("1", "a", "{}")], now=clock.now())
        clock.move(minutes=1)
        await inbox.receive(store, ACCOUNT, [Received("2", "a", "{}")], now=clock.now())
        assert (await waiting.boxes(store, [ACCOUNT])).updates == Box(2, first)
        await inbox.done(store, [1], now=clock.now())
        assert (await waiting.boxes(store, [ACCOUNT])).updates == Box(1, first + MINUTE)


async def test_replies_wait_until_they_ended_and_a_progress_message_is_never_old(
    db: Database, clock: HandClock
) -> None:
    first = clock.now()
    async with db.write() as store:
        await replies(store, clock, "a", "b")
        letters, _ = await claim_replies(store, clock)
        clock.move(minutes=1)
        assert (await waiting.boxes(store, [ACCOUNT])).replies == Box(2, first)
        assert (await waiting.boxes(store, ["telegram:2"])).replies == NOTHING
        await outbox.settle(store, [Settled(one, "sent", message_ref="1") for one in letters], now=clock.now())
        assert (await waiting.boxes(store, [ACCOUNT])).replies == NOTHING
        assert await outbox.renew(store, letters[0].id, {}, now=clock.now()) is True
        assert (await waiting.boxes(store, [ACCOUNT])).replies == Box(1, None)
        await replies(store, clock, "c")
        assert (await waiting.boxes(store, [ACCOUNT])).replies == Box(2, first + MINUTE)


async def test_notices_wait_until_every_row_ended_also_those_on_their_way_at_a_stop(
    db: Database, clock: HandClock
) -> None:
    first = clock.now()
    async with db.write() as store:
        for chat in "abc":
            await person(store, chat)
        one = await released(store, clock)
        [letter] = await claim_notices(store, clock, limit=1)
        assert (await waiting.boxes(store, [ACCOUNT])).notices == Box(3, first)
        assert await waiting.going(store) == {(one, "sending"): 1, (one, "pending"): 2}
        await notices.stop(store, one, reason="dừng", now=clock.now())
        assert (await waiting.boxes(store, [ACCOUNT])).notices == Box(1, first)
        assert (await waiting.going(store), await waiting.by_state(store)) == ({}, {"stopped": 1})
        await outbox.settle(store, [Settled(letter, "sent")], now=clock.now())
        assert (await waiting.boxes(store, [ACCOUNT])).notices == NOTHING


LOOKS: list[tuple[Select[Any], set[str]]] = [
    (waiting.updates_counted(), {"ix_inbox_new"}),
    (waiting.updates_since(), {"ix_inbox_new"}),
    (waiting.replies_counted(ACCOUNT), {"ix_outbox_open"}),
    (waiting.replies_since(ACCOUNT), {"ix_outbox_open"}),
    (waiting.notices_counted(), {"ix_notices_state_due", "ix_outbox_notice_state"}),
    (waiting.notices_since(ACCOUNT), {"ix_outbox_open"}),
    (waiting.notice_counted(1), {"ix_outbox_notice_state"}),
]


@pytest.mark.parametrize(("look", "indexes"), LOOKS)
def test_a_look_reads_the_indexes_of_what_waits(db: Database, look: Select[Any], indexes: set[str]) -> None:
    compiled = look.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    values = tuple(compiled.params[name] for name in compiled.positiontup or [])
    engine = create_engine(sync_url(db.url))
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values).all()
    engine.dispose()
    steps = [step.detail for step in plan if step.detail.startswith(("SCAN", "SEARCH"))]
    of_boxes = [step for step in steps if " notices" not in step or "INDEX" in step]
    assert indexes <= {word for step in of_boxes for word in step.split()}
    assert [step for step in of_boxes if "INDEX" not in step] == []
    assert [step.detail for step in plan if "TEMP B-TREE" in step.detail] == []
