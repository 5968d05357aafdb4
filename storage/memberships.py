"""The classes that a person is of. The person's own row shows the class in which they are now; this keeps them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from storage.engine import Store
from storage.tables import memberships, people


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person is of a class, in which target group, and since when."""

    course: str
    group: str | None
    registered_at: datetime


async def of(store: Store, person: int) -> list[Membership]:
    """Every class that the person is of, in the order of registering."""
    rows = await store.all(
        select(memberships)
        .where(memberships.c.person_id == person)
        .order_by(memberships.c.registered_at, memberships.c.course)
    )
    return [Membership(row.course, row.group_id, row.registered_at) for row in rows]


async def keep(store: Store, person: int) -> None:
    """Keep what the person's row says of the class in which they are now, if they are registered in it."""
    own = select(
        people.c.id, people.c.course, people.c.group_id, people.c.consent_version, people.c.consent_at,
        people.c.registered_at,
    ).where(people.c.id == person, people.c.registered_at.is_not(None), people.c.course.is_not(None))  # fmt: skip
    row = await store.first(own)
    if row is None:
        return
    said = {
        "group_id": row.group_id,
        "consent_version": row.consent_version,
        "consent_at": row.consent_at,
        "registered_at": row.registered_at,
    }
    kept = store.insert(memberships).values(person_id=person, course=row.course, **said)
    await store.run(kept.on_conflict_do_update(index_elements=["person_id", "course"], set_=said))


async def switch(store: Store, person: int, course: str) -> None:
    """Have the person's row show that class: as they are registered in it, or not yet."""
    row = await store.first(
        select(memberships).where(memberships.c.person_id == person, memberships.c.course == course)
    )
    shown = {"course": course, "group_id": None, "registered_at": None}
    if row is not None:
        shown |= {"group_id": row.group_id, "registered_at": row.registered_at}
    if row is not None and row.consent_version is not None:
        shown |= {"consent_version": row.consent_version, "consent_at": row.consent_at}
    await store.run(update(people).where(people.c.id == person).values(**shown))


def is_of(course: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the person of the enclosing SELECT is of that class, with these conditions on the membership."""
    return (
        select(memberships.c.person_id)
        .where(memberships.c.person_id == people.c.id, memberships.c.course == course, *conditions)
        .exists()
    )
