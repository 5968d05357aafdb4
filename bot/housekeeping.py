"""What is done now and then: files that nothing names any more, what was erased, and old rows leave the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.files import Files
from bot.reporting import Reporting
from storage import files as file_rows
from storage import pruning
from storage.engine import Database, DatabaseUnavailable, Store
from storage.forgetting import empty_log

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600
BREATH_SECONDS = 0.1
"""Between two batches of pruning others write."""


async def tidy(db: Database, files: Files, reporting: Reporting) -> None:
    """Tidy up at the start and every hour, for ever."""
    reporting.clear()
    while True:
        try:
            async with db.read() as store:
                known = await file_rows.known(store)
            removed = await files.sweep(known)
            log.info("%d files that nothing names were removed", len(removed))
            if not await asyncio.to_thread(empty_log, db.url):
                log.info("the database's log was in use; it is emptied the next time")
        except (DatabaseUnavailable, OSError) as failed:
            log.warning("files were not tidied: %s", failed)
        await asyncio.sleep(EVERY_SECONDS)


async def prune(db: Database, clock: Clock, days: int) -> None:
    """Remove what ended more than `days` days ago, every hour, for ever; 0: never.

    That is rows of the inbox and the outbox, and codes and links whose time is over.
    """
    while days:
        try:
            await prune_once(db, before=clock.now() - timedelta(days=days))
        except DatabaseUnavailable as failed:
            log.warning("old rows were not pruned: %s", failed)
        await asyncio.sleep(EVERY_SECONDS)
    await asyncio.Event().wait()


async def prune_once(db: Database, *, before: datetime) -> int:
    """Remove every such row that ended before that moment. Returns how many went."""
    removed = 0
    for some in (pruning.recipients, pruning.codes):
        while rows := await _some(db, partial(some, before=before)):
            removed += rows
            await asyncio.sleep(BREATH_SECONDS)
    for kind in (pruning.updates, pruning.replies):
        removed += await _walked(db, partial(kind, before=before))
    if removed:
        log.info("%d old rows of the inbox and the outbox, codes and links were removed", removed)
    return removed


async def _some(db: Database, kind: Callable[[Store], Awaitable[int]]) -> int:
    async with db.write(alone=True) as store:
        return await kind(store)


async def _walked(db: Database, kind: Callable[..., Awaitable[pruning.Pruned]]) -> int:
    removed, behind = 0, 0
    while True:
        async with db.write(alone=True) as store:
            batch = await kind(store, behind=behind)
        removed += batch.rows
        if batch.behind is None:
            return removed
        behind = batch.behind
        await asyncio.sleep(BREATH_SECONDS)
