"""The rehearsal's server, the real program as a child process against it, and people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.rehearsal.limits import Pace
from bot.rehearsal.phone import Phone, new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.e2e.program import Program

TOKEN = "664000:" + "t" * 35
UNHURRIED = Pace(overall=100_000, chat_burst=100_000, chat_rate=100_000)

Phones = Callable[..., Awaitable[Phone]]


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A server without rate limits: those are tested elsewhere, here they would only take time."""
    files = tmp_path / "rehearsal"
    files.mkdir()
    return Rehearsal(TOKEN, files=files, pace=UNHURRIED, seed=1)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as opened:
        yield opened


@pytest.fixture
async def program(rehearsal: Rehearsal, tmp_path: Path, session: aiohttp.ClientSession) -> AsyncIterator[Program]:
    """The program, started; its notices leave at 1,000 a second. At the end it must have stopped by itself."""
    async with serve(rehearsal) as page:
        running = Program(rehearsal, page, tmp_path / "data", session)
        await running.start(bulk_rate="1000", log_level="INFO")
        yield running
        assert await running.stop() == 0
        assert "Traceback" not in running.log


@pytest.fixture
def phones(program: Program, session: aiohttp.ClientSession) -> Phones:
    """`await phones("Nguyễn Văn Bình")`: a new person's phone."""

    async def made(name: str = "Nguyễn Văn Bình", **more: object) -> Phone:
        return await Phone.create(program.page, session, name, **more)  # type: ignore[arg-type]  # as create takes them

    return made


@pytest.fixture
async def unharmed(program: Program) -> AsyncIterator[Program]:
    """The program; afterwards no update may have failed, and the server may have refused none of its requests."""
    yield program
    await program.settled()
    assert program.rows("SELECT * FROM inbox WHERE state != 'done'") == []
    assert {call["result"] for call in program.calls()} == {"ok"}
    assert {row["state"] for row in program.rows("SELECT state FROM outbox")} == {"sent"}
