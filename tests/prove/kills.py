"""The kills: SIGKILL at random moments of a class at work, each followed by a start, and the count of it all."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal.faults import Faults
from tests.prove import count, count_effects
from tests.prove.ground import Ground
from tests.prove.rows import Row, at_least, at_most, exactly, told
from tests.prove.scene import Scene
from tests.prove.sides import POLLING, TELEGRAM, WEBHOOK, ZALO
from tests.prove.stage import Cast, played

READY_SECONDS = 2.0
ROUND_TRIP = 0.03
"""Seconds that the server takes for an answer, so that requests are under way at any moment."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: kills in all, learners, recipients of each notice, mean seconds between learners' actions."""

    kills: int = 60
    learners: int = 300
    recipients: int = 3000
    pace: float = 0.02
    at_once: int = 40
    patience: float = 90.0
    """Seconds for which the trainer waits for a notice's end before writing another one."""


QUICK = Size(kills=8, learners=30, recipients=500, patience=30.0)
SIZES = {TELEGRAM: Size(), ZALO: Size(kills=30, learners=120, recipients=960, patience=30.0)}
WAYS = {TELEGRAM: (POLLING, WEBHOOK), ZALO: (WEBHOOK,)}
"""How updates come: the kills are shared out among these. Zalo's polling forgets what it has handed over (P1)."""


async def proven(ground: Ground, folder: Path, channel: str, size: Size, seed: int) -> list[Row]:
    """Play it on one channel; the rows."""
    dice = random.Random(seed)
    cast = Cast(size.recipients, size.learners)
    stage = played(ground, folder, channel, seed=seed, cast=cast, pace=size.pace, at_once=size.at_once)
    async with stage as scene:
        scene.record.rehearsal.faults = Faults(delay=ROUND_TRIP)
        await scene.start(WAYS[channel][0])
        learners = [asyncio.create_task(scene.crowd.lives(one)) for one in range(size.learners)]
        over = asyncio.Event()
        staff = [
            asyncio.create_task(_announces(scene, over, size.patience)),
            asyncio.create_task(_exports(scene, over)),
        ]
        for how in WAYS[channel]:
            await _killed(scene, how, size.kills // len(WAYS[channel]), dice, [*learners, *staff])
        over.set()
        await asyncio.gather(*learners, *staff)
        await scene.settled()
        assert await scene.program.stop() == 0
        return rows(scene)


async def _killed(
    scene: Scene, how: str, times: int, dice: random.Random, working: Sequence[asyncio.Task[None]]
) -> None:
    for _ in range(times):
        await asyncio.sleep(dice.uniform(0.05, 5.0))  # the moment of the kill, not a wait for something
        for task in working:
            if task.done():
                task.result()
        await scene.kill()
        await scene.start(how)


async def _announces(scene: Scene, over: asyncio.Event, patience: float) -> None:
    while not over.is_set():
        await scene.announces(f"Thông báo số {len(scene.texts) + 1} của cuộc thử.", patience=patience)


async def _exports(scene: Scene, over: asyncio.Event) -> None:
    while not over.is_set():
        await scene.exports()
        await asyncio.sleep(1)  # a coordinator's pause


def rows(scene: Scene) -> list[Row]:
    """The count of a scene that has come to rest, its program stopped."""
    claims = scene.crowd.claims
    lost, effects = (
        count.lost_updates(scene.database, scene.record),
        count_effects.effects(scene.database, scene.record, claims),
    )
    sent = count.messages(scene.database, scene.record)
    told_all = count.notices(scene.database, scene.record, list(scene.chats), scene.texts)
    return [
        told("kills", scene.kills),
        at_least("kills_amid_work", scene.kills_amid_work, 0.8 * scene.kills),
        told("updates", len(scene.record.issued)),
        told("messages", len(scene.record.delivered())),
        told("notices", len(scene.texts)),
        *brought("", scene),
        exactly("lost", lost),
        exactly("effects_missing", effects.lost),
        exactly("doubled_effects", effects.doubled),
        *which("effects", effects),
        exactly("learners_given_up", sum(bool(claim.gave_up) for claim in claims)),
        exactly("messages_refused", count.refused(scene.database)),
        exactly("recipients_without_end", told_all.without_end),
        exactly("recipients_without_their_row", told_all.without_row),
        exactly("sent_but_not_there", told_all.silent + sent.vanished),
        told("requests_refused", scene.record.refused()),  # an edit that was made already is refused the second time
        told("in_flight_at_kills", scene.in_doubt_at_kills),  # claimed, and their outcome not on disk
        told("in_flight_at_kills: at the server", scene.in_flight_at_server),
        at_most("doubled_messages", sent.doubled, scene.in_doubt_at_kills),
        *unexplained("doubled_unaccounted", sent),
        at_most("uncertain", sent.doubts, scene.in_doubt_at_kills),
        told("seconds_to_ready_median", statistics.median(scene.seconds_to_ready)),
        told("load_of_the_machine_a_processor", os.getloadavg()[0] / (os.cpu_count() or 1)),
        at_most("seconds_to_ready_max", max(scene.seconds_to_ready), READY_SECONDS),
    ]


def brought(prefix: str, scene: Scene, in_vain: int = 0) -> list[Row]:
    """What a server did that brings updates a few times only."""
    if scene.side.name != ZALO:
        return []
    return [
        told(f"{prefix}updates_given_up_by_the_server", scene.record.given_up()),
        at_least(f"{prefix}updates_brought_in_vain", scene.record.brought_in_vain(), in_vain),
    ]


def which(name: str, effects: count_effects.Effects) -> list[Row]:
    """Where effects are missing or doubled, which; and pieces of essays that were taken for something else."""
    found = {"which": effects.which, "answered as something else": effects.elsewhere}
    return [told(f"{name}: {what}", "; ".join(some)) for what, some in found.items() if some]


def unexplained(name: str, sent: count.Messages) -> list[Row]:
    """Doubled messages that the ledger does not call uncertain; where there are any, which."""
    which = "; ".join(f"{chat}: {text[:60]}" for chat, text in sent.unexplained[:5])
    return [exactly(name, len(sent.unexplained)), *([told(f"{name}: which", which)] if which else [])]
