"""The outbox: a row for each message before its first send, and how each one ended (P2–P4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, and_, case, func, or_, select, update

from storage.engine import Store
from storage.tables import identities, notices, outbox

DOUBTS = 3
"""So many answers lost in a row, and a message ends as uncertain instead of being sent again."""

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


async def queue(store: Store, letters: Sequence[Queued], *, now: datetime) -> list[int]:
    """Keep replies to be sent, in this order. Returns their ids."""
    return [
        await store.added(
            store.insert(outbox).values(
                lane="reply",
                person_id=letter.person,
                identity_id=letter.identity,
                account=letter.account,
                chat=letter.chat,
                body=dict(letter.body),
                state="pending",
                not_before=now,
                made_at=now,
            )
        )
        for letter in letters
    ]


async def recover(store: Store, *, account: str, now: datetime) -> int:
    """After a stop: rows whose request was in flight are in doubt and go out again (P4). Returns how many.

    A row that has been in doubt too often ends as uncertain.
    """
    flying = and_(outbox.c.account == account, outbox.c.state == "sending")
    await store.run(
        update(outbox)
        .where(flying, outbox.c.doubts + 1 >= DOUBTS)
        .values(state="uncertain", doubts=outbox.c.doubts + 1, ended_at=now, reason=LOST)
    )
    result = await store.run(
        update(outbox).where(flying).values(state="pending", doubts=outbox.c.doubts + 1, lease_until=None)
    )
    return int(result.rowcount)


async def retire(store: Store, accounts: Collection[str], *, now: datetime) -> int:
    """End what waits for accounts that the program no longer has, and the chats there. Returns how many rows."""
    await store.run(
        update(identities)
        .where(identities.c.account.not_in(accounts), identities.c.reachable)
        .values(reachable=False, unreachable_reason=RETIRED)
    )
    result = await store.run(
        update(outbox)
        .where(outbox.c.account.not_in(accounts), outbox.c.state.in_(["pending", "sending"]))
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


async def claim_replies(
    store: Store, account: str, *, limit: int, now: datetime, lease: timedelta
) -> tuple[list[Letter], datetime | None]:
    """Take the replies that go out now: the oldest open one of each chat. Also when the next one is due, if later."""
    oldest = (
        select(func.min(outbox.c.id))
        .where(outbox.c.account == account, outbox.c.lane == "reply", outbox.c.state.in_(["pending", "sending"]))
        .group_by(outbox.c.chat)
    )
    rows = await store.all(
        select(outbox).where(outbox.c.id.in_(oldest), outbox.c.state == "pending").order_by(outbox.c.id)
    )
    ready = [row for row in rows if row.not_before <= now][:limit]
    later = [row.not_before for row in rows if row.not_before > now]
    return await _take(store, ready, {}, now=now, lease=lease), min(later, default=None)


async def claim_notices(
    store: Store, account: str, *, limit: int, now: datetime, lease: timedelta, resting: Collection[str]
) -> list[Letter]:
    """Take up to `limit` rows of the running notices, reminders before broadcasts; chats in `resting` wait.

    One row a chat: what else goes to it waits until it has rested. Nothing of a notice that has expired leaves any
    more (P6).
    """
    running = await store.all(
        select(notices.c.id, notices.c.body)
        .where(notices.c.state == "sending", or_(notices.c.expires_at.is_(None), notices.c.expires_at > now))
        .order_by(notices.c.kind == "broadcast", notices.c.due, notices.c.id)
    )
    ready: list[Row[Any]] = []
    for notice in running:
        if len(ready) < limit:
            ready += await store.all(
                select(outbox)
                .where(
                    outbox.c.notice_id == notice.id,
                    outbox.c.state == "pending",
                    outbox.c.account == account,
                    outbox.c.not_before <= now,
                    outbox.c.chat.not_in([*resting, *(row.chat for row in ready)]),
                )
                .order_by(outbox.c.id)
                .limit(limit - len(ready))
            )
    return await _take(store, ready, {notice.id: notice.body for notice in running}, now=now, lease=lease)


async def _take(
    store: Store, rows: Sequence[Row[Any]], bodies: Mapping[int, Any], *, now: datetime, lease: timedelta
) -> list[Letter]:
    if not rows:
        return []
    await store.run(
        update(outbox)
        .where(outbox.c.id.in_([row.id for row in rows]), outbox.c.state == "pending")
        .values(state="sending", lease_until=now + lease)
    )
    return [
        Letter(
            row.id,
            row.lane,
            row.notice_id,
            row.identity_id,
            row.chat,
            row.body if row.notice_id is None else bodies[row.notice_id],
            row.attempts,
            row.doubts,
        )
        for row in rows
    ]


async def settle(store: Store, settled: Sequence[Settled], *, now: datetime) -> None:
    """Write down how these sends ended."""
    for one in settled:
        open_again = one.state == "pending"
        await store.run(
            update(outbox)
            .where(outbox.c.id == one.letter.id, outbox.c.state == "sending")
            .values(
                state=one.state,
                reason=one.reason,
                message_ref=one.message_ref,
                not_before=one.not_before if one.not_before is not None else outbox.c.not_before,
                attempts=outbox.c.attempts + int(one.counted),
                doubts=outbox.c.doubts + int(one.doubt),
                lease_until=None,
                ended_at=None if open_again else now,
            )
        )
        if one.state == "unreachable" and one.letter.identity is not None:
            await store.run(
                update(identities)
                .where(identities.c.id == one.letter.identity)
                .values(reachable=False, unreachable_reason=one.reason)
            )


async def skip_expired(store: Store, *, now: datetime) -> list[int]:
    """End the waiting rows of notices whose time is over (P6). Returns those notices' ids."""
    over = (
        select(notices.c.id)
        .where(notices.c.state == "sending", notices.c.expires_at <= now)
        .where(select(outbox.c.id).where(outbox.c.notice_id == notices.c.id, outbox.c.state == "pending").exists())
    )
    ids = [row.id for row in await store.all(over)]
    if ids:
        await end_waiting(store, ids, reason="đã quá giờ", now=now)
    return ids


async def end_waiting(store: Store, notice_ids: Sequence[int], *, reason: str, now: datetime) -> int:
    """End the rows of these notices that have not left yet, as skipped. Returns how many there were."""
    result = await store.run(
        update(outbox)
        .where(outbox.c.notice_id.in_(notice_ids), outbox.c.state == "pending")
        .values(state="skipped", reason=reason, ended_at=now)
    )
    return int(result.rowcount)


async def next_notice_at(store: Store, account: str, *, now: datetime) -> datetime | None:
    """When the next waiting row of a running notice may go out, or None where none waits that still may."""
    when: datetime | None = await store.value(
        select(outbox.c.not_before)
        .join(notices, notices.c.id == outbox.c.notice_id)
        .where(outbox.c.account == account, outbox.c.state == "pending", notices.c.state == "sending")
        .where(or_(notices.c.expires_at.is_(None), notices.c.expires_at > now))
        .order_by(outbox.c.not_before)
        .limit(1)
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


async def depth(store: Store) -> int:
    """How many rows wait or are on their way."""
    return int(
        await store.value(select(func.count()).select_from(outbox).where(outbox.c.state.in_(["pending", "sending"])))
    )


async def rebase(store: Store, *, now: datetime) -> None:
    """The clock was set, or is another than at the last stop: what waits for a time that is ahead goes out now.

    A pause that a channel asked for may end early by that; it will ask again.
    """
    ahead = and_(outbox.c.state == "pending", outbox.c.not_before > now)
    await store.run(update(outbox).where(ahead).values(not_before=now))
