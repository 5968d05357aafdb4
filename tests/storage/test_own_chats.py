"""The chats of one person: which gets the notices, and parting one that was joined by somebody else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from storage import conversations, joining, lessons, notices, own_chats, people, upload_links
from storage.audience import Audience
from storage.engine import Database, Store
from storage.notices import NewNotice
from storage.tables import audit, join_codes, lesson_reads, outbox
from storage.tables import upload_links as upload_links_table
from tests.clock import HandClock
from tests.storage.test_joining import COURSE, person


async def joined(store: Store, clock: HandClock, made: people.Person, typed: people.Person) -> None:
    code = await joining.make_code(store, made.identity, now=clock.now())
    assert await joining.join(store, code, identity=typed.identity, now=clock.now()) is not None


async def identities_of(store: Store, one: people.Person) -> list[int]:
    return [chat.identity for chat in await own_chats.of(store, one.id)]


async def test_the_first_is_where_notices_go(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a")
        await joined(store, clock, one, other)
        assert await identities_of(store, one) == [other.identity, one.identity]
        clock.move(minutes=2)
        await people.meet(store, channel="telegram", account="telegram:1", chat="1", now=clock.now())
        assert await identities_of(store, one) == [one.identity, other.identity]
        await people.prefer(store, one.id, other.identity, now=clock.now())
        found = await own_chats.of(store, one.id)
        assert [(chat.identity, chat.preferred) for chat in found] == [(other.identity, True), (one.identity, False)]


async def test_the_chat_in_which_a_code_is_typed_is_the_one_used_last(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a")
        code = await joining.make_code(store, other.identity, now=clock.now())
        at = clock.now() + timedelta(seconds=5)
        assert await joining.join(store, code, identity=one.identity, now=at) == one.id
        assert await identities_of(store, one) == [one.identity, other.identity]


async def test_a_chat_is_parted_by_the_side_that_made_the_code(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        at = clock.now()
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a")
        await lessons.mark_read(store, other.id, COURSE, "a", now=at)
        await joined(store, clock, one, other)
        await people.prefer(store, one.id, other.identity, now=at)
        await conversations.stand(store, other.identity, step="x", data={}, prompt=3, choices=[("a", "A")], now=at)
        await joining.make_code(store, other.identity, now=at)
        await upload_links.make(store, other.identity, "van-de", now=at)
        notice = NewNotice("broadcast", "x", {}, Audience(course=COURSE), due=at)
        made = await notices.make(store, notice, now=at)
        assert made is not None
        assert await notices.release(store, made, now=at) == "released"

        assert await own_chats.part(store, one.identity, by=other.identity, now=at) is None
        assert await own_chats.part(store, one.identity, by=one.identity, now=at) is None
        parted = await own_chats.part(store, other.identity, by=one.identity, now=at)
        assert parted is not None
        assert (parted.identity, parted.chat, parted.preferred) == (other.identity, "a", False)
        stranger = await people.of_identity(store, other.identity)
        assert (stranger.id, stranger.consent, stranger.full_name) == (parted.person, None, None)
        assert await identities_of(store, one) == [one.identity]
        assert await store.value(select(lesson_reads.c.person_id)) == one.id
        standing = await conversations.standing(store, other.identity)
        assert (standing.step, standing.choices, standing.prompt) == (None, (), 3)
        row = await store.first(select(outbox).where(outbox.c.notice_id == made))
        assert row is not None
        assert (row.person_id, row.identity_id, row.chat, row.state) == (one.id, one.identity, "1", "pending")
        for table in (join_codes, upload_links_table):
            given = select(func.count()).select_from(table).where(table.c.identity_id == other.identity)
            assert await store.value(given) == 0
        (line,) = await store.all(select(audit).where(audit.c.action == "parted"))
        assert (line.person_id, line.subject, line.detail) == (one.id, f"chat:{other.identity}", {"by": one.identity})
        assert await own_chats.part(store, other.identity, by=one.identity, now=at) is None


async def test_who_was_added_parts_only_what_they_added_themselves(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        owner = await person(store, clock, "telegram", "1", name="An")
        thief, friend = [await person(store, clock, "telegram", chat) for chat in ("2", "3")]
        await joined(store, clock, owner, thief)
        await joined(store, clock, thief, friend)
        assert await own_chats.added_to(store, owner.identity) == {thief.identity, friend.identity}
        assert await own_chats.added_to(store, thief.identity) == {friend.identity}
        assert await own_chats.added_to(store, friend.identity) == frozenset()
