"""Groups and channels that were told that we talk in private chats only."""

from __future__ import annotations

from datetime import datetime

from storage.engine import Store
from storage.tables import told_groups


async def first_time(store: Store, *, account: str, chat: str, now: datetime) -> bool:
    """Whether this group had not been told yet; from now on it has."""
    row = store.insert(told_groups).values(account=account, chat=chat, told_at=now)
    return (await store.run(row.on_conflict_do_nothing())).rowcount == 1
