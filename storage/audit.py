"""The audit: who did what, on what, when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.engine import Store
from storage.tables import audit


async def record(
    store: Store,
    *,
    person: int | None,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Keep one line of the audit. `person` None: the operator at the terminal, or the program itself."""
    row = store.insert(audit).values(
        person_id=person, action=action, subject=subject, detail=dict(detail or {}), at=now
    )
    await store.run(row)
