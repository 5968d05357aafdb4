"""How updates come in: webhooks with all that may be wrong with them, polling that confirms only what is on disk."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.tables import inbox
from tests.bot.conftest import Start
from tests.bot.program import Program
from tests.bot.test_stopping import locked

SECRET = "a-secret_of_this_test"


@pytest.fixture
async def hooked(start: Start, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    """A program with a webhook, which the server knows."""
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    async with start(http_port=port, public_url=address, webhook_secret=SECRET) as program:
        async with asyncio.timeout(5):
            while program.rehearsal.webhook.target is None:
                await asyncio.sleep(0.02)
        yield program


def update(number: int = 9001, chat: int = 1, text: str = "chào") -> bytes:
    message = {"date": 1, "chat": {"id": chat, "type": "private"}, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_the_webhook_answers_people(hooked: Program) -> None:
    phone = await hooked.phone()
    await phone.says("/hoi")
    await phone.waits_for("Chọn đi")
    await phone.taps("Hai")
    await phone.waits_for("chọn hai")
    assert hooked.rehearsal.webhook.last_error == ""


ASKED: list[tuple[str | None, bytes, int]] = [
    (None, update(), 403),
    ("", update(), 403),
    ("wrong", update(), 403),
    (SECRET + "x", update(), 403),
    ("mật-khẩu", update(), 403),
    (SECRET, b"", 400),
    (SECRET, b"{", 400),
    (SECRET, b"\xff\xfe", 400),
    (SECRET, b"[]", 400),
    (SECRET, b"{}", 400),
    (SECRET, b'{"update_id": "1"}', 400),
    (SECRET, b"[" * 100_000, 400),
    (SECRET, update(text="x" * (1 << 20)), 400),
    (SECRET, b'{"update_id": 5}', 200),
    (SECRET, b'{"update_id": 6, "poll": {"id": "1"}}', 200),
]


async def test_what_the_webhook_answers(hooked: Program) -> None:
    answers = []
    for secret, body, _ in ASKED:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        content = BytesIO(body)
        async with hooked.session.post(f"{hooked.running.address}/telegram", data=content, headers=headers) as answer:
            answers.append((answer.status, await answer.read()))
    assert answers == [(status, b"") for _, _, status in ASKED]
    assert await hooked.look(select(func.count()).select_from(inbox)) == [(0,)]


async def test_two_hundred_means_on_disk_and_twice_is_once(hooked: Program) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    for _ in range(2):
        async with hooked.session.post(f"{hooked.running.address}/telegram", data=update(), headers=headers) as answer:
            assert answer.status == 200
        assert await hooked.look(select(func.count()).select_from(inbox)) == [(1,)]


async def test_a_locked_database_is_told_to_the_channel_which_brings_it_again(hooked: Program, database: Path) -> None:
    phone = await hooked.phone()
    async with locked(database):
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with hooked.session.post(f"{hooked.running.address}/telegram", data=update(), headers=headers) as answer:
            assert answer.status == 503
        await phone.says("chào")
        async with asyncio.timeout(5):
            while hooked.rehearsal.webhook.last_error == "":
                await asyncio.sleep(0.02)
    await phone.waits_for("chào")
    assert hooked.rehearsal.webhook.last_error == "Wrong response from the webhook: 503 Service Unavailable"


async def test_a_body_that_never_ends_holds_up_nobody_and_no_stop(start: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with start(http_port=port, public_url=f"http://127.0.0.1:{port}", webhook_secret=SECRET) as program:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        writer.write(head.encode() + b"Content-Length: 1000\r\n\r\n{")
        await writer.drain()
        phone = await program.phone()
        await phone.says("chào")
        await phone.waits_for("chào")
        began = time.monotonic()
    assert time.monotonic() - began < 5
    writer.close()
    del reader


async def test_polling_confirms_only_what_is_on_disk(
    start: Start, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.2)
    monkeypatch.setattr("bot.intake.RETRY_SECONDS", (0.1,))
    async with start() as program:
        phone = await program.phone()
        await phone.says("một")
        await phone.waits_for("một")
        async with locked(database):
            await phone.says("hai")
            await asyncio.sleep(1)
            assert [put.body["text"] for put in program.rehearsal.updates.waiting.values()] == ["hai"]
        await phone.waits_for("hai")
        await program.quiet(2)


async def test_turns_and_sends_wait_for_a_locked_database_and_none_is_lost(
    start: Start, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.2)
    async with start() as program:
        await program.learners(5)
        phone = await program.phone()
        await program.faults(delay=0.3)
        await phone.says("chào")
        notice = await program.notice("thông báo")
        for _ in range(3):
            await asyncio.sleep(0.2)
            async with locked(database):
                await asyncio.sleep(0.6)
        await program.faults()
        await program.quiet(1)
        assert await program.ended(notice) == {"sent": 5}
        assert [message.text for message in await phone.messages() if message.by_bot] == ["chào"]
        assert len([call for call in program.calls() if call["params"]["text"] == "thông báo"]) == 5
