"""Where each chat's conversation stands: its step, the step's data, and the open prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import conversations, identities

Offered = tuple[tuple[str, str], ...]
"""Choices as (id, label)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a chat stands. `choices` are (id, label) of the newest prompt, whose number is `prompt`.

    `asked` is what is open in words (Markdown subset), so that it can be shown again; `before` what the prompt before
    it offered: whoever answers twice means that one.
    """

    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    prompt: int = 0
    choices: Offered = ()
    at: datetime | None = None  # when what is open was asked
    asked: str = ""
    before: Offered = ()


_STANDING = Prepared(select(conversations).where(conversations.c.identity_id == bindparam("identity")))
_STAND = Prepared(
    update(conversations)
    .where(conversations.c.identity_id == bindparam("identity"))
    .values({name: bindparam(name) for name in ("step", "data", "prompt", "choices", "updated_at")})
)
_KNOWN = Prepared(select(identities.c.id).where(identities.c.id == bindparam("identity")))
_FIRST = Prepared(insert(conversations), *(column.name for column in conversations.c))


async def standing(store: Store, identity: int) -> Standing:
    """Where that chat stands; a new chat stands nowhere."""
    row = await store.first(_STANDING, identity=identity)
    if row is None:
        return Standing()
    offered = row.choices if isinstance(row.choices, dict) else {"now": row.choices}  # older rows: the choices alone
    return Standing(
        row.step,
        row.data,
        row.prompt,
        _pairs(offered.get("now", ())),
        row.updated_at,
        offered.get("asked", ""),
        _pairs(offered.get("before", ())),
    )


def _pairs(stored: Sequence[Sequence[str]]) -> Offered:
    return tuple((id_, label) for id_, label in stored)


async def stand(
    store: Store,
    identity: int,
    *,
    step: str | None,
    data: Mapping[str, Any],
    prompt: int,
    choices: Sequence[tuple[str, str]],
    now: datetime,
    asked: str = "",
    before: Sequence[tuple[str, str]] = (),
) -> bool:
    """Keep where that chat stands; `now`: since when. False where the chat was erased meanwhile: nothing is kept."""
    values = {
        "step": step,
        "data": dict(data),
        "prompt": prompt,
        "choices": {"now": [*map(list, choices)], "before": [*map(list, before)], "asked": asked},
        "updated_at": now,
    }
    if await store.change(_STAND, identity=identity, **values):
        return True
    if await store.first(_KNOWN, identity=identity) is None:
        return False
    await store.change(_FIRST, identity_id=identity, **values)
    return True
