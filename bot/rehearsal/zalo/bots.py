"""The bots of one Zalo account: their people, what they sent this month, what waits for them, where it is brought."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.rehearsal.zalo.updates import Updates
from bot.rehearsal.zalo.webhook import Webhook

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the Basic plan gives a bot: so many people, so many messages a calendar month."""

    people: int = 50
    messages: int = 3000


@dataclass(slots=True)
class Manner:
    """Which of the known ways of saying the same thing the server uses."""

    empty_poll: Literal["http408", "http200", "empty_result"] = "http408"
    no_webhook: Literal["http404", "empty_url"] = "http404"
    photo_key: Literal["photo_url", "photo"] = "photo_url"
    wrapped: bool = True  # a webhook's body within {ok, result}


@dataclass(slots=True)
class Bot:
    """One bot. `name` is what the rehearsal's own interface calls it; `people` are chat ids, first come."""

    token: str
    name: str
    plan: Plan = field(default_factory=Plan)
    revoked: bool = False  # the token is refused until it is given back
    manner: Manner = field(default_factory=Manner)
    people: dict[str, int] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook = field(init=False)

    def __post_init__(self) -> None:
        self.webhook = Webhook(self.updates, self.manner)

    @property
    def account(self) -> str:
        """The part of the token that is no secret."""
        return self.token.partition(":")[0]

    def about(self) -> dict[str, object]:
        """What getMe tells."""
        return {
            "id": str(int(hashlib.sha256(self.account.encode()).hexdigest()[:14], 16)),
            "account_name": f"bot.{self.name}",
            "account_type": "BASIC",
            "can_join_groups": False,
            "display_name": self.name,
        }

    def person(self, phone: int) -> str:
        """The chat id under which this bot knows the person of that phone; another bot knows them by another."""
        known = hashlib.sha256(f"{self.account}/{phone}".encode()).hexdigest()[:20]
        self.people.setdefault(known, phone)
        return known

    def has_room_for(self, chat: str) -> bool:
        """Whether the person is among those whom the plan lets the bot write to."""
        return chat in list(self.people)[: self.plan.people]

    def count(self, at: int) -> bool:
        """Counts one message at that time (unix seconds). False where the month's are used up; nothing is counted."""
        month = f"{datetime.fromtimestamp(at, VIETNAM):%Y-%m}"
        if self.sent[month] >= self.plan.messages:
            return False
        self.sent[month] += 1
        return True


class Bots:
    """All bots by token and by name, in the order in which they were made."""

    def __init__(self) -> None:
        self._by_token: dict[str, Bot] = {}

    def __iter__(self) -> Iterator[Bot]:
        return iter(self._by_token.values())

    def add(self, name: str, token: str, plan: Plan | None = None) -> Bot:
        """A new bot. Raises ValueError for a name or token that is taken."""
        if token in self._by_token or any(bot.name == name for bot in self._by_token.values()):
            raise ValueError(f"a bot {name!r} is there already")
        bot = self._by_token[token] = Bot(token, name, plan or Plan())
        return bot

    def of_token(self, token: str) -> Bot | None:
        """The bot of that token; None where there is none, or where it was revoked."""
        bot = self._by_token.get(token)
        return None if bot is None or bot.revoked else bot

    def named(self, name: str) -> Bot | None:
        """The bot of that name; without a name the first one; or None."""
        return next((bot for bot in self._by_token.values() if name in ("", bot.name)), None)
