"""People, notices and rows put into a database at once, for tests of what happens to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from handlers.messages import Reply, stored
from storage import memberships, notices, outbox
from storage.audience import Audience
from storage.engine import Database, Store
from storage.notices import NewNotice
from storage.outbox import Letter, Queued
from storage.tables import identities, people, roles
from storage.tables import outbox as rows
from tests.clock import HandClock

ACCOUNT = "telegram:1"
LEASE = timedelta(minutes=5)
COURSE = "lop-664"


async def person(
    store: Store, chat: str | None, *, reachable: bool = True, role: str | None = None, **about: Any
) -> int:
    """A registered person, or one of the staff; without a chat, nobody can reach them."""
    now = HandClock().now()
    since = None if role else now
    given = {"created_at": now, "consent": "given", "course": COURSE, "registered_at": since, **about}
    id_ = await store.added(store.insert(people).values(given))
    await memberships.keep(store, id_)
    if chat is not None:
        row = {"channel": "telegram", "account": ACCOUNT, "chat": chat, "reachable": reachable, "last_seen_at": now}
        why = None if reachable else "đã chặn"
        await store.run(store.insert(identities).values(person_id=id_, unreachable_reason=why, **row))
    if role is not None:
        await store.run(store.insert(roles).values(person_id=id_, role=role, given_at=now))
    return id_


def new(text: str = "tin", **others: Any) -> NewNotice:
    """A notice to everybody, due now."""
    given: dict[str, Any] = {"kind": "broadcast", "audience": Audience(course=COURSE), "due": HandClock().now()}
    return NewNotice(title=text, body=stored(Reply(text)), **{**given, **others})


async def released(store: Store, clock: HandClock, text: str = "tin", **others: Any) -> int:
    """A notice that is being sent."""
    made = await notices.make(store, new(text, **{"due": clock.now(), **others}), now=clock.now())
    assert made is not None
    assert await notices.release(store, made, now=clock.now()) == "released"
    return made


async def replies(store: Store, clock: HandClock, *chats: str) -> list[int]:
    """A reply to each of these chats, numbered."""
    letters = [Queued(None, None, ACCOUNT, chat, {"reply": {"text": str(n)}}) for n, chat in enumerate(chats)]
    return await outbox.queue(store, letters, now=clock.now())


async def claim_replies(store: Store, clock: HandClock, limit: int = 100) -> tuple[list[Letter], float | None]:
    """Claimed replies, and the seconds until the next one is due."""
    letters, later = await outbox.claim_replies(store, ACCOUNT, limit=limit, now=clock.now(), lease=LEASE)
    return letters, None if later is None else (later - clock.now()).total_seconds()


async def claim_notices(
    store: Store, clock: HandClock, limit: int = 100, resting: set[str] | None = None
) -> list[Letter]:
    return await outbox.claim_notices(
        store, ACCOUNT, limit=limit, now=clock.now(), lease=LEASE, resting=resting or set()
    )


async def states(db: Database) -> list[tuple[Any, ...]]:
    """(chat, state, reason) of every row of the outbox."""
    async with db.read() as store:
        found = await store.all(select(rows.c.chat, rows.c.state, rows.c.reason).order_by(rows.c.id))
        return [tuple(row) for row in found]
