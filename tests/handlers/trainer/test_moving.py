"""A trainer moves sessions and the essay's deadline."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from bot.markup import parse
from handlers.messages import restored
from handlers.timetable import current
from handlers.trainer.moving import MOVING
from storage.audience import Audience
from storage.engine import Database
from storage.tables import audit
from storage.timetable import SessionChange
from storage.types import VIETNAM
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.trainer.moves import CD1, PLACE, changed, shown, to_the_card, told

Chats = Callable[..., Chat]


async def test_a_session_moves_question_by_question(mover: Chat, db: Database, clock: HandClock) -> None:
    assert mover.labels == [
        "Khai giảng · 8:00 23/5", "Chuyên đề 1 · 8:30 23/5", "Chuyên đề 2 · 14:00 23/5", "Chuyên đề 3 · 8:00 24/5",
        "Chuyên đề 4 · 13:30 24/5", "Bế giảng · 16:30 24/5", "Hạn nộp bài thu hoạch · 17:00 31/5", "🏠 Trang chính",
    ]  # fmt: skip
    await mover.taps("Chuyên đề 1 · 8:30 23/5")
    assert shown(mover) == (
        f"{CD1}\nHiện nay: 8:30–11:30 thứ Bảy, 23/5/2026 (dự kiến)\n\n"
        "Giờ bắt đầu mới? Đồng chí gõ giờ nếu vẫn trong ngày ấy, ví dụ: 9:00. "
        "Sang ngày khác thì gõ cả ngày, ví dụ: 8:00 24/5."
    )
    await mover.says("15h mai")
    assert mover.labels == ["Giữ thời lượng, kết thúc 18:00", "Thôi, không đổi"]
    await mover.says("17:30")
    assert shown(mover) == f"Nơi học hiện nay: {PLACE}\n\nĐồng chí gõ nơi học mới, hoặc giữ như cũ."
    await mover.says("Hội trường  UBND\nxã *Đạ Tẻh*")
    await mover.taps("✔️ Giờ đã chắc")
    assert shown(mover) == (
        f"Xem lại trước khi đổi: {CD1}\n\n"
        "Trước: 8:30–11:30 thứ Bảy, 23/5/2026 (dự kiến)\n"
        "Nay: 15:00–17:30 thứ Bảy, 23/5/2026\n"
        f"Nơi học trước: {PLACE}\n"
        "Nơi học mới: Hội trường UBND xã *Đạ Tẻh*\n"
        "⚠️ Trùng giờ với Chuyên đề 2: Điều hành vì tăng trưởng hai con số.\n\n"
        "Sẽ báo ngay cho 1 học viên đã đăng ký. Lời nhắc được tính lại theo lịch mới."
    )
    card, labels = mover.prompt, mover.labels
    for typed in ("1", "có", "đổi"):
        await mover.says(typed)
        assert (mover.labels, await changed(db)) == (labels, [])
    card = mover.prompt
    await mover.taps("🕗 Đổi và báo cho học viên")
    assert shown(mover) == (f"✅ Đã đổi lịch: {CD1}\nĐang báo cho 1 học viên. Lời nhắc của giờ cũ không còn hiệu lực.")
    assert mover.labels == ["📅 Lịch lớp", "🕗 Đổi lịch", "🏠 Trang chính"]
    await mover.forges("!move", prompt=card)
    assert mover.texts == ["late"]
    (change,) = await changed(db)
    assert change == SessionChange(
        "cd1", clock.now().replace(day=23, hour=15), clock.now().replace(day=23, hour=17, minute=30),
        "Hội trường UBND xã *Đạ Tẻh*", False,
    )  # fmt: skip


async def test_everybody_is_told_and_the_audit_knows(mover: Chat, db: Database, clock: HandClock) -> None:
    await to_the_card(mover, "15h mai", "Hội trường UBND xã *Đạ Tẻh*")
    await mover.taps("!move")
    (notice,) = await told(db)
    assert (notice.title, notice.author, notice.due) == (
        f"Đổi lịch: {CD1}", (await mover.person()).id, clock.now(),
    )  # fmt: skip
    assert notice.audience == Audience(course="lop-664")
    reply = restored(notice.body)
    assert parse(reply.text).text == (
        f"🕗 Lịch lớp có thay đổi: {CD1}\n\n"
        "Trước: 8:30–11:30 thứ Bảy, 23/5/2026 (dự kiến)\n"
        "Nay: 15:00–18:00 thứ Bảy, 23/5/2026\n"
        f"Nơi học trước: {PLACE}\n"
        "Nơi học mới: Hội trường UBND xã *Đạ Tẻh*\n\n"
        "Đồng chí theo lịch mới này; lời nhắc sẽ đến theo giờ mới."
    )
    assert [choice.id for row in reply.choices for choice in row] == ["timetable", "calendar"]
    async with db.read() as store:
        (line,) = await store.all(select(audit.c.action, audit.c.subject, audit.c.detail))
    assert tuple(line) == (
        "session.moved",
        "cd1",
        {
            "notice": notice.id,
            "old": {"starts": "2026-05-23T08:30:00+07:00", "place": PLACE, "provisional": True},
            "new": {
                "starts": "2026-05-23T15:00:00+07:00",
                "place": "Hội trường UBND xã *Đạ Tẻh*",
                "provisional": False,
            },
        },
    )


async def test_the_place_alone_changes(mover: Chat, db: Database) -> None:
    await mover.taps("Khai giảng · 8:00 23/5")
    await mover.taps("Giữ nguyên giờ")
    await mover.taps("Giữ thời lượng, kết thúc 8:30")
    await mover.says("Nhà văn hóa")
    await mover.taps("✔️ Giờ đã chắc")
    assert shown(mover) == (
        "Xem lại trước khi đổi: Khai giảng\n\n"
        "Thời gian: 8:00–8:30 thứ Bảy, 23/5/2026 (không đổi)\n"
        f"Nơi học trước: {PLACE}\n"
        "Nơi học mới: Nhà văn hóa\n\n"
        "Sẽ báo ngay cho 1 học viên đã đăng ký. Lời nhắc được tính lại theo lịch mới."
    )
    await mover.taps("🕗 Đổi và báo cho học viên")
    assert [(change.subject, change.place) for change in await changed(db)] == [("khai-giang", "Nhà văn hóa")]


async def test_nothing_changed_and_nobody_is_told(mover: Chat, db: Database) -> None:
    await mover.taps("Khai giảng · 8:00 23/5")
    for id_ in ("mk", "mk", "mk", "mf:firm"):
        await mover.taps(id_)
    assert mover.texts == ["Không có gì thay đổi, lịch vẫn như cũ. Chưa báo cho ai."]
    assert (await changed(db), await told(db), await mover.step()) == ([], [], None)


async def test_the_deadline_of_the_essay_moves(mover: Chat, db: Database) -> None:
    await mover.taps("Hạn nộp bài thu hoạch · 17:00 31/5")
    await mover.says("17:00 7/6")
    await mover.taps("✔️ Giờ đã chắc")
    assert shown(mover) == (
        "Xem lại trước khi đổi: Hạn nộp bài thu hoạch\n\n"
        "Trước: 17:00 Chủ nhật, 31/5/2026 (dự kiến)\nNay: 17:00 Chủ nhật, 7/6/2026\n\n"
        "Sẽ báo ngay cho 1 học viên đã đăng ký. Lời nhắc được tính lại theo lịch mới."
    )
    await mover.taps("🕗 Đổi và báo cho học viên")
    async with db.read() as store:
        course = await current(store, mover.school.course)
    assert (f"{course.reflection.deadline:%H:%M %d/%m}", course.reflection.provisional) == ("17:00 07/06", False)
    (notice,) = await told(db)
    assert [choice.id for row in restored(notice.body).choices for choice in row] == ["reflection", "timetable"]


async def test_answers_that_cannot_be_are_pointed_out(mover: Chat, db: Database) -> None:
    await mover.says("chuyên đề một")
    assert shown(mover).splitlines()[0] == "Đồng chí chọn một mục dưới đây. Chữ vừa gõ không làm thay đổi gì."
    await mover.taps("Chuyên đề 1 · 8:30 23/5")
    said = []
    for typed in ("mai", "8:00 21/5"):
        await mover.says(typed)
        said.append(shown(mover))
    await mover.says("8:00 24/5")
    for typed in ("7:30", "8:00", "11:30 23/5", "chiều"):
        await mover.says(typed)
        said.append(shown(mover))
    await mover.says("10:00 25/5")
    await mover.says("x" * 203)
    said.append(shown(mover))
    unread = "Chưa rõ giờ đồng chí gõ. Cần đủ giờ và ngày, ví dụ: 8:00 24/5, 19h mai, hôm nay 17:30."
    early = "Giờ kết thúc phải sau giờ bắt đầu, là 8:00 Chủ nhật, 24/5/2026. Đồng chí gõ lại giờ kết thúc."
    assert said == [
        unread,
        "8:00 thứ Năm, 21/5/2026 đã qua rồi. Đồng chí gõ một giờ sắp tới, ví dụ: 19h mai.",
        early,
        early,
        early,
        unread,
        "Nơi học dài quá 200 ký tự, cần bớt 3 ký tự. Đồng chí gõ lại ngắn hơn.",
    ]
    await mover.taps("Giữ nơi học")
    await mover.says("chắc rồi")
    await mover.taps("✔️ Giờ đã chắc")
    assert shown(mover).splitlines()[3] == "Nay: 8:00 Chủ nhật, 24/5/2026 – 10:00 thứ Hai, 25/5/2026"
    await mover.taps("Thôi, không đổi")
    assert mover.texts == ["Đã bỏ việc đổi lịch. Lịch vẫn như cũ."]
    assert (await changed(db), await told(db)) == ([], [])


async def test_a_change_by_somebody_else_is_shown_before_it_is_overwritten(
    mover: Chat, chats: Chats, db: Database
) -> None:
    other = chats(MOVING, chat="3001")
    await other.becomes("trainer")
    await to_the_card(mover, "9:00 23/5")
    await to_the_card(other, "10:00 23/5")
    await other.taps("!move")
    await mover.taps("!move")
    assert shown(mover).splitlines()[0] == (
        "Trong lúc đồng chí xem, lịch vừa được đổi. Đồng chí xem lại trước khi chọn."
    )
    assert shown(mover).splitlines()[4] == "Trước: 10:00–13:00 thứ Bảy, 23/5/2026"
    assert [change.starts.hour for change in await changed(db)] == [10]
    await mover.taps("!move")
    assert [change.starts.hour for change in await changed(db)] == [9]
    assert len(await told(db)) == 2


async def test_a_start_that_went_by_before_the_tap(mover: Chat, db: Database, clock: HandClock) -> None:
    await to_the_card(mover, "20:00 hôm nay")
    clock.move(hours=1)
    await mover.taps("!move")
    assert shown(mover) == "20:00 thứ Sáu, 22/5/2026 đã qua rồi. Đồng chí gõ một giờ sắp tới, ví dụ: 19h mai."
    assert await changed(db) == []


async def test_a_restart_in_the_middle(mover: Chat, db: Database, clock: HandClock) -> None:
    await to_the_card(mover, "9:00 23/5")
    again = Chat(db, mover.school, clock, mover.chat)
    await again.forges("!move", prompt=mover.prompt)
    (change,) = await changed(db)
    assert change.starts == clock.now().replace(day=23, hour=9)
    assert change.starts.tzinfo is VIETNAM


async def test_a_learner_moves_nothing(chats: Chats) -> None:
    learner = chats(MOVING, chat="2002")
    await learner.registers()
    await learner.commands("doilich")
    first = learner.texts
    await learner.forges("move")
    assert first == learner.texts == ["lost"]


async def test_a_time_alone_is_one_of_the_same_day(mover: Chat, clock: HandClock) -> None:
    await mover.taps("Chuyên đề 1 · 8:30 23/5")
    await mover.says("9 giờ")
    assert shown(mover).splitlines()[0] == "Bắt đầu lúc 9:00 thứ Bảy, 23/5/2026. Kết thúc lúc mấy giờ?"
    clock.moment = clock.moment.replace(day=23, hour=8)
    await mover.taps("Thôi, không đổi")
    await mover.commands("doilich")
    await mover.taps("Chuyên đề 1 · 8:30 23/5")
    await mover.says("7:45")
    assert shown(mover).startswith("7:45 thứ Bảy, 23/5/2026 đã qua rồi.")
