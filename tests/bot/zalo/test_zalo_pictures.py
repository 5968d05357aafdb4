"""Pictures are asked of public hosts alone, however an address is written, and a redirect that is none ends quietly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.channels.base import FileLost
from bot.channels.zalo_pictures import Pictures

WRITTEN = [
    "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.０.０.１", "2130706433", "127.1", "127.0.0.1.", "0x7f.1", "0x7f000001",
    "[::127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::1]", "[fe80::1%25lo]", "ⓛocalhost", "a..b", "a" * 64 + ".example",
]  # fmt: skip


@asynccontextmanager
async def knocked() -> AsyncIterator[tuple[int, list[object]]]:
    """A port of this machine, and those who came to it."""
    callers: list[object] = []

    async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], callers


@pytest.mark.parametrize("host", WRITTEN)
async def test_an_address_that_is_not_public_is_not_asked_however_it_is_written(host: str) -> None:
    pictures = Pictures()
    await pictures.open()
    async with knocked() as (port, callers):
        with pytest.raises(FileLost):
            await pictures.fetch(f"https://{host}:{port}/a.jpg")
        assert callers == []
    await pictures.close()


@asynccontextmanager
async def moving(to: str) -> AsyncIterator[str]:
    """A server that sends everybody there."""

    async def move(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": to})

    app = web.Application()
    app.router.add_get("/", move)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "to",
    [
        "http://[::1", "http://a:99999/", "http://a:x/", "//[", "https://", "file:///etc/passwd",
        "http://①⓪.⓪.⓪.①/", "http://[64:ff9b::10.0.0.1]/", "http://[2002:a00:1::]/", "http://a..b/",
    ],
)  # fmt: skip
async def test_a_redirect_that_leads_to_no_public_address_is_a_lost_file(to: str) -> None:
    pictures = Pictures(loopback=True)
    await pictures.open()
    async with moving(to) as address:
        with pytest.raises(FileLost):
            await pictures.fetch(address)
    await pictures.close()
