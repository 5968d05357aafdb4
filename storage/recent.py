"""What somebody was shown lately: what the newest notices offered, and whether a reply has yet to leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from storage.engine import Store
from storage.outbox import OPEN, PENDING, REPLY
from storage.prepared import Prepared
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


_UNSEEN = Prepared(
    select(outbox.c.id)
    .where(PENDING, OPEN, REPLY, outbox.c.account == bindparam("account"))
    .where(outbox.c.identity_id == bindparam("identity"))
    .limit(1)
)


async def unseen(store: Store, account: str, identity: int) -> bool:
    """Whether a reply to that chat has yet to leave: what it asks is not on the person's screen."""
    return await store.first(_UNSEEN, account=account, identity=identity) is not None
