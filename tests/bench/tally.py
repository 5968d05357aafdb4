"""Counting what the bot sends, at the server: when each message that begins so came."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """The messages whose text begins with `prefix`, from now on; `came` in monotonic seconds."""

    prefix: str
    came: list[float] = field(default_factory=list)
    _wanted: int = 0
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    def count(self, text: str) -> None:
        """A message of this text came."""
        if not text.startswith(self.prefix):
            return
        self.came.append(time.monotonic())
        if len(self.came) == self._wanted:
            self._enough.set()

    async def until(self, count: int, patience: float) -> None:
        """Wait until so many came, or so many seconds have gone by."""
        self._wanted = count
        if len(self.came) >= count:
            return
        self._enough.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._enough.wait(), patience)
