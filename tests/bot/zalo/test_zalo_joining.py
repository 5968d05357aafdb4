"""One person on Telegram and Zalo: joined by a code, told once, by the other chat where the first one fails."""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta

from sqlalchemy import func, select

from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_people import Pupil
from bot.rehearsal.acting_words import GROUPS
from bot.rehearsal.phone import Phone
from bot.rehearsal.zalo.bots import Bot, Plan
from storage import invites, ledger, reached
from storage.report_scope import Scope
from storage.tables import audit, identities, outbox, people, quiz_answers, quiz_attempts
from tests.bot.program import Program

PUPIL = Pupil("Nguyễn Thị Mẫu", GROUPS[0], "Xã Ka Đô", "Lâm Đồng", "Trưởng thôn", "Ka Đô")
PREFER = "Thông báo của lớp chỉ gửi tới một kênh: kênh dùng gần nhất. Muốn luôn nhận ở đây, đồng chí gõ: nhận ở đây"


async def registered(program: Program, channel: str = "telegram", pupil: Pupil = PUPIL) -> Phone:
    """A new learner's phone."""
    phone = await program.phone(pupil.name, channel=channel)
    assert await Learner(phone, pupil, Gate(0, random.Random(1)), random.Random(1), {}).pursues(Registering())
    return phone


async def code_on(phone: Phone) -> str:
    await phone.says("/lienket")
    code = re.search(r"LK-\w{4}-\w{4}", (await phone.waits_for("Nối hai kênh")).text)
    assert code is not None
    return code[0]


async def joined(program: Program) -> tuple[Phone, Phone]:
    """A learner's Telegram and Zalo phones, joined."""
    telegram = await registered(program)
    zalo = await program.phone("Nguyễn Thị Mẫu", channel="zalo")
    await zalo.says((await code_on(telegram)).lower())
    await zalo.waits_for("Đã nối hai kênh")
    await telegram.waits_for("Kênh này vừa được nối với Zalo")
    return telegram, zalo


async def staff(program: Program, phone: Phone, role: str = "trainer") -> None:
    """Make whoever has that phone one of the staff, by an invitation."""
    now = program.clock.now()
    async with program.app.db.write() as store:
        code = await invites.make_invite(store, role, expires_at=now + timedelta(days=7), now=now)
    await phone.says(code)
    await phone.waits_for("Đồng chí có đồng ý không?")
    await phone.says("đồng ý")
    await phone.waits_for("giảng viên")


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
    async with both.app.db.write() as store:
        await ledger.count(store, "zalo:12345689", "reply", 2950, now=both.clock.now())  # so it is the month's refusal
    xa1.plan = Plan(messages=0)
    first = await both.notice("Hết lượt")
    assert await both.ended(first) == {"sent": 1}
    await telegram.waits_for("Hết lượt")
    async with both.app.db.write() as store:
        await ledger.count(store, "zalo:12345689", "reply", -2950, now=both.clock.now())
    xa1.plan = Plan()
    await zalo.says("menu")
    await zalo.waits_for("Đồng chí cần gì")  # it sends again, and that is noticed
    await zalo.blocks()
    assert await both.ended(await both.notice("Đã chặn")) == {"sent": 1}
    await telegram.waits_for("Đã chặn")
    async with both.app.db.read() as store:
        assert dict(await reached.by_channel(store, first)) == {"telegram": 1}
    await telegram.blocks()
    assert await both.ended(await both.notice("Không kênh nào")) == {"unreachable": 1}
    async with both.app.db.read() as store:
        scope = Scope(both.app.school.course.id)
        [place] = await reached.places(store, scope)
        [one] = await reached.nowhere(store, scope, place)
    assert (one.name, [(chat.channel, chat.reason) for chat in one.chats]) == (
        "Nguyễn Thị Mẫu",
        [("zalo", "không nhận tin của bot trên Zalo"), ("telegram", "đã chặn hoặc xóa cuộc trò chuyện")],
    )
    assert None not in [chat.since for chat in one.chats]


async def test_a_notice_that_is_being_written_is_still_open_after_joining(both: Program) -> None:
    telegram = await registered(both)
    zalo = await both.phone("Nguyễn Thị Mẫu", channel="zalo")
    await staff(both, zalo)
    await zalo.says("thong bao")
    await zalo.waits_for("Viết thông báo mới")
    await zalo.says("1")
    await zalo.waits_for()
    await zalo.says("Mời họp lúc bảy giờ tối, mang theo sổ")
    asked = await zalo.waits_for("gửi")
    await zalo.says(await code_on(telegram))
    told = await zalo.waits_for("Đã nối hai kênh")
    assert told.text.split("\n\n")[-1].startswith("Việc đang làm ở trên vẫn chờ đồng chí.")
    await zalo.says(str(len(asked.labels) + 20))
    assert (await zalo.waits_for()).labels == asked.labels


async def test_of_two_open_quizzes_the_fuller_goes_on_and_the_other_costs_no_try(both: Program) -> None:
    telegram, zalo = await registered(both), await registered(both, "zalo")
    await telegram.says("/kiemtra")
    await telegram.taps("Kiểm tra chuyên đề 1", await telegram.waits_for("Bài kiểm tra"))
    await telegram.taps("▶️", await telegram.waits_for("Không tính giờ"))
    await telegram.waits_for("Câu 1/5")
    await zalo.says("kiem tra")
    await zalo.waits_for("Bài kiểm tra")
    await zalo.says("1")
    await zalo.waits_for("Câu 1")
    await zalo.says("1a 2b 3a 4a")
    await zalo.waits_for("Câu 1. ")
    code = await code_on(telegram)
    await zalo.says(code)
    await zalo.waits_for("Đã nối hai kênh")
    [(attempt, number, ended)] = await both.look(
        select(quiz_attempts.c.id, quiz_attempts.c.number, quiz_attempts.c.ended_at)
    )
    assert (number, ended) == (1, None)
    answered = await both.look(
        select(func.count()).select_from(quiz_answers).where(quiz_answers.c.attempt_id == attempt)
    )
    await telegram.taps("A")
    text = (await telegram.waits_for("Kiểm tra chuyên đề 1")).text
    assert f"Câu {answered[0][0] + 1}/5" in text


async def test_two_who_gave_different_fields_are_told_what_stands(both: Program) -> None:
    other = Pupil("Trần Văn Hai", GROUPS[0], "Xã Đơn Dương", "Lâm Đồng", "Chủ tịch", "Đơn Dương")
    telegram, zalo = await registered(both), await registered(both, "zalo", other)
    await telegram.says(await code_on(zalo))
    assert (await telegram.waits_for("Đã nối hai kênh")).text.split("\n\n") == [
        "Đã nối hai kênh. Đồng chí học tiếp ở kênh nào cũng được.",
        "Hai nơi ghi khác nhau về họ tên, nơi công tác và chức vụ. Nay tôi giữ như sau:",
        "• Họ và tên: Nguyễn Thị Mẫu\n• Nhóm: Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố\n"
        "• Nơi công tác: Xã Ka Đô, Lâm Đồng\n• Chức vụ: Trưởng thôn",
        "Chỗ nào chưa đúng, đồng chí gõ “dữ liệu” rồi chọn mục sửa.",
        PREFER,
    ]
    [(detail,)] = await both.look(select(audit.c.detail).where(audit.c.action == "joined"))
    assert detail["differed"] == ["name", "place", "position"]


async def test_a_newcomer_goes_on_with_arriving(both: Program) -> None:
    telegram = await both.phone("Nguyễn Thị Mẫu")
    zalo = await both.phone("Nguyễn Thị Mẫu", channel="zalo")
    await zalo.says(await code_on(telegram))
    asked = await zalo.waits_for("Đồng chí có đồng ý không?")
    assert asked.text.startswith("Đã nối hai kênh. Đồng chí học tiếp ở kênh nào cũng được.\n\nChào đồng chí.")
    assert "gõ: /start" in (await telegram.waits_for("Kênh này vừa được nối")).text


async def test_codes_of_ones_own_other_chat_do_not_make_guessing_free(both: Program) -> None:
    telegram, zalo = await joined(both)
    for _ in range(4):
        await zalo.says("LK-0000-0000")
        await zalo.waits_for("Mã chưa đúng")
    await zalo.says(await code_on(telegram))
    await zalo.waits_for("Hai kênh này đã nối với nhau từ trước.")
    await zalo.says("LK-0000-0000")
    await zalo.waits_for("Mã chưa đúng")
    await zalo.says("LK-0000-0000")
    await zalo.waits_for("thử lại sau 1 phút")


async def test_a_code_in_the_chat_that_made_it_is_no_guess(both: Program) -> None:
    telegram = await registered(both)
    code = await code_on(telegram)
    for _ in range(6):
        await telegram.says(f"Mã {code} ạ")
        await telegram.waits_for("Mã này lấy từ chính kênh này.")
    zalo = await both.phone("Nguyễn Thị Mẫu", channel="zalo")
    await zalo.says(f"“{code.lower()}”")
    await zalo.waits_for("Đã nối hai kênh")


async def test_the_other_chat_hears_of_it_and_can_part_what_it_did_not_join(both: Program) -> None:
    telegram = await registered(both)
    code = await code_on(telegram)
    stranger = await both.phone("Người lạ", channel="zalo")
    await stranger.says(code)
    await stranger.waits_for("Đã nối hai kênh")
    assert (await telegram.waits_for("Kênh này vừa được nối")).text == (
        "Kênh này vừa được nối với Zalo. Bài học, bài nháp và kết quả ở hai nơi nay là một; muốn về trang chính, "
        "đồng chí gõ: menu\n\nNếu không phải đồng chí nối, đồng chí gõ ngay: dữ liệu, rồi chọn tách kênh ấy ra."
    )
    await stranger.says("du lieu")
    page = await stranger.waits_for("Các kênh đã nối:")
    assert "• Telegram\n• Zalo (kênh này)\n\nThông báo của lớp gửi tới Zalo." in page.text
    assert not [label for label in page.labels if "Tách" in label]
    await telegram.says("dữ liệu")
    await telegram.taps("✂️ Tách Zalo", await telegram.waits_for("Các kênh đã nối:"))
    await telegram.taps("✂️ Tách ra", await telegram.waits_for("Đồng chí muốn tách Zalo ra?"))
    assert "Các kênh đã nối" not in (await telegram.waits_for("Đã tách Zalo ra.")).text
    await stranger.waits_for("Kênh này đã được tách khỏi Telegram")
    await stranger.says("menu")
    await stranger.waits_for("Đồng chí có đồng ý không?")


async def test_erasing_is_for_every_chat_and_each_hears_of_it(both: Program) -> None:
    telegram, zalo = await joined(both)
    await zalo.says("xóa dữ liệu")
    assert "Xóa ở mọi kênh đã nối: Telegram và Zalo." in (await zalo.waits_for("Đồng chí muốn xóa hết")).text
    await zalo.says("Xóa hết dữ liệu của tôi")
    await zalo.waits_for("Đã xóa xong.")
    assert (await telegram.waits_for("vừa được xóa hết")).text == (
        "Dữ liệu của đồng chí vừa được xóa hết, theo yêu cầu ở Zalo. Tôi không nhắn tin cho đồng chí ở đây nữa.\n\n"
        "Khi nào muốn trở lại, đồng chí gõ: /start"
    )
    assert await both.look(select(identities)) == []


async def test_a_third_chat_and_where_notices_are_wanted(both: Program) -> None:
    telegram, zalo = await joined(both)
    await zalo.says("nhận ở đây")
    await zalo.waits_for("Từ nay thông báo")
    third = await both.phone("Nguyễn Thị Mẫu")
    await third.says("nhận ở đây")
    await third.waits_for("Đồng chí mới dùng một kênh này")
    await zalo.says("lienket")
    code = re.search(r"LK-\w{4}-\w{4}", (await zalo.waits_for("Nối hai kênh")).text)
    assert code is not None
    await third.says(code[0])
    told = (await third.waits_for("Đã nối.")).text
    assert told.startswith("Đã nối. Đồng chí học tiếp ở kênh nào cũng được: Telegram, Zalo và Telegram 2.")
    assert "Thông báo của lớp vẫn gửi tới kênh này, như đồng chí đã chọn." in told
    for phone in (telegram, zalo):
        await phone.waits_for("Kênh này vừa được nối với Telegram 2.")


async def test_the_other_chat_gets_the_commands_of_what_one_is_now(both: Program) -> None:
    telegram = await registered(both)
    zalo = await both.phone("Nguyễn Thị Mẫu", channel="zalo")
    await staff(both, zalo)
    await zalo.says(await code_on(telegram))
    await telegram.waits_for("Kênh này vừa được nối với Zalo")
    await both.until(lambda store: store.value(_waiting), 0)
    params = both.calls("setMyCommands")[-1]["params"]
    commands = params["commands"] if isinstance(params["commands"], list) else json.loads(params["commands"])
    assert "thongbao" in [command["command"] for command in commands]


_waiting = select(func.count()).select_from(outbox).where(outbox.c.state.in_(["pending", "sending"]))
