"""The line between the program and the server: a relay that can be cut, and that can reset connections."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from typing import Self
from urllib.parse import urlsplit

_CHUNK = 65536
_RST = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset in the place of a farewell (man 7 socket)."""


class Line:
    """Relays TCP to the server at `page`. An async context manager; `address` stays the same after a cut."""

    def __init__(self, page: str) -> None:
        self.to(page)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._ends: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    def to(self, page: str) -> None:
        """Lead somewhere else from the next connection on."""
        self._target = urlsplit(page).hostname, urlsplit(page).port

    @property
    def address(self) -> str:
        """Where the program finds the server."""
        return f"http://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        """Take connections (again)."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Nobody answers at the address any more, and every open connection is reset."""
        assert self._server is not None
        self._server.close()
        self.reset(1.0, random.Random(0))
        await self._server.wait_closed()

    def reset(self, share: float, dice: random.Random) -> None:
        """Reset this share of the open connections, whatever is on them."""
        for end in sorted(self._ends, key=id):
            if dice.random() < share:
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
                end.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            try:
                back, forth = await asyncio.open_connection(*self._target)
            except ConnectionError:
                return  # nobody is there
            try:
                tasks = [asyncio.create_task(_pump(reader, forth)), asyncio.create_task(_pump(back, writer))]
                _, other = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in other:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            finally:
                forth.close()
        finally:
            self._ends.discard(writer)
            writer.close()


async def _pump(source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
    """Carry bytes one way until either side is gone."""
    try:
        while content := await source.read(_CHUNK):
            drain.write(content)
            await drain.drain()
    except ConnectionError:
        return
