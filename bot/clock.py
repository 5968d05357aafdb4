"""The clock, in Asia/Ho_Chi_Minh: the system's, or the rehearsal's, which can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from storage.types import VIETNAM


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def real(self, moment: datetime) -> datetime:
        """When the system's clock will show what this one calls `moment`."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, with its zone."""
        return datetime.now(VIETNAM)

    def real(self, moment: datetime) -> datetime:
        """The same moment."""
        return moment


class RehearsalClock:
    """The machine's clock with an offset; a jump tells those who plan by it."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - datetime.now(VIETNAM)
        self._jumped: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The rehearsal's time."""
        return datetime.now(VIETNAM) + self._offset

    def real(self, moment: datetime) -> datetime:
        """When the system's clock will show what this one calls `moment`."""
        return moment - self._offset

    def listen(self, jumped: Callable[[], None]) -> None:
        """Have `jumped` called after each jump."""
        self._jumped.append(jumped)

    def jump(self, to: datetime) -> None:
        """Be at that moment now."""
        self._offset += to - self.now()
        for jumped in self._jumped:
            jumped()

    def advance(self, by: timedelta) -> None:
        """Be that much later now."""
        self.jump(self.now() + by)
