"""The trainers' changes of the timetable: what a course says, and since when it says something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import session_changes


@dataclass(frozen=True, slots=True)
class SessionChange:
    """When and where a session is now; of subject "reflection", `starts` is the essay's deadline."""

    subject: str
    starts: datetime
    ends: datetime | None
    place: str | None
    provisional: bool


_NEWEST = (
    select(func.max(session_changes.c.id))
    .where(session_changes.c.course == bindparam("course"))
    .group_by(session_changes.c.subject)
)
_CHANGES = Prepared(
    select(session_changes).where(session_changes.c.id.in_(_NEWEST)).order_by(session_changes.c.subject)
)


async def changes(store: Store, course: str) -> list[SessionChange]:
    """The newest change of each subject of that course."""
    rows = await store.all(_CHANGES, course=course)
    return [SessionChange(row.subject, row.starts, row.ends, row.place, row.provisional) for row in rows]


async def change(store: Store, course: str, new: SessionChange, *, by: int | None, now: datetime) -> None:
    """Keep a change. Earlier ones stay, as history."""
    await store.run(
        store.insert(session_changes).values(
            course=course,
            subject=new.subject,
            starts=new.starts,
            ends=new.ends,
            place=new.place,
            provisional=new.provisional,
            changed_by=by,
            changed_at=now,
        )
    )
