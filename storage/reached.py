"""By which channels a notice arrived, and who can be reached by none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.engine import Store
from storage.tables import identities, memberships, outbox, people


async def by_channel(store: Store, notice: int) -> Mapping[str, int]:
    """How many people got the notice by each channel."""
    rows = await store.all(
        select(outbox.c.account, func.count().label("rows"))
        .where(outbox.c.notice_id == notice, outbox.c.state == "sent")
        .group_by(outbox.c.account),
        long=True,
    )
    found: dict[str, int] = {}
    for row in rows:
        channel = row.account.partition(":")[0]
        found[channel] = found.get(channel, 0) + int(row.rows)
    return found


@dataclass(frozen=True, slots=True)
class Unreached:
    """A learner whom no channel reaches, and why not. Ids of province and commune."""

    name: str | None
    position: str | None
    province: str | None
    commune: str | None
    reason: str | None


async def nowhere(store: Store, *, province: str | None = None, commune: str | None = None) -> list[Unreached]:
    """The learners whom no channel reaches, by province and commune."""
    works = (
        select(identities.c.id).where(identities.c.person_id == people.c.id, identities.c.reachable.is_(True)).exists()
    )
    reason = (
        select(identities.c.unreachable_reason)
        .where(identities.c.person_id == people.c.id)
        .order_by(identities.c.last_seen_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    learns = (
        select(memberships.c.person_id).where(memberships.c.person_id == people.c.id).exists()
    )  # in whichever class
    wanted = [learns, people.c.consent == "given", ~works]
    wanted += [] if province is None else [people.c.province == province]
    wanted += [] if commune is None else [people.c.commune == commune]
    rows = await store.all(
        select(people, reason.label("reason"))
        .where(*wanted)
        .order_by(people.c.province, people.c.commune, people.c.full_name)
    )
    return [Unreached(row.full_name, row.position, row.province, row.commune, row.reason) for row in rows]
