"""Beside our notices: PTB's loop behind its own rate limiter, and how long its replies take while it runs."""

from __future__ import annotations

import asyncio

from tests.bench.arena import FIRST_CHAT, Arena, arena
from tests.bench.bench import Bench
from tests.bench.contestants import Peer
from tests.bench.notices import TEXT, p95
from tests.bench.rows import Row, told

STARTER = FIRST_CHAT - 1
WRITERS, EVERY, IDLE_SECONDS = 200, 0.1, 8.0
REPLIES = 30
"""Room that the server has beside the limiter's rate: the replies', and the limiter's own burst at the beginning."""
WAYS = (
    ("one after the other", 1_000, 1, 5_000, 5.0),
    ("100 at once", 1_000, 100, 5_000, 5.0),
    ("100 at once, at its own 30/s", 30, 100, 600, 18.0),
)
"""How it is sent: the rate that the limiter is set to, so many awaited together, people, seconds of writing."""


async def rows(bench: Bench) -> list[Row]:
    """Each way once."""
    return [row for way in WAYS for row in await _sent(bench, *way)]


async def _sent(bench: Bench, name: str, rate: int, together: int, people: int, seconds: float) -> list[Row]:
    switches = {"FIRST": FIRST_CHAT, "COUNT": people, "RATE": rate, "TOGETHER": together, "TEXT": TEXT}
    peer = Peer("PTB's notice", "ptb_notice.py", {key: str(value) for key, value in switches.items()})
    async with arena(bench.log) as stage:
        await stage.people(people + WRITERS)
        await stage.people(1, first=STARTER)
        await stage.pace(rate + REPLIES)
        async with peer.running(stage, bench.log) as bot:
            watch = await stage.watch(TEXT[:40])
            await stage.probe("xin chào", first=STARTER, count=1, every=1, seconds=1)
            idle = await _writing(stage, people, IDLE_SECONDS)
            await stage.say("/notice", count=1, first=STARTER)
            waiting = asyncio.create_task(stage.came_of(watch, people, patience=3 * people / rate + 30))
            busy = await _writing(stage, people, seconds)
            came = await waiting
            end = f"{came.count} of {people} arrived, {came.refused} × 429"
            bench.say(f"PTB's notice loop, {name}: {came.rate:.0f}/s, {end}; peak {bot.peak:.0f} MB")
    what = f"PTB's notice loop, {name}"
    note = f"{p95(idle) * 1e3:.1f} ms idle, {p95(busy) * 1e3:.1f} ms meanwhile"
    return [
        told(f"{what}: rate ÷ limit", [came.rate / rate], note=f"{rate}/s; {end}"),
        told(f"{what}: p95 of a reply ÷ idle", [p95(busy) / p95(idle)], note=note),
    ]


async def _writing(stage: Arena, people: int, seconds: float) -> list[float]:
    first = FIRST_CHAT + people  # not among those who get the notice: PTB's limiter knows no pace for a chat
    return await stage.probe("xin chào", first=first, count=WRITERS, every=EVERY, seconds=seconds)
