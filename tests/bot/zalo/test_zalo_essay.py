"""The essay on Zalo: its topics and levels are picked several at once, or one after another, and all are kept."""

from __future__ import annotations

from sqlalchemy import select

from bot.rehearsal.phone import Phone
from storage.tables import reflections
from tests.bot.program import Program
from tests.bot.zalo.test_zalo_talk import registered

HOW = "Đồng chí trả lời bằng số, chọn nhiều thì gõ các số cách nhau bằng dấu phẩy, ví dụ: 1, 3"
LEVELS = ("Cấp xã", "Cấp tỉnh", "Trung ương")


async def kept(program: Program) -> list[tuple[object, ...]]:
    return await program.look(select(reflections.c.topics, reflections.c.levels, reflections.c.state))


async def write_parts(phone: Phone) -> None:
    """All three parts, and on to the levels."""
    await phone.taps("✏️ Viết theo từng phần")
    for text in ("Đường sạt lở.", "Không ai lo.", "Giao một người."):
        await phone.waits_for("/3. ")
        await phone.says(text)
        await phone.taps("✅ Xong phần này", await phone.waits_for("Đã ghi"))


async def test_several_in_one_message(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("nộp bài")
    first = await phone.waits_for("Bài của đồng chí gắn với chuyên đề nào?")
    assert (first.text.splitlines()[-1], len(first.labels)) == (HOW, 6)
    await phone.says("1, 9")
    again = await phone.waits_for("Ở bước này đồng chí chọn một mục bên dưới.")
    assert again.labels == first.labels
    assert await kept(real) == []  # neither a look nor what is unclear begins a draft
    await phone.says("1 và 3")
    way = await phone.waits_for("làm bài theo cách nào")
    assert [label[:1] for label in way.labels[2:6]] == ["✅", "▫", "✅", "▫"]
    await write_parts(phone)
    asked = await phone.waits_for("cần cấp nào giải quyết")
    assert asked.text.splitlines()[-1] == HOW
    await phone.says("1 3")
    assert "Cấp giải quyết: Cấp xã, Trung ương" in (await phone.waits_for("Xem lại trước khi nộp")).text
    await phone.says("nộp bài này")
    await phone.waits_for("Đã nhận bài thu hoạch")
    assert await kept(real) == [(["cd1", "cd3"], ["xa", "trung-uong"], "handed_in")]


async def test_one_after_another(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("bài thu hoạch")
    await phone.waits_for("Bài của đồng chí gắn với chuyên đề nào?")
    for number in ("2", "f"):
        await phone.says(number)
        await phone.waits_for("làm bài theo cách nào")
    assert await kept(real) == [(["cd2", "cd4"], [], "draft")]
    await write_parts(phone)
    await phone.waits_for("cần cấp nào giải quyết")
    for said, shown in (("1", LEVELS[:1]), ("cấp tỉnh", LEVELS[:2]), ("3", LEVELS), ("1", LEVELS[1:])):
        await phone.says(said)
        assert f"Cấp giải quyết: {', '.join(shown)}" in (await phone.waits_for("Xem lại trước khi nộp")).text
    await phone.says("nộp bài này")
    await phone.waits_for("Đã nhận bài thu hoạch")
    assert await kept(real) == [(["cd2", "cd4"], ["tinh", "trung-uong"], "handed_in")]
