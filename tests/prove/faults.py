"""The faults: each one alone, and then together with kills, in the middle of a notice and of a class at work."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError

from bot.rehearsal.clock import ClockRefused
from tests.prove import count, count_effects, ills, machine_ills, zalo_ills
from tests.prove.ground import Ground
from tests.prove.heard import NOT_RUNNING, Told, author, nobody, operator, trainers
from tests.prove.kills import brought, unexplained, which
from tests.prove.rows import Row, at_most, exactly, told
from tests.prove.scene import Scene
from tests.prove.sides import POLLING, TELEGRAM, WEBHOOK, ZALO
from tests.prove.stage import Cast, played

CAST, PACE = Cast(recipients=500, learners=24), 0.02
UNDER_WAY = 50
"""So many have the notice when the fault comes."""
RECOVERY_SECONDS = 75.0
"""The longest pause that the program makes by itself between two tries is 60 s; then the rest of the notice goes."""
KILLS, AT_ONCE, LOOK_SECONDS = 3, 2, 2.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of it: `ill` holds for so many seconds; `told` makes the row that says who heard of it."""

    name: str
    ill: Callable[[Scene], AbstractAsyncContextManager[None]]
    seconds: float = 8.0
    told: Told = nobody
    refuses: bool = False
    """Whether the channel is right to refuse messages for good."""
    brings_in_vain: int = 0
    """So often at least an update comes that was there already, or that is not taken: else the fault was none."""


FAULTS: tuple[Fault, ...] = (
    Fault("storm_429", ills.storm_429),
    Fault("storm_5xx", ills.storm_5xx),
    Fault("answers_dropped", ills.answers_dropped),
    Fault("half_answers", ills.half_answers),
    Fault("resets", ills.resets),
    Fault("server_gone", ills.server_gone),
    Fault("blocked", ills.blocked, 2.0, author("unreachable", "Không liên lạc được")),
    Fault("token_revoked", ills.token_revoked, 8.0, trainers("không nhận mã bot")),
    Fault("disk_full", machine_ills.disk_full, 8.0, operator),
    Fault("database_locked", machine_ills.database_locked, 20.0, operator),
    Fault("clock_jumps", ills.clock_jumps, 1.0, trainers("thông báo không gửi được")),
)
OF_ZALO = (
    Fault("webhook_resets", zalo_ills.webhook_resets, brings_in_vain=1),
    Fault("brought_again", zalo_ills.brought_again, brings_in_vain=20),
    Fault("brought_out_of_order", zalo_ills.brought_out_of_order),
    Fault("month_used_up", zalo_ills.month_used_up, 2.0, author("refused", "Kênh từ chối"), refuses=True),
)
FAULTS_OF = {TELEGRAM: FAULTS, ZALO: (*FAULTS, *OF_ZALO)}


async def proven(ground: Ground, folder: Path, channel: str, seed: int, only: Sequence[str] = ()) -> list[Row]:
    """Each fault alone, and with kills; two trials at a time. The rows, in the order of the faults."""
    room = asyncio.Semaphore(AT_ONCE)
    wanted = [fault for fault in FAULTS_OF[channel] if not only or fault.name in only]
    trials = [tried(ground, folder, channel, fault, kills, seed, room) for fault in wanted for kills in (0, KILLS)]
    return [row for rows in await asyncio.gather(*trials) for row in rows]


async def tried(
    ground: Ground, folder: Path, channel: str, fault: Fault, kills: int, seed: int, room: asyncio.Semaphore
) -> list[Row]:
    """Play one fault: Telegram's updates are polled, with kills and on Zalo brought. The rows are named for it."""
    name = f"{fault.name}{' and kills' if kills else ''}"
    async with room:
        try:
            rows = await _played(ground, folder / name, channel, fault, name, kills, random.Random(f"{seed} {name}"))
        except* (AssertionError, OSError, LookupError, ClockRefused, ClientError) as broken_off:
            why = "; ".join(f"{type(one).__name__}: {one}" for one in broken_off.exceptions)
            rows = [Row(f"{name}: played to its end", why, "yes", holds=False)]
    return rows


async def _played(
    ground: Ground, folder: Path, channel: str, fault: Fault, name: str, kills: int, dice: random.Random
) -> list[Row]:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(machine_ills.own_disk(folder / "data"))
        scene = await stack.enter_async_context(
            played(ground, folder, channel, seed=dice.randrange(10**6), cast=CAST, pace=PACE, at_once=CAST.learners)
        )
        await scene.start(WEBHOOK if kills else POLLING)
        async with asyncio.TaskGroup() as working:
            for number in range(CAST.learners):
                working.create_task(scene.crowd.lives(number))
            await scene.at_work(CAST.learners // 2)
            working.create_task(scene.announces("Thông báo lúc có sự cố."))
            await scene.under_way(UNDER_WAY)
            async with fault.ill(scene):
                looking = asyncio.create_task(_watches(scene))
                await _meanwhile(scene, fault.seconds, kills, dice)
                looking.cancel()
                scene.health = max(await _health(scene), scene.health)
            began = time.monotonic()
            await scene.alive()
            await scene.backlog_ended()
            recovery = time.monotonic() - began
        await scene.exports()
        await scene.settled()
        assert await scene.program.stop() == 0
        return _rows(scene, fault, name, recovery)


async def _watches(scene: Scene) -> None:
    """Look again and again while it runs, as whoever watches over the program does, and keep the worst."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(ClientError):  # it was killed; whether it runs at the end is looked at then
            scene.health = max(await _told_by(scene), scene.health)  # "200" < "503 …" < "not running"


async def _health(scene: Scene) -> str:
    """What it tells of itself, where it runs."""
    return await _told_by(scene) if scene.program.runs else NOT_RUNNING


async def _told_by(scene: Scene) -> str:
    """The status of /healthz and what it calls wrong."""
    async with scene.program.session.get(f"{scene.program.address}/healthz") as answer:
        wrong = (await answer.json()).get("wrong", [])
        return f"{answer.status} {', '.join(wrong)}".strip()


async def _meanwhile(scene: Scene, seconds: float, kills: int, dice: random.Random) -> None:
    """Let the fault last so long, with kills at random moments of it. What can't start under it starts after it."""
    end = time.monotonic() + seconds
    for left in range(kills, 0, -1):
        await asyncio.sleep(dice.uniform(0, max(0.0, end - time.monotonic()) / left))
        if scene.program.runs:
            await scene.kill()
        await scene.tries_to_start()
    await asyncio.sleep(max(0.0, end - time.monotonic()))


def _rows(scene: Scene, fault: Fault, name: str, recovery: float) -> list[Row]:
    claims = scene.crowd.claims
    effects, sent = (
        count_effects.effects(scene.database, scene.record, claims),
        count.messages(scene.database, scene.record),
    )
    notices = count.notices(scene.database, scene.record, list(scene.chats), scene.texts)
    given_up = sum(bool(claim.gave_up) for claim in claims)
    lost = count.lost_updates(scene.database, scene.record) + effects.lost + sent.vanished + notices.silent
    return [
        exactly(f"{name}: lost", lost + notices.without_row + given_up),
        exactly(f"{name}: doubled_effects", effects.doubled),
        *which(f"{name}: effects", effects),
        *unexplained(f"{name}: doubled_unaccounted", sent),
        at_most(f"{name}: doubled_messages ≤ doubts", sent.doubled, sent.doubts),
        exactly(f"{name}: recipients_without_end", notices.without_end),
        *([] if fault.refuses else [exactly(f"{name}: messages_refused", count.refused(scene.database))]),
        *brought(f"{name}: ", scene, fault.brings_in_vain),
        fault.told(scene, f"{name}: told"),
        told(f"{name}: healthz meanwhile", scene.health),
        at_most(f"{name}: seconds_to_recover", recovery, RECOVERY_SECONDS),
    ]
