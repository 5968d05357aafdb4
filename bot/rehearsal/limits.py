"""The pace that the Bot API allows: so many sends a second overall, and a bucket of sends for each chat."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits in messages: overall in any second, and for each private chat a burst that refills at a rate a second."""

    overall: int = 30
    chat_burst: float = 5
    chat_rate: float = 1


@dataclass(slots=True)
class Limits:
    """Counts sends against a pace; time is monotonic seconds."""

    pace: Pace = field(default_factory=Pace)
    now: Callable[[], float] = time.monotonic
    _sent: deque[float] = field(default_factory=deque)
    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)

    def wait(self, chat: int, count: int = 1) -> int:
        """0 where `count` messages to `chat` may go now, and then they are counted; else the seconds to wait."""
        now = self.now()
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        tokens = self._tokens(chat, now)
        needed = min(float(count), self.pace.chat_burst)
        if tokens < needed:
            return max(1, math.ceil((needed - tokens) / self.pace.chat_rate))
        if self._sent and len(self._sent) + count > self.pace.overall:
            return 1
        self._buckets[chat] = (tokens - count, now)
        self._sent.extend([now] * count)
        return 0

    def _tokens(self, chat: int, now: float) -> float:
        tokens, since = self._buckets.get(chat, (self.pace.chat_burst, now))
        return min(self.pace.chat_burst, tokens + (now - since) * self.pace.chat_rate)
