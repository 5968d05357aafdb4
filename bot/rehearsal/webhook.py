"""Delivery of updates to the bot's webhook: in order within a lane, lanes side by side, refused ones again."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.rehearsal.updates import Update, Updates

FIRST_DELAY = 0.2
LONGEST_DELAY = 60.0
PATIENCE = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go: the address, the secret that proves us, and how many requests may be in flight."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Delivers while a target is set and the server is open."""

    def __init__(self, updates: Updates) -> None:
        self.target: Target | None = None
        self.last_error = ""
        self._updates = updates
        self._lanes: dict[tuple[str, int], deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(1)
        updates.put_hooks.append(self._put)

    async def set(self, target: Target | None) -> None:
        """Starts delivering what waits to the new target; None stops, and what waits can be polled."""
        await self.close()
        self.target = target
        self.last_error = ""
        self.open()

    def open(self) -> None:
        """Starts delivering what waits, where a target is set."""
        if self.target is None or self._session is not None:
            return
        self._slots = asyncio.Semaphore(self.target.max_connections)
        self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(limit=0))
        for update in self._updates.waiting.values():
            self._put(update)

    async def close(self) -> None:
        """Stops delivering; requests in flight are cut, and their updates stay."""
        session, self._session = self._session, None  # what comes from now on waits for the next start
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lanes.clear()
        if session is not None:
            await session.close()

    def _put(self, update: Update) -> None:
        if self._session is None or self.target is None:
            return
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.create_task(self._run(update.lane, self.target, self._session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: tuple[str, int], target: Target, session: aiohttp.ClientSession) -> None:
        lane = self._lanes[name]
        while lane:
            await self._until_taken(lane[0], target, session)
            self._updates.confirm(lane.popleft())
        del self._lanes[name]

    async def _until_taken(self, update: Update, target: Target, session: aiohttp.ClientSession) -> None:
        delay = FIRST_DELAY
        while update.id in self._updates.waiting and not await self._taken(update, target, session):
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _taken(self, update: Update, target: Target, session: aiohttp.ClientSession) -> bool:
        headers = {"Content-Type": "application/json"} | _proof(target)
        body = json.dumps(update.json(), ensure_ascii=False).encode()
        async with self._slots:
            try:
                async with session.post(target.url, data=body, headers=headers, allow_redirects=False) as answer:
                    if answer.ok and answer.status < 300:
                        return True
                    self.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            except (aiohttp.ClientError, TimeoutError) as error:
                self.last_error = f"Connection failed: {type(error).__name__}"
        return False


def _proof(target: Target) -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": target.secret} if target.secret else {}


def info(webhook: Webhook, pending: int, allowed: frozenset[str]) -> dict[str, Any]:
    """What getWebhookInfo tells."""
    target = webhook.target
    about: dict[str, Any] = {
        "url": target.url if target else "",
        "has_custom_certificate": False,
        "pending_update_count": pending,
    }
    if target:
        about["max_connections"] = target.max_connections
    if allowed:
        about["allowed_updates"] = sorted(allowed)
    if webhook.last_error:
        about["last_error_message"] = webhook.last_error
    return about
