"""A notice goes by the other chat where the first one doesn't take it: down, blocked, refused, out of messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot, Plan
from storage import ledger
from storage.tables import identities, outbox, people
from tests.bot.program import ACCOUNT, BEGINS, Program, settings_for
from tests.bot.zalo.conftest import SECOND, ZALO

XA1 = "zalo:12345689"
DOWN = {"telegram_base_url": "http://127.0.0.1:9/bot", "telegram_file_url": "http://127.0.0.1:9/file/bot"}
"""Nobody listens there: connections are refused."""
TEN_MINUTES = timedelta(minutes=10)

Running = Callable[..., AbstractAsyncContextManager[Program]]


@pytest.fixture
def running(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession], database: Path, zalo_settings: dict[str, Any]
) -> Running:
    """`async with running(**settings) as program`: on Telegram and Zalo, on this test's data."""

    @asynccontextmanager
    async def started(**settings: Any) -> AsyncIterator[Program]:
        rehearsal, page, session = stage
        both = {name: value for name, value in zalo_settings.items() if name != "telegram_token"}
        app = App(settings_for(page, database.parent, **both | settings), RehearsalClock(BEGINS))
        async with app.running() as at_work:
            rehearsal.clock.url = f"{at_work.address}/clock"
            yield Program(app, at_work, rehearsal, page, session)

    return started


@pytest.fixture
def soon_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that takes nothing is down at once, not after a minute."""
    monkeypatch.setattr("bot.delivery.silence.DOWN_SECONDS", 0.1)


class Learner:
    """A learner with a chat on Telegram and some on Zalo, who wants notices on Telegram unless told otherwise."""

    def __init__(self, program: Program, telegram: int, zalos: list[str]) -> None:
        self.program, self.telegram, self.zalos = program, telegram, zalos

    def got(self, text: str) -> list[str]:
        """The chats that got it, as the servers count, each as often as it did."""
        return [
            call["params"]["chat_id"]
            for call in self.program.calls()
            if call["result"] == "ok" and call["params"]["text"].startswith(text)
        ]

    async def prefers(self, chat: str) -> None:
        async with self.program.app.db.write() as store:
            row = update(identities).where(identities.c.chat == chat)
            await store.run(row.values(preferred_at=self.program.clock.now()))


async def on_both(program: Program, *bots: Bot) -> Learner:
    """One registered learner, on Telegram and with a chat of each of these bots (of one named twice: two)."""
    [telegram] = await program.learners(1)
    zalos = []
    async with program.app.db.write() as store:
        [person] = await store.all(select(people.c.id))
        for number, bot in enumerate(bots):
            phone = await program.phone(f"Zalo {number}", channel="zalo", bot=bot.name, started=True)
            zalos.append(bot.person(phone.id))
            await store.run(
                store.insert(identities).values(
                    person_id=person.id, channel="zalo", account=f"zalo:{bot.account}", chat=zalos[-1],
                    reachable=True, last_seen_at=program.clock.now() + timedelta(minutes=number),
                )
            )  # fmt: skip
    learner = Learner(program, telegram, zalos)
    await learner.prefers(str(telegram))
    return learner


async def row_of(program: Program, notice: int) -> tuple[Any, ...]:
    """Of the notice's only row: account, state, the account that it is instead of, reason."""
    [(account, state, instead, reason)] = await program.look(
        select(outbox.c.account, outbox.c.state, outbox.c.instead_of, outbox.c.reason).where(
            outbox.c.notice_id == notice
        )
    )
    [of] = await program.look(select(identities.c.account).where(identities.c.id == instead)) or [(None,)]
    return account, state, of[0], reason


async def tried(program: Program, notice: int, attempts: int) -> None:
    """Wait until the notice's only row was tried so often where it is."""

    async def enough(store: Any) -> bool:
        return (await store.value(select(outbox.c.attempts).where(outbox.c.notice_id == notice)) or 0) >= attempts

    await program.until(enough, True)


async def test_a_channel_that_is_down_gives_way(running: Running, xa1: Bot, soon_down: None) -> None:
    async with running(**DOWN) as program:
        learner = await on_both(program, xa1)
        ends = program.clock.now() + TEN_MINUTES
        notice = await program.notice("Nhắc học", kind="reminder", expires_at=ends)
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Nhắc học") == learner.zalos
        assert await row_of(program, notice) == (XA1, "sent", ACCOUNT, None)


async def test_where_little_time_is_left_the_first_failure_is_enough(running: Running, xa1: Bot) -> None:
    async with running(**DOWN) as program:
        learner = await on_both(program, xa1)
        ends = program.clock.now() + timedelta(minutes=3)
        notice = await program.notice("Nhắc học", kind="reminder", expires_at=ends)
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Nhắc học") == learner.zalos


async def test_a_short_failure_is_waited_for(running: Running, xa1: Bot) -> None:
    async with running() as program:
        learner = await on_both(program, xa1)
        await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
        notice = await program.notice("Mời họp")
        await tried(program, notice, 1)
        await program.faults()
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]


async def test_a_row_that_fails_again_and_again_goes_elsewhere_though_others_pass(
    running: Running, xa1: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outcomes.TRIES", 2)
    async with running(**DOWN) as program:
        learner = await on_both(program, xa1)
        notice = await program.notice("Mời họp")
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == learner.zalos


async def test_a_pause_that_the_channel_asks_for_is_no_failure(running: Running, xa1: Bot, soon_down: None) -> None:
    async with running() as program:
        learner = await on_both(program, xa1)
        await program.faults(storm_429={"share": 1, "retry_after": 1, "methods": ["sendMessage"]})
        ends = program.clock.now() + timedelta(minutes=3)
        notice = await program.notice("Nhắc học", kind="reminder", expires_at=ends)
        await program.until(lambda store: store.value(select(outbox.c.not_before > outbox.c.made_at)), True)
        await program.faults()
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Nhắc học") == [str(learner.telegram)]


async def test_what_may_have_arrived_does_not_go_elsewhere(
    running: Running, xa1: Bot, soon_down: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outcomes.UNCERTAIN_PAUSE", timedelta(seconds=0.05))
    async with running() as program:
        learner = await on_both(program, xa1)
        await program.faults(drop_answer={"share": 1, "methods": ["sendMessage"]})
        notice = await program.notice("Nhắc học", expires_at=program.clock.now() + timedelta(minutes=3))
        await program.until(lambda store: store.value(select(outbox.c.doubts > 0)), True)
        await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
        await tried(program, notice, 3)
        await program.faults()
        assert await program.ended(notice) == {"sent": 1, "doubtful": 1}
        assert set(learner.got("Nhắc học")) == {str(learner.telegram)}


async def test_where_both_are_down_the_first_that_works_again_gets_it(
    running: Running, xa1: Bot, soon_down: None
) -> None:
    async with running() as program:
        learner = await on_both(program, xa1)
        await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
        notice = await program.notice("Mời họp")
        await program.until(lambda store: store.value(select(outbox.c.account)), XA1)
        await program.until(lambda store: store.value(select(outbox.c.account)), ACCOUNT)
        xa1.revoked = True
        await program.faults()
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]
        assert await row_of(program, notice) == (ACCOUNT, "sent", None, None)


async def test_where_the_other_refuses_the_one_that_is_down_is_waited_for(
    running: Running, xa1: Bot, soon_down: None
) -> None:
    async with running() as program:
        learner = await on_both(program, xa1)
        await used_up(program, xa1)
        await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
        notice = await program.notice("Mời họp", kind="reminder")
        await program.until(lambda store: store.value(select(outbox.c.account)), XA1)
        await program.faults()
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]


async def test_who_has_no_other_chat_is_tried_on(running: Running, xa1: Bot, soon_down: None) -> None:
    async with running() as program:
        learner = await on_both(program)
        await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
        notice = await program.notice("Mời họp")
        await tried(program, notice, 2)
        await program.faults()
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]


async def test_who_was_not_reached_because_the_channel_is_down_is_told_so(running: Running, xa1: Bot) -> None:
    async with running(**DOWN) as program:
        await on_both(program)
        notice = await program.notice("Nhắc học", kind="reminder", expires_at=program.clock.now() + TEN_MINUTES)
        await tried(program, notice, 1)
        program.clock.advance(TEN_MINUTES)
        assert await program.ended(notice) == {"skipped": 1}
        assert await row_of(program, notice) == (ACCOUNT, "skipped", None, "đã quá giờ, kênh chưa nhận được tin")


async def test_a_trainers_notice_takes_nothing_of_the_other_accounts_reserve(
    running: Running, xa1: Bot, soon_down: None
) -> None:
    async with running(**DOWN) as program:
        learner = await on_both(program, xa1)
        async with program.app.db.write() as store:
            await ledger.count(store, XA1, "reply", 2400, now=program.clock.now())
        written = await program.notice("Mời họp")
        await tried(program, written, 2)
        assert (await row_of(program, written))[:2] == (ACCOUNT, "pending")
        reminder = await program.notice("Nhắc học", kind="reminder")
        assert await program.ended(reminder) == {"sent": 1}
        assert (learner.got("Mời họp"), learner.got("Nhắc học")) == ([], learner.zalos)


async def test_a_revoked_account_gives_way_at_once(running: Running, xa1: Bot) -> None:
    async with running() as program:
        learner = await on_both(program, xa1)
        await learner.prefers(learner.zalos[0])
        xa1.revoked = True
        notice = await program.notice("Mời họp")
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]


async def test_the_third_chat_gets_it_and_an_account_without_messages_is_asked_once(running: Running, xa1: Bot) -> None:
    async with running() as program:
        learner = await on_both(program, xa1, xa1)
        await learner.prefers(learner.zalos[0])
        await used_up(program, xa1)
        notice = await program.notice("Mời họp", kind="reminder")
        assert await program.ended(notice) == {"sent": 1}
        assert learner.got("Mời họp") == [str(learner.telegram)]
        assert [call["result"] for call in program.calls()] == ["429", "ok"]
        assert await row_of(program, notice) == (ACCOUNT, "sent", XA1, None)


async def test_when_none_takes_it_every_reason_is_told(
    running: Running, stage: tuple[Rehearsal, str, aiohttp.ClientSession], xa1: Bot
) -> None:
    xa2 = stage[0].zalo.add("xa2", SECOND)
    async with running(zalo_bots=f"xa1={ZALO},xa2={SECOND}") as program:
        learner = await on_both(program, xa2, xa1)
        await learner.prefers(learner.zalos[0])
        await used_up(program, xa1)
        await used_up(program, xa2)
        found = program.rehearsal.chats.get(learner.telegram)
        assert found is not None
        found.blocked = True
        notice = await program.notice("Mời họp", kind="reminder")
        assert await program.ended(notice) == {"refused": 1}
        spent = "Zalo báo đã hết lượt tin của tháng"
        reason = f"Zalo: {spent}; Telegram: đã chặn hoặc xóa cuộc trò chuyện; Zalo: {spent}"
        assert await row_of(program, notice) == (XA1, "refused", "zalo:22345689", reason)


async def used_up(program: Program, bot: Bot) -> None:
    """The month's messages of that bot are gone, by its own count and by ours."""
    bot.plan = Plan(messages=0)
    async with program.app.db.write() as store:
        await ledger.count(store, f"zalo:{bot.account}", "reply", 3000, now=program.clock.now())
