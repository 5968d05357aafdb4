"""What accounts may send in a month, and whom they may have: what a notice costs, and what can't be paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import ledger
from storage.audience import Audience
from storage.engine import Store


@dataclass(frozen=True, slots=True)
class Limit:
    """An account whose messages are counted: its name for people, messages a month, people that it may have."""

    account: str
    name: str
    messages: int
    people: int

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


async def costs(store: Store, limits: Sequence[Limit], audience: Audience, *, each: int, now: datetime) -> list[Cost]:
    """What a notice of `each` messages a person costs every counted account that has somebody in the audience."""
    if not limits:
        return []
    people = await ledger.cost(store, audience)
    found = []
    for limit in limits:
        if limit.account in people:
            left = limit.messages - limit.reserve - await ledger.sent(store, limit.account, now=now)
            found.append(Cost(limit, people[limit.account] * each, max(left, 0)))
    return found
