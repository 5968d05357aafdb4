"""What each account has sent in a month, whom it has, and what a notice would cost it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal_column, select

from storage import audience as audiences
from storage.audience import Audience
from storage.engine import Store
from storage.outbox import OPEN
from storage.tables import identities, messages_sent, notices, outbox, people
from storage.types import VIETNAM

UNCOUNTED = "other"
"""The lane of messages that an account has sent by the channel's count and not by ours."""


def month(now: datetime) -> str:
    """`2026-05`: the calendar month in Vietnam, by which channels count."""
    return f"{now.astimezone(VIETNAM):%Y-%m}"


async def count(store: Store, account: str, lane: str, messages: int, *, now: datetime) -> None:
    """Add messages that an account has sent."""
    row = store.insert(messages_sent).values(account=account, month=month(now), lane=lane, messages=messages)
    more = {"messages": messages_sent.c.messages + messages}
    await store.run(row.on_conflict_do_update(index_elements=["account", "month", "lane"], set_=more))


async def sent(store: Store, account: str, *, now: datetime) -> int:
    """How many messages the account has sent this month."""
    mine = (messages_sent.c.account == account, messages_sent.c.month == month(now))
    return int(await store.value(select(func.coalesce(func.sum(messages_sent.c.messages), 0)).where(*mine)))


async def use_up(store: Store, account: str, messages: int, *, now: datetime) -> None:
    """The channel says that the month's messages are gone: what we did not count of them was counted there."""
    gone = messages - await sent(store, account, now=now)
    if gone > 0:
        await count(store, account, UNCOUNTED, gone, now=now)


async def take_back(store: Store, account: str, *, now: datetime) -> None:
    """The channel took a message after all: only what we have counted ourselves counts."""
    mine = (messages_sent.c.account == account, messages_sent.c.month == month(now))
    await store.run(delete(messages_sent).where(*mine, messages_sent.c.lane == UNCOUNTED))


async def people_of(store: Store, account: str) -> int:
    """How many people write to the account."""
    return int(await store.value(select(func.count(identities.c.id)).where(identities.c.account == account)))


async def running(store: Store, account: str) -> list[tuple[int, Mapping[str, Any], int]]:
    """The running notices of which something has not left yet by the account: id, body, how many rows."""
    counted = (
        select(outbox.c.notice_id, func.count().label("rows"))
        .where(OPEN, outbox.c.account == account, outbox.c.lane == literal_column("'notice'"))
        .group_by(outbox.c.notice_id)
        .subquery()
    )
    found = select(notices.c.id, notices.c.body, counted.c.rows).join(counted, counted.c.notice_id == notices.c.id)
    rows = await store.all(found.where(notices.c.state == "sending").order_by(notices.c.id))
    return [(row.id, row.body, int(row.rows)) for row in rows]


async def cost(store: Store, audience: Audience) -> Mapping[str, int]:
    """How many people of the audience each account would write to."""
    rows = await store.aside(
        select(identities.c.account, func.count().label("people"))
        .select_from(people.join(identities, identities.c.id == audiences.best_identity()))
        .where(*audiences.conditions(audience), identities.c.reachable.is_(True))
        .group_by(identities.c.account)
        .order_by(identities.c.account)
    )
    return {row.account: int(row.people) for row in rows}
