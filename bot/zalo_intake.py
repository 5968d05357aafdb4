"""How Zalo's updates come in: polled one at a time, or brought to the webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.base import ChannelRefused
from bot.channels.zalo import Zalo
from bot.intake import REFUSED_SECONDS, RETRY_SECONDS, Alarm, Intake
from storage.engine import DatabaseUnavailable

log = logging.getLogger(__name__)


async def poll_zalo(channel: Zalo, intake: Intake, alarm: Alarm) -> None:
    """Ask for updates for ever. Reading removes an update on Zalo's side, so P1 holds with the webhook only.

    What was read is held until it is on disk: only a crash between the two loses it.
    """
    failures = 0
    while True:
        try:
            raws = await channel.updates()
            alarm.works(channel.account)
            failures = 0
        except ChannelRefused as refused:
            log.error("%s refuses: %s", channel.account, refused)
            await alarm.refuses(channel.account, str(refused))
            await asyncio.sleep(REFUSED_SECONDS)
            continue
        except ConnectionError as failed:
            pause = RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
            failures += 1
            log.warning("no updates from %s (%s), again in %d s", channel.account, failed, pause)
            await asyncio.sleep(pause)
            continue
        if raws:
            await asyncio.shield(_kept(intake, raws))


async def _kept(intake: Intake, raws: Sequence[Mapping[str, Any]]) -> None:
    """Put them on disk, however long that takes: nobody else has them any more."""
    tries = 0
    while True:
        try:
            await intake.take(raws)
        except DatabaseUnavailable as failed:
            log.warning("an update of Zalo waits for the database: %s", failed)
            await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
            tries += 1
        else:
            return


async def watch_webhook(channel: Zalo, url: str, alarm: Alarm) -> None:
    """Updates come to the webhook: say where Zalo brings them elsewhere. It is never set unasked."""
    failures = 0
    while True:
        try:
            found = str((await channel.webhook()).get("url", ""))
        except ChannelRefused as refused:
            log.error("%s refuses: %s", channel.account, refused)
            await alarm.refuses(channel.account, str(refused))
            await asyncio.sleep(REFUSED_SECONDS)
        except ConnectionError as failed:
            log.warning("%s can't be reached (%s)", channel.account, failed)
            await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1
        else:
            alarm.works(channel.account)
            if found != url:
                log.warning(
                    "%s brings nothing here (its webhook is %r); run: donghanh webhook set", channel.account, found
                )
            await asyncio.Event().wait()  # updates come to the webhook
