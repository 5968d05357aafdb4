"""A notice that one chat did not take goes to the person's other chats, one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, select, update

from storage.engine import Store
from storage.outbox import PENDING, Settled
from storage.tables import identities, notices, outbox

FAILED = ("unreachable", "refused")
REASON = 300


class Way(NamedTuple):
    """A chat that a row went to, and how it ended there. Kept in the row's body: a notice's rows have none else."""

    chat: int
    account: str
    state: str  # unreachable | refused | spent: refused, as is whatever else goes by this account | pending: not taken
    reason: str | None


Room = Callable[[Store, str], Awaitable[bool]]
"""Whether an account may take a trainer's notice in another's place."""


async def roomy(store: Store, account: str) -> bool:
    """Room without end."""
    del store, account
    return True


async def readdress(store: Store, settled: Sequence[Settled], *, now: datetime, room: Room = roomy) -> int:
    """Of the notices' rows that ended so, those whose person has another chat wait again, for that one.

    Call it once they are settled. A chat that refused is never tried again; one that could not be asked is, when no
    other is left. Where none is, the row stays as it ended, with each chat's reason. `room`: which
    accounts may take a trainer's notice. Returns how many moved.
    """
    failing = {one.letter.id: one for one in settled if one.letter.notice is not None and _moves(one)}
    moved = 0
    for row, chats in await _rows(store, list(failing)):
        one = failing[row.id]
        if row.identity_id == one.letter.identity:  # else it was erased meanwhile
            full = set() if row.kind != "broadcast" else await _full(store, chats, room)
            open_ = [chat for chat in chats if chat.to_account not in full]
            ended = Way(row.identity_id, row.account, "spent" if one.spent else one.state, one.reason)
            moved += await _moved(store, row, _ways(row.body, ended), open_, again_at=one.not_before or now, now=now)
    return moved


async def _full(store: Store, chats: Sequence[Row[Any]], room: Room) -> set[str]:
    accounts = {chat.to_account for chat in chats}
    return {account for account in accounts if not await room(store, account)}


async def withhold(store: Store, notice: int, account: str, *, reason: str, now: datetime) -> int:
    """The account can't pay for this notice: its rows that have not left are refused, and go elsewhere if they can.

    Returns how many rows the account had.
    """
    waiting = (outbox.c.notice_id == notice, PENDING, outbox.c.account == account)
    ids = [row.id for row in await store.all(select(outbox.c.id).where(*waiting))]
    await store.run(update(outbox).where(outbox.c.id.in_(ids)).values(state="refused", reason=reason, ended_at=now))
    for row, chats in await _rows(store, ids):
        ways = _ways(row.body, Way(row.identity_id, row.account, "spent", reason))
        await _moved(store, row, ways, chats, again_at=now, now=now)
    return len(ids)


def _moves(one: Settled) -> bool:
    return one.letter.identity is not None and (one.state in FAILED or one.elsewhere)


async def _rows(store: Store, ids: Sequence[int]) -> list[tuple[Row[Any], list[Row[Any]]]]:
    """Each of these rows with the chats in which its person can be reached, the preferred one first."""
    if not ids:
        return []
    found = await store.all(
        select(
            *(outbox.c.id, outbox.c.identity_id, outbox.c.account, outbox.c.instead_of, outbox.c.body, outbox.c.state),
            notices.c.kind,
            *(identities.c.id.label("to_id"), identities.c.account.label("to_account"), identities.c.chat),
        )
        .join(notices, notices.c.id == outbox.c.notice_id)
        .outerjoin(identities, and_(identities.c.person_id == outbox.c.person_id, identities.c.reachable.is_(True)))
        .where(outbox.c.id.in_(ids))
        .order_by(
            outbox.c.id,
            identities.c.preferred_at.desc().nulls_last(),
            identities.c.last_seen_at.desc(),
            identities.c.id.desc(),
        )
    )
    grouped = [list(rows) for _, rows in groupby(found, key=lambda row: row.id)]
    return [(rows[0], [row for row in rows if row.to_id is not None]) for rows in grouped]


def _ways(body: Mapping[str, Any] | None, ended: Way) -> list[Way]:
    """The row's ways so far, the last one last."""
    before = [Way(*way) for way in (body or {}).get("ways", [])]
    return [*(way for way in before if way.chat != ended.chat), ended]


def _next(ways: Sequence[Way], chats: Sequence[Row[Any]]) -> Row[Any] | None:
    """Where to try now: a chat that was not tried yet, else the one that could not be asked the longest ago."""
    here, tried = ways[-1], [way.chat for way in ways]
    over = {way.chat for way in ways if way.state != "pending"}
    shut = {way.account for way in ways if way.state == "spent" or (way is here and way.state == "pending")}
    open_ = [chat for chat in chats if chat.to_id not in over and chat.to_account not in shut]
    new = [chat for chat in open_ if chat.to_id not in tried]
    return new[0] if new else min(open_, key=lambda chat: tried.index(chat.to_id), default=None)


async def _moved(
    store: Store, row: Row[Any], ways: Sequence[Way], chats: Sequence[Row[Any]], *, again_at: datetime, now: datetime
) -> bool:
    """Whether it goes elsewhere. To a chat that was tried before not at once: both may be down."""
    there = _next(ways, chats)
    this = update(outbox).where(outbox.c.id == row.id, outbox.c.state == row.state)
    if there is None:
        if row.state in FAILED and len(ways) > 1:
            await store.run(this.values(reason=_reasons(ways)))
        return False
    first = row.identity_id if row.instead_of is None else row.instead_of
    new = there.to_id not in [way.chat for way in ways]
    await store.run(
        this.values(
            identity_id=there.to_id,
            account=there.to_account,
            chat=there.chat,
            instead_of=None if there.to_id == first else first,
            state="pending",
            reason=None,
            body={"ways": [list(way) for way in ways]},
            attempts=0 if new else outbox.c.attempts,
            not_before=now if new else again_at,
            ended_at=None,
        )
    )
    return True


def _reasons(ways: Sequence[Way]) -> str:
    """`Zalo: …; Telegram: …`, the first chat first."""
    told = (f"{way.account.partition(':')[0].title()}: {way.reason}" for way in ways)
    return "; ".join(told)[:REASON]
