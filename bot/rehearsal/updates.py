"""Updates that wait for the bot, and long polling as the official server does it."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.errors import ApiError

RETENTION = 24 * 3600
"""Seconds that the official server keeps an update that nobody confirms."""

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it asks for them by name."""

CONFLICT_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Update:
    """One update; those with the same `lane` are delivered one after another. `at` is monotonic seconds."""

    id: int
    kind: str
    body: dict[str, Any]
    lane: tuple[str, int]
    at: float

    def json(self) -> dict[str, Any]:
        """As the bot gets it."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """The queue of one bot: unconfirmed updates by id, oldest first."""

    def __init__(self, *, first: int, now: Callable[[], float] = time.monotonic) -> None:
        self.allowed: frozenset[str] = frozenset()
        """The kinds that the bot asked for; empty: all but those that must be asked for."""
        self.put_hooks: list[Callable[[Update], None]] = []
        self.waiting: dict[int, Update] = {}
        self._numbers = itertools.count(first)
        self._now = now
        self._poller: asyncio.Future[None] | None = None
        self._closed = False

    def put(self, kind: str, body: dict[str, Any], lane: tuple[str, int]) -> Update | None:
        """Queues an update; None where the bot doesn't want its kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        self._forget_old()
        update = Update(next(self._numbers), kind, body, lane, self._now())
        self.waiting[update.id] = update
        self._wake()
        for hook in self.put_hooks:
            hook(update)
        return update

    def confirm(self, update: Update) -> None:
        """The bot has this one."""
        self.waiting.pop(update.id, None)

    def drop_all(self) -> None:
        """Forgets what waits (drop_pending_updates)."""
        self.waiting.clear()

    def open(self) -> None:
        """Lets bots poll (again)."""
        self._closed = False

    def close(self) -> None:
        """Ends a long poll at once, with nothing, so that the server can stop."""
        self._closed = True
        self._wake()

    def interrupt(self, reason: str) -> None:
        """Makes the bot that polls now get a 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(ApiError(409, reason))

    async def poll(self, offset: int, limit: int, patience: float) -> list[dict[str, Any]]:
        """Confirms what is below `offset` and returns up to `limit` updates, waiting up to `patience` seconds for one.

        A negative offset keeps that many from the end. Raises ApiError 409 when another poll takes over.
        """
        self.interrupt(CONFLICT_POLL)
        self._confirm_below(offset)
        if not self.waiting and patience > 0 and not self._closed:
            await self._wait(patience)
        self._forget_old()
        return [update.json() for update in itertools.islice(self.waiting.values(), limit)]

    async def _wait(self, patience: float) -> None:
        self._poller = mine = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await mine
        except TimeoutError:
            return
        finally:
            if self._poller is mine:
                self._poller = None

    def _confirm_below(self, offset: int) -> None:
        keep = len(self.waiting)
        if offset < 0:
            surplus = max(0, keep + offset)
            for number in list(itertools.islice(self.waiting, surplus)):
                del self.waiting[number]
            return
        while self.waiting and (number := next(iter(self.waiting))) < offset:
            del self.waiting[number]

    def _forget_old(self) -> None:
        oldest_kept = self._now() - RETENTION
        while self.waiting and (update := next(iter(self.waiting.values()))).at < oldest_kept:
            del self.waiting[update.id]

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
