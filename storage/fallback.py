"""A notice that one chat did not take goes to the person's other chat, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from storage.engine import Store
from storage.outbox import Settled
from storage.tables import identities, outbox

FAILED = ("unreachable", "refused")


async def readdress(store: Store, settled: Sequence[Settled], *, now: datetime) -> int:
    """Of the notices' rows that ended so, those whose person has another chat wait again, for that one.

    Call it once they are settled. A row moves once: after that it stays as it ends. Returns how many moved.
    """
    moved = 0
    for one in settled:
        if one.letter.notice is None or one.state not in FAILED or one.letter.identity is None:
            continue
        other = await store.first(
            select(identities)
            .join(outbox, outbox.c.person_id == identities.c.person_id)
            .where(outbox.c.id == one.letter.id, outbox.c.instead_of.is_(None))
            .where(identities.c.reachable.is_(True), identities.c.id != one.letter.identity)
            .order_by(identities.c.last_seen_at.desc(), identities.c.id.desc())
            .limit(1)
        )
        if other is not None:
            again = update(outbox).where(outbox.c.id == one.letter.id, outbox.c.state.in_(FAILED))
            values = {"identity_id": other.id, "account": other.account, "chat": other.chat}
            await store.run(
                again.values(
                    **values, state="pending", instead_of=one.letter.identity, not_before=now, ended_at=None, attempts=0
                )
            )
            moved += 1
    return moved
