"""Two people become one: the classes that they are of, and the situations that they played."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from storage import memberships as classes
from storage.engine import Store
from storage.tables import memberships, people, situation_plays


async def memberships_of(store: Store, kept: int, gone: int) -> int:
    """Every class of both; of one that both are of, the earlier registration."""
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
        if before.consent_version is None:
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


async def plays(store: Store, kept: int, gone: int, now: datetime) -> int:
    """All plays, numbered on. Of two that are open one ends, without an ending."""
    of = situation_plays.c
    theirs = await store.all(select(situation_plays).where(of.person_id == gone).order_by(of.id))
    for row in theirs:
        same = [of.person_id == kept, of.course == row.course, of.situation == row.situation]
        last = await store.value(select(func.max(of.number)).where(*same))
        values: dict[str, Any] = {"person_id": kept, "number": int(last or 0) + 1}
        open_one = await store.first(select(of.id).where(*same, of.ended_at.is_(None)))
        if row.ended_at is None and open_one is not None:
            values |= {"ended_at": now}
        await store.run(update(situation_plays).where(of.id == row.id).values(**values))
    return len(theirs)
