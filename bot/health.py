"""Whether the program can do its work: its database takes writes, its channel answers, nothing waits too long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.clock import Clock
from bot.ending import ended
from bot.intake import Alarm
from bot.metrics import Wait
from storage import heartbeat, waiting
from storage.engine import Database, DatabaseUnavailable
from storage.waiting import Box

TRY_SECONDS = 3.0
"""A write that takes longer than that is told as failing; it goes on, and the next look waits for the same one."""
TRY_AGAIN_SECONDS = 1.0
"""Whoever asks more often gets the last answer: looking must not become work for the database."""
SILENT_SECONDS = 120.0
"""A polled channel answers every 25 s at least (`bot.channels.telegram.POLL_SECONDS`)."""
LATE_SECONDS = 300.0
"""An update or a reply that waits longer needs somebody to look. Notices may wait for hours: there are many."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Whether the last write was taken; what the database said where it was not."""

    writable: bool
    error: str | None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """One account: seconds since its channel last answered, or brought something; why it refuses it, where it does."""

    account: str
    answered_seconds_ago: float | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one look found. `wrong` names what makes `ok` false: database, channel, inbox, replies."""

    ok: bool
    wrong: list[str]
    inbox: int | None  # rows that wait; None where the database could not be read
    outbox: int | None
    oldest_seconds: dict[str, float | None]  # of inbox, replies, notices
    database: DatabaseFacts
    channels: list[ChannelFacts]

    def told(self) -> dict[str, object]:
        """As JSON. Nothing in it is personal or secret."""
        return asdict(self)


class Line:
    """How it goes between us and one account's channel."""

    def __init__(self, account: str, *, polled: bool) -> None:
        """`polled`: the channel is asked for updates all the time, so that silence means that it can't be reached."""
        self.account, self._polled = account, polled
        self._born = time.monotonic()
        self._answered: float | None = None
        self._refusal: str | None = None

    def refuses(self, reason: str) -> None:
        """The channel does not take the account."""
        self._refusal = reason

    def works(self) -> None:
        """The channel answered, or brought an update."""
        self._answered, self._refusal = time.monotonic(), None

    @property
    def lost(self) -> bool:
        """Whether it is refused, or silent though it is asked."""
        silent = time.monotonic() - (self._answered or self._born)
        return self._refusal is not None or (self._polled and silent > SILENT_SECONDS)

    def facts(self) -> ChannelFacts:
        """What there is to say of it."""
        ago = None if self._answered is None else round(time.monotonic() - self._answered, 1)
        return ChannelFacts(self.account, ago, self._refusal)


class Health:
    """Looks when asked. Told by whoever talks to a channel how that goes (`bot.intake.Alarm`), and passes it on."""

    def __init__(self, db: Database, clock: Clock, polled: Mapping[str, bool], alarm: Alarm) -> None:
        """`polled`: for each account whether its channel is asked for updates, or brings them by itself."""
        self._db, self._clock, self._alarm = db, clock, alarm
        self._lines = {account: Line(account, polled=asked) for account, asked in polled.items()}
        self._try: asyncio.Task[DatabaseFacts] | None = None
        self._tried = 0.0

    async def refuses(self, account: str, reason: str) -> None:
        """The channel does not take the account."""
        self._lines[account].refuses(reason)
        await self._alarm.refuses(account, reason)

    def works(self, account: str) -> None:
        """The channel answered, or brought an update."""
        self._lines[account].works()
        self._alarm.works(account)

    async def look(self) -> Facts:
        """Everything that says how it goes."""
        database, lines = await self._database(), list(self._lines.values())
        waits: dict[str, Wait] = {}
        with suppress(DatabaseUnavailable):
            waits = await self.waits()
        signs = {"database": not database.writable, "channel": any(line.lost for line in lines)}
        signs |= {name: _late(waits[name]) for name in ("inbox", "replies") if name in waits}
        wrong = [name for name, is_wrong in signs.items() if is_wrong]
        return Facts(
            not wrong,
            wrong,
            inbox=waits["inbox"].rows if waits else None,
            outbox=waits["replies"].rows + waits["notices"].rows if waits else None,
            oldest_seconds={box: wait.oldest_seconds for box, wait in waits.items()},
            database=database,
            channels=[line.facts() for line in lines],
        )

    async def waits(self) -> dict[str, Wait]:
        """What waits, by its box: inbox, replies, notices. Raises DatabaseUnavailable."""
        async with self._db.read() as store:
            boxes = await waiting.boxes(store, list(self._lines))
        now = self._clock.now()
        named = {"inbox": boxes.updates, "replies": boxes.replies, "notices": boxes.notices}
        return {name: Wait(box.rows, _age(box, now)) for name, box in named.items()}

    async def _database(self) -> DatabaseFacts:
        if self._try is None or (self._try.done() and time.monotonic() - self._tried > TRY_AGAIN_SECONDS):
            self._try = asyncio.create_task(self._written())
        await asyncio.wait([self._try], timeout=TRY_SECONDS)
        if not self._try.done():
            return DatabaseFacts(writable=False, error=f"no write within {TRY_SECONDS:g} s")
        return self._try.result()

    async def _written(self) -> DatabaseFacts:
        try:
            async with self._db.write() as store:
                await heartbeat.beat(store, now=self._clock.now())
        except DatabaseUnavailable as failed:
            return DatabaseFacts(writable=False, error=str(failed))
        finally:
            self._tried = time.monotonic()
        return DatabaseFacts(writable=True, error=None)

    async def close(self) -> None:
        """Afterwards no write of ours is under way."""
        if self._try is not None:
            await ended([self._try], TRY_SECONDS)


def _late(wait: Wait) -> bool:
    return (wait.oldest_seconds or 0) > LATE_SECONDS


def _age(box: Box, now: datetime) -> float | None:
    return None if box.since is None else max(0.0, round((now - box.since).total_seconds(), 1))
