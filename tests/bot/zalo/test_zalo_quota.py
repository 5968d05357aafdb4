"""What Zalo's plan allows: the ledger, the alert, the reserve, the fifty people, and the commands that tell of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import accounts
from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from handlers.quota import Limit
from storage import ledger
from storage.engine import Store
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.zalo.conftest import SECOND, ZALO
from tests.bot.zalo.test_zalo_talk import registered

ACCOUNT = "zalo:12345689"


async def test_the_ledger_counts_what_zalo_counts(real: Program, xa1: Bot) -> None:
    learner = await registered(real)
    await learner.phone.says("bai hoc")
    await learner.phone.waits_for("Bài học của đồng chí")
    await real.ended(await real.notice("Mời họp"))
    sent = sum(xa1.sent.values())

    async def counted(store: Store) -> int:
        return await ledger.sent(store, ACCOUNT, now=real.clock.now())

    await real.until(counted, sent)
    async with real.app.db.read() as store:
        assert ledger.month(real.clock.now()) == "2026-05"
        assert await ledger.people_of(store, ACCOUNT) == 1


async def a_trainer(program: Program, token: str) -> Any:
    phone = await program.phone("Lê Minh Tâm")
    await phone.says(f"/start i_{token.removeprefix('DH-').replace('-', '')}")
    await phone.taps("✅ Đồng ý", await phone.waits_for("có đồng ý không"))
    await phone.waits_for("giảng viên")
    return phone


@pytest.fixture
async def small(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession],
    database: Path,
    zalo_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The real program on both channels, whose Zalo bots may send 20 messages a month to one learner each."""
    monkeypatch.setattr(accounts, "MONTH_MESSAGES", 20)
    monkeypatch.setattr(accounts, "PEOPLE", 3)
    rehearsal, page, session = stage
    rehearsal.zalo.add("xa2", SECOND)
    settings = {name: value for name, value in zalo_settings.items() if name != "telegram_token"}
    settings |= {"zalo_bots": f"xa1={ZALO},xa2={SECOND}"}
    app = App(settings_for(page, database.parent, **settings), RehearsalClock(BEGINS))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        yield Program(app, running, rehearsal, page, session)


async def test_a_notice_that_cannot_be_paid_for_is_not_sent_and_the_trainers_are_told(small: Program) -> None:
    from datetime import timedelta

    from storage import invites

    async with small.app.db.write() as store:
        code = await invites.make_invite(store, "trainer", expires_at=BEGINS + timedelta(days=7), now=BEGINS)
    trainer = await a_trainer(small, code)
    await registered(small)

    async def spent(store: Store) -> int:
        return await ledger.sent(store, ACCOUNT, now=small.clock.now())

    async def preview() -> Any:
        await trainer.says("/thongbao")
        await trainer.taps("✏️ Viết thông báo mới", await trainer.waits_for("Thông báo của đồng chí"))
        await trainer.waits_for("Đồng chí gõ nội dung")
        await trainer.says("Mời họp nhóm")
        await trainer.taps("👀 Xem trước", await trainer.waits_for("Người nhận"))
        return await trainer.waits_for("Số người: 1")

    shown = await preview()
    async with small.app.db.read() as store:
        left = 16 - await ledger.sent(store, ACCOUNT, now=small.clock.now())
    assert f"Bot Zalo xa1: tốn 1 tin, tháng này còn {left} tin cho thông báo." in shown.text
    assert "📣 Gửi ngay cho 1 người" in shown.labels
    async with small.app.db.write() as store:
        await ledger.count(store, ACCOUNT, "reply", left, now=small.clock.now())
    assert "đã gửi 16/20 tin" in (await trainer.waits_for("Bot Zalo xa1 đã gửi")).text
    await small.until(spent, 16)
    shown = await preview()
    assert "⛔ Bot Zalo xa1: cần 1 tin, chỉ còn 0" in shown.text
    assert not [label for label in shown.labels if label.startswith("📣")]


async def test_a_full_account_shows_the_next_one(small: Program) -> None:
    first = await registered(small)
    newcomer = await small.phone("Người thứ hai", channel="zalo", bot="xa1")
    await newcomer.says("xin chào")
    assert (await newcomer.waits_for()).text.startswith(
        "Chào đồng chí. Bot này đã đủ người. Mời đồng chí mở bot Zalo “xa2”"
    )
    moved = await small.phone("Người thứ hai", channel="zalo", bot="xa2")
    await moved.says("xin chào")
    await moved.waits_for("Đồng chí có đồng ý không")
    last = await small.phone("Người thứ ba", channel="zalo", bot="xa2")
    await last.says("xin chào")
    await last.waits_for("Các bot Zalo của lớp đã đủ người")
    await first.phone.says("menu")
    await first.phone.waits_for("Đồng chí cần gì")
    async with small.app.db.read() as store:
        assert [await ledger.people_of(store, one.account) for one in small.app.school.limits] == [1, 1]


def test_what_a_month_keeps_back() -> None:
    limit = Limit(ACCOUNT, "xa1", 3000, 50)
    assert (limit.reserve, limit.alert, limit.places) == (600, 2400, 48)
