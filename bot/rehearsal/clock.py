"""The clock on the wall is the program's: asked over HTTP, and the real one where no program was named."""

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PATIENCE = 2.0
"""Seconds that the program may think before the time as last heard is taken."""


class ClockRefused(Exception):
    """The clock can't be moved: the HTTP status to answer with, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Clock:
    """Asks and moves the program's clock at `url`; may be given its address after the program has started."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self._ahead = 0.0
        self._asking: asyncio.Task[dict[str, Any]] | None = None

    def timestamp(self) -> int:
        """The program's time in unix seconds, as far as it was last heard."""
        return int(datetime.now(ZONE).timestamp() + self._ahead)

    async def fresh_timestamp(self) -> int:
        """The program's time in unix seconds, asked now; the last heard where the program doesn't answer."""
        if self.url is not None:
            await self.read()
        return self.timestamp()

    async def read(self) -> dict[str, Any]:
        """`{now, next}` as the program tells it, or the time as last heard where it doesn't answer."""
        if self.url is None:
            return self._last_heard()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._heard(self.url))
        return await asyncio.shield(self._asking)

    async def move(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Moves the clock. Raises ClockRefused where there is no program, or it doesn't want to."""
        if self.url is None:
            raise ClockRefused(409, "no program's clock is wired to this rehearsal")
        try:
            return await self._ask("POST", self.url, wish)
        except (aiohttp.ClientError, TimeoutError):
            raise ClockRefused(502, "the program's clock doesn't answer") from None

    def _last_heard(self) -> dict[str, Any]:
        now = datetime.fromtimestamp(datetime.now(ZONE).timestamp() + self._ahead, ZONE)
        return {"now": now.isoformat(), "next": None}

    async def _heard(self, url: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask("GET", url, None)
        except (aiohttp.ClientError, TimeoutError, ClockRefused):
            return self._last_heard()

    async def _ask(self, method: str, url: str, wish: dict[str, Any] | None) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session, session.request(method, url, json=wish) as answer:
            if answer.status != 200:
                raise ClockRefused(answer.status, await answer.text())
            clock: dict[str, Any] = await answer.json()
        self._ahead = datetime.fromisoformat(clock["now"]).timestamp() - datetime.now(ZONE).timestamp()
        return clock
