"""Figures of notices: the rate against the limit, and how long a reply takes while one goes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tests.bench.arena import FIRST_CHAT, Arena, Came, arena
from tests.bench.bench import Bench
from tests.bench.contestants import ours
from tests.bench.notices import TEXT, all_sent, p95, with_notice
from tests.bench.rows import Row, at_least, at_most, told

FREE_PEOPLE, FREE_LIMIT, SPEED = 20_000, 30, 10
"""The free limit, with the server and the setting so many times faster: 67 seconds instead of eleven minutes."""
PAID_PEOPLE, PAID_LIMIT, PAID_SETTING = 100_000, 1_000, 980
"""The setting leaves 20 messages a second for the replies to those who write meanwhile: the server counts them too."""
WRITERS, EVERY = 200, 0.1
"""So many people write, one after the other, one every tenth of a second."""
WORDS = "/menu"
IDLE_SECONDS, BUSY_SECONDS = 20.0, 80.0
AFTER_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """A notice that went to all, and how long replies took before it and while it went."""

    came: Came
    idle: list[float]
    busy: list[float]


async def free(bench: Bench) -> list[Row]:
    """20,000 people at the limit of 30 a second, ten times as fast."""
    limit = FREE_LIMIT * SPEED
    gone = await _goes(bench, FREE_PEOPLE, limit, limit, idle=0, busy=0)
    share = gone.came.rate / limit
    note = f"limit and setting {limit}/s: ten times Telegram's"
    return [
        at_least("notice to 20,000 at the limit of 30/s, scaled: rate ÷ limit", [share], 0.97, note=note),
        at_most("the same: number of 429", [gone.came.refused], 0),
    ]


async def paid(bench: Bench) -> list[Row]:
    """100,000 people at the paid limit, and those who write meanwhile."""
    gone = await _goes(bench, PAID_PEOPLE, PAID_LIMIT, PAID_SETTING, idle=IDLE_SECONDS, busy=BUSY_SECONDS)
    idle, busy = p95(gone.idle), p95(gone.busy)
    note = f"{idle * 1e3:.1f} ms idle, {busy * 1e3:.1f} ms meanwhile, {len(gone.busy)} replies"
    return [
        at_least("notice to 100,000 at the paid limit of 1,000/s: rate ÷ limit", [gone.came.rate / PAID_LIMIT], 0.95,
                 note=f"setting {PAID_SETTING}/s, {1 / EVERY:.0f} replies/s beside it"),
        told("the same: number of 429", [gone.came.refused]),
        at_most("p95 of a reply while it goes ÷ idle", [busy / idle], 2.0, note=note),
    ]  # fmt: skip


async def _goes(bench: Bench, people: int, limit: int, setting: int, *, idle: float, busy: float) -> Delivered:
    folder = bench.folder / "notice"
    made = bench.made(people)
    async with arena(bench.log) as stage:
        await stage.people(people)
        await stage.pace(limit)
        await with_notice(made, folder, after=AFTER_SECONDS + idle)
        async with ours(stage, folder, bench.log, bulk_rate=str(setting)) as bot:
            watch = await stage.watch(TEXT[:40])
            before = await _writing(stage, idle)
            await stage.came(watch, 1, patience=60)
            waiting = asyncio.create_task(stage.came(watch, people, patience=3 * people / limit))
            meanwhile = await _writing(stage, busy)
            gone = Delivered(await waiting, before, meanwhile)
            bench.remember(f"notice to {people}", bot.peak)
            bench.say(
                f"{people} people: {gone.came.rate:.0f}/s, {gone.came.refused} × 429; "
                f"processor {bot.cpu:.0f} s, server {stage.process.cpu:.0f} s; peak {bot.peak:.0f} MB"
            )
    all_sent(folder, people)
    return gone


async def _writing(stage: Arena, seconds: float) -> list[float]:
    """People write for so many seconds; how long each waited."""
    if seconds == 0:
        return []
    return await stage.probe(WORDS, first=FIRST_CHAT + 1_000, count=WRITERS, every=EVERY, seconds=seconds)
