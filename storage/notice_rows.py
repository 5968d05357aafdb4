"""The people of a notice, one row each, with how it ended for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, func, or_, select

from storage.engine import Store
from storage.notices import Notice, notice
from storage.tables import identities, memberships, notice_sums, notices, outbox, people


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
    channel: str | None = None  # by which it went, or was last tried
    instead_of: str | None = None  # the channel of the chat to which it was addressed, where another one took its place


_OF_PERSON = [people.c.full_name, memberships.c.group_id, people.c.commune, people.c.province, people.c.position]
_OF_ROW = [outbox.c.state, outbox.c.reason, outbox.c.doubts, outbox.c.ended_at, outbox.c.account]


async def recipients(store: Store, notice_id: int) -> list[RecipientRow]:
    """Everybody to whom a notice was addressed when it was released, in the order of sending."""
    rows = await store.all(
        select(*_OF_PERSON, *_OF_ROW, identities.c.channel.label("instead"))
        .join_from(outbox, people, people.c.id == outbox.c.person_id)
        .join(notices, notices.c.id == outbox.c.notice_id)
        .outerjoin(memberships, and_(memberships.c.person_id == people.c.id, memberships.c.course == notices.c.course))
        .outerjoin(identities, identities.c.id == outbox.c.instead_of)
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
            channel=row.account.partition(":")[0] or None,
            instead_of=row.instead,
        )
        for row in rows
    ]


async def alerted(store: Store, key: str) -> Literal["somebody", "nobody", "waiting"]:
    """Whether an alert of this key, or one that repeated it (`key:…`), has reached somebody; `waiting`: it may yet."""
    mine = or_(notices.c.key == key, notices.c.key.startswith(f"{key}:", autoescape=True))
    rows = await store.all(select(notices.c.id, notices.c.state).where(mine))
    ids = [row.id for row in rows]
    live = select(outbox.c.id).where(outbox.c.notice_id.in_(ids), outbox.c.state == "sent").limit(1)
    gone = select(notice_sums.c.rows).where(notice_sums.c.notice_id.in_(ids), notice_sums.c.state == "sent").limit(1)
    if await store.first(live) is not None or await store.first(gone) is not None:
        return "somebody"
    return "waiting" if any(row.state in {"planned", "sending"} for row in rows) else "nobody"


async def moved(store: Store, notice_id: int) -> int:
    """How many people got a notice in another chat than it was addressed to."""
    elsewhere = (outbox.c.notice_id == notice_id, outbox.c.state == "sent", outbox.c.instead_of.is_not(None))
    return int(await store.value(select(func.count()).select_from(outbox).where(*elsewhere), long=True))


async def resends(store: Store, root: int) -> tuple[int, Notice | None]:
    """How often a notice was sent again to those whom it missed, and the resend that still waits or runs, if any."""
    again = notices.c.resend_of == root
    count = await store.value(select(func.count()).select_from(notices).where(again))
    running = await store.value(
        select(notices.c.id).where(again, notices.c.state.in_(["planned", "sending"])).order_by(notices.c.id).limit(1)
    )
    return int(count), None if running is None else await notice(store, running)
