"""Figure: releasing a notice to 300,000 people, from the moment at which it is due to the first message."""

from __future__ import annotations

import asyncio
import time

from tests.bench.arena import FIRST_CHAT, arena
from tests.bench.bench import Bench
from tests.bench.contestants import ours
from tests.bench.notices import TEXT, with_notice
from tests.bench.rows import Row, at_most, told

PEOPLE = 300_000
KNOWN = 5_000
"""So many of them have a phone at the server: the first whom the notice goes to."""
LIMIT = 30
AFTER_SECONDS = 6.0
WRITING_SECONDS = 8.0
EVERY = 0.05
RUNS = 3


async def rows(bench: Bench) -> list[Row]:
    """Several releases, each by a program that has just started, while people write."""
    seconds, longest = [], []
    for number in range(min(RUNS, bench.runs)):
        first, waits = await _released(bench)
        seconds.append(first)
        longest.append(max(waits))
        bench.say(f"run {number + 1}: the first after {first:.2f} s; the longest wait for a reply {max(waits):.2f} s")
    return [
        at_most("releasing a notice to 300,000: seconds until the first goes out", seconds, 1.0, unit="s"),
        told("the same: the longest that a reply took meanwhile", longest, unit="s"),
    ]


async def _released(bench: Bench) -> tuple[float, list[float]]:
    """Seconds from the due moment to the first message, and the seconds that each reply took around it."""
    folder = bench.folder / "released"
    async with arena(bench.log) as stage:
        await stage.people(KNOWN)
        await stage.pace(LIMIT * 4)  # room for those who write
        due = await with_notice(bench.made(PEOPLE), folder, after=AFTER_SECONDS)
        async with ours(stage, folder, bench.log) as bot:
            watch = await stage.watch(TEXT[:40])
            writing = asyncio.create_task(
                stage.probe("/menu", first=FIRST_CHAT + 1_000, count=1_000, every=EVERY, seconds=WRITING_SECONDS)
            )
            first = (await stage.came(watch, 1)).first
            since = first - (due - time.time() + time.monotonic())
            waits = await writing
            bench.remember(f"release to {PEOPLE}", bot.peak)
            return since, waits
