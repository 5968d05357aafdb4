"""Two people become one: the classes that they are of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from storage import memberships as classes
from storage.engine import Store
from storage.tables import memberships, people


async def memberships_of(store: Store, kept: int, gone: int) -> int:
    """Every class of both; of one that both are of, the earlier registration and the later consent."""
    of = memberships.c
    theirs = await store.all(select(memberships).where(of.person_id == gone))
    mine = {row.course: row for row in await store.all(select(memberships).where(of.person_id == kept))}
    for row in theirs:
        before = mine.get(row.course)
        if before is None:
            moved = update(memberships).where(of.person_id == gone, of.course == row.course)
            await store.run(moved.values(person_id=kept))
            continue
        both: dict[str, Any] = {"registered_at": min(before.registered_at, row.registered_at)}
        both["group_id"] = before.group_id or row.group_id
        if row.consent_at is not None and (before.consent_at is None or before.consent_at < row.consent_at):
            both |= {"consent_version": row.consent_version, "consent_at": row.consent_at}
        own = update(memberships).where(of.person_id == kept, of.course == row.course)
        await store.run(own.values(**both))
    await store.run(delete(memberships).where(of.person_id == gone))
    return len(theirs)


async def show(store: Store, kept: int, course: str | None) -> None:
    """Have the person's row show that class, as they are registered in it now."""
    if course is None:
        return
    if any(each.course == course for each in await classes.of(store, kept)):
        await classes.switch(store, kept, course)
    else:
        await store.run(update(people).where(people.c.id == kept).values(course=course))
