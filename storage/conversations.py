"""Where each chat's conversation stands: its step, the step's data, and the open prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.engine import Store
from storage.tables import conversations, identities


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a chat stands. `choices` are (id, label) of the newest prompt, whose number is `prompt`."""

    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    prompt: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None  # when it came to stand there


async def standing(store: Store, identity: int) -> Standing:
    """Where that chat stands; a new chat stands nowhere."""
    row = await store.first(select(conversations).where(conversations.c.identity_id == identity))
    if row is None:
        return Standing()
    return Standing(row.step, row.data, row.prompt, tuple((id_, label) for id_, label in row.choices), row.updated_at)


async def stand(
    store: Store,
    identity: int,
    *,
    step: str | None,
    data: Mapping[str, Any],
    prompt: int,
    choices: Sequence[tuple[str, str]],
    now: datetime,
) -> bool:
    """Keep where that chat stands now. False where the chat was erased meanwhile: nothing is kept of it."""
    if await store.first(select(identities.c.id).where(identities.c.id == identity)) is None:
        return False
    values = {
        "step": step,
        "data": dict(data),
        "prompt": prompt,
        "choices": [list(choice) for choice in choices],
        "updated_at": now,
    }
    row = store.insert(conversations).values(identity_id=identity, **values)
    await store.run(row.on_conflict_do_update(index_elements=["identity_id"], set_=values))
    return True
