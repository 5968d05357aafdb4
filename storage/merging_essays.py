"""Two people become one: the versions of their essays, drafts among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from storage.engine import Store
from storage.tables import reflection_parts, reflections


async def essays(store: Store, kept: int, gone: int) -> int:
    """All versions; of two drafts one, with what both had; the one handed in last stands. Receipts stay as they are.

    Versions are numbered anew, so that the one that stands is the newest but for a draft.
    """
    of = reflections.c
    found = await store.all(select(reflections).where(of.person_id.in_([kept, gone])).order_by(of.id))
    theirs = [row for row in found if row.person_id == gone]
    for course in sorted({row.course for row in theirs}):
        await _merged(store, [row for row in found if row.course == course], kept)
    return len(theirs)


async def _merged(store: Store, versions: list[Row[Any]], kept: int) -> None:
    drafts = sorted((row for row in versions if row.state == "draft"), key=lambda row: row.person_id != kept)
    for other in drafts[1:]:
        await _into(store, drafts[0], other)
        versions.remove(other)
    handed_in = [row for row in versions if row.state == "handed_in"]
    stands = max(handed_in, key=lambda row: (row.handed_in_at, row.id), default=None)
    for row in handed_in:
        if row is not stands:
            await store.run(update(reflections).where(reflections.c.id == row.id).values(state="replaced"))
    await _number(store, sorted(versions, key=lambda row: (row.state == "draft", row is stands, _since(row))), kept)


def _since(row: Row[Any]) -> tuple[Any, int]:
    return row.handed_in_at or row.started_at, row.id


async def _into(store: Store, draft: Row[Any], other: Row[Any]) -> None:
    """What another draft has goes into this one."""
    both = {
        "topics": [*draft.topics, *(one for one in other.topics if one not in draft.topics)],
        "levels": [*draft.levels, *(one for one in other.levels if one not in draft.levels)],
        "started_at": min(draft.started_at, other.started_at),
    }
    await store.run(update(reflections).where(reflections.c.id == draft.id).values(**both))
    parts = update(reflection_parts).where(reflection_parts.c.reflection_id == other.id)
    await store.run(parts.values(reflection_id=draft.id))
    await store.run(delete(reflections).where(reflections.c.id == other.id))


async def _number(store: Store, versions: Sequence[Row[Any]], kept: int) -> None:
    """Number them in this order. By way of numbers that nobody has: each is the person's only one."""
    of = reflections.c
    ids = [row.id for row in versions]
    await store.run(update(reflections).where(of.id.in_(ids)).values(person_id=kept, version=-of.id))
    for number, id_ in enumerate(ids, start=1):
        await store.run(update(reflections).where(of.id == id_).values(version=number))
