"""The inbox: every update on disk before the channel is told that we have it (P1), and once only (P2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, literal_column, select, update

from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import inbox


@dataclass(frozen=True, slots=True)
class Received:
    """A raw update as its channel's adapter read it. `chat` orders turns, `album` ties messages into one."""

    update_id: str
    chat: str
    payload: str
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits for its turn."""

    id: int
    account: str
    chat: str
    album: str | None
    payload: str
    received_at: datetime


NEW = inbox.c.state == literal_column("'new'")
"""As the index of waiting rows says it: a bound value would keep SQLite from using that index."""

_ACCOUNT: ColumnElement[str] = literal_column("+inbox.account")
"""For SQLite's planner: not by this column's index, whatever it looks like; the waiting rows have one of their own.

Source: https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_
"""

_DONE = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == "new")
    .values(state="done", done_at=bindparam("now"), payload=None)
)


async def receive(store: Store, account: str, updates: Sequence[Received], *, now: datetime) -> None:
    """Keep these updates. One that is here already, by account and update id, changes nothing."""
    rows = [
        {
            "account": account,
            "update_id": update.update_id,
            "chat": update.chat,
            "album": update.album,
            "payload": update.payload,
            "state": "new",
            "received_at": now,
        }
        for update in updates
    ]
    if rows:
        await store.run(store.insert(inbox).on_conflict_do_nothing(index_elements=["account", "update_id"]), rows)


async def waiting(store: Store, accounts: Collection[str], *, after: int, limit: int = 500) -> list[Waiting]:
    """Updates of these accounts whose turn has not been, with an id above `after`, in the order of their coming."""
    rows = await store.all(
        select(inbox).where(NEW, inbox.c.id > after, _ACCOUNT.in_(accounts)).order_by(inbox.c.id).limit(limit)
    )
    return [_waiting(row) for row in rows]


_OF_CHAT = Prepared(
    select(inbox)
    .where(NEW, inbox.c.account == bindparam("account"), inbox.c.chat == bindparam("chat"))
    .where(inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)


async def waiting_of(store: Store, account: str, chat: str, *, after: int, limit: int) -> list[Waiting]:
    """The same of one chat."""
    rows = await store.all(_OF_CHAT, account=account, chat=chat, after=after, limit=limit)
    return [_waiting(row) for row in rows]


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(row.id, row.account, row.chat, row.album, row.payload, row.received_at)


async def done(store: Store, ids: Sequence[int], *, now: datetime) -> bool:
    """Close these updates together with what they brought about. False where one was closed already.

    The raw text goes: what it said is where it belongs by now, and the person may have asked for less.
    """
    closed = [await store.change(_DONE, row=id_, now=now) for id_ in ids]
    return all(closed)


async def failed(store: Store, ids: Sequence[int], error: str, *, now: datetime) -> None:
    """Set these updates aside: their turn raised an error that trying again won't cure.

    The raw text stays, so that the operator can have the turn again once the fault is mended.
    """
    await store.run(update(inbox).where(inbox.c.id.in_(ids)).values(state="failed", done_at=now, error=error[:500]))
