"""Whether an account takes anything at all: since when nothing has come through."""

from __future__ import annotations

import asyncio

DOWN_SECONDS = 60.0
"""After so long without anything taken an account is down: what has another way goes that way."""


class Silence:
    """Kept by an account's sender. In real seconds, whatever the rehearsal's clock says."""

    def __init__(self) -> None:
        self._since: float | None = None

    def broken(self) -> None:
        """The channel took or refused something: it is there."""
        self._since = None

    def failed(self, *, for_good: bool) -> None:
        """Nothing came through. `for_good`: the channel takes nothing from this account until an operator mends it."""
        now = asyncio.get_running_loop().time()
        if for_good:
            self._since = now - DOWN_SECONDS
        elif self._since is None:
            self._since = now

    @property
    def down(self) -> bool:
        """Whether nothing has come through for long enough."""
        return self._since is not None and asyncio.get_running_loop().time() - self._since >= DOWN_SECONDS
