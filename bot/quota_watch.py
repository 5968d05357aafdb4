"""Watches what accounts have sent this month, and has the trainers told in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.announcer import Announcer
from bot.clock import Clock
from bot.pulse import Pulse
from handlers.quota import Limit
from storage import ledger
from storage.engine import Database, DatabaseUnavailable

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


class QuotaWatch:
    """Looks after each commit that counted messages."""

    def __init__(self, db: Database, clock: Clock, limits: Sequence[Limit], announcer: Announcer) -> None:
        self._db, self._clock, self._limits, self._announcer = db, clock, limits, announcer
        self.pulse = Pulse()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.pulse.wait()
            for limit in self._limits:
                try:
                    await self._look(limit)
                except DatabaseUnavailable as failed:
                    log.warning("what %s has sent can't be read: %s", limit.account, failed)
                    await asyncio.sleep(RETRY_SECONDS)
                    self.pulse.beat()

    async def _look(self, limit: Limit) -> None:
        async with self._db.read() as store:
            now = self._clock.now()
            sent = await ledger.sent(store, limit.account, now=now)
        if sent >= limit.alert:
            await self._announcer.nearly_used(limit, sent)
