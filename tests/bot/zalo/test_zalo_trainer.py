"""A trainer who works on Zalo: what is asked there, and no message that says nothing new."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.zalo.bots import Bot
from tests.bot.program import Program
from tests.bot.zalo.test_zalo_costs import learner
from tests.bot.zalo.test_zalo_ledger import a_trainer


async def writing(program: Program) -> Any:
    """A trainer who is asked for a notice."""
    phone = await a_trainer(program)
    await phone.waits_for("giảng viên")
    await phone.says("thong bao")
    await phone.waits_for("Thông báo của đồng chí")
    await phone.says("viết thông báo mới")
    return phone


async def test_files_that_can_not_come_are_not_asked_for(real: Program, xa1: Bot) -> None:
    phone = await writing(real)
    asked = await phone.waits_for("Viết thông báo")
    assert asked.text.split("\n\n")[1] == (
        "Đồng chí gõ nội dung rồi gửi vào đây. Hoặc gửi một ảnh, kèm lời nếu cần. Tệp thì chưa nhận được ở đây: "
        "đồng chí đưa đường dẫn vào lời, hoặc viết thông báo ấy ở kênh khác.\n"
        "Chưa gửi cho ai: đồng chí còn chọn người nhận và xem lại."
    )
    await phone.sends_files([("ke-hoach.pdf", b"%PDF-1.7")])
    await phone.waits_for("Ở đây tôi chỉ đọc được chữ và ảnh")
    await phone.says("\u200b")
    assert (await phone.waits_for("Thông báo gồm")).text.startswith(
        "Thông báo gồm chữ, hoặc một ảnh kèm lời. Tin vừa rồi không dùng được."
    )


async def test_only_the_start_and_the_end_are_told(real: Program, xa1: Bot) -> None:
    await learner(real, 0)
    phone = await writing(real)
    await phone.waits_for("Viết thông báo")
    await phone.says("Mời họp")
    await phone.waits_for("Người nhận")
    await phone.says("Xem trước và gửi")
    await phone.waits_for("Số người")
    before = len(await phone.messages())
    await phone.says("Gửi ngay cho 1 người")
    await phone.waits_for("Kết thúc lúc")
    told = [message.text.splitlines()[0] for message in (await phone.messages())[before:] if message.by_bot]
    assert told == ["⏳ Mời họp", "✅ Đã gửi xong: Mời họp"]
