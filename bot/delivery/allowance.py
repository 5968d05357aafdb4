"""What a counted account may still send this month, asked where its channel refuses without saying why."""

from __future__ import annotations

import logging

from bot.channels.base import Later, Outcome, Refused
from bot.clock import Clock
from bot.delivery.outcomes import BURST_PAUSES, weighed
from storage import ledger
from storage.engine import Database, DatabaseUnavailable
from storage.outbox import Letter

log = logging.getLogger(__name__)


class Allowance:
    """One account's month. Once it is used up no notice is tried, so that each goes by the person's other chat.

    Replies are tried all the same: a refusal costs nothing, and the first that is taken shows that there is room.
    """

    def __init__(self, db: Database, clock: Clock, account: str, messages: int) -> None:
        """`messages`: so many a calendar month."""
        self._db, self._clock, self._account, self._messages = db, clock, account, messages
        self._used_up: tuple[str, Refused] | None = None

    def held_back(self, letter: Letter) -> Refused | None:
        """How a notice's message ends without being tried, or None: it is tried."""
        if letter.notice is None or self._used_up is None or self._used_up[0] != ledger.month(self._clock.now()):
            return None
        return self._used_up[1]

    async def weigh(self, letter: Letter, refused: Refused, *, uncounted: int) -> Outcome:
        """What the refusal means. `uncounted`: messages that were sent and are not in the ledger yet."""
        uncounted += refused.messages
        try:
            async with self._db.read() as store:
                sent = await ledger.sent(store, self._account, now=self._clock.now()) + uncounted
            meant = weighed(letter, refused, left=self._messages - sent, of=self._messages)
            if meant is refused:
                await self._use_up(refused, uncounted)
        except DatabaseUnavailable as failed:
            log.warning("what %s has sent can't be read: %s", self._account, failed)
            return Later(BURST_PAUSES[0], reason=refused.reason)
        log.warning("%s refuses a message (%d of %d sent): %s", self._account, sent, self._messages, meant)
        return meant

    async def _use_up(self, refused: Refused, uncounted: int) -> None:
        now = self._clock.now()
        month = ledger.month(now)
        if self._used_up is None or self._used_up[0] != month:
            async with self._db.write() as store:
                await ledger.use_up(store, self._account, self._messages - uncounted, now=now)
            self._used_up = (month, Refused(refused.reason, spent=True))

    async def taken(self) -> None:
        """The channel took a message: there is room after all."""
        if self._used_up is None:
            return
        self._used_up = None
        try:
            async with self._db.write() as store:
                await ledger.take_back(store, self._account, now=self._clock.now())
        except DatabaseUnavailable as failed:
            log.warning("the ledger of %s can't be written: %s", self._account, failed)
