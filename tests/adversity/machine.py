"""Running the crowd: as many examples as asked for, on one database in memory, and where they have come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings

from bot.turns import Class
from storage.engine import Database
from tests.adversity.acts import Act, acts, beginnings
from tests.adversity.crowd import Crowd, Morning

MEMORY = Path("/dev/shm")
"""Linux' folder in memory: what is synced there costs nothing. Elsewhere it is the disk."""


@dataclass
class Lived:
    """What a run has seen: how many examples, how many acts, every step and every choice."""

    examples: int = 0
    acts: int = 0
    places: set[str] = field(default_factory=set)


class Machine:
    """Lets the crowd live example after example."""

    def __init__(self, loop: asyncio.Runner, db: Database, morning: Morning, school: Class) -> None:
        self._loop, self._db, self._morning, self.school = loop, db, morning, school
        self.lived = Lived()
        loop.run(Crowd(db, school).gathers())
        morning.keep()

    def lives(self, done: list[Act]) -> None:
        """One example. Raises AssertionError where something doesn't hold, and whatever the program raises."""
        self._morning.comes()
        crowd = Crowd(self._db, self.school)
        self._loop.run(self._acts(crowd, done))
        self.lived.places |= crowd.lived

    async def _acts(self, crowd: Crowd, done: list[Act]) -> None:
        self.lived.examples += 1
        for act in done:
            self.lived.acts += 1
            await crowd.does(act)
        await crowd.nobody_is_stuck()

    def begins(self) -> None:
        """The fixed examples."""
        for done in beginnings():
            self.lives(done)

    def runs(self, examples: int, *, seeded: int | None = None, shrinks: bool = True) -> None:
        """So many examples: those of that seed, or the same ones at every run. What fails is shrunk, if it is to be."""
        phases = [phase for phase in Phase if shrinks or phase not in {Phase.shrink, Phase.explain}]
        chosen = settings(
            max_examples=examples,
            derandomize=seeded is None,
            deadline=None,
            database=None,
            print_blob=True,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        )
        run: Callable[[], None] = chosen(given(done=acts)(_calling(self.lives)))
        (run if seeded is None else seed(seeded)(run))()


def _calling(lives: Callable[[list[Act]], None]) -> Callable[[list[Act]], None]:
    def whatever_people_do(done: list[Act]) -> None:
        lives(done)

    return whatever_people_do


@contextmanager
def machine(empty_database: Path, school: Class) -> Iterator[Machine]:
    """A machine on a copy of that database."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder, asyncio.Runner() as loop:
        path = Path(folder) / "donghanh.db"
        path.write_bytes(empty_database.read_bytes())
        db, morning = Database(f"sqlite+aiosqlite:///{path}"), Morning(path)
        try:
            yield Machine(loop, db, morning, school)
        finally:
            loop.run(db.close())
            morning.close()
