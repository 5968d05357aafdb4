"""Bringing updates to a Zalo bot's webhook: in order for each chat, a few tries, then gone."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.rehearsal.zalo.updates import Updates
from bot.rehearsal.zalo.whims import Whims

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
    """Delivers while a target is set and the server is open.

    `brought` has the updates that were taken, `lost` those that no try brought there, in the order of their ends;
    `requests` counts how often any was brought.
    """

    def __init__(self, updates: Updates, manner: Manner) -> None:
        self.target: Target | None = None
        self.updated_at = 0
        self.tries = TRIES
        self.whims = Whims()
        self.brought: list[Json] = []
        self.lost: list[Json] = []
        self.requests = 0
        self._updates, self._manner = updates, manner
        self._lanes: dict[str, deque[Json]] = {}
        self._late: list[Json] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        updates.put_hook = self._put

    @property
    def busy(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._lanes or self._late)

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
        for waiting in (*self._lanes.values(), self._late):
            self._updates.waiting.extend(waiting)
        self._lanes.clear()
        self._late.clear()
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
        self._start(self._run(name, self.target, self._session))
        return True

    def _start(self, bringing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(bringing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: str, target: Target, session: aiohttp.ClientSession) -> None:
        lane = self._lanes[name]
        while lane:
            if self.whims.dawdles():
                self._late.append(lane[0])
                self._start(self._later(lane[0], target, session))
            else:
                await self._ended(lane[0], target, session)
            lane.popleft()
        del self._lanes[name]

    async def _later(self, update: Json, target: Target, session: aiohttp.ClientSession) -> None:
        await asyncio.sleep(self.whims.pause())
        await self._ended(update, target, session)
        self._late.remove(update)

    async def _ended(self, update: Json, target: Target, session: aiohttp.ClientSession) -> None:
        taken = await self._delivered(update, target, session)
        (self.brought if taken else self.lost).append(update)
        if taken and self.whims.repeats():
            self._start(self._again(update, target, session))

    async def _again(self, update: Json, target: Target, session: aiohttp.ClientSession) -> None:
        await asyncio.sleep(self.whims.pause())
        await self._taken(update, target, session)

    async def _delivered(self, update: Json, target: Target, session: aiohttp.ClientSession) -> bool:
        for attempt in range(self.tries):
            if attempt:
                await asyncio.sleep(FIRST_DELAY * 2 ** (attempt - 1))
            if await self._taken(update, target, session):
                return True
        return False

    async def _taken(self, update: Json, target: Target, session: aiohttp.ClientSession) -> bool:
        self.requests += 1
        body = json.dumps({"ok": True, "result": update} if self._manner.wrapped else update, ensure_ascii=False)
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, SECRET_HEADER: target.secret}
        try:
            async with session.post(target.url, data=body.encode(), headers=headers, allow_redirects=False) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False
