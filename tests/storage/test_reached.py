"""Whom no channel reaches: of the class and the area, with each chat's reason and since when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from storage import memberships, outbox, people, reached
from storage.engine import Database, Store
from storage.outbox import Settled, retire, settle
from storage.reached import LostChat, Unreached
from storage.report_scope import Place, Scope
from storage.tables import identities
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, COURSE, claim_replies, person, replies

CLASS = Scope(COURSE)
HERE, THERE = Place("68", "24781"), Place("82", "28249")
HOUR = timedelta(hours=1)


async def learner(store: Store, chat: str | None, place: Place = HERE, **about: Any) -> int:
    where: dict[str, Any] = {"province": place.province, "commune": place.commune}
    return await person(store, chat, full_name=f"Người {chat}", **where, **about)


async def blocks(store: Store, clock: HandClock, who: int) -> None:
    met = await people.reach(store, who)
    assert met is not None
    await people.unreachable(store, met.identity, "đã chặn", now=clock.now())


async def names(store: Store, scope: Scope = CLASS, place: Place = HERE) -> list[str]:
    return [one.name for one in await reached.nowhere(store, scope, place)]


async def test_a_learner_without_a_chat_that_works_with_each_chats_reason(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await learner(store, "a")
        lost = await learner(store, "b", position="Trưởng thôn", group_id="g")
        clock.move(minutes=60)
        met = await people.meet(store, channel="zalo", account="zalo:1", chat="z", now=clock.now())
        await store.run(identities.update().where(identities.c.id == met.identity).values(person_id=lost))
        before = clock.now()
        await blocks(store, clock, lost)
        assert await names(store) == []
        clock.move(minutes=60)
        await blocks(store, clock, lost)
        assert await reached.places(store, CLASS) == {HERE: 1}
        [one] = await reached.nowhere(store, CLASS, HERE)
        first = before - HOUR
        assert one == Unreached(lost, "Người b", "g", "Trưởng thôn", HERE, (
            LostChat("zalo:1", "zalo", "đã chặn", before, before),
            LostChat(ACCOUNT, "telegram", "đã chặn", before + HOUR, first),
        ))  # fmt: skip
        assert (one.since, one.last_seen_at) == (before + HOUR, before)
        await people.meet(store, channel="zalo", account="zalo:1", chat="z", now=clock.now())
        assert await names(store) == []
        known = await store.all(select(identities.c.unreachable_at).where(identities.c.chat == "z"))
        assert known == [(None,)]


async def test_the_first_time_that_it_failed_counts(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        who = await learner(store, "a")
        await store.run(identities.update().values(reachable=True))
        await replies(store, clock, "a")
        [letter], _ = await claim_replies(store, clock)
        met = await people.reach(store, who)
        assert met is not None
        since = clock.now()
        await store.run(identities.update().values(unreachable_at=None))
        await people.unreachable(store, met.identity, "đã chặn", now=since)
        clock.move(minutes=60)
        await people.unreachable(store, met.identity, "đã xóa", now=clock.now())
        [one] = await reached.nowhere(store, CLASS, HERE)
        assert [(chat.reason, chat.since) for chat in one.chats] == [("đã xóa", since)]
        assert letter.identity is None


async def test_a_send_that_finds_nobody_and_a_bot_that_is_no_more(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for chat in "ab":
            await learner(store, chat)
        ids = [row.id for row in await store.all(select(identities.c.id).order_by(identities.c.id))]
        queued = outbox.Queued(1, ids[0], ACCOUNT, "a", {"reply": {"text": "x"}})
        await outbox.queue(store, [queued], now=clock.now())
        [letter], _ = await claim_replies(store, clock)
        clock.move(minutes=60)
        at = clock.now()
        await settle(store, [Settled(letter, "unreachable", reason="đã chặn")], now=at)
        clock.move(minutes=60)
        await retire(store, ["telegram:2"], now=clock.now())
        found = await reached.nowhere(store, CLASS, HERE)
        assert [(one.name, one.chats[0].reason, one.since) for one in found] == [
            ("Người a", "đã chặn", at), ("Người b", "bot cũ không còn dùng", at + HOUR),
        ]  # fmt: skip


async def test_an_account_that_can_send_nothing_more_reaches_nobody(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await learner(store, "a")
        assert await reached.places(store, CLASS, spent=["zalo:1"]) == {}
        assert await reached.places(store, CLASS, spent=[ACCOUNT]) == {HERE: 1}
        [one] = await reached.nowhere(store, CLASS, HERE, spent=[ACCOUNT])
        assert ([(chat.account, chat.reason, chat.since) for chat in one.chats], one.since) == (
            [(ACCOUNT, None, None)], None,
        )  # fmt: skip


async def test_only_the_class_the_area_and_those_who_consent(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for name, place, about in (
            ("a", HERE, {}), ("b", HERE, {"group_id": "g"}), ("c", THERE, {}), ("d", HERE, {"course": "khac"}),
            ("e", HERE, {"consent": "withdrawn"}),
        ):  # fmt: skip
            await blocks(store, clock, await learner(store, name, place, **about))
        nobodys = await learner(store, None)
        trainer = await person(store, "t", role="trainer", province="68", commune="24781")
        await blocks(store, clock, trainer)
        assert [each.course for each in await memberships.of(store, trainer)] == []
        assert await reached.places(store, CLASS) == {HERE: 3, THERE: 1}
        assert await names(store) == ["Người a", "Người b", "Người None"]
        assert [one.chats for one in await reached.nowhere(store, CLASS, HERE) if one.person == nobodys] == [()]
        assert await names(store, Scope(COURSE, group="g")) == ["Người b"]
        assert await names(store, Scope(COURSE, province="82")) == []
        assert await names(store, Scope(COURSE, province="82"), THERE) == ["Người c"]
        assert await reached.places(store, Scope("khac")) == {HERE: 1}
