"""Figures of size: what a turn costs with 300,000 people stored, and starting with 300,000 rows that wait."""

from __future__ import annotations

import asyncio
from statistics import median

from tests.bench.arena import arena
from tests.bench.bench import Bench
from tests.bench.contestants import ours
from tests.bench.crowd import fill
from tests.bench.notices import with_notice
from tests.bench.rows import Row, at_most
from tests.bench.turns import WARMING, Measured, measured, program

MANY = 300_000
CHATS = 1_000
FEW = CHATS + WARMING
STARTS = 3

PENDING = """
UPDATE notices SET state = 'sending', released_at = :now;
INSERT INTO outbox (lane, notice_id, person_id, identity_id, account, chat, state, not_before, made_at)
SELECT 'notice', 1, id, id, :account, :chat + id - 1, 'pending', :now, :now FROM n
"""


async def turn_cost(bench: Bench) -> list[Row]:
    """The same turns on a class of 1,200 and on one of 300,000, in turn."""
    seen: dict[int, list[Measured]] = {FEW: [], MANY: []}
    for number in range(bench.runs):
        for people, runs in seen.items():
            entry = program(bench.made(people), bench.folder / "run", CHATS, bench.log)
            runs.append(await measured(entry, CHATS, bench.log, step=people // FEW))
            bench.say(f"run {number + 1}: {people} people: {runs[-1].bot * 1e6:.0f} µs, {runs[-1].rate:.0f}/s")
            bench.remember(f"turns among {people}", runs[-1].peak)
    pairs = list(zip(seen[FEW], seen[MANY], strict=True))
    costs = (
        f"{median(run.bot for run in seen[MANY]) * 1e6:.0f} µs and {median(run.bot for run in seen[FEW]) * 1e6:.0f} µs"
    )
    return [
        at_most(
            "processor a turn, 300,000 people ÷ 1,200", [many.bot / few.bot for few, many in pairs], 1.2, note=costs
        ),
        at_most("time a turn, 300,000 people ÷ 1,200", [few.rate / many.rate for few, many in pairs], 1.2),
    ]


async def start(bench: Bench) -> list[Row]:
    """From the start of the process to its line that it is ready, with a notice to 300,000 half-way."""
    folder = bench.folder / "pending"
    seconds = []
    for _ in range(min(bench.runs, STARTS)):
        await with_notice(bench.made(MANY), folder, after=0)
        fill(folder, PENDING, MANY)
        async with arena(bench.log) as stage:
            await stage.pace(30)
            async with ours(stage, folder, bench.log) as bot:
                seconds.append(bot.ready_after)
                bench.say(f"ready after {bot.ready_after:.2f} s")
                await asyncio.sleep(5)  # its sending with so much behind it belongs to its memory
                bench.remember("start with 300,000 rows", bot.peak)
    return [at_most("start with 300,000 rows that wait: seconds to ready", seconds, 2.0, unit="s")]
