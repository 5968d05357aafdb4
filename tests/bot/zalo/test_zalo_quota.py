"""What Zalo's plan allows: the ledger, the alert, the reserve, the fifty people, and the commands that tell of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot import accounts
from bot.app import App
from bot.clock import RehearsalClock
from bot.delivery import outcomes
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot, Plan
from handlers.quota import Limit
from storage import ledger
from storage.engine import Store
from storage.tables import outbox
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.zalo.conftest import SECOND, ZALO
from tests.bot.zalo.test_zalo_joining import joined
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
    assert "⛔ Bot Zalo xa1: cần 1 tin, tháng này chỉ còn 0" in shown.text
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


async def states(program: Program) -> list[tuple[str, str, int, str | None]]:
    """Every message that did not simply arrive: its lane, state, attempts and reason."""
    columns = (outbox.c.lane, outbox.c.state, outbox.c.attempts, outbox.c.reason)
    return await program.look(select(*columns).where(outbox.c.state != "sent").order_by(outbox.c.id))


async def asked(program: Program) -> int:
    """How often Zalo was asked to send."""
    return len([call for call in program.calls() if call.get("channel") == "zalo"])


async def test_a_burst_is_sent_later(real: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "BURST_PAUSES", (timedelta(seconds=0.2),) * 3)
    learner = await registered(real)
    await real.faults(storm_429={"share": 1, "retry_after": 1, "methods": ["sendMessage"]})
    before = await asked(real)
    await learner.phone.says("menu")
    await real.until(lambda store: store.value(select(func.max(outbox.c.reason))), outcomes.CROWDED)
    await real.faults()
    await learner.phone.waits_for("Đồng chí cần gì")
    assert 2 <= await asked(real) - before <= 4
    await real.until(lambda store: store.value(select(func.count()).where(outbox.c.state != "sent")), 0)
    async with real.app.db.read() as store:
        assert await ledger.sent(store, ACCOUNT, now=real.clock.now()) < 30


async def test_a_refusal_that_stays_ends_with_its_reason(real: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "BURST_PAUSES", (timedelta(seconds=0.05),) * 3)
    learner = await registered(real)
    before = await asked(real)
    await real.faults(storm_429={"share": 1, "retry_after": 1, "methods": ["sendMessage"]})
    await learner.phone.says("menu")
    await real.until(lambda store: store.value(select(outbox.c.state).order_by(outbox.c.id.desc()).limit(1)), "refused")
    assert await states(real) == [("reply", "refused", 4, outcomes.CROWDED)]
    assert await asked(real) - before == 4
    await real.faults()
    await learner.phone.says("bai hoc")
    await learner.phone.waits_for("Bài học của đồng chí")


async def test_at_the_months_end_nothing_is_tried_again(both: Program, xa1: Bot) -> None:
    telegram, zalo = await joined(both)
    await zalo.says("nhận ở đây")
    await zalo.waits_for("Từ nay thông báo")

    async def sent(store: Store) -> int:
        return await ledger.sent(store, ACCOUNT, now=both.clock.now())

    async with both.app.db.write() as store:
        await ledger.count(store, ACCOUNT, "reply", 2950, now=both.clock.now())
    xa1.plan = Plan(messages=0)
    before = await asked(both)
    assert await both.ended(await both.notice("Một", kind="reminder")) == {"sent": 1}
    await telegram.waits_for("Một")
    await both.until(sent, 3000)  # Zalo's word counts
    assert await both.ended(await both.notice("Hai", kind="reminder")) == {"sent": 1}
    await telegram.waits_for("Hai")
    assert await asked(both) - before == 1
    await zalo.says("menu")
    await both.until(lambda store: store.value(select(outbox.c.state).order_by(outbox.c.id.desc()).limit(1)), "refused")
    assert [(lane, state) for lane, state, _, _ in await states(both)] == [("reply", "refused")]
    xa1.plan = Plan()
    await zalo.says("menu")
    await zalo.waits_for("Đồng chí cần gì")  # there is room after all

    async def told(store: Store) -> bool:
        return 2950 < await sent(store) < 2990

    await both.until(told, True)
    assert await both.ended(await both.notice("Ba", kind="reminder")) == {"sent": 1}
    await zalo.waits_for("Ba")
