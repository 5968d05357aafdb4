"""Which lessons a person has opened and read. Keyed by the lesson's stable id: a new text resets nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.engine import Store
from storage.tables import lesson_reads


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson that a person has opened: when they last did so before having read it, and when they had."""

    lesson: str
    opened_at: datetime
    read_at: datetime | None = None


async def readings(store: Store, person: int, course: str) -> list[Reading]:
    """Every lesson of that course that the person has opened, the last opened first."""
    rows = await store.all(
        select(lesson_reads)
        .where(lesson_reads.c.person_id == person, lesson_reads.c.course == course)
        .order_by(lesson_reads.c.opened_at.desc(), lesson_reads.c.lesson)
    )
    return [Reading(row.lesson, row.opened_at, row.read_at) for row in rows]


async def opened(store: Store, person: int, course: str, lesson: str, *, now: datetime) -> None:
    """Keep that the person has the lesson before them. One that they have read already stays as it is."""
    row = store.insert(lesson_reads).values(person_id=person, course=course, lesson=lesson, opened_at=now)
    again = row.on_conflict_do_update(
        index_elements=["person_id", "course", "lesson"],
        set_={"opened_at": now},
        where=lesson_reads.c.read_at.is_(None),
    )
    await store.run(again)


async def mark_read(store: Store, person: int, course: str, lesson: str, *, now: datetime) -> bool:
    """Keep that the person has read the lesson. True where this call did; the first time is the one that is kept."""
    row = store.insert(lesson_reads).values(person_id=person, course=course, lesson=lesson, opened_at=now, read_at=now)
    marked = row.on_conflict_do_update(
        index_elements=["person_id", "course", "lesson"],
        set_={"read_at": now},
        where=lesson_reads.c.read_at.is_(None),
    )
    return (await store.run(marked)).rowcount == 1
