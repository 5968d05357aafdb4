"""One person on Telegram and Zalo: joined by a code, told once, by the other chat where the first one fails."""

from __future__ import annotations

import random
import re

from sqlalchemy import func, select

from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import GROUPS
from bot.rehearsal.phone import Phone
from bot.rehearsal.zalo.bots import Bot, Plan
from storage import reached
from storage.tables import outbox, people
from tests.bot.program import Program


async def joined(program: Program) -> tuple[Phone, Phone]:
    """A learner's Telegram and Zalo phones, joined."""
    telegram = await program.phone("Nguyễn Thị Mẫu")
    pupil = Pupil("Nguyễn Thị Mẫu", GROUPS[0], "Xã Ka Đô", "Lâm Đồng", "Trưởng thôn", "Ka Đô")
    assert await Learner(telegram, pupil, Gate(0, random.Random(1)), random.Random(1), {}).pursues(Registering())
    await telegram.says("/lienket")
    code = re.search(r"LK-\w{4}-\w{4}", (await telegram.waits_for("Nối hai kênh")).text)
    assert code is not None
    zalo = await program.phone("Nguyễn Thị Mẫu", channel="zalo")
    await zalo.says(code[0].lower())
    await zalo.waits_for("Đã nối hai kênh")
    return telegram, zalo


async def notices_sent(program: Program) -> dict[str, int]:
    """How many rows of notices went by each account."""
    rows = await program.look(
        select(outbox.c.account, func.count())
        .where(outbox.c.notice_id.is_not(None), outbox.c.state == "sent")
        .group_by(outbox.c.account)
    )
    return dict(rows)


async def test_the_lessons_go_on_in_the_other_chat(both: Program) -> None:
    telegram, zalo = await joined(both)
    assert await both.look(select(func.count()).select_from(people)) == [(1,)]
    await telegram.says("/baihoc")
    await telegram.taps("▶️ Học tiếp", await telegram.waits_for("Đã đọc 0/38"))
    await telegram.taps("✅ Đã đọc", await telegram.waits_for("Nguồn"))
    await telegram.taps("A", await telegram.waits_for("Một câu nhỏ để nhớ lâu"))
    await telegram.waits_for("Đã ghi")
    await zalo.says("bai hoc")
    await zalo.waits_for("Đã đọc 1/38")


async def test_a_wrong_code_is_told_and_slowed(both: Program) -> None:
    _, zalo = await joined(both)
    for _ in range(5):
        await zalo.says("LK-0000-0000")
        await zalo.waits_for("Mã chưa đúng")
    await zalo.says("LK-0000-0000")
    await zalo.waits_for("thử lại sau 1 phút")


async def test_a_notice_comes_once_where_they_want_it(both: Program) -> None:
    telegram, zalo = await joined(both)
    await telegram.says("/menu")
    await telegram.waits_for("Đồng chí cần gì")
    await both.ended(await both.notice("Một"))
    await zalo.says("nhận ở đây")
    await zalo.waits_for("Từ nay thông báo")
    await telegram.says("/menu")
    await telegram.waits_for("Đồng chí cần gì")
    await both.ended(await both.notice("Hai"))
    await zalo.waits_for("Hai")
    assert sum((await notices_sent(both)).values()) == 2
    assert (await notices_sent(both))["zalo:12345689"] >= 1


async def test_where_one_chat_fails_the_other_gets_it(both: Program, xa1: Bot) -> None:
    telegram, zalo = await joined(both)
    await zalo.says("nhận ở đây")
    await zalo.waits_for("Từ nay thông báo")
    xa1.plan = Plan(messages=0)
    first = await both.notice("Hết lượt")
    assert await both.ended(first) == {"sent": 1}
    await telegram.waits_for("Hết lượt")
    xa1.plan = Plan()
    await zalo.blocks()
    assert await both.ended(await both.notice("Đã chặn")) == {"sent": 1}
    await telegram.waits_for("Đã chặn")
    async with both.app.db.read() as store:
        assert dict(await reached.by_channel(store, first)) == {"telegram": 1}
    await telegram.blocks()
    assert await both.ended(await both.notice("Không kênh nào")) == {"unreachable": 1}
    async with both.app.db.read() as store:
        assert [one.name for one in await reached.nowhere(store)] == ["Nguyễn Thị Mẫu"]
