"""Reminders of a timetable that holds no longer: planned ones are dropped, running ones stopped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from storage.engine import Store
from storage.notices import stop
from storage.tables import notices, outbox

_BEGUN = select(outbox.c.id).where(outbox.c.notice_id == notices.c.id).exists()
"""Some recipients have their rows already."""


async def drop_unlisted(store: Store, course: str, keys: Collection[str], *, reason: str, now: datetime) -> int:
    """Drop the planned reminders of a course whose key is not among `keys`: their time no longer holds."""
    result = await store.run(
        update(notices)
        .where(notices.c.course == course, notices.c.kind == "reminder", notices.c.state == "planned", ~_BEGUN)
        .where(notices.c.key.not_in(keys))
        .values(state="dropped", reason=reason, ended_at=now)
    )
    return int(result.rowcount)


async def stop_unlisted(store: Store, course: str, keys: Collection[str], *, reason: str, now: datetime) -> int:
    """Stop the running reminders of a course whose key is not among `keys`: what they tell no longer holds."""
    going = or_(notices.c.state == "sending", and_(notices.c.state == "planned", _BEGUN))
    mine = (notices.c.course == course, notices.c.kind == "reminder", notices.c.key.not_in(keys))
    rows = await store.all(select(notices.c.id).where(*mine, going))
    for row in rows:
        await stop(store, row.id, reason=reason, now=now)
    return len(rows)
