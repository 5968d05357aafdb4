"""How notices go, shown to their authors: one message kept up to date, and a new one at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.clock import Clock
from bot.pulse import Pulse
from bot.turns import Class
from handlers import results
from handlers.messages import Reply, stored
from storage import notice_rows, notices, outbox, people, reached
from storage.engine import Database, DatabaseUnavailable, Store
from storage.notices import Notice
from storage.outbox import Queued

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
"""An edit of one message at most so often: Telegram allows about one request a second to a chat."""


class Progress:
    """Keeps the authors' messages up to date."""

    def __init__(self, db: Database, school: Class, clock: Clock) -> None:
        self._db, self._school, self._clock = db, school, clock
        self.pulse = Pulse()

    async def run(self) -> None:
        """Show for ever, in the program's idle moments."""
        while True:
            await self.pulse.wait()
            try:
                async with self._db.read() as store:  # counting takes long where there are many rows: not as a writer
                    shown = [(one, await notices.tally(store, one.id)) for one in await notices.shown(store)]
                for notice, tally in shown:
                    await self._one(notice, tally)
            except DatabaseUnavailable as failed:
                log.warning("progress waits for the database: %s", failed)
                self.pulse.beat()
            await asyncio.sleep(EVERY_SECONDS)

    async def _one(self, notice: Notice, tally: Mapping[str, int]) -> None:
        async with self._db.write() as store:
            if await self._shown(store, notice, tally) and notice.state != "sending":
                await self._end(store, notice, tally)

    async def _shown(self, store: Store, notice: Notice, tally: Mapping[str, int]) -> bool:
        """Bring the author's message up to date, where there is one. False while it is on its way."""
        assert notice.progress_row is not None
        if notice.progress_row == notices.UNSHOWN:
            return True
        state, ref, said = await outbox.progress_of(store, notice.progress_row)
        if state == "sending":
            return False  # its end will wake us again
        now = self._clock.now()
        reply = results.progress(self._school.phrases, notice, tally, now, self._school.pace)
        body = stored(reply, edit=ref)
        if state in {"sent", "pending"} and body["reply"] != said.get("reply"):
            await outbox.renew(store, notice.progress_row, body, now=now)
        return True

    async def _end(self, store: Store, notice: Notice, tally: Mapping[str, int]) -> None:
        """The end is a message of its own, so that the author's phone rings."""
        now = self._clock.now()
        await notices.watch(store, notice.id, None)
        author = None if notice.author is None else await people.reach(store, notice.author)
        if author is None:
            return
        reply: Reply = results.finished(
            self._school.phrases,
            notice,
            tally,
            await notices.reasons(store, notice.id),
            now,
            await reached.by_channel(store, notice.id),
            await notice_rows.moved(store, notice.id),
        )
        body = stored(reply)
        await outbox.queue(store, [Queued(author.id, author.identity, author.account, author.chat, body)], now=now)
