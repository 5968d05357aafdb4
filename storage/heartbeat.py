"""Whether the database takes writes: one row that is written over and over, so that nothing grows."""

from __future__ import annotations

from datetime import datetime

from storage.engine import Store
from storage.tables import heartbeat


async def beat(store: Store, *, now: datetime) -> None:
    """Write the row. On a full disk, or where another process holds the database, this fails as any write would."""
    row = store.insert(heartbeat).values(id=1, at=now)
    await store.run(row.on_conflict_do_update(index_elements=["id"], set_={"at": now}))
