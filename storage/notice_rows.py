"""The people of a notice, one row each, with how it ended for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from storage.engine import Store
from storage.notices import Notice, notice
from storage.tables import memberships, notices, outbox, people


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient. Ids of group, commune and province; None where the person has been erased or never said."""

    name: str | None
    group: str | None
    commune: str | None
    province: str | None
    position: str | None
    state: str  # pending | sending | sent | unreachable | refused | skipped | uncertain
    reason: str | None
    doubts: int  # answers that never came: a sent one with doubts may have arrived twice
    sent_at: datetime | None


_OF_PERSON = [people.c.full_name, memberships.c.group_id, people.c.commune, people.c.province, people.c.position]
_OF_ROW = [outbox.c.state, outbox.c.reason, outbox.c.doubts, outbox.c.ended_at]


async def recipients(store: Store, notice_id: int) -> list[RecipientRow]:
    """Everybody to whom a notice was addressed when it was released, in the order of sending."""
    rows = await store.all(
        select(*_OF_PERSON, *_OF_ROW)
        .join_from(outbox, people, people.c.id == outbox.c.person_id)
        .join(notices, notices.c.id == outbox.c.notice_id)
        .outerjoin(memberships, and_(memberships.c.person_id == people.c.id, memberships.c.course == notices.c.course))
        .where(outbox.c.notice_id == notice_id)
        .order_by(outbox.c.id)
    )
    return [
        RecipientRow(
            name=row.full_name,
            group=row.group_id,
            commune=row.commune,
            province=row.province,
            position=row.position,
            state=row.state,
            reason=row.reason,
            doubts=row.doubts,
            sent_at=row.ended_at if row.state == "sent" else None,
        )
        for row in rows
    ]


async def resends(store: Store, root: int) -> tuple[int, Notice | None]:
    """How often a notice was sent again to those whom it missed, and the resend that still waits or runs, if any."""
    again = notices.c.resend_of == root
    count = await store.value(select(func.count()).select_from(notices).where(again))
    running = await store.value(
        select(notices.c.id).where(again, notices.c.state.in_(["planned", "sending"])).order_by(notices.c.id).limit(1)
    )
    return int(count), None if running is None else await notice(store, running)
