"""What is done now and then: files that nothing names any more, and what was erased, leave the disk."""

from __future__ import annotations

import asyncio
import logging

from bot.files import Files
from bot.reporting import Reporting
from storage import files as file_rows
from storage.engine import Database, DatabaseUnavailable
from storage.forgetting import empty_log

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600


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
