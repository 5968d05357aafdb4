"""The outbox: a row before the first send, each chat in order, and an end for every row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import audience, notices, outbox
from storage.audience import Audience
from storage.engine import Database
from storage.outbox import LOST, RETIRED, Settled
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, claim_notices, claim_replies, person, released, replies, states

MINUTE = timedelta(minutes=1)


async def test_each_chat_gets_its_replies_one_after_the_other(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "a", "b", "a", "c")
        first, later = await claim_replies(store, clock)
        assert ([(one.id, one.chat) for one in first], later) == ([(1, "a"), (3, "b"), (5, "c")], None)
        assert await claim_replies(store, clock) == ([], None)
        await outbox.settle(store, [Settled(first[0], "sent", message_ref="9")], now=clock.now())
        again, _ = await claim_replies(store, clock)
        assert [one.id for one in again] == [2]
    assert [state for _, state, _ in await states(db)] == ["sent", "sending", "sending", "pending", "sending"]


async def test_a_reply_that_waits_holds_up_its_chat_alone_and_says_until_when(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "a", "b")
        letters, _ = await claim_replies(store, clock)
        wait = Settled(letters[0], "pending", not_before=clock.now() + MINUTE, counted=False)
        await outbox.settle(store, [wait, Settled(letters[1], "sent")], now=clock.now())
        assert await claim_replies(store, clock) == ([], 60)
        clock.move(seconds=60)
        found, _ = await claim_replies(store, clock)
        assert [(one.id, one.attempts) for one in found] == [(1, 0)]


async def test_no_more_are_claimed_than_asked_for(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "b", "c")
        assert [one.id for one in (await claim_replies(store, clock, limit=2))[0]] == [1, 2]
        assert (await claim_replies(store, clock, limit=0))[0] == []
        assert [one.id for one in (await claim_replies(store, clock))[0]] == [3]


async def test_another_accounts_rows_are_not_claimed(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await replies(store, clock, "a")
        found, later = await outbox.claim_replies(store, "telegram:2", limit=9, now=clock.now(), lease=MINUTE)
    assert (found, later) == ([], None)


async def test_reminders_go_before_broadcasts_and_a_chat_gets_one_at_a_time(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        await person(store, "b")
        broadcast = await released(store, clock, "thông báo")
        reminder = await released(store, clock, "nhắc", kind="reminder", due=clock.now() + MINUTE)
        first = await claim_notices(store, clock)
        assert [(one.notice, one.chat) for one in first] == [(reminder, "a"), (reminder, "b")]
        assert [one.body["reply"]["text"] for one in first] == ["nhắc", "nhắc"]
        assert await claim_notices(store, clock, resting={"a", "b"}) == []
        assert [(one.notice, one.chat) for one in await claim_notices(store, clock, resting={"a"})] == [
            (broadcast, "b")
        ]
        assert [(one.notice, one.chat) for one in await claim_notices(store, clock, limit=1)] == [(broadcast, "a")]
        assert await claim_notices(store, clock) == []


async def test_nothing_of_an_expired_notice_leaves_and_nothing_is_waited_for(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for chat in "abc":
            await person(store, chat)
        notice = await released(store, clock, kind="reminder", expires_at=clock.now() + MINUTE)
        letters = await claim_notices(store, clock, limit=1)
        assert await outbox.next_notice_at(store, ACCOUNT, now=clock.now()) == clock.now()
        clock.move(minutes=1)
        assert await claim_notices(store, clock) == []
        assert await outbox.next_notice_at(store, ACCOUNT, now=clock.now()) is None
        assert await outbox.skip_expired(store, now=clock.now()) == [notice]
        assert await outbox.skip_expired(store, now=clock.now()) == []
        assert await notices.finish(store, now=clock.now()) == []
        await outbox.settle(store, [Settled(letters[0], "sent")], now=clock.now())
        assert await notices.finish(store, now=clock.now()) == [notice]
    assert await states(db) == [("a", "sent", None), ("b", "skipped", "đã quá giờ"), ("c", "skipped", "đã quá giờ")]


async def test_a_row_that_failed_to_leave_before_the_end_is_skipped_after_it(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        notice = await released(store, clock, kind="reminder", expires_at=clock.now() + MINUTE)
        [letter] = await claim_notices(store, clock)
        clock.move(minutes=2)
        assert await outbox.skip_expired(store, now=clock.now()) == []
        await outbox.settle(store, [Settled(letter, "pending", not_before=clock.now())], now=clock.now())
        assert await outbox.skip_expired(store, now=clock.now()) == [notice]
    assert await states(db) == [("a", "skipped", "đã quá giờ, kênh chưa nhận được tin")]


async def test_after_a_stop_what_was_in_flight_is_in_doubt_and_the_third_time_uncertain(
    db: Database, clock: HandClock
) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "b")
        for stop in range(3):
            letters, _ = await claim_replies(store, clock)
            assert [(one.chat, one.doubts) for one in letters] == [("a", stop), ("b", stop)]
            assert await outbox.recover(store, account="telegram:2", now=clock.now()) == 0
            assert await outbox.recover(store, account=ACCOUNT, now=clock.now()) == (2 if stop < 2 else 0)
    assert await states(db) == [("a", "uncertain", LOST), ("b", "uncertain", LOST)]


async def test_an_end_that_comes_after_the_row_was_closed_changes_nothing(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        notice = await released(store, clock)
        [letter] = await claim_notices(store, clock)
        assert await notices.stop(store, notice, reason="dừng", now=clock.now()) is True
        await outbox.settle(store, [Settled(letter, "sent", message_ref="1")], now=clock.now())
        await outbox.settle(store, [Settled(letter, "refused", reason="lần hai")], now=clock.now())
    assert await states(db) == [("a", "sent", None)]


async def test_whoever_blocks_is_unreachable_until_they_write(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        await released(store, clock, "một")
        [letter] = await claim_notices(store, clock)
        await outbox.settle(store, [Settled(letter, "unreachable", reason="đã chặn")], now=clock.now())
        await released(store, clock, "hai")
        assert await claim_notices(store, clock) == []
    assert await states(db) == [("a", "unreachable", "đã chặn")] * 2


@pytest.mark.parametrize("minutes", [-30, -60 * 24, 0])
async def test_a_clock_set_back_leaves_nothing_waiting(db: Database, clock: HandClock, minutes: int) -> None:
    async with db.write() as store:
        await replies(store, clock, "a", "b")
        [a, b] = (await claim_replies(store, clock))[0]
        wait = Settled(a, "pending", not_before=clock.now() + MINUTE)
        await outbox.settle(store, [wait, Settled(b, "pending", not_before=clock.now())], now=clock.now())
        clock.move(minutes=minutes)
        await outbox.rebase(store, now=clock.now())
        assert [one.chat for one in (await claim_replies(store, clock))[0]] == ["a", "b"]


async def test_a_progress_message_is_renewed_in_its_place_but_not_on_its_way(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        [row] = await replies(store, clock, "a")
        [letter], _ = await claim_replies(store, clock)
        assert await outbox.renew(store, row, {"reply": {"text": "mới"}}, now=clock.now()) is False
        await outbox.settle(store, [Settled(letter, "sent", message_ref="77")], now=clock.now())
        assert await outbox.progress_of(store, row) == ("sent", "77", {"reply": {"text": "0"}})
        assert await outbox.renew(store, row, {"reply": {"text": "mới"}}, now=clock.now()) is True
        assert await outbox.progress_of(store, row) == ("pending", "77", {"reply": {"text": "mới"}})
        [again], _ = await claim_replies(store, clock)
        assert (again.id, again.body) == (row, {"reply": {"text": "mới"}})


async def test_a_try_that_failed_forgets_no_message_that_arrived_before(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await replies(store, clock, "a")
        (letter,), _ = await claim_replies(store, clock)
        await outbox.settle(store, [Settled(letter, "sent", message_ref="9")], now=clock.now())
        await outbox.renew(store, letter.id, {"reply": {"text": "mới"}, "edit": "9"}, now=clock.now())
        (letter,), _ = await claim_replies(store, clock)
        await outbox.settle(store, [Settled(letter, "pending", not_before=clock.now())], now=clock.now())
        assert await outbox.progress_of(store, letter.id) == ("pending", "9", {"reply": {"text": "mới"}, "edit": "9"})


async def test_what_waits_for_a_bot_that_is_no_more_ends(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        await person(store, "b")
        notice = await released(store, clock)
        [flying] = await claim_notices(store, clock, limit=1)
        assert await outbox.retire(store, [ACCOUNT], now=clock.now()) == 0
        assert await outbox.retire(store, ["telegram:other"], now=clock.now()) == 2
        assert await notices.finish(store, now=clock.now()) == [notice]
        assert await audience.size(store, Audience(course="lop-664")) == (2, 2)
    assert await states(db) == [("a", "uncertain", RETIRED), ("b", "unreachable", RETIRED)]
    assert flying.chat == "a"
