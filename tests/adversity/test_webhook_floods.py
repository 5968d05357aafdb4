"""A webhook that strangers find: many slow and huge requests cost little, are never processed, and hold up nobody."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import func, select

from storage.tables import inbox
from tests.bot.conftest import Start
from tests.bot.program import Program
from tests.bot.test_intake import SECRET, update

STRANGERS = 200
TEN_MEGABYTES = 10 << 20


@pytest.fixture
async def hooked(start: Start) -> AsyncIterator[tuple[Program, int]]:
    """A program with a webhook that the server knows, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with start(http_port=port, public_url=f"http://127.0.0.1:{port}", webhook_secret=SECRET) as program:
        async with asyncio.timeout(5):
            while program.rehearsal.webhook.target is None:
                await asyncio.sleep(0.02)
        yield program, port


def head(secret: str | None, length: int) -> bytes:
    told = "" if secret is None else f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
    return f"POST /telegram HTTP/1.1\r\nHost: x\r\n{told}Content-Length: {length}\r\n\r\n".encode()


async def asks(port: int, stack: AsyncExitStack, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which that was sent, and no more of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    stack.callback(writer.close)
    writer.write(request)
    await writer.drain()
    return reader, writer


async def status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(5):
        return int((await reader.readline()).split()[1])


async def test_slow_strangers_are_refused_before_their_body_and_people_are_answered(
    hooked: tuple[Program, int],
) -> None:
    program, port = hooked
    async with AsyncExitStack() as stack:
        strangers = [await asks(port, stack, head("wrong", TEN_MEGABYTES)) for _ in range(STRANGERS)]
        assert {await status(reader) for reader, _ in strangers} == {403}
        halves = [await asks(port, stack, head(SECRET, 1000) + b'{"update_id"') for _ in range(STRANGERS)]
        phone = await program.phone()
        began = time.monotonic()
        await phone.says("chào")
        await phone.waits_for("chào")
        assert time.monotonic() - began < 2
        assert len(halves) == STRANGERS
    assert await program.look(select(func.count()).select_from(inbox)) == [(1,)]


async def test_ten_megabytes_are_not_read_to_their_end(hooked: tuple[Program, int]) -> None:
    program, port = hooked
    async with AsyncExitStack() as stack:
        reader, _ = await asks(port, stack, head(SECRET, TEN_MEGABYTES) + b"x" * (2 << 20))
        assert await status(reader) == 400
    assert await program.look(select(func.count()).select_from(inbox)) == [(0,)]


ODD = {
    "a number that is none": (b'{"update_id": true, "message": {"chat": {"id": 1}}}', 400),
    "no number": (b'{"update_id": NaN}', 400),
    "a fraction": (b'{"update_id": 1.5}', 400),
    "5,000 digits": (b'{"update_id": ' + b"9" * 5000 + b"}", 400),
    "deep": (b'{"update_id": 1, "message": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, 400),
    "a message that is none": (b'{"update_id": 2, "message": "x"}', 200),
    "a chat that is none": (b'{"update_id": 3, "message": {"chat": "x"}}', 200),
    "two updates": (update() + update(), 400),
    "UTF-16": (json.dumps({"update_id": 4}).encode("utf-16"), 200),
}


@pytest.mark.parametrize("name", ODD)
async def test_what_is_no_update_is_kept_nowhere(name: str, hooked: tuple[Program, int]) -> None:
    program, port = hooked
    body, answer = ODD[name]
    async with AsyncExitStack() as stack:
        reader, _ = await asks(port, stack, head(SECRET, len(body)) + body)
        assert await status(reader) == answer
    assert await program.look(select(func.count()).select_from(inbox)) == [(0,)]
