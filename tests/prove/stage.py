"""Where a trial is played: its folder, its server, its line, its people; the program is stopped at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal.phone import new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.e2e.conftest import TOKEN, UNHURRIED
from tests.prove.crowd import Crowd
from tests.prove.ground import Ground
from tests.prove.line import Line
from tests.prove.program import Program
from tests.prove.scene import Scene
from tests.prove.sides import ZALO, OnTelegram, Side
from tests.prove.zalo_side import OnZalo


@dataclass(frozen=True, slots=True)
class Cast:
    """How many people there are: recipients, who were there before, and learners, who come."""

    recipients: int
    learners: int


def _side(channel: str, rehearsal: Rehearsal, inwards: Line, cast: Cast) -> Side:
    if channel == ZALO:
        return OnZalo(rehearsal, inwards, recipients=cast.recipients, learners=cast.learners)
    return OnTelegram(rehearsal)


@asynccontextmanager
async def played(
    ground: Ground, folder: Path, channel: str, *, seed: int, cast: Cast, pace: float, at_once: int
) -> AsyncIterator[Scene]:
    """A scene whose program is not started yet. At its end the program is stopped, unless it has been already."""
    files = folder / "rehearsal"
    files.mkdir(parents=True)
    rehearsal = Rehearsal(TOKEN, files=files, pace=UNHURRIED, seed=seed)
    async with serve(rehearsal) as page, Line(page) as line, Line(page) as inwards, new_session() as session:
        side = _side(channel, rehearsal, inwards, cast)
        chats = ground.copied(folder / "data", side, cast.recipients)
        program = Program(rehearsal, page, folder / "data", session)
        program.extra(log_level="INFO", **side.settings(line))
        crowd = Crowd(page, session, side, seed=seed, pace=pace, at_once=at_once)
        try:
            yield Scene(program, side, line, crowd, chats)
        finally:
            await program.end()
