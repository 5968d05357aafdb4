"""Fifty people a bot: who is the 49th, the 51st, and who comes when every bot is full."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.clock import RehearsalClock
from bot.delivery import outcomes
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from handlers.quota import Limit
from storage import invites, ledger
from storage.tables import identities, outbox, people
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.zalo.conftest import SECOND, ZALO

LINK = "https://zalo.me/s/botcreator/xa2"
SHOWN = (
    "Chào đồng chí. Bot này đã đủ người. Mời đồng chí mở bot Zalo “xa2” và nhắn một tin bất kỳ để vào lớp.\n"
    "Cách mở: theo đường dẫn dưới đây, hoặc quét mã QR của bot “xa2” ở hội trường.\n"
    f"{LINK}"
)


@pytest.fixture
async def two(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession],
    database: Path,
    zalo_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Program]:
    """The real program on Telegram and two Zalo bots."""
    monkeypatch.setattr(outcomes, "BURST_PAUSES", (timedelta(seconds=0.05),) * 3)
    rehearsal, page, session = stage
    rehearsal.zalo.add("xa2", SECOND)
    settings = {name: value for name, value in zalo_settings.items() if name != "telegram_token"}
    settings |= {"zalo_bots": f"xa1={ZALO},xa2={SECOND}", "zalo_links": f"xa2={LINK}"}
    app = App(settings_for(page, database.parent, **settings), RehearsalClock(BEGINS))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        yield Program(app, running, rehearsal, page, session)


async def newcomer(program: Program, name: str, bot: str) -> Phone:
    phone = await program.phone(name, channel="zalo", bot=bot)
    await phone.says("xin chào")
    return phone


async def filled(program: Program, limit: Limit, count: int) -> None:
    """So many people known to a bot, to it and to Zalo's server, without their conversations."""
    bot = program.rehearsal.zalo.named(limit.name)
    assert bot is not None
    now = program.clock.now()
    async with program.app.db.write() as store:
        for number in range(count):
            person = await store.added(store.insert(people).values(created_at=now, consent="given"))
            chat = bot.person(900_000 + number)
            await store.run(
                store.insert(identities).values(
                    person_id=person, channel="zalo", account=limit.account, chat=chat, reachable=True, last_seen_at=now
                )
            )


async def in_charge(program: Program, role: str) -> Phone:
    """Somebody of that role, on Telegram."""
    async with program.app.db.write() as store:
        code = await invites.make_invite(store, role, expires_at=BEGINS + timedelta(days=7), now=BEGINS)
    phone = await program.phone(f"Người {role}")
    await phone.says(f"/start i_{code.removeprefix('DH-').replace('-', '')}")
    await phone.taps("✅ Đồng ý", await phone.waits_for("có đồng ý không"))
    await phone.waits_for("Đồng chí đã nhận vai trò")
    return phone


async def failed(program: Program) -> list[tuple[Any, ...]]:
    columns = (outbox.c.lane, outbox.c.state, outbox.c.attempts, outbox.c.reason)
    return await program.look(select(*columns).where(outbox.c.state != "sent").order_by(outbox.c.id))


async def test_the_49th_is_shown_the_next_bot_and_the_51st_is_known_to_those_in_charge(two: Program) -> None:
    trainer = await in_charge(two, "trainer")
    first, second = two.app.school.limits
    await filled(two, first, 47)
    last = await newcomer(two, "Người thứ 48", "xa1")
    await last.waits_for("Đồng chí có đồng ý không")
    for number in (49, 50):
        phone = await newcomer(two, f"Người thứ {number}", "xa1")
        assert (await phone.waits_for()).text == SHOWN
    told = await trainer.waits_for("Bot Zalo xa1 đã đủ 48 người.")
    assert "Người mới nhắn vào bot này được chỉ sang bot “xa2”." in told.text
    assert "sau 2 người nữa, ai mới nhắn vào đây sẽ không nhận được gì" in told.text
    refused = await newcomer(two, "Người thứ 51", "xa1")

    nobodys = select(outbox.c.state).where(outbox.c.identity_id.is_(None)).order_by(outbox.c.id.desc()).limit(1)
    await two.until(lambda store: store.value(nobodys), "refused")
    assert await failed(two) == [("reply", "refused", 4, outcomes.CROWDED)]
    assert [message.text for message in await refused.messages() if message.by_bot] == []
    await last.says("đồng ý")
    await last.waits_for("cho biết họ và tên")  # the others go on
    moved = await newcomer(two, "Người thứ 51", "xa2")
    await moved.waits_for("Đồng chí có đồng ý không")
    async with two.app.db.read() as store:
        assert [await ledger.people_of(store, one.account) for one in (first, second)] == [48, 1]


async def test_where_every_bot_is_full_the_other_channel_is_named_and_those_in_charge_are_told_once(
    two: Program,
) -> None:
    owner, coordinator = await in_charge(two, "owner"), await in_charge(two, "coordinator")
    for limit in two.app.school.limits:
        await filled(two, limit, 48)
    for number, bot in enumerate(("xa1", "xa2", "xa2")):
        phone = await newcomer(two, f"Người mới {number}", bot)
        assert (await phone.waits_for()).text.startswith(
            "Chào đồng chí. Các bot Zalo của lớp đã đủ người. Đồng chí có Telegram thì vào lớp bằng Telegram"
        )
    for phone in (owner, coordinator):
        await phone.waits_for("Có người mới vừa nhắn vào bot xa1 mà không vào lớp được.")
        await phone.waits_for("Có người mới vừa nhắn vào bot xa2 mà không vào lớp được.")
    await two.until(lambda store: store.value(select(func.count()).where(outbox.c.state != "sent")), 0)
    alerts = await two.look(select(outbox.c.notice_id).where(outbox.c.notice_id.is_not(None)))
    assert len(alerts) == 4  # two alerts to two people
