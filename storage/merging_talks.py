"""Two people become one: where their chats' conversations stood, and which of them go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from storage import conversations
from storage.engine import Store
from storage.tables import identities, people, roles


class Talk(NamedTuple):
    """An open step's person: in which class they are, and whether they are a learner of it or of the staff."""

    course: str | None
    known: bool


async def standing(store: Store, both: Collection[int]) -> Mapping[int, Talk]:
    """By chat: whose conversation it is, before they become one."""
    of_staff = select(roles.c.role).where(roles.c.person_id == people.c.id).exists()
    rows = await store.all(
        select(identities.c.id, people.c.course, people.c.registered_at, of_staff.label("staff"))
        .join_from(identities, people, people.c.id == identities.c.person_id)
        .where(people.c.id.in_(both))
    )
    return {row.id: Talk(row.course, row.registered_at is not None or bool(row.staff)) for row in rows}


async def put_away(store: Store, talks: Mapping[int, Talk], kept: int, now: datetime) -> None:
    """A step stays open where it is of the class in which the person is now, and of somebody who was known in it.

    Any other asks for what is known by now (registration), or belongs to another class.
    """
    course = await store.value(select(people.c.course).where(people.c.id == kept))
    for chat, talk in talks.items():
        open_ = await conversations.standing(store, chat)
        if open_.step is not None and not (talk.known and talk.course in (None, course)):
            await conversations.stand(store, chat, step=None, data={}, prompt=open_.prompt, choices=(), now=now)
