"""When to look: a date job for each coming notice, and a sweep. What is due lives in the database (design §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from storage.types import VIETNAM

SWEEP_SECONDS = 20


class Schedule:
    """Calls `look` when something may be due. Looking is idempotent: once too often changes nothing."""

    def __init__(self, clock: Clock, look: Callable[[], None]) -> None:
        self._clock, self._look = clock, look
        defaults = {"misfire_grace_time": None, "coalesce": True}
        self._scheduler = AsyncIOScheduler(timezone=VIETNAM, job_defaults=defaults)
        self._planned: dict[str, datetime] = {}

    def start(self) -> None:
        """Begin. Needs a running event loop."""
        self._scheduler.add_job(self._look_soon, "interval", seconds=SWEEP_SECONDS, id="sweep")
        self._scheduler.start()

    def plan(self, due: Iterable[tuple[int, datetime]]) -> None:
        """Hold one job for each of these notices (id, due by the program's clock), and none for any other."""
        wanted = {f"notice:{id_}": self._clock.real(moment) for id_, moment in due}
        for name in self._planned.keys() - wanted.keys():
            if self._scheduler.get_job(name) is not None:
                self._scheduler.remove_job(name)
        for name, moment in wanted.items():
            self._scheduler.add_job(self._look_soon, "date", run_date=moment, id=name, replace_existing=True)
        self._planned = wanted

    async def _look_soon(self) -> None:
        """A coroutine, so that the scheduler runs it on the event loop and not in a thread."""
        self._look()

    def stop(self) -> None:
        """End. Jobs are made anew from the database at the next start."""
        self._scheduler.shutdown(wait=False)
