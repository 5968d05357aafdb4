"""What the newest notices offered somebody: their choices last, and may be typed by their labels."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from storage.engine import Store
from storage.tables import notices, outbox

KEPT = timedelta(days=3)
NEWEST = 5


async def offered(store: Store, person: int, *, now: datetime) -> list[tuple[str, str]]:
    """(id, label) of the choices of the notices that this person got in the last days, the newest first."""
    rows = await store.all(
        select(notices.c.body)
        .join(outbox, outbox.c.notice_id == notices.c.id)
        .where(outbox.c.person_id == person, notices.c.released_at >= now - KEPT)
        .order_by(notices.c.id.desc())
        .limit(NEWEST)
    )
    found = [choice for row in rows for line in row.body.get("reply", {}).get("choices", []) for choice in line]
    return [(choice["id"], choice["label"]) for choice in found]
