"""By which channels a notice arrived, and whom no channel reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from storage.engine import Store
from storage.report_scope import Place, Scope, in_scope, named
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
class LostChat:
    """A chat in which somebody can't be reached: why (None: its account has sent all that it may), and since when."""

    account: str
    channel: str
    reason: str | None
    since: datetime | None
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Unreached:
    """A learner whom no channel reaches. Ids of group, province and commune; the chats last used first."""

    person: int
    name: str
    group: str | None
    position: str | None
    place: Place
    chats: tuple[LostChat, ...]

    @property
    def since(self) -> datetime | None:
        """Since when nothing reaches them: since the last of their chats failed; None where that is not known."""
        known = [chat.since for chat in self.chats if chat.since is not None]
        return max(known) if known and len(known) == len(self.chats) else None

    @property
    def last_seen_at(self) -> datetime | None:
        """When they last wrote; None where they have no chat at all."""
        return max((chat.last_seen_at for chat in self.chats), default=None)


async def places(store: Store, scope: Scope, *, spent: Collection[str] = ()) -> Mapping[Place, int]:
    """How many learners of a class no channel reaches, by commune. `spent`: accounts that can send nothing more."""
    place = (people.c.province, people.c.commune)
    rows = await store.aside(
        select(*place, func.count().label("people"))
        .select_from(in_scope(scope))
        .where(*named(scope), _out_of_reach(spent))
        .group_by(*place)
    )
    return {Place(row.province, row.commune): int(row.people) for row in rows}


async def nowhere(store: Store, scope: Scope, place: Place, *, spent: Collection[str] = ()) -> list[Unreached]:
    """The learners of one commune whom no channel reaches, in the order of registering."""
    listed = (*named(scope, place), _out_of_reach(spent))
    chats = await _chats(store, scope, listed)
    rows = await store.all(
        select(people.c.id, people.c.full_name, memberships.c.group_id, people.c.position)
        .select_from(in_scope(scope))
        .where(*listed)
        .order_by(people.c.id),
        long=True,
    )
    return [
        Unreached(row.id, row.full_name or "", row.group_id, row.position, place, tuple(chats[row.id])) for row in rows
    ]


def _out_of_reach(spent: Collection[str]) -> ColumnElement[bool]:
    """That the person of the enclosing SELECT has no chat that works, on an account that may still send."""
    works = [identities.c.person_id == people.c.id, identities.c.reachable.is_(True)]
    if spent:
        works.append(identities.c.account.not_in(sorted(spent)))
    return ~select(identities.c.id).where(*works).correlate(people).exists()


async def _chats(store: Store, scope: Scope, listed: Collection[ColumnElement[bool]]) -> Mapping[int, list[LostChat]]:
    rows = await store.all(
        select(identities)
        .select_from(in_scope(scope).join(identities, identities.c.person_id == people.c.id))
        .where(*listed)
        .order_by(identities.c.last_seen_at.desc(), identities.c.id.desc()),
        long=True,
    )
    found: dict[int, list[LostChat]] = defaultdict(list)
    for row in rows:
        lost = None if row.reachable else row.unreachable_reason or ""
        found[row.person_id].append(LostChat(row.account, row.channel, lost, row.unreachable_at, row.last_seen_at))
    return found
