"""Notices: a row for every recipient in the transaction of the release, and ends that add up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import notices, outbox, superseded
from storage.audience import Audience
from storage.engine import Database
from storage.outbox import Settled
from tests.clock import HandClock
from tests.storage.desk import COURSE, claim_notices, new, person, released, states

HOUR = timedelta(hours=1)


async def test_a_plan_of_one_key_is_one_notice(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        assert await notices.make(store, new(key="k"), now=clock.now()) == 1
        assert await notices.make(store, new(key="k"), now=clock.now()) is None
        assert await notices.make(store, new(), now=clock.now()) == 3
        assert await notices.make(store, new(), now=clock.now()) == 4


async def test_the_release_gives_everybody_a_row_also_those_who_cannot_be_reached(
    db: Database, clock: HandClock
) -> None:
    async with db.write() as store:
        await person(store, "a")
        await person(store, "b", reachable=False)
        await person(store, None)
        await person(store, "c", consent="withdrawn")
        await person(store, "d", registered_at=None)
        await person(store, "e", role="trainer")
        notice = await released(store, clock)
        assert await notices.release(store, notice, now=clock.now()) == "not_planned"
        assert await notices.finish(store, now=clock.now()) == []
        assert dict(await notices.tally(store, notice)) == {"pending": 1, "unreachable": 2, "doubtful": 0}
    assert await states(db) == [
        ("a", "pending", None),
        ("b", "unreachable", "đã chặn"),
        ("", "unreachable", "chưa có kênh liên lạc"),
    ]


async def test_a_notice_to_nobody_is_done_at_once(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        notice = await released(store, clock)
        assert await notices.finish(store, now=clock.now()) == [notice]
        assert await notices.finish(store, now=clock.now()) == []
        assert await notices.stop(store, notice, reason="dừng", now=clock.now()) is False


async def test_a_notice_whose_time_is_over_is_skipped_whole(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        made = await notices.make(store, new(expires_at=clock.now()), now=clock.now())
        assert made is not None
        assert await notices.release(store, made, now=clock.now()) == "skipped"
        found = await notices.notice(store, made)
        assert found is not None
        assert (found.state, found.reason, found.ended_at) == ("skipped", "đã quá giờ", clock.now())
    assert await states(db) == []


async def test_a_large_release_goes_in_steps_and_nothing_leaves_before_its_end(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 2)
    behind: list[int | None] = [0]
    async with db.write() as store:
        for chat in "abcde":
            await person(store, chat)
        made = await notices.make(store, new(), now=clock.now())
        assert made is not None
    while behind[-1] is not None:
        async with db.write() as store:
            behind.append(await notices.admit(store, made, behind=behind[-1], now=clock.now()))
            assert await claim_notices(store, clock) == []
    assert behind == [0, 2, 4, None]
    assert [chat for chat, _, _ in await states(db)] == ["a", "b", "c", "d"]
    async with db.write() as store:  # as after a kill: the rows say how far it had come
        assert await notices.admitted(store, made) == 4
        assert await notices.release(store, made, now=clock.now()) == "released"
        assert [letter.chat for letter in await claim_notices(store, clock)] == ["a", "b", "c", "d", "e"]


async def test_a_release_that_was_begun_can_be_stopped_and_is_not_planned_anew(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 1)
    async with db.write() as store:
        for chat in "ab":
            await person(store, chat)
        made = await notices.make(store, new(kind="reminder", key="k"), now=clock.now())
        assert made is not None
        assert await notices.admit(store, made, behind=0, now=clock.now()) == 1
        assert await superseded.drop_unlisted(store, COURSE, set(), reason="đổi", now=clock.now()) == 0
        assert await superseded.stop_unlisted(store, COURSE, set(), reason="đổi", now=clock.now()) == 1
        assert await notices.admit(store, made, behind=1, now=clock.now()) is None
        assert await notices.release(store, made, now=clock.now()) == "not_planned"
    assert await states(db) == [("a", "skipped", "đổi")]


async def test_a_large_notice_that_was_stopped_ends_in_steps_and_counts_as_ended_at_once(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ENDED_AT_ONCE", 2)
    async with db.write() as store:
        for chat in "abcde":
            await person(store, chat)
        notice = await released(store, clock)
        assert await notices.stop(store, notice, reason="dừng", now=clock.now()) is True
        assert dict(await notices.tally(store, notice)) == {"skipped": 5, "doubtful": 0}
        assert [await outbox.end_left(store, now=clock.now()) for _ in range(3)] == [2, 1, 0]
    assert await states(db) == [(chat, "skipped", "dừng") for chat in "abcde"]


async def test_a_stop_ends_what_has_not_left(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for chat in "abc":
            await person(store, chat)
        notice = await released(store, clock)
        letters = await claim_notices(store, clock, limit=1)
        assert await notices.stop(store, notice, reason="giảng viên dừng", now=clock.now()) is True
        assert await claim_notices(store, clock) == []
        await outbox.settle(store, [Settled(letters[0], "sent")], now=clock.now())
        assert dict(await notices.tally(store, notice)) == {"sent": 1, "skipped": 2, "doubtful": 0}
        assert await notices.reasons(store, notice) == [("skipped", "giảng viên dừng", 2)]


async def test_reminders_that_no_longer_hold_are_dropped_or_stopped(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await person(store, "a")
        kept = await notices.make(store, new(kind="reminder", key="kept"), now=clock.now())
        gone = await notices.make(store, new(kind="reminder", key="gone"), now=clock.now())
        other = await notices.make(store, new(key="broadcast"), now=clock.now())
        elsewhere = new(kind="reminder", key="x", audience=Audience(course="khac"))
        foreign = await notices.make(store, elsewhere, now=clock.now())
        going = await released(store, clock, kind="reminder", key="going")
        assert await superseded.drop_unlisted(store, COURSE, {"kept"}, reason="đổi", now=clock.now()) == 1
        assert await superseded.stop_unlisted(store, COURSE, {"kept"}, reason="đổi", now=clock.now()) == 1
        ended = {one: await notices.notice(store, one) for one in (kept, gone, other, foreign, going) if one}
    assert [found.state for found in ended.values() if found] == ["planned", "dropped", "planned", "planned", "stopped"]


async def test_answers_lost_are_counted_to_the_sender(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for chat in "abc":
            await person(store, chat)
        notice = await released(store, clock)
        a, b, c = await claim_notices(store, clock)
        ends = [Settled(a, "sent", doubt=True), Settled(b, "sent"), Settled(c, "uncertain", reason="mất", doubt=True)]
        await outbox.settle(store, ends, now=clock.now())
        assert dict(await notices.tally(store, notice)) == {"sent": 2, "uncertain": 1, "doubtful": 1}
        assert await notices.finish(store, now=clock.now() + HOUR) == [notice]


async def test_the_earliest_due_comes_first(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for hours in (3, 1, 2):
            await notices.make(store, new(f"{hours}", due=clock.now() + hours * HOUR), now=clock.now())
        assert [one.title for one in await notices.planned(store)] == ["1", "2", "3"]
