"""Delivery: claims rows, sends them side by side, writes down how each ended. Replies never wait for notices (P5)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels.base import Channel, ChannelRefused, Gone, Later, Outcome, Ready, Refused, Sent, Uncertain
from bot.clock import Clock
from bot.delivery.allowance import Allowance
from bot.delivery.outcomes import settled
from bot.delivery.pace import Pace
from bot.delivery.silence import Silence
from bot.delivery.stock import Apologies, Stock, TooLarge, put_away
from bot.ending import ended
from bot.intake import Alarm
from bot.logs import of_turn
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.reporting import ReportFailed
from storage import fallback, ledger, notices, outbox
from storage.engine import Database, DatabaseUnavailable, Store
from storage.outbox import Letter, Settled

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
REPLIES_AT_ONCE = 200
NOTICES_AT_ONCE = 200
CHAT_REST_SECONDS = 1.0
"""At most one notice a second to one chat. Source: https://core.telegram.org/bots/faq#broadcasting-to-users"""
REFUSED_PAUSE = timedelta(seconds=30)
DATABASE_PAUSE_SECONDS = 1.0
OUR_FAULT = "chương trình gặp lỗi khi gửi"

Claim = Callable[[Store, datetime], Awaitable[tuple[list[Letter], float | None]]]
"""Takes rows; also gives the seconds until there are more, None: on the next beat."""


class Sender:
    """Sends one account's rows."""

    def __init__(
        self,
        db: Database,
        channel: Channel,
        stock: Stock,
        clock: Clock,
        metrics: Metrics,
        pace: Pace,
        alarm: Alarm,
        sorry: Apologies,
    ) -> None:
        """`alarm` is told when the channel refuses the account; `sorry` goes in the place of a file that can't."""
        self._db, self._channel, self._stock = db, channel, stock
        self._clock, self._metrics, self._alarm = clock, metrics, alarm
        self._sorry = sorry
        self._pauses, self._doubts = metrics.pauses.labels(channel.account), metrics.doubts.labels(channel.account)
        self.pace = pace
        self._silence = Silence()
        self.allowance: Allowance | None = None
        """Of an account whose messages are counted."""
        self.crowded: Callable[[], Awaitable[None]] = _nobody
        """Called when its channel goes on refusing messages though there is room by our count."""
        self.room: fallback.Room = fallback.roomy
        """Asked of another account before rows of ours are given to it."""
        self.moved: Callable[[], None] = lambda: None
        """Called when rows of ours were given to another account."""
        self.replies, self.bulk = Pulse(), Pulse()
        self.landed, self.ended = Pulse(), Pulse()
        self._ended: list[Settled] = []
        self._spent: Counter[str] = Counter()
        self._claims: set[asyncio.Task[float | None]] = set()
        self._flying: dict[str, set[asyncio.Task[None]]] = {"reply": set(), "notice": set()}
        self._rested: dict[str, float] = {}
        self._paused: dict[str, float] = {}

    def wake(self) -> None:
        """There may be rows of both lanes to send."""
        self.replies.beat()
        self.bulk.beat()

    async def recover(self) -> int:
        """Take up what a stop left in flight. Returns how many rows are in doubt. Call before the loops start."""
        async with self._db.write() as store:
            rows = await outbox.recover(store, account=self._channel.account, now=self._clock.now())
        self._doubts.inc(rows)
        return rows

    async def run_replies(self) -> None:
        """Send replies for ever: one at a time to each chat, in order."""
        while True:
            while (left := self._account_pause()) > 0:
                await asyncio.sleep(left)
            due = await self._claimed("reply", self._claim_replies)
            await self.replies.wait(due)

    def _account_pause(self) -> float:
        """Seconds for which no reply leaves: a pause that two chats are told at once is the account's."""
        now = asyncio.get_running_loop().time()
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        return max(self._paused.values()) - now if len(self._paused) > 1 else 0.0

    async def run_notices(self) -> None:
        """Send notices for ever, at the pace."""
        while True:
            allowed = min(await self.pace.allowance(), NOTICES_AT_ONCE - len(self._flying["notice"]))
            if allowed <= 0:
                await self.landed.wait()
                continue
            due = await self._claimed("notice", partial(self._claim_notices, allowed))
            if due is None or due > 0:
                await self.bulk.wait(due)

    async def run_settling(self) -> None:
        """Write down for ever how sends ended, as they end: what is not written yet is in doubt after a stop."""
        while True:
            await self.ended.wait()
            await self._settle()

    async def _settle(self) -> None:
        settling, spent, moved = self._ended.copy(), +self._spent, 0
        if not settling:
            return
        try:
            async with self._db.write() as store:
                now = self._clock.now()
                await outbox.settle(store, settling, now=now)
                for lane, messages in spent.items():
                    await ledger.count(store, self._channel.account, lane, messages, now=now)
                if of_notices := any(one.letter.notice is not None for one in settling):
                    moved = await fallback.readdress(store, settling, now=now, room=self.room)
                    await notices.finish(store, now=now)
            if of_notices:
                self.bulk.beat()  # one of them may have to go out again
            if moved:
                self.moved()
            self._spent -= spent
            del self._ended[: len(settling)]  # not before: a stop in the middle must not lose how they ended
        except DatabaseUnavailable as failed:
            log.warning("the outbox can't be written: %s", failed)
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            self.ended.beat()

    async def _claimed(self, lane: str, claim: Claim) -> float | None:
        """A claim that a stop lets come to its end: a row marked as leaving does leave."""
        task = asyncio.create_task(self._claim(lane, claim))
        self._claims.add(task)
        task.add_done_callback(self._claims.discard)
        return await asyncio.shield(task)

    async def _claim(self, lane: str, claim: Claim) -> float | None:
        """Claim what goes out now and start sending it. Seconds until more is due, None: on the next beat."""
        try:
            async with self._db.write() as store:
                letters, pause = await claim(store, self._clock.now())
        except DatabaseUnavailable as failed:
            log.warning("the outbox can't be written: %s", failed)
            return DATABASE_PAUSE_SECONDS
        self.pace.left(len(letters), paced=lane == "notice")
        for letter in letters:
            task = asyncio.create_task(self._send(letter))
            self._flying[lane].add(task)
            task.add_done_callback(partial(self._landed, lane))
        return pause

    def _landed(self, lane: str, task: asyncio.Task[None]) -> None:
        """There is room for another one. Told after it was made: many that land at once beat once only."""
        self._flying[lane].discard(task)
        self.landed.beat()

    async def _claim_replies(self, store: Store, now: datetime) -> tuple[list[Letter], float | None]:
        limit = REPLIES_AT_ONCE - len(self._flying["reply"])
        letters, later = await outbox.claim_replies(store, self._channel.account, limit=limit, now=now, lease=LEASE)
        return letters, None if later is None else max(0.05, (later - now).total_seconds())

    async def _claim_notices(self, limit: int, store: Store, now: datetime) -> tuple[list[Letter], float | None]:
        """Seconds until more: 0 where this may not have been all, None where nothing waits."""
        account, resting = self._channel.account, self._resting()
        letters = await outbox.claim_notices(store, account, limit=limit, now=now, lease=LEASE, resting=resting)
        if letters:
            return letters, 0
        later = await outbox.next_notice_at(store, account, now=now)
        if later is None:
            return [], None
        return [], max(CHAT_REST_SECONDS if resting else 0.05, (later - now).total_seconds())

    def _resting(self) -> set[str]:
        """The chats that got something less than a second ago."""
        now = asyncio.get_running_loop().time()
        self._rested = {chat: at for chat, at in self._rested.items() if now - at < CHAT_REST_SECONDS}
        return set(self._rested)

    async def _send(self, letter: Letter) -> None:
        with of_turn(letter.turn):
            began = time.monotonic()
            outcome = await self._outcome(letter)
            self.pace.landed()
            self._listened(outcome)
            outcome = await self._weighed(letter, outcome)
            self._measure(letter, outcome, time.monotonic() - began)
        if isinstance(outcome, Later) and outcome.told and outcome.after is not None:
            log.warning("%s asks for a pause of %s", self._channel.account, outcome.after)
            self.pace.halt(outcome.after)
            if letter.lane == "reply":
                self._paused[letter.chat] = asyncio.get_running_loop().time() + outcome.after.total_seconds()
        if not isinstance(outcome, Later | Gone) and self._channel.capabilities.sparing:
            self._spent[letter.lane] += outcome.messages
        if isinstance(outcome, Sent):
            self._alarm.works(self._channel.account)
        self._ended.append(settled(letter, outcome, now=self._clock.now(), down=self._silence.down))
        self.ended.beat()

    def _listened(self, outcome: Outcome) -> None:
        """Whether the channel is there. A lost answer tells nothing."""
        if isinstance(outcome, Later) and not outcome.told:
            self._silence.failed(for_good=outcome.after == REFUSED_PAUSE)
        elif not isinstance(outcome, Uncertain):
            self._silence.broken()

    def _measure(self, letter: Letter, outcome: Outcome, seconds: float) -> None:
        how = type(outcome).__name__.lower()
        self._metrics.sends.labels(self._channel.account, letter.lane, how).inc()
        self._metrics.send_seconds.labels(self._channel.account, letter.lane).observe(seconds)
        if isinstance(outcome, Sent):
            self._metrics.answered(letter.turn, self._clock.now())
        elif isinstance(outcome, Uncertain):
            self._doubts.inc()
        elif isinstance(outcome, Later) and outcome.told:
            self._pauses.inc()
        log.debug("message %d (%s): %s in %.0f ms", letter.id, letter.lane, how, seconds * 1000)

    async def _weighed(self, letter: Letter, outcome: Outcome) -> Outcome:
        """The outcome; of a refusal that doesn't say what it is for, what our own count makes of it."""
        if self.allowance is None:
            return outcome
        if isinstance(outcome, Sent) and outcome.messages:
            await self.allowance.taken()
        if not isinstance(outcome, Refused) or not outcome.spent or self.allowance.held_back(letter) is not None:
            return outcome
        meant = await self.allowance.weigh(letter, outcome, uncounted=self._spent.total())
        if isinstance(meant, Later) and meant.after is not None and letter.lane == "notice":
            self.pace.halt(meant.after)
        if isinstance(meant, Refused) and not meant.spent:
            await self.crowded()
        return meant

    async def _outcome(self, letter: Letter) -> Outcome:
        if self.allowance is not None and (held_back := self.allowance.held_back(letter)) is not None:
            return held_back
        self._rested[letter.chat] = asyncio.get_running_loop().time()
        try:
            return await self._sent(letter, letter.body)
        except Exception:  # the edge: a fault of ours must neither stop the others nor leave the row on its way
            log.exception("message %d could not be sent", letter.id)
            return Refused(OUR_FAULT)

    async def _sent(self, letter: Letter, body: Mapping[str, Any]) -> Outcome:
        files: list[Ready] = []
        try:
            files = await self._stock.ready(body, limit=self._channel.capabilities.file_size)
        except ReportFailed as failed:
            log.error("a report could not be made: %s", failed)
            body = self._sorry.failed
        except TooLarge:
            body = self._sorry.too_large
        except FileNotFoundError:
            return Refused("tệp đính kèm không còn")
        try:
            return await self._channel.send(letter.chat, body, files)
        except ChannelRefused as refused:
            await self._alarm.refuses(self._channel.account, str(refused))
            return Later(REFUSED_PAUSE, reason=str(refused))
        finally:
            await put_away(files)

    async def settle(self, seconds: float) -> None:
        """Let the requests in flight end, at most so long, and write down how they ended: the last thing of all.

        What is cut off or can't be written is in doubt at the next start.
        """
        await ended(self._claims, seconds)
        await ended(self._flying["reply"] | self._flying["notice"], seconds)
        if self._ended:
            await ended([asyncio.create_task(self._settle())], seconds)


async def _nobody() -> None:
    """Nobody wants to know."""
