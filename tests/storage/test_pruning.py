"""Pruning: what ended long ago goes in small batches, what counts stays, and what still matters is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import inbox as updates
from storage import joining, notices, outbox, pruning, upload_links
from storage.engine import Database, Store
from storage.inbox import Received
from storage.outbox import Settled
from storage.pruning import Pruned
from storage.tables import identities, inbox, join_codes, notice_sums
from storage.tables import outbox as rows
from storage.tables import upload_links as link_rows
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, claim_notices, claim_replies, person, released, replies

DAY = timedelta(days=1)
Ends = dict[str, tuple[str, str | None]]


async def ids(store: Store, column: Any) -> list[int]:
    return [row[0] for row in await store.all(select(column).order_by(column))]


async def received(store: Store, clock: HandClock, *numbers: int) -> None:
    await updates.receive(store, ACCOUNT, [Received(str(n), f"c{n}", "{}") for n in numbers], now=clock.now())


async def ended(store: Store, clock: HandClock, chats: Sequence[str], ends: Ends, **notice: Any) -> int:
    """A notice of which each chat's row has ended so; what is not named was sent."""
    made = await released(store, clock, **notice)
    letters = await claim_notices(store, clock, limit=len(chats))
    settled = [
        Settled(one, state, reason=reason)  # type: ignore[arg-type]  # the test's own words
        for one in letters
        for state, reason in [ends.get(one.chat, ("sent", None))]
    ]
    await outbox.settle(store, settled, now=clock.now())
    assert await notices.finish(store, now=clock.now()) == [made]
    return made


async def test_updates_that_had_their_turn_go_and_those_that_wait_stay(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await received(store, clock, 1, 2, 3)
        await updates.done(store, [1], now=clock.now())
        await updates.failed(store, [3], "x", now=clock.now())
        clock.move(days=3)
        await received(store, clock, 4)
        await updates.done(store, [4], now=clock.now())
        assert await pruning.updates(store, before=clock.now() - 4 * DAY, behind=0) == Pruned(0, None)
        assert await pruning.updates(store, before=clock.now() - 2 * DAY, behind=0) == Pruned(2, None)
        assert await ids(store, inbox.c.id) == [2, 4]
        await received(store, clock, 4, 5)
        assert await ids(store, inbox.c.id) == [2, 4, 6]


async def test_a_batch_is_small_and_the_next_one_goes_on_behind_it(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    async with db.write() as store:
        await received(store, clock, 1, 2, 3, 4, 5)
        await updates.done(store, [1, 2, 4, 5], now=clock.now())
        clock.move(days=3)
        before = clock.now() - DAY
        assert await pruning.updates(store, before=before, behind=0) == Pruned(2, 2)
        assert await pruning.updates(store, before=before, behind=2) == Pruned(1, 4)
        assert await pruning.updates(store, before=before, behind=4) == Pruned(1, None)
        assert await ids(store, inbox.c.id) == [3]


async def test_replies_that_ended_go_but_not_open_ones_nor_the_one_that_shows_a_notice(
    db: Database, clock: HandClock
) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "b", "c", "d")
        letters, _ = await claim_replies(store, clock)
        await outbox.settle(store, [Settled(one, "sent") for one in letters[:2]], now=clock.now())
        clock.move(days=1)
        await outbox.settle(store, [Settled(letters[2], "refused", reason="x")], now=clock.now())
        notice = await released(store, clock)
        await notices.watch(store, notice, 1)
        clock.move(days=1)
        assert await pruning.replies(store, before=clock.now() - DAY * 1.5, behind=0) == Pruned(1, None)
        assert await ids(store, rows.c.id) == [1, 3, 4]
        await notices.watch(store, notice, None)
        clock.move(days=9)
        assert await pruning.replies(store, before=clock.now() - DAY, behind=0) == Pruned(2, None)
        assert await ids(store, rows.c.id) == [4]


async def test_a_notices_tally_and_reasons_stay_right_while_and_after_its_rows_go(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    chats = ["a", "b", "c", "d", "e"]
    ends: Ends = {"b": ("unreachable", "đã chặn"), "c": ("unreachable", "đã chặn"), "d": ("refused", None)}
    async with db.write() as store:
        for chat in chats:
            await person(store, chat)
        notice = await ended(store, clock, chats, ends)
        await store.run(rows.update().where(rows.c.chat == "a").values(doubts=1))
        counts = dict(await notices.tally(store, notice))
        why = await notices.reasons(store, notice)
        assert counts == {"sent": 2, "unreachable": 2, "refused": 1, "doubtful": 1}
        assert why == [("unreachable", "đã chặn", 2), ("refused", "", 1)]
        assert await notices.pruned(store, notice) is False
        clock.move(days=2)
        for went in (2, 2, 1, 0):
            assert await pruning.recipients(store, before=clock.now() - DAY) == went
            assert (dict(await notices.tally(store, notice)), await notices.reasons(store, notice)) == (counts, why)
        assert await notices.pruned(store, notice) is True
        assert await ids(store, rows.c.id) == []
        sums = [tuple(row) for row in await store.all(select(notice_sums).order_by(*notice_sums.primary_key))]
        assert sums == [
            (notice, "refused", "", 1, 0),
            (notice, "sent", "", 2, 1),
            (notice, "unreachable", "đã chặn", 2, 0),
        ]


async def test_what_of_a_notice_is_left_alone(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for chat in "ab":
            await person(store, chat)
        running = await released(store, clock, "đang gửi")
        [flying, _] = await claim_notices(store, clock)
        stopped = await released(store, clock, "sẽ dừng")
        [late] = await claim_notices(store, clock, limit=1)
        await notices.stop(store, stopped, reason="dừng", now=clock.now())
        clock.move(days=5)
        assert await pruning.recipients(store, before=clock.now() - DAY) == 1  # the one that never left
        assert await pruning.recipients(store, before=clock.now() - DAY) == 0
        assert await ids(store, rows.c.id) == [flying.id, flying.id + 1, late.id]
        assert dict(await notices.tally(store, running)) == {"sending": 2, "doubtful": 0}
        assert dict(await notices.tally(store, stopped)) == {"sending": 1, "skipped": 1, "doubtful": 0}


async def test_nothing_goes_where_the_transaction_is_undone(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        notice = await ended(store, clock, ["a"], {})
    clock.move(days=2)
    with pytest.raises(Undone):
        await _pruned_and_undone(db, clock)
    async with db.read() as store:
        assert dict(await notices.tally(store, notice)) == {"sent": 1, "doubtful": 0}
        assert await store.value(select(func.count()).select_from(notice_sums)) == 0


async def test_codes_and_links_go_when_their_time_was_over_long_ago(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    async with db.write() as store:
        await person(store, "a")
        chat = await store.value(select(identities.c.id))
        for _ in range(3):
            await joining.make_code(store, chat, now=clock.now())
            await upload_links.make(store, chat, "van-de", now=clock.now())
        used = await upload_links.find(store, await upload_links.make(store, chat, "x", now=clock.now()))
        assert used is not None
        assert await upload_links.use(store, used.id, nonce="", files=1, now=clock.now())
        clock.move(days=3)
        code = await joining.make_code(store, chat, now=clock.now())
        link = await upload_links.make(store, chat, "x", now=clock.now())
        for went in (4, 3, 0):
            assert await pruning.codes(store, before=clock.now() - DAY) == went
        assert (await ids(store, join_codes.c.id), await ids(store, link_rows.c.id)) == ([4], [5])
        assert await upload_links.find(store, link) is not None
        await person(store, "b")
        other = await store.value(select(identities.c.id).where(identities.c.chat == "b"))
        assert await joining.join(store, code, identity=other, now=clock.now()) == 1


class Undone(Exception):
    """The transaction is to be undone."""


async def _pruned_and_undone(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        assert await pruning.recipients(store, before=clock.now()) == 1
        raise Undone
