"""What happens is told to the pages that watch: server-sent events, one queue for each page."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

ROOM = 10_000
"""Events that may wait for one page; a page further behind is cut off and reads the state anew."""

KEEP_ALIVE = 15.0
"""Seconds of silence after which a comment is sent, so that a page that went away is noticed."""


class Events:
    """Hands each event to every page that listens."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[str | None]] = set()
        self._closed = False

    @property
    def watched(self) -> bool:
        """Whether anybody listens: events needn't be made otherwise."""
        return bool(self._queues)

    def tell(self, kind: str, **fields: Any) -> None:
        """Sends one event to all pages."""
        if not self._queues:
            return
        line = f"data: {json.dumps({'type': kind} | fields, ensure_ascii=False)}\n\n"
        for queue in list(self._queues):
            if queue.full():
                self._cut_off(queue)
            else:
                queue.put_nowait(line)

    def _cut_off(self, queue: asyncio.Queue[str | None]) -> None:
        self._queues.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    def open(self) -> None:
        """Lets pages listen (again)."""
        self._closed = False

    def close(self) -> None:
        """Ends every stream, so that the server can stop at once."""
        self._closed = True
        for queue in list(self._queues):
            self._cut_off(queue)

    async def stream(self) -> AsyncIterator[str]:
        """The lines of one page's stream until it ends."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(ROOM)
        if self._closed:
            return
        self._queues.add(queue)
        try:
            yield ": rehearsal\n\n"
            while (lines := await _next(queue)) is not None:
                yield lines
        finally:
            self._queues.discard(queue)


async def _next(queue: asyncio.Queue[str | None]) -> str | None:
    """All lines that wait, in one piece; None at the end."""
    try:
        async with asyncio.timeout(KEEP_ALIVE):
            first = await queue.get()
    except TimeoutError:
        return ": still here\n\n"
    lines = [first]
    while first is not None and not queue.empty():
        lines.append(queue.get_nowait())
    return None if lines[0] is None else "".join(line for line in lines if line is not None)
