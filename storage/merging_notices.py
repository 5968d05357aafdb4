"""Two people become one: the notices that they wrote, that name them, and that were addressed to them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from storage import notices as kept_notices
from storage.audience import Audience
from storage.engine import Store
from storage.tables import notices, outbox

MERGED = "đã liên kết với kênh khác"

BEST = ("sent", "sending", "pending", "uncertain", "unreachable", "refused", "skipped")
"""Of two rows of one notice the one whose state comes first here is the person's: what arrived, or still may."""


async def written(store: Store, kept: int, gone: int) -> None:
    """Who wrote a notice, and whom one that waits for its time names."""
    await store.run(update(notices).where(notices.c.author == gone).values(author=kept))
    waiting = await store.all(select(notices.c.id, notices.c.audience).where(notices.c.state == "planned"))
    for row in waiting:
        audience = Audience.model_validate(row.audience)
        if gone in audience.people:
            named = tuple(dict.fromkeys(kept if one == gone else one for one in audience.people))
            stored = dict(audience.model_copy(update={"people": named}).stored())
            await store.run(update(notices).where(notices.c.id == row.id).values(audience=stored))


async def letters(store: Store, kept: int, gone: int, now: datetime) -> None:
    """A notice that both had a row for keeps both rows (P3), and reaches the one person once.

    The row that arrived, or still may, is the person's; the other one does not go out any more.
    """
    await _not_yet(store, kept, gone)
    rows = select(outbox.c.id, outbox.c.notice_id, outbox.c.person_id, outbox.c.state)
    of_both = rows.where(outbox.c.notice_id.in_(select(notices.c.id)), outbox.c.person_id.in_([kept, gone]))
    of_notice: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await store.all(of_both.order_by(outbox.c.id)):
        of_notice[row.notice_id].append(row)
    for both in of_notice.values():
        if len(both) == 2:
            _, other = sorted(both, key=lambda row: (BEST.index(row.state), row.person_id != kept))
            await _let_go(store, other, now)
    for notice in (outbox.c.notice_id.in_(select(notices.c.id)), outbox.c.notice_id.is_(None)):
        await store.run(update(outbox).where(notice, outbox.c.person_id == gone).values(person_id=kept))


async def _let_go(store: Store, row: Row[Any], now: datetime) -> None:
    own = update(outbox).where(outbox.c.id == row.id)
    await store.run(own.values(person_id=None))
    if row.state == "pending":
        await store.run(own.values(state="skipped", reason=MERGED, ended_at=now))


async def _not_yet(store: Store, kept: int, gone: int) -> None:
    """A large notice gives its rows by the people's ids, in steps: where `kept` is still to come, they get theirs."""
    begun = select(notices.c.id).where(notices.c.state == "planned")
    last = func.max(outbox.c.person_id)
    short = select(outbox.c.notice_id).where(outbox.c.notice_id.in_(begun)).group_by(outbox.c.notice_id)
    await store.run(delete(outbox).where(outbox.c.person_id == gone, outbox.c.notice_id.in_(short.having(last < kept))))


async def passed_over(store: Store, kept: int, now: datetime) -> None:
    """A large notice that is being released has passed `kept` by: a row for them, where they are addressed now."""
    begun = select(notices.c.id).where(notices.c.state == "planned")
    for row in await store.all(begun):
        if await kept_notices.admitted(store, row.id) >= kept:
            await kept_notices.admit_one(store, row.id, kept, now=now)
