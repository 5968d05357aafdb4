"""Fetching the pictures that people send: public addresses only, small enough, and pictures indeed."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.channels.base import FileLost, FileTooLarge
from bot.file_types import sniff

LARGEST = 20 << 20
REDIRECTS = 3
SECONDS = aiohttp.ClientTimeout(total=60, sock_connect=10)


class Forbidden(Exception):
    """The address is not a public one."""


class _PublicOnly(AbstractResolver):
    """Names resolve to public addresses or not at all, so that a name can't be turned to this machine afterwards."""

    def __init__(self, *, loopback: bool) -> None:
        self._resolver, self._loopback = ThreadedResolver(), loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of the name. Raises Forbidden where one of them is not public."""
        found = await self._resolver.resolve(host, port, family)
        for one in found:
            _check(one["host"], loopback=self._loopback)
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def _check(address: str, *, loopback: bool) -> None:
    parsed = ipaddress.ip_address(address)
    if not (parsed.is_global and not parsed.is_multicast) and not (loopback and parsed.is_loopback):
        raise Forbidden


class Pictures:
    """Fetches pictures. `loopback`: from this machine too, without encryption; for a rehearsal alone."""

    def __init__(self, *, loopback: bool = False) -> None:
        self._loopback = loopback
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connections."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=8, resolver=_PublicOnly(loopback=self._loopback))
            self._session = aiohttp.ClientSession(connector=connector, timeout=SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, address: str) -> bytes:
        """The picture. Raises FileLost, FileTooLarge (over 20 MB), ConnectionError where trying again may help."""
        try:
            for _ in range(REDIRECTS + 1):
                self._allowed(address)
                found, content = await self._got(address)
                if content is not None:
                    return _picture(content)
                address = urljoin(address, found)
        except Forbidden:
            raise FileLost from None
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            raise ConnectionError(type(failed).__name__) from None
        raise FileLost

    def _allowed(self, address: str) -> None:
        """Raises Forbidden. A name is looked at when it is resolved, an address that is written out here."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            raise Forbidden from None
        if parts.scheme != "https" and not (self._loopback and parts.scheme == "http"):
            raise Forbidden
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if not host:
                raise Forbidden from None
            return
        _check(host, loopback=self._loopback)

    async def _got(self, address: str) -> tuple[str, bytes | None]:
        """(where it has moved to, None) or ("", the content)."""
        assert self._session is not None, "open() comes first"
        async with self._session.get(address, allow_redirects=False) as answer:
            moved = answer.headers.get("Location")
            if answer.status in {301, 302, 303, 307, 308} and moved:
                return moved, None
            if answer.status >= 500 or answer.status == 429:
                raise ConnectionError(str(answer.status))
            if answer.status != 200:
                raise FileLost
            return "", await _whole(answer)


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
