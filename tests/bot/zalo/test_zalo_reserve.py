"""The last messages of a month are for reminders and receipts: what can wait is put off, and said once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from storage import ledger
from storage.types import VIETNAM
from tests.bot.program import Program
from tests.bot.zalo.test_zalo_costs import XA1
from tests.bot.zalo.test_zalo_ledger import a_trainer
from tests.bot.zalo.test_zalo_talk import registered

LINE = (
    "Tháng này bot sắp hết lượt tin, nên bài học, tình huống, bài kiểm tra ở đây tạm nghỉ đến ngày 1/6; "
    "việc đang dở vẫn giữ."
)


async def spent(program: Program, messages: int) -> None:
    async with program.app.db.write() as store:
        await ledger.count(store, XA1, "reply", messages, now=program.clock.now())


async def test_what_can_wait_is_put_off_once_a_day_and_the_essay_goes_on(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("bai hoc")
    await phone.waits_for("Bài học của đồng chí")
    await spent(real, 2400)
    await phone.says("bai hoc")
    assert (await phone.waits_for("Tháng này bot")).text.startswith(LINE)
    for more in ("kiem tra", "tinh huong", "menu"):
        await phone.says(more)
    await phone.says("thu hoach")
    assert "thu hoạch" in (await phone.waits_for()).text  # nothing was said between
    await phone.says("lich")
    await phone.waits_for("23/5")
    assert [message.text for message in await phone.messages() if message.text.startswith("Tháng này bot")] == [
        (await told(phone)).text
    ]
    real.clock.jump(real.clock.now() + timedelta(hours=24))
    await phone.says("tinh huong")
    await phone.waits_for("Tháng này bot")


async def told(phone: Any) -> Any:
    return next(message for message in await phone.messages() if message.text.startswith("Tháng này bot"))


async def test_next_month_the_lessons_go_on_where_they_were(real: Program) -> None:
    phone = (await registered(real)).phone
    await spent(real, 2400)
    await phone.says("bai hoc")
    await phone.waits_for("Tháng này bot")
    real.clock.jump(datetime(2026, 6, 1, 0, 0, 1, tzinfo=VIETNAM))
    await phone.says("bai hoc")
    await phone.waits_for("Bài học của đồng chí")


async def test_staff_go_on(real: Program) -> None:
    phone = await a_trainer(real)
    await phone.waits_for("giảng viên")
    await spent(real, 2400)
    await phone.says("thong bao")
    await phone.waits_for("Thông báo của đồng chí")
