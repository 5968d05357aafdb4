"""How updates come in: into the inbox first, and only then is the channel told that we have them (P1)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.channels.base import Channel, ChannelRefused
from bot.channels.telegram import Telegram
from bot.clock import Clock
from bot.ending import ended
from bot.pulse import Pulse
from storage import inbox
from storage.engine import Database, DatabaseUnavailable

log = logging.getLogger(__name__)


class Alarm(Protocol):
    """Told whether a channel takes an account."""

    async def refuses(self, account: str, reason: str) -> None:
        """It does not, for that reason. Never raises: nothing depends on it."""
        ...

    def works(self, account: str) -> None:
        """It does."""
        ...


RETRY_SECONDS = (1, 2, 5, 10, 30)
REFUSED_SECONDS = 30


class Intake:
    """Puts raw updates of one channel into the inbox."""

    def __init__(self, db: Database, channel: Channel, clock: Clock, received: Pulse) -> None:
        """`received` beats once there is more in the inbox."""
        self._db, self._channel, self._clock, self._received = db, channel, clock, received
        self._taps: set[asyncio.Task[None]] = set()

    async def take(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Keep these updates; when this returns they are on disk. Raises DatabaseUnavailable.

        Taps are acknowledged at once, beside it: the person's button must not wait for their turn.
        """
        received = [found for found in map(self._channel.read, raws) if found is not None]
        async with self._db.write() as store:
            await inbox.receive(store, self._channel.account, received, now=self._clock.now())
        self._received.beat()
        task = asyncio.create_task(self._channel.acknowledge(raws))
        self._taps.add(task)
        task.add_done_callback(self._taps.discard)

    async def settle(self, seconds: float) -> None:
        """Let the acknowledgements that are on their way end, at most so long."""
        await ended(self._taps, seconds)


async def poll(channel: Telegram, intake: Intake, alarm: Alarm) -> None:
    """Ask for updates for ever. The offset moves only behind what is on disk."""
    offset, failures = 0, 0
    while True:
        try:
            raws = await channel.updates(offset)
            await intake.take(raws)
            offset = max((int(raw["update_id"]) + 1 for raw in raws), default=offset)
            failures = 0
            alarm.works(channel.account)
        except ChannelRefused as refused:
            log.error("%s refuses: %s", channel.account, refused)
            await alarm.refuses(channel.account, str(refused))
            await asyncio.sleep(REFUSED_SECONDS)
        except (ConnectionError, DatabaseUnavailable) as failed:
            pause = RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
            failures += 1
            log.warning("no updates from %s (%s), again in %d s", channel.account, failed, pause)
            await asyncio.sleep(pause)
