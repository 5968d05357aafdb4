"""What the program counts and measures, for Prometheus."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest


@dataclass(frozen=True, slots=True)
class Wait:
    """So many rows wait, the oldest of them for so many seconds; None where none does."""

    rows: int
    oldest_seconds: float | None


REMEMBERED_TURNS = 10_000
ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """One program's numbers; a registry of its own, so that several can run in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.turns = Counter("donghanh_turns", "Turns held, by how they ended", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram("donghanh_turn_seconds", "Seconds a turn takes", registry=self.registry)
        self.answer_seconds = Histogram(
            "donghanh_answer_seconds",
            "Seconds from an update's coming in to its first answer's being sent",
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )
        self.sends = Counter(
            "donghanh_sends", "Requests to channels", ["account", "lane", "outcome"], registry=self.registry
        )
        self.send_seconds = Histogram(
            "donghanh_send_seconds", "Seconds a request takes", ["account", "lane"], registry=self.registry
        )
        self.pauses = Counter(
            "donghanh_pauses", "Pauses that the channel asked for (429)", ["account"], registry=self.registry
        )
        self.doubts = Counter(
            "donghanh_doubts",
            "Requests whose answer never came: the message may arrive twice",
            ["account"],
            registry=self.registry,
        )
        self.waiting = Gauge("donghanh_waiting", "Rows that wait", ["box"], registry=self.registry)
        self.oldest = Gauge(
            "donghanh_oldest_seconds", "Seconds since which the oldest row waits", ["box"], registry=self.registry
        )
        self.notices = Gauge("donghanh_notices", "Notices, by their state", ["state"], registry=self.registry)
        self.going = Gauge(
            "donghanh_notice_rows", "A running notice's recipients", ["notice", "state"], registry=self.registry
        )
        self._begun: OrderedDict[int, datetime] = OrderedDict()

    def begins(self, turn: int, received_at: datetime) -> None:
        """A turn begins, of an update that came in then. `turn`: the inbox row's id."""
        self._begun[turn] = received_at
        if len(self._begun) > REMEMBERED_TURNS:
            self._begun.popitem(last=False)  # nothing was answered, or the sends are that far behind

    def answered(self, turn: int | None, now: datetime) -> None:
        """A message of that turn was sent; the first one counts. None: a message that is no turn's."""
        received_at = None if turn is None else self._begun.pop(turn, None)
        if received_at is not None:
            self.answer_seconds.observe(max(0.0, (now - received_at).total_seconds()))

    def shows(self, waits: Mapping[str, Wait]) -> None:
        """What waits now, by its box."""
        for box, wait in waits.items():
            self.waiting.labels(box).set(wait.rows)
            self.oldest.labels(box).set(wait.oldest_seconds or 0)

    def shows_notices(self, by_state: Mapping[str, int], going: Mapping[tuple[int, str], int]) -> None:
        """How many notices are in each state, and how far the running ones are."""
        self.notices.clear()
        self.going.clear()
        for state, count in by_state.items():
            self.notices.labels(state).set(count)
        for (notice, state), rows in going.items():
            self.going.labels(str(notice), state).set(rows)

    def text(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self.registry)
