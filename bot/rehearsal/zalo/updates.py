"""Updates that wait for a Zalo bot: handed out one a poll, gone once they are read."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.rehearsal.zalo.errors import bad_request, nothing_new

Json = dict[str, Any]
WEBHOOK_IS_SET = "getUpdates can't be used while a webhook is set"
SECOND_POLLER = "another getUpdates is waiting"


class Updates:
    """The queue of one bot, oldest first. There is no cursor: reading removes."""

    def __init__(self) -> None:
        self.waiting: deque[Json] = deque()
        self.put_hook: Callable[[Json], bool] = lambda _update: False
        """Takes an update instead of the queue, where it returns True: the webhook does."""
        self.listeners: list[Callable[[Json], None]] = []
        """Told of every update, before anybody takes it."""
        self._poller: asyncio.Future[None] | None = None
        self._closed = False

    def put(self, update: Json) -> None:
        """Queues an update, or hands it to the webhook."""
        for listener in self.listeners:
            listener(update)
        if not self.put_hook(update):
            self.waiting.append(update)
            self._wake()

    def open(self) -> None:
        """Lets the bot poll (again)."""
        self._closed = False

    def close(self) -> None:
        """Ends a poll that waits, with nothing."""
        self._closed = True
        self._wake()

    async def poll(self, patience: float) -> Json:
        """The oldest update, removed. Raises ZaloError: 408 where none came in time, 400 for a second poll."""
        if self._poller is not None:
            raise bad_request(SECOND_POLLER)
        if not self.waiting and not self._closed:
            await self._wait(patience)
        if not self.waiting:
            raise nothing_new()
        return self.waiting.popleft()

    async def _wait(self, patience: float) -> None:
        self._poller = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._poller
        except TimeoutError:
            return
        finally:
            self._poller = None

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
