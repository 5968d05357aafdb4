"""Erasing a person: everything that names them goes, the counts of the class stay on a row without a name (P7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, null, select, tuple_, update

from storage import audit
from storage.engine import Store
from storage.tables import (
    files,
    identities,
    inbox,
    memberships,
    notices,
    outbox,
    people,
    reflection_parts,
    reflections,
    roles,
    told_groups,
)

ERASED = "đã xóa dữ liệu"


async def erase(store: Store, person: int, *, now: datetime) -> None:
    """Erase the person: name, position, chats, roles, essays' texts and files, and what their chats said.

    Their classes, group and place, the lessons read, the quizzes' results, what they chose in situations and the number
    of hand-ins stay, without the name.
    Whoever writes from one of those chats afterwards is somebody new. The files' bytes go with the next sweep of the
    disk, which leaves alone only what storage.files.known names.
    """
    chats = await store.all(select(identities).where(identities.c.person_id == person))
    await _forget_essays(store, person)
    await _forget_files(store, person)
    await _forget_letters(store, person, chats, now)
    await _forget_updates(store, chats)
    await store.run(delete(roles).where(roles.c.person_id == person))
    await store.run(delete(identities).where(identities.c.person_id == person))  # conversations go with them
    await _forget_name(store, person, now)
    await audit.record(store, person=person, action="erased", subject=f"person:{person}", now=now)


async def _forget_essays(store: Store, person: int) -> None:
    mine = select(reflections.c.id).where(reflections.c.person_id == person)
    await store.run(delete(reflection_parts).where(reflection_parts.c.reflection_id.in_(mine)))
    own = reflections.c.person_id == person
    await store.run(delete(reflections).where(own, reflections.c.state == "draft"))
    await store.run(update(reflections).where(own).values(receipt=None))


async def _forget_files(store: Store, person: int) -> None:
    """Their files go; those that their notices carry belong to the class, and stay without an owner."""
    bodies = await store.all(select(notices.c.body).where(notices.c.author == person))
    carried = {sha256 for row in bodies for sha256 in _hashes(row.body)}
    own = files.c.person_id == person
    await store.run(update(files).where(own, files.c.sha256.in_(carried)).values(person_id=None))
    await store.run(delete(files).where(own))


def _hashes(body: Any) -> Iterator[str]:
    """Every sha256 that a notice's body names, wherever it stands."""
    if isinstance(body, dict):
        if isinstance(body.get("sha256"), str):
            yield body["sha256"]
        for below in body.values():
            yield from _hashes(below)
    elif isinstance(body, list):
        for below in body:
            yield from _hashes(below)


async def _forget_letters(store: Store, person: int, chats: Sequence[Row[Any]], now: datetime) -> None:
    """Replies go whole. A notice's row stays for its count (P3), and ends if it had not.

    The conditions are as the index of (notice, person) has them: looking through every row takes a tenth of a second,
    and an index of its own would be paid for by each row of each notice.
    """
    mine, reply = outbox.c.person_id == person, outbox.c.notice_id.is_(None)
    whose = tuple_(outbox.c.account, outbox.c.chat).in_([(row.account, row.chat) for row in chats])
    for those in (mine, whose):
        await store.run(delete(outbox).where(reply, those), long=True)
    own = and_(mine, outbox.c.notice_id.in_(select(notices.c.id)))
    for state, end in (("pending", "skipped"), ("sending", "uncertain")):
        await store.run(
            update(outbox)
            .where(own, outbox.c.state == state)
            .values(state=end, reason=ERASED, ended_at=now, lease_until=None),
            long=True,
        )
    await store.run(update(outbox).where(own).values(identity_id=None, chat="", message_ref=None), long=True)


async def _forget_updates(store: Store, chats: Sequence[Row[Any]]) -> None:
    """What came from these chats loses its text and its chat; updates that still wait are those of somebody new."""
    whose = tuple_(inbox.c.account, inbox.c.chat).in_([(row.account, row.chat) for row in chats])
    await store.run(update(inbox).where(whose, inbox.c.state != "new").values(payload=None, chat=""), long=True)
    told = tuple_(told_groups.c.account, told_groups.c.chat).in_([(row.account, row.chat) for row in chats])
    await store.run(delete(told_groups).where(told))


async def _forget_name(store: Store, person: int, now: datetime) -> None:
    own = people.c.id == person
    gone = {"full_name": None, "position": None, "erased_at": now}
    consent = {"consent": "withdrawn", "consent_at": now}
    await store.run(update(people).where(own, people.c.erased_at.is_(None)).values(**gone, **consent))
    nowhere = {"group_id": null(), "province": null(), "commune": null()}
    await store.run(update(people).where(own, ~_counts()).values(**nowhere))


def _counts() -> ColumnElement[bool]:
    """That the person of the enclosing statement is of a class, and so of its numbers."""
    return select(memberships.c.person_id).where(memberships.c.person_id == people.c.id).exists()
