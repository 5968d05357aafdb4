"""What each account has sent in a month, whom it has, and what a notice would cost it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from storage import audience as audiences
from storage.audience import Audience
from storage.engine import Store
from storage.tables import identities, messages_sent, people
from storage.types import VIETNAM


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


async def people_of(store: Store, account: str) -> int:
    """How many people write to the account."""
    return int(await store.value(select(func.count(identities.c.id)).where(identities.c.account == account)))


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
