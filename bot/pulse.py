"""A signal that loops wait on: something happened, or it is time to stop."""

from __future__ import annotations

import asyncio


class Pulse:
    """Wakes one waiting loop. Beats that come while it works are not lost; several count as one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Something happened."""
        self._event.set()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for the next beat, at most so many seconds. Whether there was one."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True
