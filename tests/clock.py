"""A clock that tests move by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.types import VIETNAM


class HandClock:
    """Stands at 22/5/2026 19:00 until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)) -> None:
        self.moment = now

    def now(self) -> datetime:
        """The moment that it stands at."""
        return self.moment

    def move(self, **by: float) -> None:
        """Move it by a timedelta's keywords, such as `minutes=5`."""
        self.moment += timedelta(**by)
