"""Pruning: rows of the inbox and the outbox, codes and links that ended long ago go, a few at a time.

What counts stays as sums.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage.engine import Store
from storage.tables import inbox, join_codes, notice_sums, notices, outbox, upload_links

BATCH = 500
"""So many rows at most are looked at in one transaction: nobody waits for pruning."""

OPEN = ("pending", "sending")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one batch did: how many rows went, and the id behind which the next one begins. None: that was all."""

    rows: int
    behind: int | None


async def updates(store: Store, *, before: datetime, behind: int) -> Pruned:
    """Remove updates that came before that moment and had their turn, of the next few with an id above `behind`.

    Their place in the inbox also keeps a second delivery out, so `before` must be older than any channel repeats
    (Telegram: 24 hours, https://core.telegram.org/bots/api#getting-updates).
    """
    row = inbox.c
    found = await store.all(
        select(row.id, row.state, row.received_at).where(row.id > behind).order_by(row.id).limit(BATCH)
    )
    old = [one for one in found if one.received_at < before]
    gone = [one.id for one in old if one.state != "new"]
    if gone:
        await store.run(delete(inbox).where(row.id.in_(gone)), long=True)
    return Pruned(len(gone), found[-1].id if len(old) == BATCH else None)


async def replies(store: Store, *, before: datetime, behind: int) -> Pruned:
    """Remove replies that ended before that moment, of the next few rows with an id above `behind`.

    One that shows a notice's author how it goes stays while the notice names it.
    """
    row = outbox.c
    shown = select(notices.c.id).where(notices.c.progress_row == row.id).exists()
    found = await store.all(
        select(row.id, row.lane, row.made_at, row.ended_at, shown.label("shown"))
        .where(row.id > behind)
        .order_by(row.id)
        .limit(BATCH)
    )
    old = [one for one in found if one.made_at < before]
    gone = [
        one.id
        for one in old
        if one.lane == "reply" and not one.shown and one.ended_at is not None and one.ended_at < before
    ]
    if gone:
        await store.run(delete(outbox).where(row.id.in_(gone)), long=True)
    return Pruned(len(gone), found[-1].id if len(old) == BATCH else None)


async def recipients(store: Store, *, before: datetime) -> int:
    """Remove a few rows of a notice that ended before that moment, and add them to its sums. Returns how many went."""
    row = outbox.c
    ended = select(row.id).where(row.notice_id == notices.c.id, row.state.not_in(OPEN)).exists()
    notice = await store.value(
        select(notices.c.id).where(notices.c.ended_at < before, ended).order_by(notices.c.id).limit(1)
    )
    if notice is None:
        return 0
    found = await store.all(
        select(row.id, row.state, row.reason, row.doubts)
        .where(row.notice_id == notice, row.state.not_in(OPEN))
        .limit(BATCH)
    )
    rows = Counter((one.state, one.reason or "") for one in found)
    doubtful = Counter((one.state, one.reason or "") for one in found if one.doubts)
    for state, reason in rows:
        await _add(store, notice, state, reason, rows[state, reason], doubtful[state, reason])
    await store.run(delete(outbox).where(row.id.in_([one.id for one in found])), long=True)
    return len(found)


async def _add(store: Store, notice: int, state: str, reason: str, rows: int, doubtful: int) -> None:
    new = store.insert(notice_sums).values(notice_id=notice, state=state, reason=reason, rows=rows, doubtful=doubtful)
    sums = notice_sums.c
    await store.run(
        new.on_conflict_do_update(
            index_elements=["notice_id", "state", "reason"],
            set_={"rows": sums.rows + rows, "doubtful": sums.doubtful + doubtful},
        )
    )


async def codes(store: Store, *, before: datetime) -> int:
    """Remove a few codes that join chats, and addresses of the upload page, whose time was over before that moment.

    Returns how many went. Used ones too: until then they say that they were used.
    """
    removed = 0
    for table in (join_codes, upload_links):
        over = select(table.c.id).where(table.c.expires_at < before).limit(BATCH)
        removed += (await store.run(delete(table).where(table.c.id.in_(over)))).rowcount
    return removed
