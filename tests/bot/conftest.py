"""A rehearsal's server and the real program against it, over real HTTP, for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.limits import Pace
from bot.rehearsal.phone import new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.bot import parrot
from tests.bot.program import BEGINS, TOKEN, Program, settings_for

NO_LIMIT = Pace(overall=100_000, chat_burst=1000, chat_rate=1000)

Start = Callable[..., AbstractAsyncContextManager[Program]]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[tuple[Rehearsal, str, aiohttp.ClientSession]]:
    """The server, its address, and what phones use: they go on while programs start and stop."""
    files = tmp_path / "telegram"
    files.mkdir()
    rehearsal = Rehearsal(TOKEN, files=files, numbers_from=1, seed=1, pace=NO_LIMIT)
    async with new_session() as session, serve(rehearsal) as page:
        yield rehearsal, page, session


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Path:
    """The file of the program's database, there before its first start."""
    path = tmp_path / "data" / "donghanh.db"
    path.parent.mkdir()
    path.write_bytes(empty_database.read_bytes())
    return path


@pytest.fixture
def start(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession], database: Path, monkeypatch: pytest.MonkeyPatch
) -> Start:
    """`async with start(**settings) as program`: a program on this test's data, as often as the test likes."""
    monkeypatch.setattr("bot.school.router", parrot.router)
    rehearsal, page, session = stage

    @asynccontextmanager
    async def started(clock: RehearsalClock | None = None, **settings: Any) -> AsyncIterator[Program]:
        app = App(settings_for(page, database.parent, **settings), clock or RehearsalClock(BEGINS))
        async with app.running() as running:
            yield Program(app, running, rehearsal, page, session)

    return started


@pytest.fixture
async def program(start: Start) -> AsyncIterator[Program]:
    async with start() as running:
        yield running
