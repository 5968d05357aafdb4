"""One data folder, one server, the real program between them, and a crowd: what each trial is played on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.rehearsal.clock import ClockRefused
from tests.e2e.staff import Report
from tests.prove import count
from tests.prove.crowd import EXPORT_PATIENCE, STAFF_PATIENCE, Crowd, reached
from tests.prove.ground import COORDINATOR, TRAINER
from tests.prove.line import Line
from tests.prove.program import Program
from tests.prove.record import Record
from tests.prove.sides import Side
from tests.prove.staff import Announcing, Exporting

SENT = "SELECT count(*) FROM outbox WHERE lane = 'notice' AND state = 'sent'"
LEARNERS = "SELECT count(DISTINCT person_id) FROM lesson_reads"


@dataclass(slots=True)
class Scene:
    """A trial that is being played. `chats`: who was there before, each with a phone; `texts`, `reports`: notices."""

    program: Program
    side: Side
    line: Line
    crowd: Crowd
    chats: dict[str, int]
    texts: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    seconds_to_ready: list[float] = field(default_factory=list)
    health: str = ""
    in_flight_at_server: int = 0
    in_doubt_at_kills: int = 0
    kills: int = 0
    kills_amid_work: int = 0

    @property
    def record(self) -> Record:
        """What the server saw."""
        return self.side.record

    @property
    def database(self) -> Path:
        """The program's database file."""
        return self.program.folder / "donghanh.db"

    async def moved(self, **how: object) -> None:
        """Move the program's clock, while the server may be gone; a program that is starting is asked again."""
        async with asyncio.timeout(30):
            while True:
                try:
                    await self.record.rehearsal.clock.move(dict(how))
                except ClockRefused:
                    await asyncio.sleep(0.1)
                else:
                    return

    async def tries_to_start(self) -> bool:
        """Start it where it can; whether it runs. A machine that is ill lets no program start."""
        try:
            await self.start()
        except AssertionError:  # it ended without a word on its output
            await self.program.gone()
            return False
        return True

    async def alive(self) -> None:
        """Start it, as a supervisor does, until it runs."""
        async with asyncio.timeout(60):
            while not self.program.runs and not await self.tries_to_start():
                await asyncio.sleep(1)

    async def at_work(self, learners: int) -> None:
        """Wait until so many learners are at their lessons."""
        await self._until(lambda: count.number(self.database, LEARNERS) >= learners, 60, "the class does not begin")

    async def under_way(self, messages: int) -> None:
        """Wait until the notice has gone out to so many."""
        await self._until(lambda: count.number(self.database, SENT) >= messages, 60, "the notice does not begin")

    async def backlog_ended(self) -> None:
        """Wait until the updates that wait now have had their turn, and the messages that wait now have their end."""
        waiting = self.record.waiting()
        newest = [count.number(self.database, f"SELECT max(id) FROM {box}") for box in ("inbox", "outbox")]

        def ended() -> bool:
            return not (waiting & self.record.waiting()) and count.open_rows(self.database, *newest) == 0

        await self._until(ended, 180, "the backlog does not end")

    async def settled(self) -> None:
        """Wait until the server holds no update and the database no open row."""
        await self._until(
            lambda: not self.record.waiting() and count.open_rows(self.database) == 0, 180, "it does not come to rest"
        )

    async def _until(self, so: Callable[[], bool], seconds: float, otherwise: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not so():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            held = len(self.record.waiting())
            raise AssertionError(
                f"{otherwise}: {held} updates at the server, {count.open_by_kind(self.database)}"
            ) from None

    async def start(self, how: str | None = None) -> None:
        """Start the program, with updates that come by polling or by webhook; None: as before."""
        began = time.monotonic()
        await self.program.start(**({} if how is None else self.side.receiving(how)))
        self.seconds_to_ready.append(time.monotonic() - began)
        await self.side.started(self.program)

    async def kill(self) -> None:
        """SIGKILL; what the server and the ledger call under way is noted."""
        self.in_flight_at_server += self.record.in_flight()
        await self.program.kill()
        self.kills += 1
        with count.left_behind(self.database) as left:
            self.in_doubt_at_kills += count.in_doubt(left)
            self.kills_amid_work += count.open_rows(left) > 0

    async def announces(self, text: str, *, patience: float = STAFF_PATIENCE) -> Announcing:
        """The trainer sends this to everybody, and sees its end; without it for so long, they write another one."""
        goal = Announcing(text)
        assert await reached(self.crowd.staff(TRAINER, patience), goal), f"the notice {text!r} came to nothing"
        assert goal.report is not None
        self.texts.append(goal.text)
        self.reports.append(goal.report)
        return goal

    async def exports(self) -> None:
        """The coordinator downloads the results."""
        assert await reached(self.crowd.staff(COORDINATOR, EXPORT_PATIENCE), Exporting()), "the export came to nothing"
