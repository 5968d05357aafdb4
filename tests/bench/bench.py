"""What every figure is given: a folder that goes away, a log, how often to run, and the peaks of memory seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.bench.crowd import write_class


class Broken(Exception):
    """What was measured was not done right: the figure doesn't count."""


@dataclass(slots=True)
class Bench:
    """One benching. `peaks`: megabytes that our program had resident at most, by the figure."""

    folder: Path
    log: IO[bytes]
    runs: int
    say: Callable[[str], None]
    peaks: dict[str, float] = field(default_factory=dict)

    def made(self, count: int) -> Path:
        """The folder of a class of so many people, made once; programs run on copies of it."""
        folder = self.folder / f"class-{count}"
        if not folder.exists():
            write_class(folder, count)
        return folder

    def remember(self, figure: str, peak: float) -> None:
        """The program had so many megabytes resident at most."""
        self.peaks[figure] = max(peak, self.peaks.get(figure, 0.0))
