"""How often one chat gets its turn: enough for anybody who types, too little to keep others waiting."""

from __future__ import annotations

from collections.abc import Hashable

AT_ONCE = 40
"""So many turns one after the other: a class that hands in an essay photo by photo never meets the limit."""
EVERY_SECONDS = 0.25
"""From then on one turn in so long. Nothing is lost: what comes faster waits."""


class Fairness:
    """Remembers who had many turns lately. In seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._due: dict[Hashable, float] = {}
        self._tidy_at = 1000

    def wait(self, chat: Hashable, now: float) -> float:
        """Take a turn. Returns how many seconds to wait before it."""
        due = max(self._due.get(chat, 0.0), now) + EVERY_SECONDS
        self._due[chat] = due
        if len(self._due) >= self._tidy_at:
            self._due = {one: until for one, until in self._due.items() if until > now}
            self._tidy_at = max(1000, 2 * len(self._due))
        return max(0.0, due - now - AT_ONCE * EVERY_SECONDS)
