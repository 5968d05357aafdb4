"""Where a trial is played: its folder, its server, its line, its people; the program is stopped at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.rehearsal.phone import new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.e2e.conftest import TOKEN, UNHURRIED
from tests.prove.crowd import Crowd
from tests.prove.ground import Ground
from tests.prove.line import Line
from tests.prove.program import Program
from tests.prove.record import Record
from tests.prove.scene import Scene

BULK_RATE = 250


@asynccontextmanager
async def played(
    ground: Ground, folder: Path, *, seed: int, recipients: int, pace: float, at_once: int
) -> AsyncIterator[Scene]:
    """A scene whose program is not started yet. At its end the program is stopped, unless it has been already."""
    files = folder / "rehearsal"
    files.mkdir(parents=True)
    rehearsal = Rehearsal(TOKEN, files=files, pace=UNHURRIED, seed=seed)
    record, chats = Record(rehearsal), ground.copied(folder / "data", rehearsal, recipients)
    async with serve(rehearsal) as page, Line(page) as line, new_session() as session:
        program = Program(rehearsal, page, folder / "data", session)
        program.extra(
            telegram_token=TOKEN,
            telegram_base_url=f"{line.address}/bot",
            telegram_file_url=f"{line.address}/file/bot",
            bulk_rate=str(BULK_RATE),
            log_level="INFO",
        )
        crowd = Crowd(page, session, seed=seed, pace=pace, at_once=at_once)
        try:
            yield Scene(program, record, line, crowd, chats)
        finally:
            await program.end()
