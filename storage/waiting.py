"""How much waits and since when, and how notices go: what is watched from outside, cheap however much waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from storage.engine import Store
from storage.tables import inbox, notices, outbox


@dataclass(frozen=True, slots=True)
class Box:
    """So many rows wait; the oldest of them since then."""

    rows: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Boxes:
    """What waits: updates for their turn, replies and notices to be sent (on their way counts as waiting)."""

    updates: Box
    replies: Box
    notices: Box


# The values are written out in the SQL: SQLite takes a partial index only where it can read there that it serves.
# Source: https://sqlite.org/partialindex.html#queries_using_partial_indexes
def _one_of(column: ColumnElement[str], *values: str) -> ColumnElement[bool]:
    return column.in_(bindparam(None, list(values), expanding=True, literal_execute=True))


_NEW = inbox.c.state == bindparam(None, "new", literal_execute=True)
_OPEN = _one_of(outbox.c.state, "pending", "sending")
_GOING = _one_of(notices.c.state, "sending")
_MAY_GO = _one_of(notices.c.state, "sending", "stopped")  # what was on its way when a notice was stopped still is


def updates_counted() -> Select[Any]:
    """SELECT the number of updates that wait."""
    return select(func.count(inbox.c.id)).where(_NEW)


def updates_since() -> Select[Any]:
    """SELECT the moment of the oldest update that waits."""
    return select(inbox.c.received_at).where(_NEW).order_by(inbox.c.id).limit(1)


def replies_counted(account: str) -> Select[Any]:
    """SELECT the number of replies that wait."""
    return select(func.count(outbox.c.id)).where(outbox.c.account == account, outbox.c.lane == "reply", _OPEN)


def replies_since(account: str) -> Select[Any]:
    """SELECT the moment of the oldest reply that waits.

    A message that shows how a notice goes is sent again and again from an old row, and tells nothing.
    """
    shown = select(notices.c.id).where(notices.c.progress_row == outbox.c.id).exists()
    return _oldest(account, "reply").where(outbox.c.message_ref.is_(None), ~shown)


def notices_counted() -> Select[Any]:
    """SELECT the number of notices' rows that wait."""
    return select(func.count()).select_from(notices.join(outbox)).where(_MAY_GO, _OPEN)


def notices_since(account: str) -> Select[Any]:
    """SELECT the moment of the oldest row of a notice that waits."""
    return _oldest(account, "notice")


def _oldest(account: str, lane: str) -> Select[Any]:
    mine = (outbox.c.account == account, outbox.c.lane == lane, _OPEN)
    return select(outbox.c.made_at).where(*mine).order_by(outbox.c.id).limit(1)


def notice_counted(notice: int) -> Select[Any]:
    """SELECT for each state the number of a notice's rows. One notice a statement: grouping several has to sort."""
    rows = outbox.c
    return select(rows.state, func.count().label("rows")).where(rows.notice_id == notice).group_by(rows.state)


async def boxes(store: Store, accounts: Sequence[str]) -> Boxes:
    """What waits for or from those accounts."""
    replies = [await _box(store, replies_counted(one), replies_since(one)) for one in accounts]
    waiting_notices = [await store.value(notices_since(one)) for one in accounts]
    return Boxes(
        updates=await _box(store, updates_counted(), updates_since()),
        replies=Box(sum(box.rows for box in replies), _oldest_of(box.since for box in replies)),
        notices=Box(int(await store.value(notices_counted(), long=True)), _oldest_of(waiting_notices)),
    )


async def _box(store: Store, counted: Select[Any], since: Select[Any]) -> Box:
    return Box(int(await store.value(counted, long=True)), await store.value(since))


def _oldest_of(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


async def going(store: Store) -> Mapping[tuple[int, str], int]:
    """How the running notices go: (notice, state of rows) to the number of rows."""
    running = [row.id for row in await store.all(select(notices.c.id).where(_GOING))]
    counted = [(notice, await store.all(notice_counted(notice), long=True)) for notice in running]
    return {(notice, row.state): int(row.rows) for notice, rows in counted for row in rows}


async def by_state(store: Store) -> Mapping[str, int]:
    """How many notices are in each state."""
    rows = await store.all(select(notices.c.state, func.count().label("rows")).group_by(notices.c.state))
    return {row.state: int(row.rows) for row in rows}
