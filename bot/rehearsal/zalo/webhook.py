"""Bringing updates to a Zalo bot's webhook: in order for each chat, a few tries, then gone."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.rehearsal.zalo.updates import Updates

if TYPE_CHECKING:
    from bot.rehearsal.zalo.bots import Manner

Json = dict[str, Any]
USER_AGENT = "Java/1.8.0_192"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
PATIENCE = 5.0
TRIES = 4
FIRST_DELAY = 0.2
"""A deadline of 5 s and three tries more are what one SDK's documents claim; Zalo's own name no number."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go, and the secret that proves us."""

    url: str
    secret: str


class Webhook:
    """Delivers while a target is set and the server is open. What no try brings there is in `lost`."""

    def __init__(self, updates: Updates, manner: Manner) -> None:
        self.target: Target | None = None
        self.updated_at = 0
        self.tries = TRIES
        self.lost: list[Json] = []
        self._updates, self._manner = updates, manner
        self._lanes: dict[str, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        updates.put_hook = self._put

    @property
    def busy(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._lanes)

    async def set(self, target: Target | None, *, at: int) -> None:
        """Delivers to the new target from now on, first what waits; None stops. `at` in unix milliseconds."""
        await self.close()
        self.target, self.updated_at = target, at
        self.open()

    def open(self) -> None:
        """Starts delivering what waits, where a target is set."""
        if self.target is None or self._session is not None:
            return
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        while self._updates.waiting:
            self._put(self._updates.waiting.popleft())

    async def close(self) -> None:
        """Stops delivering; what was on its way waits again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for lane in self._lanes.values():
            self._updates.waiting.extend(lane)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def probe(self, target: Target) -> int | None:
        """The status with which the address answers an empty request; None where it doesn't."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": USER_AGENT}) as session,
                session.post(target.url, data=b"", headers={SECRET_HEADER: target.secret}) as answer,
            ):
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    def _put(self, update: Json) -> bool:
        if self._session is None or self.target is None:
            return False
        name = str(update.get("message", {}).get("chat", {}).get("id", ""))
        if name in self._lanes:
            self._lanes[name].append(update)
            return True
        self._lanes[name] = deque([update])
        task = asyncio.create_task(self._run(name, self.target, self._session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _run(self, name: str, target: Target, session: aiohttp.ClientSession) -> None:
        lane = self._lanes[name]
        while lane:
            if not await self._delivered(lane[0], target, session):
                self.lost.append(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _delivered(self, update: Json, target: Target, session: aiohttp.ClientSession) -> bool:
        for attempt in range(self.tries):
            if attempt:
                await asyncio.sleep(FIRST_DELAY * 2 ** (attempt - 1))
            if await self._taken(update, target, session):
                return True
        return False

    async def _taken(self, update: Json, target: Target, session: aiohttp.ClientSession) -> bool:
        body = json.dumps({"ok": True, "result": update} if self._manner.wrapped else update, ensure_ascii=False)
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, SECRET_HEADER: target.secret}
        try:
            async with session.post(target.url, data=body.encode(), headers=headers, allow_redirects=False) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False
