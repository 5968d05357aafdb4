"""Turns: in order for each chat, side by side across chats, under one cap, and nobody takes all of it (design §3.2)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.channels.base import Channel, FileLost, FileTooLarge
from bot.clock import Clock
from bot.ending import ended
from bot.fairness import Fairness
from bot.files import Files
from bot.logs import of_turn
from bot.metrics import Metrics
from bot.pulse import Pulse
from bot.turns import Class, bodies, take, tell_group
from handlers.messages import Attached, Incoming, Reply
from handlers.turn import say
from storage import conversations, inbox, outbox, people
from storage.engine import Aside, Asides, Database, DatabaseUnavailable
from storage.inbox import Waiting
from storage.outbox import Queued

log = logging.getLogger(__name__)

CAP = 200
"""As many as share a commit: with fewer, the loop has nothing to do while the disk is being synced."""
ALBUM_QUIET_SECONDS = 1.0
"""An album's photos come as separate updates and nothing says which is the last: so long without another one."""
FETCHES = 6
"""So many attachments are fetched side by side: each may take 20 MB of memory. Other people's turns go on meanwhile."""
FETCH_TRIES = 4
ASIDES = 2
"""So many questions over the whole class are asked side by side: the other readers stay free."""
RETRY_SECONDS = (0.5, 1, 2, 5, 10)
CHAT_QUEUE = 50
"""So many updates of one chat are held in memory; what it sends beyond stays in the inbox until they had their turn."""
HELD = 10_000
"""So many of all chats; until some had their turn, no more are read."""

Key = tuple[str, str]


class Dispatcher:
    """Gives every inbox row its turn, from what waited at the start to what comes in."""

    def __init__(
        self,
        db: Database,
        school: Class,
        channels: Mapping[str, Channel],
        files: Files,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._db, self._school, self._channels = db, school, channels
        self._files, self._clock, self._metrics = files, clock, metrics
        self.pulse = Pulse()
        self._seen, self._held = 0, 0
        self._room = Pulse()
        self._behind: dict[Key, int] = {}
        self._passed_over: set[Key] = set()
        self._fairness = Fairness()
        self._queues: dict[Key, deque[Waiting]] = {}
        self._pulses: dict[Key, Pulse] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free, self._fetching = asyncio.Semaphore(CAP), asyncio.Semaphore(FETCHES)
        self._asking = asyncio.Semaphore(ASIDES)
        self._closing = False

    async def run(self) -> None:
        """Hold turns for ever."""
        while True:
            while self._held >= HELD:
                await self._room.wait()
            rows = await self._read(None, after=self._seen)
            for row in rows:
                self._seen = max(self._seen, row.id)
                self._enqueue(row)
            if not rows:
                await self.pulse.wait()

    async def _read(self, chat: Key | None, *, after: int) -> list[Waiting]:
        """The next rows that wait, however long the database has to be asked."""
        while True:
            try:
                async with self._db.read() as store:
                    if chat is not None:
                        return await inbox.waiting_of(store, *chat, after=after, limit=CHAT_QUEUE)
                    return await inbox.waiting(store, list(self._channels), after=after)
            except DatabaseUnavailable as failed:
                log.warning("the inbox can't be read: %s", failed)
                await asyncio.sleep(1)

    def _enqueue(self, row: Waiting) -> None:
        key = (row.account, row.chat)
        if key in self._behind:
            self._passed_over.add(key)  # it is read with the others of its chat, once those before had their turn
            return
        if key in self._queues:
            if len(self._queues[key]) >= CHAT_QUEUE:
                self._behind[key] = self._queues[key][-1].id
                return
            self._queues[key].append(row)
            self._held += 1
            self._pulses[key].beat()
            return
        self._held += 1
        self._queues[key], self._pulses[key] = deque([row]), Pulse()
        task = asyncio.create_task(self._chat(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self, seconds: float) -> None:
        """Let the turns in hand end, at most so long. Those that have not begun are of the next start."""
        self._closing = True
        for pulse in self._pulses.values():
            pulse.beat()
        await ended(self._tasks, seconds)

    async def _chat(self, key: Key) -> None:
        """Hold the turns of one chat, one after the other, until none waits."""
        queue = self._queues[key]
        try:
            while queue and not self._closing:
                rows = [queue.popleft()]
                if rows[0].album is not None:
                    rows += await self._album(key, rows[0].album)
                await self._wait_fairly(key)
                if not self._closing:
                    with of_turn(rows[0].id):
                        await self._hold(rows)
                self._held -= len(rows)
                self._room.beat()
                while not queue and key in self._behind:
                    await self._catch_up(key)
        finally:
            self._held -= len(queue)
            self._behind.pop(key, None)
            self._passed_over.discard(key)
            del self._queues[key], self._pulses[key]

    async def _wait_fairly(self, key: Key) -> None:
        """Whoever writes without end lets the others go first."""
        left = self._fairness.wait(key, time.monotonic())
        while left > 0 and not self._closing:
            began = time.monotonic()
            await self._pulses[key].wait(left)
            left -= time.monotonic() - began

    async def _catch_up(self, key: Key) -> None:
        """Read what a chat sent while it had enough in hand."""
        self._passed_over.discard(key)
        rows = await self._read(key, after=self._behind[key])
        if len(rows) < CHAT_QUEUE and key not in self._passed_over:
            del self._behind[key]  # from here on they come as everybody's
        elif rows:
            self._behind[key] = rows[-1].id
        self._queues[key].extend(rows)
        self._held += len(rows)

    async def _album(self, key: Key, album: str) -> list[Waiting]:
        """The other updates of an album: those that come before it has been quiet for a while."""
        rows: list[Waiting] = []
        queue = self._queues[key]
        while True:
            while queue and queue[0].album == album:
                rows.append(queue.popleft())
            if queue or self._closing or not await self._pulses[key].wait(ALBUM_QUIET_SECONDS):
                return rows

    async def _hold(self, rows: Sequence[Waiting]) -> None:
        """Hold one turn. While the database takes nothing, the rows wait: nothing is given up."""
        began, tries = time.monotonic(), 0
        self._metrics.begins(rows[0].id, rows[0].received_at)
        while True:
            try:
                await self._turn(rows)
                self._metrics.turns.labels("done").inc()
                break
            except DatabaseUnavailable as failed:
                log.warning("turn %d waits for the database: %s", rows[0].id, failed)
                await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1
            except Exception:  # the edge: one turn's fault must not stop the others
                log.exception("turn %d failed", rows[0].id)
                await self._set_aside(rows)
                break
        seconds = time.monotonic() - began
        self._metrics.turn_seconds.observe(seconds)
        log.debug("%d updates had their turn in %.0f ms", len(rows), seconds * 1000)

    async def _turn(self, rows: Sequence[Waiting]) -> None:
        channel = self._channels[rows[0].account]
        incoming = replace(channel.parse([row.payload for row in rows]), received_at=rows[0].received_at)
        ids = [row.id for row in rows]
        if not incoming.private:
            async with self._free, self._db.write() as store:
                await tell_group(store, self._school, incoming, ids, now=self._clock.now())
            return
        if incoming.attachments and await self._wanted(incoming):
            incoming = replace(
                incoming, attachments=tuple([await self._fetched(channel, one) for one in incoming.attachments])
            )
        asides: Asides = {}
        while (needed := await self._taken(incoming, ids, asides)) is not None:
            async with self._asking, self._db.read() as store:
                asides[needed.key] = await store.all(needed.statement, long=True)

    async def _taken(self, incoming: Incoming, ids: Sequence[int], asides: Asides) -> Aside | None:
        """Hold the turn with what was found aside. What it still needs to be asked, or None: it is held."""
        can = self._channels[incoming.account].capabilities
        try:
            async with self._free, self._db.write(asides=asides) as store:
                await take(store, self._school, incoming, ids, can, now=self._clock.now())
        except Aside as needed:
            return needed
        return None

    async def _wanted(self, incoming: Incoming) -> bool:
        async with self._db.read() as store:
            identity = await people.identity_of(store, account=incoming.account, chat=incoming.chat)
            if identity is None:
                return False
            return self._school.router.wants_files((await conversations.standing(store, identity)).step)

    async def _fetched(self, channel: Channel, attached: Attached) -> Attached:
        """The attachment with its bytes on our disk, or with the reason why not.

        Voices, videos and the like are taken nowhere, so they are not fetched at all.
        """
        if attached.kind == "other":
            return attached
        for attempt in range(FETCH_TRIES):
            try:
                async with self._fetching:
                    content = await channel.fetch(attached)
                    return replace(attached, stored=await self._files.keep(content, attached.name, attached.type))
            except FileTooLarge:
                return replace(attached, problem="too_large")
            except FileLost:
                break
            except OSError as failed:  # the network's, or our own full disk
                log.warning("a file could not be fetched (%s), try %d", failed, attempt + 1)
                await asyncio.sleep(RETRY_SECONDS[attempt])
        return replace(attached, problem="lost")

    async def _set_aside(self, rows: Sequence[Waiting]) -> None:
        """A turn raised: keep its updates for the operator and tell the person; they stay where they were."""
        self._metrics.turns.labels("failed").inc()
        row, now = rows[0], self._clock.now()
        reply = Reply(say(self._school.phrases, "engine.failed"))
        try:
            async with self._db.write() as store:
                await inbox.failed(store, [one.id for one in rows], "the turn raised; see the log", now=now)
                letters = [
                    Queued(None, None, row.account, row.chat, body)
                    for body in bodies(reply, self._channels[row.account].capabilities)
                ]
                await outbox.queue(store, letters, now=now, turn=row.id)
        except DatabaseUnavailable as failed:
            log.error("turn %d failed and was not set aside (it is tried at the next start): %s", row.id, failed)
