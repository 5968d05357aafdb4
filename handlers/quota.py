"""What accounts may send in a month, and whom they may have: what a notice costs, and what can't be paid for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.messages import Reply, restored
from storage import ledger, notices
from storage.audience import Audience
from storage.engine import Store


def unmeasured(reply: Reply) -> int:
    """For limits that are only looked at: whoever prices a notice has to say how its channel cuts it."""
    raise LookupError(f"nobody said how many messages {reply.text[:20]!r} takes")


@dataclass(frozen=True, slots=True)
class Limit:
    """An account whose messages are counted: its name for people, messages a month, people that it may have.

    `measure`: how many messages a notice takes for one person, cut as the channel cuts it.
    """

    account: str
    name: str
    messages: int
    people: int
    measure: Callable[[Reply], int] = unmeasured
    link: str = ""  # where a phone opens it, if the operator gave that

    @property
    def reserve(self) -> int:
        """Messages of the month that are kept for reminders and receipts: no trainer's notice is paid from them."""
        return self.messages // 5

    @property
    def alert(self) -> int:
        """So many sent, and the trainers are told."""
        return self.messages * 4 // 5

    @property
    def places(self) -> int:
        """Learners that the account takes: the last places are for showing newcomers the next one."""
        return max(self.people - SIGNPOSTS, 1)


SIGNPOSTS = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a notice costs an account, and what it has left for notices this month."""

    limit: Limit
    messages: int
    left: int

    @property
    def payable(self) -> bool:
        """Whether the account can pay for it without touching the reserve."""
        return self.messages <= self.left


async def spent(store: Store, limits: Sequence[Limit], *, now: datetime) -> list[str]:
    """The accounts that have sent all that the month allows: nothing reaches anybody there until the next one."""
    return [one.account for one in limits if await ledger.sent(store, one.account, now=now) >= one.messages]


async def costs(
    store: Store, limits: Sequence[Limit], audience: Audience, notice: Mapping[str, Any], *, at: datetime, now: datetime
) -> list[Cost]:
    """What a notice costs every counted account that has somebody in the audience, and what is left in its month.

    `notice`: its body; `at`: when it goes. What waits already is paid first: the rows of running notices, and the
    trainers' notices that are planned for the same month.
    """
    people = await ledger.cost(store, audience) if limits else {}
    asked = [limit for limit in limits if limit.account in people]
    planned = await _planned(store, at=at, now=now) if asked else []
    found = []
    for limit in asked:
        due = sum(of.get(limit.account, 0) * limit.measure(restored(body)) for body, of in planned)
        left = await _left(store, limit, at=at, now=now) - due
        found.append(Cost(limit, people[limit.account] * limit.measure(restored(notice)), max(left, 0)))
    return found


async def unpaid(store: Store, limits: Sequence[Limit], notice: int, *, now: datetime) -> list[Limit]:
    """The accounts that can't pay for the notice that has just been released, whatever was promised before."""
    found = []
    for limit in limits:
        goes = any(id_ == notice for id_, _, _ in await ledger.running(store, limit.account))
        if goes and await _left(store, limit, at=now, now=now) < 0:
            found.append(limit)
    return found


async def has_room(store: Store, limits: Sequence[Limit], account: str, *, now: datetime) -> bool:
    """Whether the account may take one more message of a trainer's notice. One that is not counted always may."""
    limit = next((one for one in limits if one.account == account), None)
    return limit is None or await _left(store, limit, at=now, now=now) > 0


async def _left(store: Store, limit: Limit, *, at: datetime, now: datetime) -> int:
    """What the month leaves beside the reserve, once what is on its way has left. Less than 0: it goes beyond that."""
    running = await ledger.running(store, limit.account) if ledger.month(at) == ledger.month(now) else []
    flying = sum(rows * limit.measure(restored(body)) for _, body, rows in running)
    return limit.messages - limit.reserve - await ledger.sent(store, limit.account, now=at) - flying


async def _planned(store: Store, *, at: datetime, now: datetime) -> list[tuple[Mapping[str, Any], Mapping[str, int]]]:
    """Of each trainer's notice that waits for a time in the month of `at`: its body, and its people by account."""
    waiting = [one for one in await notices.planned(store) if one.kind == "broadcast"]
    month = [one for one in waiting if ledger.month(max(one.due, now)) == ledger.month(at)]
    return [(one.body, await ledger.cost(store, one.audience)) for one in month]
