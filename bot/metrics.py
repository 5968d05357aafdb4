"""What the program counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """One program's counters; a registry of its own, so that several can run in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("donghanh_turns", "Turns held, by how they ended", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram("donghanh_turn_seconds", "Seconds a turn takes", registry=self.registry)
        self.sends = Counter("donghanh_sends", "Requests to channels", ["lane", "outcome"], registry=self.registry)
        self.waiting = Gauge("donghanh_waiting", "Rows that wait", ["box"], registry=self.registry)

    def text(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self.registry)
