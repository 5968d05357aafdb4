"""The ledger holds what Zalo has counted: also answers that were lost, and parts of what was cut off; the trainers
are told when Zalo takes no more.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot import accounts
from bot.app import App
from bot.clock import RehearsalClock
from bot.delivery import outcomes
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot, Plan
from storage import invites, ledger, notice_rows
from storage.tables import notices, outbox
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.zalo.test_zalo_costs import XA1, learner


@pytest.fixture
async def both(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession],
    database: Path,
    zalo_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The real program on both channels, with a trainer on Telegram; Zalo's bot may send 100 messages a month."""
    monkeypatch.setattr(accounts, "MONTH_MESSAGES", 100)
    rehearsal, page, session = stage
    settings = {name: value for name, value in zalo_settings.items() if name != "telegram_token"}
    app = App(settings_for(page, database.parent, **settings), RehearsalClock(BEGINS))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        program = Program(app, running, rehearsal, page, session)
        await program.learners(1, role="trainer")
        yield program


async def counted(program: Program) -> int:
    async with program.app.db.read() as store:
        return await ledger.sent(store, XA1, now=program.clock.now())


async def test_what_is_in_doubt_counts(both: Program, xa1: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "UNCERTAIN_PAUSE", timedelta(seconds=0.05))
    await learner(both, 0)
    await both.faults(drop_answer={"share": 1, "methods": ["sendMessage"]})
    assert await both.ended(await both.notice("Mời họp")) == {"uncertain": 1}
    assert (await counted(both), sum(xa1.sent.values())) == (3, 3)


async def test_the_parts_that_left_count_and_the_rest_is_not_tried_again(both: Program, xa1: Bot) -> None:
    await learner(both, 0)
    async with both.app.db.write() as store:
        await ledger.count(store, XA1, "reply", 99, now=both.clock.now())
    xa1.plan = Plan(messages=1)
    notice = await both.notice("\n\n".join(["chữ " * 275] * 3), kind="reminder")
    assert await both.ended(notice) == {"refused": 1}
    assert [call["result"] for call in both.calls() if call.get("channel") == "zalo"] == ["ok", "429"]
    assert await counted(both) == 100
    [(attempts,)] = await both.look(select(outbox.c.attempts).where(outbox.c.notice_id == notice))
    assert attempts == 1


async def test_who_becomes_a_trainer_later_is_told_that_no_notice_goes_any_more(real: Program) -> None:
    async with real.app.db.write() as store:
        await ledger.count(store, XA1, "reply", 2900, now=real.clock.now())
    await learner(real, 0)
    async with real.app.db.write() as store:
        await ledger.count(store, XA1, "reply", 1, now=real.clock.now())
    assert await alerts(real) == []  # for nobody
    phone = await a_trainer(real)
    told = await phone.waits_for("Bot Zalo xa1 đã gửi 2.90")
    assert "Từ nay đến hết tháng, không gửi được thông báo nào qua bot này" in told.text
    assert await alerts(real) == [f"alert:quota:{XA1}:2026-05"]
    await real.until(lambda store: notice_rows.alerted(store, f"alert:quota:{XA1}:2026-05"), "somebody")
    await phone.says("menu")
    await phone.waits_for("Đồng chí cần gì")  # that is counted too
    assert await alerts(real) == [f"alert:quota:{XA1}:2026-05"]


async def a_trainer(program: Program) -> Any:
    """Somebody on Zalo who has become a trainer by a code."""
    async with program.app.db.write() as store:
        now = program.clock.now()
        code = await invites.make_invite(store, "trainer", expires_at=now + timedelta(days=7), now=now)
    phone = await program.phone("Lê Minh Tâm", channel="zalo", bot="xa1")
    await phone.says(code)
    await phone.waits_for("có đồng ý không")
    await phone.says("đồng ý")
    return phone


async def alerts(program: Program) -> list[str]:
    rows = select(notices.c.key).where(notices.c.kind == "alert").order_by(notices.c.id)
    return [key for (key,) in await program.look(rows)]


async def test_when_zalo_goes_on_refusing_the_trainers_are_told_though_there_is_room_by_our_count(
    both: Program, xa1: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "BURST_PAUSES", (timedelta(seconds=0.05),) * 2)
    await learner(both, 0)
    xa1.plan = Plan(messages=0)
    trainer = await both.phone(id=1)
    trainer.id = 500_000
    assert await both.ended(await both.notice("Một", kind="reminder")) == {"refused": 1}
    told = await trainer.waits_for("Zalo không nhận tin của bot xa1")
    assert told.text.startswith("⚠️ Zalo không nhận tin của bot xa1\n\nTheo sổ, tháng này bot mới gửi 0/100 tin")
    assert await both.ended(await both.notice("Hai", kind="reminder")) == {"refused": 1}
    assert await alerts(both) == [f"alert:crowded:{XA1}:20260522"]
