"""`python -m tests.bench [figure …]`: measures, prints a table, writes build/bench.json; 1 where a row doesn't hold."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import text

from storage.engine import Database
from tests.bench import figure_excel, figure_notices, figure_peers, figure_release, figure_size, figure_turns
from tests.bench.arena import TooSlow
from tests.bench.bench import Bench, Broken
from tests.bench.crowd import url
from tests.bench.processes import Gone
from tests.bench.rows import Row, at_least, at_most, show, write

BUILD = Path("build")
MEMORY = 200.0

Figure = Callable[[Bench], Awaitable[list[Row]]]
FIGURES: dict[str, Figure] = {
    "turns": figure_turns.rows,
    "size": figure_size.turn_cost,
    "start": figure_size.start,
    "free": figure_notices.free,
    "paid": figure_notices.paid,
    "peers": figure_peers.rows,
    "release": figure_release.rows,
    "excel": figure_excel.rows,
}


def main() -> int:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("only", nargs="*", help=f"the figures, of {', '.join(FIGURES)}; none: all of them")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    if unknown := set(given.only) - FIGURES.keys():
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    BUILD.mkdir(exist_ok=True)
    # Not in the system's folder for temporary files: that may be in memory, where syncing costs nothing.
    with tempfile.TemporaryDirectory(dir=BUILD) as folder, (BUILD / "bench.log").open("wb") as log:
        rows, conditions = asyncio.run(_measured(Bench(Path(folder).resolve(), log, given.runs, _say), given.only))
    show(rows, conditions)
    write(rows, conditions, BUILD / "bench.json")
    return 0 if all(row.holds for row in rows) else 1


async def _measured(bench: Bench, only: list[str]) -> tuple[list[Row], str]:
    conditions = await _conditions(bench)
    _say(conditions)
    rows: list[Row] = []
    for name in only or FIGURES:
        _say(f"— {name}")
        try:
            rows += await FIGURES[name](bench)
        except (Broken, TooSlow, Gone) as failed:
            _say(f"{name}: {failed}")
            rows.append(at_least(f"{name}: could be measured", [0], 1, note=str(failed)))
    peaks = ", ".join(f"{name} {peak:.0f}" for name, peak in bench.peaks.items())
    if bench.peaks:
        rows.append(at_most("resident memory, greatest", [max(bench.peaks.values())], MEMORY, unit="MB", note=peaks))
    return rows, conditions


async def _conditions(bench: Bench) -> str:
    """What it was measured with; the database's modes as the program's own connections have them."""
    async with Database(url(bench.made(1))) as db, db.read() as store:
        journal = await store.value(text("PRAGMA journal_mode"))
        synchronous = await store.value(text("PRAGMA synchronous"))
    modes = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
    return (
        f"journal_mode={journal}, synchronous={modes[int(synchronous)]}; "
        f"Python {platform.python_version()}, SQLAlchemy {version('sqlalchemy')}, {_loop()}; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning"
    )


def _loop() -> str:
    """The event loop that our program runs on where it finds a faster one."""
    try:
        return f"uvloop {version('uvloop')}"
    except PackageNotFoundError:
        return "asyncio's own loop"


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    sys.exit(main())
