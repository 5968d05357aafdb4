"""Fetching the pictures that people send: public addresses only, small enough, and pictures indeed."""

from __future__ import annotations

from typing import Any

import aiohttp
from yarl import URL

from bot.channels.base import FileLost, FileTooLarge
from bot.channels.zalo_public import Forbidden, PublicOnly, allowed
from bot.file_types import sniff

LARGEST = 20 << 20
REDIRECTS = 3
SECONDS = aiohttp.ClientTimeout(total=60, sock_connect=10)


class Pictures:
    """Fetches pictures. `loopback`: from this machine too, without encryption; for a rehearsal alone."""

    def __init__(self, *, loopback: bool = False) -> None:
        self._loopback = loopback
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connections."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=8, resolver=PublicOnly(loopback=self._loopback))
            self._session = aiohttp.ClientSession(connector=connector, timeout=SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, address: str) -> bytes:
        """The picture. Raises FileLost, FileTooLarge (over 20 MB), ConnectionError where trying again may help."""
        try:
            url = allowed(address, loopback=self._loopback)
            for _ in range(REDIRECTS + 1):
                found, content = await self._got(url)
                if content is not None:
                    return _picture(content)
                url = allowed(_moved(url, found), loopback=self._loopback)
        except (Forbidden, aiohttp.InvalidURL):
            raise FileLost from None
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            raise ConnectionError(type(failed).__name__) from None
        raise FileLost

    async def _got(self, url: URL) -> tuple[str, bytes | None]:
        """(where it has moved to, None) or ("", the content)."""
        assert self._session is not None, "open() comes first"
        async with self._session.get(url, allow_redirects=False) as answer:
            moved = answer.headers.get("Location")
            if answer.status in {301, 302, 303, 307, 308} and moved:
                return moved, None
            if answer.status >= 500 or answer.status == 429:
                raise ConnectionError(str(answer.status))
            if answer.status != 200:
                raise FileLost
            return "", await _whole(answer)


def _moved(url: URL, found: str) -> URL:
    """Where a redirect leads. Raises Forbidden."""
    try:
        return url.join(URL(found))
    except ValueError:
        raise Forbidden from None


async def _whole(answer: Any) -> bytes:
    content = b""
    async for piece in answer.content.iter_chunked(1 << 16):
        content += piece
        if len(content) > LARGEST:
            raise FileTooLarge
    return content


def _picture(content: bytes) -> bytes:
    """What is no picture by its content is not kept. Raises FileLost."""
    if not sniff(content).startswith("image/"):
        raise FileLost
    return content
