"""The running program, wired: the only place where the parts meet."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.accounts import Account, channels_of, limits_of, listening, polled, zalo_routes
from bot.announcer import Announcer
from bot.channels.base import Channel, ChannelRefused
from bot.channels.telegram import Telegram
from bot.clock import Clock, RehearsalClock, SystemClock
from bot.delivery.allowance import Allowance
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.delivery.stock import Apologies, Stock
from bot.dispatch import Dispatcher
from bot.errors import OperatorMistake
from bot.files import Files
from bot.handouts import Handouts, NoLinks
from bot.health import Health
from bot.housekeeping import prune, tidy
from bot.intake import REFUSED_SECONDS, Intake, poll
from bot.metrics import Metrics
from bot.opening import bring_up, database
from bot.progress import Progress
from bot.quota_watch import QuotaWatch
from bot.reporting import Reporting
from bot.school import load_school
from bot.settings import Settings
from bot.turns import Class
from bot.uploads import Uploads
from bot.web.handout_routes import handout_routes
from bot.web.routes import health, rehearsal_clock, webhook
from bot.web.server import listen, serving
from bot.web.upload_page import upload_routes
from handlers.access import Action
from handlers.doors import command_menu
from handlers.messages import Reply, stored
from handlers.quota import has_room
from handlers.turn import say
from storage import notices, outbox
from storage.engine import Store

log = logging.getLogger(__name__)

TURNS_SECONDS = 2.5
REQUESTS_SECONDS = 1.5
"""So long turns in hand, and then requests in flight, may go on after SIGTERM; all of it ends within ten seconds."""
CONNECT_SECONDS = 5.0


class App:
    """One program: a database, its channels, and the loops that carry messages between them."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Raises OperatorMistake where a setting or the content is wrong."""
        self.settings = settings
        self.clock = clock or (SystemClock() if settings.clock_start is None else RehearsalClock(settings.clock_start))
        school = load_school(settings.content_dir, settings.course, pace=settings.bulk_rate)
        limits = limits_of(settings, school.phrases)
        self.school: Class = replace(school, public_url=settings.public_url, limits=limits)
        self.metrics = Metrics()
        self.files = Files(settings.files_dir)
        self.db = database(settings.database_url)
        url = settings.public_url
        self.handouts = None if url is None else Handouts(settings.data_dir / "handouts", self.files, url, self.clock)
        channels = channels_of(settings, self.school.phrases, self.handouts or NoLinks())
        self.school = replace(self.school, can={channel.account: channel.capabilities for channel in channels})
        self.reporting = Reporting(
            database_url=settings.database_url, data_dir=settings.data_dir, course_dir=settings.course_dir
        )
        self.announcer = Announcer(self.db, self.school, self.clock)
        asked = {channel.account: polled(settings, channel) for channel in channels}
        self.health = Health(self.db, self.clock, asked, self.announcer)
        self.quota = QuotaWatch(self.db, self.clock, limits, self.announcer)
        self.progress = Progress(self.db, self.school, self.clock)
        self.dispatcher = Dispatcher(
            self.db,
            self.school,
            {channel.account: channel for channel in channels},
            self.files,
            self.clock,
            self.metrics,
        )
        self.accounts = [self._account(channel) for channel in channels]
        self.intake, self.sender = self.accounts[0].intake, self.accounts[0].sender
        self.db.listen(self._wrote)
        if isinstance(self.clock, RehearsalClock):
            self.clock.listen(self._jumped)

    def _account(self, channel: Channel) -> Account:
        rate = self.settings.bulk_rate if isinstance(channel, Telegram) else self.settings.zalo_rate
        sender = Sender(
            self.db,
            channel,
            Stock(self.files, self.reporting, self.clock),
            self.clock,
            self.metrics,
            Pace(rate),
            self.health,
            Apologies(self._says("engine.report_failed"), self._says("engine.file_too_large")),
        )
        sender.moved, sender.room = self._wake, self._room
        limit = next((one for one in self.school.limits if one.account == channel.account), None)
        if limit is not None:
            sender.allowance = Allowance(self.db, self.clock, limit.account, limit.messages)
            sender.crowded = partial(self.announcer.crowded, limit)
        return Account(channel, Intake(self.db, channel, self.clock, self.dispatcher.pulse), sender)

    async def _room(self, store: Store, account: str) -> bool:
        return await has_room(store, self.school.limits, account, now=self.clock.now())

    def _wake(self) -> None:
        for account in self.accounts:
            account.sender.wake()

    def _says(self, key: str) -> Mapping[str, Any]:
        """A phrase as the body of an outbox row."""
        return stored(Reply(say(self.school.phrases, key)))

    def _wrote(self, tables: frozenset[str]) -> None:
        """After a commit: wake those who wait for what it wrote."""
        if "outbox" in tables:
            for one in self.accounts:
                one.sender.replies.beat()
        if tables & {"messages_sent", "roles"}:
            self.quota.pulse.beat()
        if "notices" in tables:
            self.announcer.pulse.beat()
            self._wake()
        if "session_changes" in tables:
            self.announcer.replan()
        if tables & {"outbox", "notices"}:
            self.progress.pulse.beat()

    def _jumped(self) -> None:
        self.announcer.clock_set()
        self._wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Running]:
        """Run within the block. Everything in hand is finished at its end.

        Raises OperatorMistake where the port is taken or the database is a newer program's.
        """
        async with AsyncExitStack() as stack:
            await self._prepare()
            stack.push_async_callback(self.db.close)
            stack.push_async_callback(self.health.close)
            for account in self.accounts:
                await account.channel.open()
                stack.push_async_callback(account.channel.close)
            stack.push_async_callback(self.reporting.close)
            await self._retire()
            doubtful = sum([await account.sender.recover() for account in self.accounts])
            if doubtful:
                log.warning("%d messages were on their way at the last stop; they are sent again", doubtful)
            address = await stack.enter_async_context(serving(self._web(), self._bound()))
            loops = [asyncio.create_task(loop) for loop in self._loops()]
            try:
                yield Running(address, loops)
            finally:
                await self._stop(loops)

    async def _retire(self) -> None:
        """Another bot than before: what waits for the old one will never leave, and its notices are to end (P3)."""
        async with self.db.write() as store:
            retired = await outbox.retire(store, [one.channel.account for one in self.accounts], now=self.clock.now())
            await notices.finish(store, now=self.clock.now())
        if retired:
            log.warning("%d messages waited for a bot that this program no longer has; they are not sent", retired)

    async def _prepare(self) -> None:
        try:
            self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise OperatorMistake(
                f"DONGHANH_DATA_DIR: không tạo được thư mục {self.settings.data_dir} ({refused.strerror})"
            ) from None
        await asyncio.to_thread(bring_up, self.settings.database_url)

    def _bound(self) -> Any:
        try:
            return listen(self.settings.http_host, self.settings.http_port)
        except OSError as taken:
            where = f"{self.settings.http_host}, cổng {self.settings.http_port}"
            raise OperatorMistake(
                f"DONGHANH_HTTP_HOST, DONGHANH_HTTP_PORT: không mở được {where} ({taken.strerror})"
            ) from None

    def _web(self) -> Starlette:
        routes: list[BaseRoute] = [*health(self.health, self.db, self.metrics)]
        secret = self.settings.webhook_secret
        for account in self.accounts:
            if isinstance(account.channel, Telegram) and self.settings.public_url is not None and secret is not None:
                heard = partial(self.health.works, account.channel.account)
                routes.append(webhook("/telegram", secret.get_secret_value(), account.intake, heard))
        routes += zalo_routes(self.settings, self.accounts, self.health)
        if self.handouts is not None:
            channels = {one.channel.account: one.channel for one in self.accounts}
            routes += handout_routes(self.db, self.handouts)
            routes += upload_routes(Uploads(self.db, self.school, channels, self.files, self.clock))
        if isinstance(self.clock, RehearsalClock):
            routes.append(rehearsal_clock(self.db, self.clock))
        return Starlette(routes=routes)

    def _loops(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self.dispatcher.run(),
            *(loop for one in self.accounts for loop in _sending(one.sender)),
            self.announcer.run(),
            self.progress.run(),
            self.quota.run(),
            tidy(self.db, self.files, self.reporting),
            prune(self.db, self.clock, self.settings.prune_days),
            *(listening(self.settings, one, self.health, self._listen) for one in self.accounts),
        ]

    async def _listen(self, channel: Telegram, intake: Intake) -> None:
        """Connect to Telegram, however long that takes, and take its updates."""
        while not await self._connected(channel):
            await asyncio.sleep(CONNECT_SECONDS)
        if self.settings.public_url is None:
            await poll(channel, intake, self.health)
        else:
            await asyncio.Event().wait()  # updates come to the webhook

    async def _connected(self, channel: Telegram) -> bool:
        try:
            if self.settings.public_url is None:
                await channel.drop_webhook()
            else:
                assert self.settings.webhook_secret is not None
                url, secret = f"{self.settings.public_url}/telegram", self.settings.webhook_secret.get_secret_value()
                await channel.set_webhook(url, secret)
            await channel.introduce(command_menu(self.school.phrases, frozenset({Action.ARRIVE, Action.OWN_DATA})))
        except ChannelRefused as refused:
            log.error("%s refuses: %s", channel.account, refused)
            await self.health.refuses(channel.account, str(refused))
            await asyncio.sleep(REFUSED_SECONDS)
            return False
        except ConnectionError as failed:
            log.warning("%s can't be reached (%s)", channel.account, failed)
            return False
        self.health.works(channel.account)
        return True

    async def _stop(self, loops: list[asyncio.Task[None]]) -> None:
        """Take nothing more; finish the turns in hand and the requests in flight."""
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        await self.dispatcher.settle(TURNS_SECONDS)
        await asyncio.gather(*(account.sender.settle(REQUESTS_SECONDS) for account in self.accounts))
        await asyncio.gather(*(account.intake.settle(REQUESTS_SECONDS) for account in self.accounts))


def _sending(sender: Sender) -> list[Coroutine[Any, Any, None]]:
    return [sender.run_replies(), sender.run_notices(), sender.run_settling()]


class Running:
    """A program that runs: its own HTTP address, and its loops."""

    def __init__(self, address: str, loops: list[asyncio.Task[None]]) -> None:
        self.address = address
        self._loops = loops

    async def until(self, stop: asyncio.Event) -> None:
        """Wait until `stop` is set. Raises what a loop raised: the program can't go on without one."""
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([stopping, *self._loops], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for task in done - {stopping}:
            task.result()


async def run(settings: Settings, ready: Callable[[Running], None]) -> None:
    """Run the program until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = App(settings)
    async with app.running() as program:
        ready(program)
        await program.until(stop)
