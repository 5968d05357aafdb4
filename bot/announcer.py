"""Notices in time: reminders planned from the timetable, every due notice released, expired ones skipped and told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.pulse import Pulse
from bot.schedule import Schedule
from bot.turns import Class
from content.models import Course
from handlers import alerts, reminders, results
from handlers.messages import Reply, stored
from handlers.quota import Limit, unpaid
from handlers.timetable import current
from storage import audience, fallback, ledger, notice_rows, notices, outbox, people, superseded
from storage.engine import Database, DatabaseUnavailable, Store
from storage.ledger import month
from storage.notices import NewNotice, Notice
from storage.outbox import Queued

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0


class Announcer:
    """Holds the class to its timetable."""

    def __init__(self, db: Database, school: Class, clock: Clock) -> None:
        self._db, self._school, self._clock = db, school, clock
        self.pulse, self.moved, self._clock_set = Pulse(), True, True
        self._schedule = Schedule(clock, self.pulse.beat)
        self._alarmed: set[str] = set()

    def replan(self) -> None:
        """The timetable has changed."""
        self.moved = True
        self.pulse.beat()

    def clock_set(self) -> None:
        """The clock shows another time than a moment ago."""
        self._clock_set = True
        self.replan()

    async def run(self) -> None:
        """Plan, release and skip for ever."""
        self._schedule.start()
        try:
            while True:
                await self._look()
                await self.pulse.wait()
        finally:
            self._schedule.stop()

    async def _look(self) -> None:
        try:
            if self.moved:
                self.moved = False
                await self.plan()
            await self.release_due()
            await self._skip_expired()
            await self._end_left()
            async with self._db.read() as store:
                waiting = await notices.planned(store)
            self._schedule.plan((notice.id, notice.due) for notice in waiting)
        except DatabaseUnavailable as failed:
            log.warning("notices wait for the database: %s", failed)
            self.moved = True
            await asyncio.sleep(RETRY_SECONDS)
            self.pulse.beat()

    async def plan(self) -> None:
        """Plan every reminder that is still to come; drop those of a timetable that no longer holds."""
        async with self._db.write() as store:
            now = self._clock.now()
            for written in self._school.courses:
                await self._plan(store, await current(store, written), now)
            if self._clock_set:
                await outbox.rebase(store, now=now)
        self._clock_set = False

    async def _plan(self, store: Store, course: Course, now: datetime) -> None:
        planned = reminders.planned(course, self._school.phrases)
        if course.id != self._school.course.id:
            planned = [reminders.of_another_class(each, course, self._school.phrases) for each in planned]
        keys = {reminder.key for reminder in planned}
        await superseded.drop_unlisted(store, course.id, keys, reason="lịch đã đổi", now=now)
        for reminder in planned:
            if reminder.due > now:
                await notices.make(store, _notice(reminder), now=now)

    async def release_due(self) -> None:
        """Release every notice whose time has come; skip what came too late for, and say so once."""
        due = await self._skip_late()
        for notice in due:
            behind = await self._admit(notice)
            async with self._db.write() as store:
                now = self._clock.now()
                outcome = await notices.release(store, notice.id, now=now, behind=behind)
                if outcome == "skipped":
                    await self._tell_skipped(store, [notice], now)
                elif outcome == "released":
                    await self._withhold(store, notice, now)
                    await self._show(store, notice, now)
                    await notices.finish(store, now=now)
            log.info("notice %d (%s): %s", notice.id, notice.kind, outcome)

    async def _withhold(self, store: Store, notice: Notice, now: datetime) -> None:
        """What was payable when a trainer planned it may not be any more: it doesn't go by that account."""
        limits = self._school.limits if notice.kind == "broadcast" else ()
        for limit in await unpaid(store, limits, notice.id, now=now):
            reason = self._school.phrases.get("notices.unpaid").format(name=limit.name)
            rows = await fallback.withhold(store, notice.id, limit.account, reason=reason, now=now)
            log.warning("notice %d: %s can't pay for %d messages", notice.id, limit.account, rows)

    async def _admit(self, notice: Notice) -> int:
        """Rows for the recipients of a large notice, some at a time. Returns the person behind whom the rest are."""
        async with self._db.read() as store:
            behind = await notices.admitted(store, notice.id)
        while True:
            async with self._db.write(alone=True) as store:
                further = await notices.admit(store, notice.id, behind=behind, now=self._clock.now())
            if further is None:
                return behind
            behind = further

    async def _skip_late(self) -> list[Notice]:
        """Skip whole what is due and over already (a long stop, a jump of the clock). Returns what is due besides."""
        async with self._db.read() as store:
            now = self._clock.now()
            due = [notice for notice in await notices.planned(store) if notice.due <= now]
        late = [notice for notice in due if notice.expires_at is not None and notice.expires_at <= now]
        if late:
            async with self._db.write() as store:
                skipped = [one for one in late if await notices.release(store, one.id, now=now) == "skipped"]
                await self._tell_skipped(store, skipped, now)
            log.warning("%d notices were skipped: their time is over", len(skipped))
        return [notice for notice in due if notice not in late]

    async def _show(self, store: Store, notice: Notice, now: datetime) -> None:
        """Give the author the message that is kept up to date while the notice goes."""
        author = None if notice.author is None else await people.reach(store, notice.author)
        if author is None:
            return
        can = self._school.can.get(author.account)
        if can is not None and not can.edits:  # what was sent there stays as it was
            await notices.watch(store, notice.id, notices.UNSHOWN)
            return
        going = await notices.notice(store, notice.id)
        assert going is not None
        tally = await notices.tally(store, notice.id)
        reply = results.progress(self._school.phrases, going, tally, now, self._school.pace)
        body = stored(reply)
        rows = await outbox.queue(
            store, [Queued(author.id, author.identity, author.account, author.chat, body)], now=now
        )
        await notices.watch(store, notice.id, rows[0])

    async def _skip_expired(self) -> None:
        told = False
        while True:
            async with self._db.write() as store:
                now = self._clock.now()
                skipped = await outbox.skip_expired(store, now=now)
                if skipped and not told:
                    found = [await notices.notice(store, id_) for id_ in skipped]
                    await self._tell_skipped(store, [notice for notice in found if notice is not None], now)
                await notices.finish(store, now=now)
            if not skipped:
                return
            told = True

    async def _end_left(self) -> None:
        """Of what was stopped, nothing goes on waiting."""
        ended = True
        while ended:
            async with self._db.write() as store:
                ended = await outbox.end_left(store, now=self._clock.now()) > 0

    async def _tell_skipped(self, store: Store, skipped: Sequence[Notice], now: datetime) -> None:
        """One alert, however many were skipped at once."""
        if skipped:
            titles = [notice.title for notice in skipped]
            reply = alerts.skipped(self._school.phrases, titles, "đã quá giờ")
            await self._alert(store, f"alert:skipped:{skipped[0].id}", reply, now)

    async def refuses(self, account: str, reason: str) -> None:
        """A channel refuses an account: tell the trainers, not again before it has worked, at most once a day."""
        if account in self._alarmed:
            return
        self._alarmed.add(account)
        reply = alerts.channel_refused(self._school.phrases, account, reason)
        try:
            async with self._db.write() as store:
                now = self._clock.now()
                await self._alert(store, f"alert:refused:{account}:{now:%Y%m%d}", reply, now)
        except DatabaseUnavailable as failed:
            log.warning("an alert could not be kept: %s", failed)
            self._alarmed.discard(account)  # it is met again, and told then

    def works(self, account: str) -> None:
        """A channel takes an account (again)."""
        self._alarmed.discard(account)

    async def nearly_used(self, limit: Limit, sent: int) -> None:
        """An account has sent most of what a month allows, or all: tell the trainers, each once a month."""
        used_up = sent >= limit.messages
        key = f"alert:{'spent' if used_up else 'quota'}:{limit.account}:{month(self._clock.now())}"
        if key in self._alarmed:
            return
        told = alerts.used_up if used_up else alerts.nearly_used
        reply = told(self._school.phrases, limit, sent)
        async with self._db.write() as store:
            known = await notice_rows.alerted(store, key)
            if known == "nobody":
                await self._again(store, key, reply)
        if known == "somebody":
            self._alarmed.add(key)

    async def _again(self, store: Store, key: str, reply: Reply) -> None:
        """An alert that has reached nobody: as soon as somebody can be reached, then once a day."""
        now = self._clock.now()
        people, unreachable = await audience.size(store, alerts.trainers(self._school.course.id))
        if people > unreachable and not await self._alert(store, key, reply, now):
            await self._alert(store, f"{key}:{now:%d}", reply, now)  # the first one has ended and reached nobody

    async def crowded(self, limit: Limit) -> None:
        """An account's channel refuses what should have room: tell the trainers and the log, once a day."""
        now = self._clock.now()
        key = f"alert:crowded:{limit.account}:{now:%Y%m%d}"
        if key in self._alarmed:
            return
        self._alarmed.add(key)
        try:
            async with self._db.write() as store:
                sent = await ledger.sent(store, limit.account, now=now)
                log.error("%s takes no more, though only %d of %d are counted", limit.account, sent, limit.messages)
                await self._alert(store, key, alerts.crowded(self._school.phrases, limit, sent), now)
        except DatabaseUnavailable as failed:
            log.warning("an alert could not be kept: %s", failed)
            self._alarmed.discard(key)

    async def _alert(self, store: Store, key: str, reply: Reply, now: datetime) -> bool:
        """One alert of a kind: its key is kept, so a second one is not made. Whether it was."""
        told = alerts.trainers(self._school.course.id)
        body = stored(reply)
        new = NewNotice("alert", key[:200], body, told, due=now, key=key)
        return await notices.make(store, new, now=now) is not None


def _notice(reminder: reminders.PlannedReminder) -> NewNotice:
    return NewNotice(
        kind="reminder",
        title=reminder.title,
        body=stored(reminder.reply),
        audience=reminder.audience,
        due=reminder.due,
        key=reminder.key,
        expires_at=reminder.expires_at,
    )
