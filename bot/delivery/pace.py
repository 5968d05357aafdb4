"""How fast notices go: so many in any second, halted when the channel says so, slower for a while after that."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta

AT_ONCE_SECONDS = 0.05
"""What leaves within so long leaves together: one claim, and one commit, for all of it."""
SPARE = 0.02
"""The channel counts a second as they arrive, not as they leave: so much longer is ours."""
CATCHING_UP = 0.8
"""After a wait, what leaves together may follow in this part of the usual time."""
SLOWER = 0.6
SLOW_SECONDS = 60.0
LEAST_RATE = 1.0


class Pace:
    """Says how many may leave now. In real seconds, whatever the rehearsal's clock says.

    In no stretch of one second do more leave than the rate allows, however late the ones before were.
    """

    def __init__(self, rate: float) -> None:
        """`rate`: so many a second."""
        self._full = rate
        self._gone: deque[float] = deque()
        self._set(rate)
        self._next = 0.0
        self._halted_until = 0.0
        self._slow_until = 0.0

    def _set(self, rate: float) -> None:
        self.rate = rate
        self._most = max(1, int(rate))
        self._window = self._most / rate * (1 + SPARE)
        self.burst = max(1, round(rate * AT_ONCE_SECONDS))

    async def allowance(self) -> int:
        """Wait until one may leave; returns how many may leave at once. `left` is to be told how many did."""
        loop = asyncio.get_running_loop()
        while (wait := self._wait(loop.time())) > 0:
            await asyncio.sleep(wait)
        return min(self.burst, self._most - len(self._gone))

    def _wait(self, now: float) -> float:
        if now < self._halted_until:
            return self._halted_until - now
        if self.rate < self._full and now >= self._slow_until:
            self._set(self._full)
        while self._gone and self._gone[0] <= now - self._window:
            self._gone.popleft()
        surplus = len(self._gone) + min(self.burst, self._most) - self._most
        room = self._gone[surplus - 1] + self._window if surplus > 0 else 0.0
        return max(room, self._next) - now

    def left(self, count: int) -> None:
        """So many leave now."""
        now = asyncio.get_running_loop().time()
        self._gone.extend([now] * count)
        self._next = now + count / self.rate * CATCHING_UP

    def halt(self, pause: timedelta) -> None:
        """The channel asked for a pause (429): nothing leaves before its end, and less for a while after it."""
        now = asyncio.get_running_loop().time()
        if now >= self._halted_until:  # one pause slows once, however many requests were told of it
            self._set(max(LEAST_RATE, self.rate * SLOWER))
        self._halted_until = max(self._halted_until, now + pause.total_seconds())
        self._slow_until = self._halted_until + SLOW_SECONDS
