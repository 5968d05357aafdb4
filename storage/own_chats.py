"""The chats of one person: which there are, which of them gets the notices, and how one is parted from the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage import audit, conversations
from storage.engine import Store
from storage.tables import audit as audit_lines
from storage.tables import identities, join_codes, outbox, people, upload_links

JOINED = "joined"
"""The audit's action where two people became one. Its detail has the chats of both: `made`, of the one in whose chat
the code was made, and `typed`, of the other."""


@dataclass(frozen=True, slots=True)
class OwnChat:
    """A chat of somebody; `preferred`: they asked for notices there."""

    person: int
    identity: int
    channel: str
    account: str
    chat: str
    reachable: bool
    preferred: bool
    last_seen_at: datetime


async def of(store: Store, person: int) -> list[OwnChat]:
    """All chats of the person. The first is the one that notices go to (storage.audience.best_identity)."""
    row = identities.c
    rows = await store.all(
        select(identities)
        .where(row.person_id == person)
        .order_by(row.reachable.desc(), row.preferred_at.desc().nulls_last(), row.last_seen_at.desc(), row.id.desc())
    )
    return [
        OwnChat(
            one.person_id, one.id, one.channel, one.account, one.chat, one.reachable, one.preferred_at is not None,
            one.last_seen_at,
        )
        for one in rows
    ]  # fmt: skip


async def added_to(store: Store, identity: int) -> frozenset[int]:
    """The chats that were joined to this one by a code made on its side.

    It may part them again, and they may not part it: whoever got hold of a code never drives its maker out.
    """
    lines = await store.all(select(audit_lines.c.detail).where(audit_lines.c.action == JOINED))
    return frozenset(
        chat for line in lines if identity in line.detail.get("made", ()) for chat in line.detail.get("typed", ())
    )


async def part(store: Store, identity: int, *, by: int, now: datetime) -> OwnChat | None:
    """Make that chat somebody's of whom nothing is known; all that was done stays with the other chats.

    `by`: the chat in which that is asked for. Returns the parted chat; None where it is not of the same person, or not
    one that was added to `by`.
    """
    person = await store.value(select(identities.c.person_id).where(identities.c.id == by))
    others = {one.identity: one for one in await of(store, person)} if person is not None else {}
    if identity == by or identity not in others or identity not in await added_to(store, by):
        return None
    stranger = await store.added(store.insert(people).values(created_at=now))
    await store.run(update(identities).where(identities.c.id == identity).values(person_id=stranger, preferred_at=None))
    await _forget(store, identity, now)
    await _readdress(store, identity, others[by], now)
    await audit.record(store, person=person, action="parted", subject=f"chat:{identity}", detail={"by": by}, now=now)
    return next(iter(await of(store, stranger)))


async def _forget(store: Store, identity: int, now: datetime) -> None:
    """What is open in the chat, and the codes and links that it was given."""
    for table in (join_codes, upload_links):
        await store.run(delete(table).where(table.c.identity_id == identity))
    open_ = await conversations.standing(store, identity)
    await conversations.stand(store, identity, step=None, data={}, prompt=open_.prompt, choices=(), now=now)


async def _readdress(store: Store, identity: int, other: OwnChat, now: datetime) -> None:
    """Notices that wait for the parted chat are the person's, and go to the other one."""
    waiting = update(outbox).where(outbox.c.identity_id == identity, outbox.c.notice_id.is_not(None))
    there = {"identity_id": other.identity, "account": other.account, "chat": other.chat, "not_before": now}
    await store.run(waiting.where(outbox.c.state == "pending").values(**there))
