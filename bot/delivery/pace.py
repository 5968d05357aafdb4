"""How fast notices go: so many in any second, halted when the channel says so, slower for a while after that."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta
from math import inf

from bot.pulse import Pulse

AT_ONCE_SECONDS = 0.02
"""What leaves within so long leaves together: one claim, and one commit, for all of it."""
SPARE = 0.001
"""So much longer than a second, against what clocks round."""
CATCHING_UP = 0.8
"""After a wait, what leaves together may follow in this part of the usual time."""
SLOWER = 0.6
SLOW_SECONDS = 60.0
LEAST_RATE = 1.0


class Pace:
    """Says how many may leave now. In real seconds, whatever the rehearsal's clock says.

    The channel counts a message somewhere between its leaving and its answer. So its place is taken when it leaves and
    free one second after its answer came: then no second as the channel counts it holds more than the rate, whatever
    the line does. The price is that answers have to come fast: the pace is the rate ÷ (1 + seconds of a round trip).
    """

    def __init__(self, rate: float) -> None:
        """`rate`: so many a second."""
        self._full = rate
        self._gone: deque[float] = deque()
        self._set(rate)
        self._flying = 0
        self._landed = Pulse()
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
            if wait == inf:
                await self._landed.wait()
            else:
                await asyncio.sleep(wait)
        return min(self.burst, self._most - len(self._gone) - self._flying)

    def _wait(self, now: float) -> float:
        if now < self._halted_until:
            return self._halted_until - now
        if self.rate < self._full and now >= self._slow_until:
            self._set(self._full)
        while self._gone and self._gone[0] + self._window <= now:
            self._gone.popleft()
        surplus = len(self._gone) + self._flying + min(self.burst, self._most) - self._most
        if surplus > len(self._gone):
            return inf
        room = self._gone[surplus - 1] + self._window if surplus > 0 else 0.0
        return max(room, self._next) - now

    def left(self, count: int, *, paced: bool) -> None:
        """So many leave now. Replies are not paced, but the channel counts them: notices make room for them."""
        self._flying += count
        if not paced:
            return
        now = asyncio.get_running_loop().time()
        self._next = now + count / self.rate * CATCHING_UP

    def landed(self) -> None:
        """The channel has answered one: it has counted it by now, and no later."""
        self._flying -= 1
        self._gone.append(asyncio.get_running_loop().time())
        self._landed.beat()

    def halt(self, pause: timedelta) -> None:
        """The channel asked for a pause (429): nothing leaves before its end, and less for a while after it."""
        now = asyncio.get_running_loop().time()
        if now >= self._halted_until:  # one pause slows once, however many requests were told of it
            self._set(max(LEAST_RATE, self.rate * SLOWER))
        self._halted_until = max(self._halted_until, now + pause.total_seconds())
        self._slow_until = self._halted_until + SLOW_SECONDS
