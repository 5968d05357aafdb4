"""How fast notices go: so many a second, halted when the channel says so, slower for a while after that."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from aiolimiter import AsyncLimiter

BURST_SECONDS = 0.2
SLOWER = 0.6
SLOW_SECONDS = 60.0
LEAST_RATE = 1.0


class Pace:
    """Says how many may leave now. In real seconds, whatever the rehearsal's clock says."""

    def __init__(self, rate: float) -> None:
        self._full = rate
        self._set(rate)
        self._halted_until = 0.0
        self._slow_until = 0.0

    def _set(self, rate: float) -> None:
        self.rate = rate
        self.burst = max(1, round(rate * BURST_SECONDS))
        self._limiter = AsyncLimiter(self.burst, self.burst / rate)

    async def allowance(self) -> int:
        """Wait until one may leave; returns how many may leave at once."""
        while True:
            await self._wait_out()
            await self._limiter.acquire()
            if not self._halted():  # a halt may have come meanwhile
                break
        allowed = 1
        while allowed < self.burst and self._limiter.has_capacity():
            await self._limiter.acquire()
            allowed += 1
        return allowed

    def _halted(self) -> bool:
        return asyncio.get_running_loop().time() < self._halted_until

    async def _wait_out(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._halted_until - loop.time()) > 0:
            await asyncio.sleep(left)
        if self.rate < self._full and loop.time() >= self._slow_until:
            self._set(self._full)

    def halt(self, pause: timedelta) -> None:
        """The channel asked for a pause (429): nothing leaves before its end, and less for a while after it."""
        now = asyncio.get_running_loop().time()
        if now >= self._halted_until:  # one pause slows once, however many requests were told of it
            self._set(max(LEAST_RATE, self.rate * SLOWER))
        self._halted_until = max(self._halted_until, now + pause.total_seconds())
        self._slow_until = self._halted_until + SLOW_SECONDS
