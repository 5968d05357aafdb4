"""Chats that were told what is not said each time: groups that we talk in private only, people what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.engine import Store
from storage.tables import told_groups


async def first_time(store: Store, *, account: str, chat: str, now: datetime) -> bool:
    """Whether this group had not been told yet; from now on it has."""
    row = store.insert(told_groups).values(account=account, chat=chat, told_at=now)
    return (await store.run(row.on_conflict_do_nothing())).rowcount == 1


async def told_again(store: Store, *, account: str, chat: str, now: datetime, every: timedelta) -> bool:
    """Whether this chat was not told for so long; from now on it has been."""
    row = store.insert(told_groups).values(account=account, chat=chat, told_at=now)
    again = row.on_conflict_do_update(
        index_elements=["account", "chat"], set_={"told_at": now}, where=told_groups.c.told_at <= now - every
    )
    return (await store.run(again)).rowcount == 1
