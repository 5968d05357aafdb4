"""Stopping and starting again: turns in hand are finished, nothing is lost, nothing is doubled that was certain."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.rehearsal.faults import Faults
from bot.rehearsal.phone import Phone
from storage.tables import inbox, outbox
from tests.bot.conftest import Start
from tests.bot.program import Program

FILE = {"file_id": "unknown", "file_unique_id": "u", "file_name": "bai.pdf"}


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[sqlite3.Connection]:
    """Another process's hand on the database: nobody else may write within the block."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        while not other.in_transaction:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                await asyncio.sleep(0.001)  # the program writes, in this same loop
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


async def shown(phone: Phone) -> list[str]:
    return [message.text for message in await phone.messages() if message.by_bot]


def update(phone: Phone, number: int, **message: Any) -> dict[str, Any]:
    chat = {"id": phone.id, "type": "private"}
    return {"update_id": number, "message": {"date": 1, "chat": chat, **message}}


async def test_a_turn_in_hand_is_finished_and_answered_after_the_next_start(start: Start, database: Path) -> None:
    async with start() as program:
        phone = await program.phone()
        await phone.says("/tep")
        await program.quiet(1)
        await program.faults(delay=1)
        await program.app.intake.take([update(phone, 9001, document=FILE)])
        await _called(program, "getFile")
    assert rows(database) == [("done", None), ("done", None)]
    async with start() as program:
        await program.faults()
        await program.quiet(2)
        assert await shown(phone) == ["Gửi tệp đi", ": ['bai.pdf:lost']"]


async def test_a_turn_that_takes_too_long_waits_for_the_next_start(
    start: Start, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.TURNS_SECONDS", 0.5)
    async with start() as program:
        phone = await program.phone()
        await phone.says("/tep")
        await program.quiet(1)
        await program.faults(delay=2)
        await program.app.intake.take([update(phone, 9001, document=FILE), update(phone, 9002, text="và nữa")])
        await _called(program, "getFile")
        began = time.monotonic()
    assert time.monotonic() - began < 1.5
    program.rehearsal.faults = Faults()
    assert rows(database) == [("done", None), ("new", None), ("new", None)]
    async with start() as program:
        await program.quiet(3)
        assert await shown(phone) == ["Gửi tệp đi", ": ['bai.pdf:lost']", "và nữa: []"]


async def test_what_was_in_flight_and_arrived_is_not_sent_again(start: Start, database: Path) -> None:
    async with start() as program:
        phone = await program.phone(started=True)
        await program.faults(delay=1)
        await program.app.intake.take([update(phone, 9001, text="chào")])
        await _called(program, "sendMessage")
    program.rehearsal.faults = Faults()
    async with start() as program:
        assert await program.look(select(outbox.c.state, outbox.c.doubts)) == [("sent", 0)]
        await program.app.intake.take([update(phone, 9002, text="lần hai")])
        await program.quiet(2)
        assert await shown(phone) == ["chào", "lần hai"]


async def test_what_ended_just_before_the_stop_is_written_although_the_database_was_locked(
    start: Start, database: Path
) -> None:
    async with AsyncExitStack() as stopping:
        program = await stopping.enter_async_context(start())
        phone = await program.phone(started=True)
        await program.faults(delay=0.3)
        await program.app.intake.take([update(phone, 9001, text="chào")])
        await _called(program, "sendMessage")
        async with locked(database) as other:
            await phone.waits_for("chào")
            await asyncio.sleep(0.2)  # by now the program waits to write how it ended
            asyncio.get_running_loop().call_later(1, other.execute, "ROLLBACK")
            await stopping.aclose()
    async with start() as program:
        assert await program.look(select(outbox.c.state, outbox.c.doubts)) == [("sent", 0)]


async def test_a_stop_takes_less_than_ten_seconds_with_the_database_locked(start: Start, database: Path) -> None:
    async with AsyncExitStack() as stopping:
        program = await stopping.enter_async_context(start())
        phone = await program.phone(started=True)
        await program.learners(3)
        await program.faults(delay=0.5)
        notice = await program.notice("thông báo")
        await program.app.intake.take([update(phone, 9001, text="chào"), update(phone, 9002, text="nữa")])
        await _called(program, "sendMessage")
        async with locked(database):
            began = time.monotonic()
            await stopping.aclose()
            assert time.monotonic() - began < 10
    program.rehearsal.faults = Faults()
    async with start() as program:
        assert await program.ended(notice) == {"sent": 3, "doubtful": 3}
        await program.quiet(2)
        assert [text for text in await shown(phone) if text != "chào"] == ["nữa"]


async def test_an_album_that_is_coming_in_at_the_stop_is_one_turn_after_the_start(start: Start, database: Path) -> None:
    async with start() as program:
        phone = await program.phone()
        await phone.says("/tep")
        await program.quiet(1)
        await phone.sends_files([("a.txt", b"1"), ("b.txt", b"22")], caption="bài")
        await program.until(lambda store: store.value(select(inbox.c.id).order_by(inbox.c.id.desc()).limit(1)), 3)
    async with start() as program:
        await program.quiet(3)
        assert await shown(phone) == ["Gửi tệp đi", "bài: ['a.txt=1', 'b.txt=2']"]


async def _called(program: Program, method: str) -> None:
    async with asyncio.timeout(5):
        while not program.calls(method):
            await asyncio.sleep(0.02)


def rows(database: Path) -> list[tuple[Any, ...]]:
    """The inbox as the stopped program left it."""
    with closing(sqlite3.connect(database)) as stopped:
        return stopped.execute("SELECT state, error FROM inbox ORDER BY id").fetchall()
