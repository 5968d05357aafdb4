"""The outbox: a row for each message before its first send, and how each one ended (P2–P4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, and_, bindparam, case, exists, func, insert, literal_column, or_, select, update

from storage import people
from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import identities, notices, outbox
from storage.types import Instant

DOUBTS = 3
"""So many answers lost in a row, and a message ends as uncertain instead of being sent again."""

ENDED_AT_ONCE = 20_000
"""So many rows at most are ended in one transaction: replies wait meanwhile."""

Lane = Literal["reply", "notice"]


@dataclass(frozen=True, slots=True)
class Queued:
    """A message to be sent: `body` is one request's worth of a reply."""

    person: int | None
    identity: int | None
    account: str
    chat: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, on its way to the channel."""

    id: int
    lane: str
    notice: int | None
    identity: int | None
    chat: str
    body: Mapping[str, Any]
    attempts: int
    doubts: int
    turn: int | None = None  # the inbox row that it answers
    expires_at: datetime | None = None  # of a notice's: when its time is over


@dataclass(frozen=True, slots=True)
class Settled:
    """How a send ended. `state` pending: it is tried again at `not_before`."""

    letter: Letter
    state: Literal["sent", "pending", "unreachable", "refused", "uncertain", "skipped"]
    reason: str | None = None
    message_ref: str | None = None
    not_before: datetime | None = None
    doubt: bool = False
    counted: bool = True  # whether this was an attempt; a pause that the channel asked for is none
    elsewhere: bool = False  # pending, and the account doesn't take it: the person's other chat may
    spent: bool = False  # refused, as is whatever else goes by this account


OPEN = outbox.c.state.in_([literal_column("'pending'"), literal_column("'sending'")])
"""As the index of open rows says it: bound values would keep SQLite from using that index."""
PENDING = outbox.c.state == literal_column("'pending'")
REPLY = outbox.c.lane == literal_column("'reply'")

_QUEUED = (
    "lane",
    "person_id",
    "identity_id",
    "account",
    "chat",
    "body",
    "state",
    "attempts",
    "doubts",
    "not_before",
    "made_at",
    "turn",
)
_QUEUE = Prepared(insert(outbox), *_QUEUED)


async def queue(store: Store, letters: Sequence[Queued], *, now: datetime, turn: int | None = None) -> list[int]:
    """Keep replies to be sent, in this order. Returns their ids. `turn`: the inbox row that they answer."""
    return [
        await store.added(
            _QUEUE,
            lane="reply",
            person_id=letter.person,
            identity_id=letter.identity,
            account=letter.account,
            chat=letter.chat,
            body=letter.body,
            state="pending",
            attempts=0,
            doubts=0,
            not_before=now,
            made_at=now,
            turn=turn,
        )
        for letter in letters
    ]


async def recover(store: Store, *, account: str, now: datetime) -> int:
    """After a stop: rows whose request was in flight are in doubt and go out again (P4). Returns how many.

    A row that has been in doubt too often ends as uncertain.
    """
    flying = and_(OPEN, outbox.c.account == account, outbox.c.state == "sending")
    await store.run(
        update(outbox)
        .where(flying, outbox.c.doubts + 1 >= DOUBTS)
        .values(state="uncertain", doubts=outbox.c.doubts + 1, ended_at=now, reason=LOST)
    )
    result = await store.run(
        update(outbox).where(flying).values(state="pending", doubts=outbox.c.doubts + 1, lease_until=None), long=True
    )
    return int(result.rowcount)


async def retire(store: Store, accounts: Collection[str], *, now: datetime) -> int:
    """End what waits for accounts that the program no longer has, and the chats there. Returns how many rows."""
    await store.run(
        update(identities)
        .where(identities.c.account.not_in(accounts), identities.c.reachable)
        .values(reachable=False, unreachable_reason=RETIRED, unreachable_at=people.since(now))
    )
    result = await store.run(
        update(outbox)
        .where(outbox.c.account.not_in(accounts), OPEN)
        .values(
            state=case((outbox.c.state == "sending", "uncertain"), else_="unreachable"),
            reason=RETIRED,
            ended_at=now,
            lease_until=None,
        )
    )
    return int(result.rowcount)


RETIRED = "bot cũ không còn dùng"
LOST = "không nhận được trả lời của kênh"


_earlier = outbox.alias("earlier")
_OVERTAKES = exists().where(
    _earlier.c.account == outbox.c.account,
    _earlier.c.chat == outbox.c.chat,
    _earlier.c.lane == literal_column("'reply'"),
    _earlier.c.state.in_([literal_column("'pending'"), literal_column("'sending'")]),
    _earlier.c.id < outbox.c.id,
)
_WAITING_REPLIES = (PENDING, OPEN, REPLY, outbox.c.account == bindparam("account"))
_LETTER = (
    outbox.c.id,
    outbox.c.lane,
    outbox.c.notice_id,
    outbox.c.identity_id,
    outbox.c.chat,
    outbox.c.body,
    outbox.c.attempts,
    outbox.c.doubts,
    outbox.c.turn,
)
_REPLIES = Prepared(
    select(*_LETTER)
    .where(*_WAITING_REPLIES, outbox.c.not_before <= bindparam("now"), ~_OVERTAKES)
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_NEXT_REPLY = Prepared(
    select(func.min(outbox.c.not_before)).where(*_WAITING_REPLIES, outbox.c.not_before > bindparam("now"))
)


async def claim_replies(
    store: Store, account: str, *, limit: int, now: datetime, lease: timedelta
) -> tuple[list[Letter], datetime | None]:
    """Take the replies that go out now: the oldest open one of each chat. Also when the next one is due, if later."""
    rows = await store.all(_REPLIES, account=account, now=now, limit=limit)
    later = None
    if len(rows) < limit:
        later = await store.value(_NEXT_REPLY, account=account, now=now)
    return await _take(store, rows, {}, now=now, lease=lease), later


_RUNNING = Prepared(
    select(notices.c.id, notices.c.body, notices.c.expires_at)
    .where(
        notices.c.state == literal_column("'sending'"),
        or_(notices.c.expires_at.is_(None), notices.c.expires_at > bindparam("now")),
    )
    .order_by(notices.c.kind == "broadcast", notices.c.due, notices.c.id)
)
_ROWS_OF_NOTICE = Prepared(
    select(*_LETTER)
    .where(
        outbox.c.notice_id == bindparam("notice"),
        PENDING,
        outbox.c.account == bindparam("account"),
        outbox.c.not_before <= bindparam("now"),
        outbox.c.id > bindparam("after"),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)


async def claim_notices(
    store: Store, account: str, *, limit: int, now: datetime, lease: timedelta, resting: Collection[str]
) -> list[Letter]:
    """Take up to `limit` rows of the running notices, reminders before broadcasts; chats in `resting` wait.

    One row a chat: what else goes to it waits until it has rested. Nothing of a notice that has expired leaves any
    more (P6).
    """
    running = await store.all(_RUNNING, now=now)
    ready: list[Row[Any]] = []
    taken = set(resting)
    for notice in running:
        after = 0
        while len(ready) < limit:
            rows = await store.all(
                _ROWS_OF_NOTICE, notice=notice.id, account=account, now=now, after=after, limit=limit
            )
            for row in rows:
                if row.chat not in taken and len(ready) < limit:
                    taken.add(row.chat)
                    ready.append(row)
            if len(rows) < limit:
                break
            after = rows[-1].id
    return await _take(store, ready, {notice.id: notice for notice in running}, now=now, lease=lease)


_TAKE = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), PENDING)
    .values(state="sending", lease_until=bindparam("until"))
)


async def _take(
    store: Store, rows: Sequence[Row[Any]], of: Mapping[int, Row[Any]], *, now: datetime, lease: timedelta
) -> list[Letter]:
    if rows:
        await store.change_each(_TAKE, [{"row": row.id, "until": now + lease} for row in rows])
    return [
        Letter(
            row.id,
            row.lane,
            row.notice_id,
            row.identity_id,
            row.chat,
            row.body if row.notice_id is None else of[row.notice_id].body,
            row.attempts,
            row.doubts,
            row.turn,
            None if row.notice_id is None else of[row.notice_id].expires_at,
        )
        for row in rows
    ]


_SETTLE = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "sending")
    .values(
        state=bindparam("ended"),
        reason=bindparam("why"),
        message_ref=func.coalesce(bindparam("ref"), outbox.c.message_ref),
        not_before=func.coalesce(bindparam("again_at", type_=Instant), outbox.c.not_before),
        attempts=outbox.c.attempts + bindparam("counted"),
        doubts=outbox.c.doubts + bindparam("doubt"),
        lease_until=None,
        ended_at=bindparam("ended_at"),
    )
)


async def settle(store: Store, settled: Sequence[Settled], *, now: datetime) -> None:
    """Write down how these sends ended."""
    rows = [
        {
            "row": one.letter.id,
            "ended": one.state,
            "why": one.reason,
            "ref": one.message_ref,
            "again_at": one.not_before,
            "counted": int(one.counted),
            "doubt": int(one.doubt),
            "ended_at": None if one.state == "pending" else now,
        }
        for one in settled
    ]
    await store.change_each(_SETTLE, rows)
    for one in settled:
        if one.state == "unreachable" and one.letter.identity is not None:
            await store.run(
                update(identities)
                .where(identities.c.id == one.letter.identity)
                .values(reachable=False, unreachable_reason=one.reason, unreachable_at=people.since(now))
            )


async def skip_expired(store: Store, *, now: datetime) -> list[int]:
    """End waiting rows of notices whose time is over (P6), some at a time. Those notices' ids; none: that was all."""
    over = (
        select(notices.c.id)
        .where(notices.c.state == "sending", notices.c.expires_at <= now)
        .where(select(outbox.c.id).where(outbox.c.notice_id == notices.c.id, PENDING).exists())
    )
    ids = [row.id for row in await store.all(over)]
    if ids:
        await end_waiting(store, ids, reason="đã quá giờ", tried="đã quá giờ, kênh chưa nhận được tin", now=now)
    return ids


async def end_waiting(
    store: Store, notice_ids: Sequence[int], *, reason: str, tried: str | None = None, now: datetime
) -> int:
    """End rows of these notices that have not left yet, as skipped. Returns how many: at most so many at once.

    `tried`: the reason of those that their channel did not take, where that is another one.
    """
    some = (
        select(outbox.c.id).where(outbox.c.notice_id.in_(notice_ids), outbox.c.state == "pending").limit(ENDED_AT_ONCE)
    )
    why = case((outbox.c.attempts > 0, tried or reason), else_=reason)
    result = await store.run(
        update(outbox).where(outbox.c.id.in_(some)).values(state="skipped", reason=why, ended_at=now), long=True
    )
    return int(result.rowcount)


async def end_left(store: Store, *, now: datetime) -> int:
    """End rows that wait although their notice has been stopped: of a large one, and those that came back since.

    Returns how many, at most so many at once.
    """
    waits = select(outbox.c.id).where(outbox.c.notice_id == notices.c.id, outbox.c.state == "pending").exists()
    left = await store.first(
        select(notices.c.id, notices.c.reason).where(notices.c.state.in_(["stopped", "skipped"]), waits).limit(1)
    )
    return 0 if left is None else await end_waiting(store, [left.id], reason=left.reason, now=now)


async def next_notice_at(store: Store, account: str, *, now: datetime) -> datetime | None:
    """When the next waiting row of a running notice may go out, or None where none waits that still may."""
    when: datetime | None = await store.value(
        select(func.min(outbox.c.not_before))
        .join(notices, notices.c.id == outbox.c.notice_id)
        .where(PENDING, OPEN, outbox.c.account == account, outbox.c.lane == "notice", notices.c.state == "sending")
        .where(or_(notices.c.expires_at.is_(None), notices.c.expires_at > now)),
        long=True,
    )
    return when


async def renew(store: Store, row: int, body: Mapping[str, Any], *, now: datetime) -> bool:
    """Send a row that was sent again with a new body, in the place of its message. False while it is on its way."""
    result = await store.run(
        update(outbox)
        .where(outbox.c.id == row, or_(outbox.c.state == "sent", outbox.c.state == "pending"))
        .values(body=dict(body), state="pending", not_before=now, ended_at=None, attempts=0)
    )
    return result.rowcount == 1


async def progress_of(store: Store, row: int) -> tuple[str, str | None, Mapping[str, Any]]:
    """Of a row that shows a notice's progress: its state, the channel's name for its message, and what it says."""
    found = await store.first(select(outbox.c.state, outbox.c.message_ref, outbox.c.body).where(outbox.c.id == row))
    assert found is not None, "rows are never removed while a notice names them"
    return found.state, found.message_ref, found.body


async def rebase(store: Store, *, now: datetime) -> None:
    """The clock was set, or is another than at the last stop: what waits for a time that is ahead goes out now.

    A pause that a channel asked for may end early by that; it will ask again.
    """
    ahead = and_(OPEN, PENDING, outbox.c.not_before > now)
    await store.run(update(outbox).where(ahead).values(not_before=now), long=True)
