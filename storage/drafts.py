"""A reflection's way: a draft that grows piece by piece, handed in, replaced, taken back.

Every change is conditional on the state that it starts from, and says whether it took place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select, update

from storage import files as file_rows
from storage.engine import Store
from storage.files import StoredFile
from storage.reflections import Reflection, draft, latest, numbered
from storage.tables import files, reflection_parts, reflections


async def begin(store: Store, person: int, course: str, *, now: datetime) -> Reflection:
    """The open draft, or a new one: the first version empty, each later one with what the one before it had."""
    open_draft = await draft(store, person, course)
    if open_draft is not None:
        return open_draft
    before = await latest(store, person, course)
    id_ = await store.added(
        store.insert(reflections).values(
            person_id=person,
            course=course,
            version=1 if before is None else before.version + 1,
            state="draft",
            topics=[] if before is None else list(before.topics),
            levels=[] if before is None else list(before.levels),
            started_at=now,
        )
    )
    if before is not None:
        await _copy(store, before.id, id_)
    begun = await numbered(store, person, course, id_)
    assert begun is not None
    return begun


async def _copy(store: Store, from_: int, to: int) -> None:
    part = reflection_parts.c
    copied = (
        select(literal(to), part.part, part.text, part.file_id, part.added_at)
        .where(part.reflection_id == from_)
        .order_by(part.id)
    )
    columns = ["reflection_id", "part", "text", "file_id", "added_at"]
    await store.run(store.insert(reflection_parts).from_select(columns, copied))


async def choose_topics(store: Store, id_: int, topics: Sequence[str]) -> bool:
    """Set the draft's topics. False where it is no draft any more."""
    return await _change(store, id_, topics=list(topics))


async def choose_levels(store: Store, id_: int, levels: Sequence[str]) -> bool:
    """Set the levels that should act. False where it is no draft any more."""
    return await _change(store, id_, levels=list(levels))


async def _change(store: Store, id_: int, **values: Any) -> bool:
    statement = update(reflections).where(reflections.c.id == id_, reflections.c.state == "draft")
    return (await store.run(statement.values(**values))).rowcount == 1


async def add_text(store: Store, id_: int, part: str, text: str, *, now: datetime) -> None:
    """Append a text to a part of a draft, as it was written."""
    row = store.insert(reflection_parts).values(reflection_id=id_, part=part, text=text, added_at=now)
    await store.run(row)


async def add_file(store: Store, id_: int, part: str, person: int, stored: StoredFile, *, now: datetime) -> bool:
    """Append a file to a part of a draft. False where the part has the same content already."""
    same = (
        select(reflection_parts.c.id)
        .join(files, files.c.id == reflection_parts.c.file_id)
        .where(reflection_parts.c.reflection_id == id_, reflection_parts.c.part == part)
        .where(files.c.sha256 == stored.sha256)
    )
    if await store.first(same) is not None:
        return False
    file = await file_rows.keep(store, person, stored, now)
    await store.run(store.insert(reflection_parts).values(reflection_id=id_, part=part, file_id=file, added_at=now))
    return True


async def remove_piece(store: Store, id_: int, piece: int) -> bool:
    """Take one piece out of a draft. False where it isn't there."""
    return await _remove(store, id_, reflection_parts.c.id == piece) == 1


async def clear_part(store: Store, id_: int, part: str, *, through: int) -> bool:
    """Take everything of a part out of a draft, up to that piece: what was written later stays. False: nothing was."""
    here = reflection_parts.c
    return await _remove(store, id_, here.part == part, here.id <= through) > 0


async def discard(store: Store, id_: int) -> bool:
    """Throw a draft away. False where it is no draft any more."""
    await _remove(store, id_)
    gone = delete(reflections).where(reflections.c.id == id_, reflections.c.state == "draft")
    return (await store.run(gone)).rowcount == 1


async def _remove(store: Store, id_: int, *conditions: Any) -> int:
    """Take pieces out of a draft, and drop the rows of files that nothing names any more."""
    part = reflection_parts.c
    drafted = select(reflections.c.id).where(reflections.c.id == id_, reflections.c.state == "draft")
    concerned = [part.reflection_id.in_(drafted), *conditions]
    named = await store.all(select(part.file_id).where(part.file_id.is_not(None), *concerned))
    removed = await store.run(delete(reflection_parts).where(*concerned))
    elsewhere = select(part.id).where(part.file_id == files.c.id).exists()
    await store.run(delete(files).where(files.c.id.in_([row.file_id for row in named]), ~elsewhere))
    return int(removed.rowcount)


async def hand_in(store: Store, id_: int, *, receipt: str, late: bool, now: datetime) -> bool:
    """Hand the draft in; the version that was handed in before it is replaced. False where it is no draft any more."""
    handed = {"state": "handed_in", "receipt": receipt, "late": late, "handed_in_at": now}
    if not await _change(store, id_, **handed):
        return False
    mine = select(reflections.c.person_id, reflections.c.course).where(reflections.c.id == id_).subquery()
    await store.run(
        update(reflections)
        .where(reflections.c.person_id == select(mine.c.person_id).scalar_subquery())
        .where(reflections.c.course == select(mine.c.course).scalar_subquery())
        .where(reflections.c.state == "handed_in", reflections.c.id != id_)
        .values(state="replaced")
    )
    return True


async def take_back(store: Store, id_: int) -> bool:
    """Take a handed-in version back. False where it isn't handed in."""
    statement = update(reflections).where(reflections.c.id == id_, reflections.c.state == "handed_in")
    return (await store.run(statement.values(state="taken_back"))).rowcount == 1
