"""Courses side by side: joining a second class, switching, and what stays apart between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.announcer import Announcer
from bot.clock import RehearsalClock
from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import router
from handlers.messages import restored
from handlers.text import plain
from storage import audience, memberships, notices
from storage.audience import Audience
from storage.engine import Database
from storage.report_counts import listed
from storage.report_scope import Scope
from storage.tables import notices as rows
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import said

FIRST = "Lớp bồi dưỡng nâng cao năng lực, xử lý tình huống thực tiễn đối với đội ngũ cán bộ cơ sở"
SECOND = "Tập huấn ngày 9 tháng 8"
Open = Callable[..., Chat]


@pytest.fixture
def second(course: Course) -> Course:
    """Another class with two of the groups, no situations and a consent of its own."""
    changes = {
        "id": "bo-2025-08", "title": SECOND, "short": "", "open": True, "groups": course.groups[:2],
        "situations": (), "consent": course.consent.model_copy(update={"version": "2025-08-01"}),
    }  # fmt: skip
    return course.model_copy(update=changes)


@pytest.fixture
def open_chat(db: Database, clock: HandClock, course: Course, second: Course, phrases: Phrases) -> Open:
    def opened(chat: str = "1001", *, held: tuple[Course, ...] = (second,)) -> Chat:
        return Chat(db, Class(course, phrases, router(), others=held), clock, chat)

    return opened


async def joins(chat: Chat) -> None:
    """Go to the second class and register there."""
    await chat.commands("lop")
    await chat.taps(f"➕ Tham gia: {SECOND}")
    await chat.taps("✅ Đồng ý")
    await chat.taps("Công chức chính quyền cấp xã")
    await chat.taps("✅ Đúng")


async def members(chat: Chat, course: str) -> list[int]:
    async with chat.db.read() as store:
        rows = await store.all(audience.members(Audience(course=course)))
    return [row[0] for row in rows]


async def test_a_single_class_says_so_and_has_no_door(open_chat: Open) -> None:
    chat = open_chat(held=())
    await chat.registers()
    await chat.commands("lop")
    assert said(chat) == [f"Hiện chỉ có một lớp: **{FIRST}**."]
    await chat.commands("menu")
    assert "🏫 Đổi lớp" not in chat.labels


async def test_joining_a_second_class_asks_its_own_consent_and_only_the_group(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.commands("menu")
    await chat.taps("🏫 Đổi lớp")
    assert said(chat) == [
        f"**Các lớp**\n\n- **{FIRST}**: đồng chí đang ở lớp này\n- **{SECOND}**: đồng chí chưa tham gia"
    ]
    await chat.taps(f"➕ Tham gia: {SECOND}")
    assert chat.labels == ["✅ Đồng ý", "Không đồng ý"]
    await chat.taps("✅ Đồng ý")
    assert chat.labels == ["Bí thư chi bộ, trưởng thôn, tổ trưởng", "Công chức chính quyền cấp xã"]
    await chat.taps("Công chức chính quyền cấp xã")
    await chat.taps("✅ Đúng")
    assert said(chat)[0].startswith("**Chào mừng đồng chí Nguyễn Văn An vào lớp.**")
    person = await chat.person()
    assert (person.course, person.group, person.consent_version) == ("bo-2025-08", "chinh-quyen", "2025-08-01")
    async with chat.db.read() as store:
        own = await memberships.of(store, person.id)
    assert [(one.course, one.group) for one in own] == [
        ("bo-2025-08", "chinh-quyen"),
        ("lop-664", "bi-thu-chi-bo"),
    ]


async def test_switching_back_and_forth_asks_nothing_again(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await joins(chat)
    await chat.says("đổi lớp")
    assert said(chat)[0].splitlines()[2:] == [
        f"- **{FIRST}**: đồng chí đã tham gia",
        f"- **{SECOND}**: đồng chí đang ở lớp này",
    ]
    await chat.taps(f"➡️ Sang lớp: {FIRST}")
    assert said(chat)[0].split("\n\n")[:2] == [
        f"Đồng chí đang ở lớp **{FIRST}**. Muốn đổi lớp khác, đồng chí gõ /lop.",
        "Chào đồng chí **Nguyễn Văn An**. Đồng chí cần gì?",
    ]
    person = await chat.person()
    assert (person.group, person.consent_version, person.registered) == ("bi-thu-chi-bo", "2026-05-14", True)
    assert "🧭 Tình huống" in chat.labels
    await chat.commands("lop")
    await chat.taps(f"➡️ Sang lớp: {SECOND}")
    assert said(chat)[0].split("\n\n")[2] == f"Lớp: **{SECOND}**."
    assert "🧭 Tình huống" not in chat.labels
    assert (await chat.person()).group == "chinh-quyen"


async def test_notices_and_counts_are_each_classes_own(open_chat: Open) -> None:
    both, one = open_chat(), open_chat("1002")
    await both.registers()
    await one.registers(name="Trần Thị Bình")
    await joins(both)
    me, other = (await both.person()).id, (await one.person()).id
    assert sorted(await members(both, "lop-664")) == [me, other]
    assert await members(both, "bo-2025-08") == [me]
    async with both.db.read() as store:
        groups = Audience(course="lop-664", groups=("bi-thu-chi-bo",))
        rows = await store.all(audience.members(groups))
        assert sorted(row[0] for row in rows) == [me, other]
        assert await listed(store, Scope("bo-2025-08")) == (1, 0)
        assert await listed(store, Scope("bo-2025-08", group="bi-thu-chi-bo")) == (0, 0)


async def test_progress_stays_apart(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.forges("read:btcb-01")
    await joins(chat)
    await chat.commands("menu")
    assert "Đã đọc 0/" in chat.last.text
    await chat.commands("lop")
    await chat.taps(f"➡️ Sang lớp: {FIRST}")
    assert "Đã đọc 1/" in chat.last.text


async def test_declining_the_second_classs_consent_leaves_one_in_the_first(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    before = await chat.person()
    await chat.commands("lop")
    await chat.taps(f"➕ Tham gia: {SECOND}")
    await chat.taps("Không đồng ý")
    assert said(chat)[0].startswith(f"Vậy đồng chí vẫn ở lớp **{FIRST}**.\n\nChào đồng chí **Nguyễn Văn An**.")
    assert await chat.person() == before


async def test_one_may_leave_the_second_classs_registration_by_going_back(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    before = await chat.person()
    await chat.commands("lop")
    await chat.taps(f"➕ Tham gia: {SECOND}")
    await chat.taps("✅ Đồng ý")
    await chat.commands("lop")
    await chat.taps(f"➡️ Sang lớp: {FIRST}")
    assert replace(await chat.person(), consent_at=None) == replace(before, consent_at=None)
    assert await members(chat, "bo-2025-08") == []


async def test_a_class_that_is_held_no_more_leads_back_to_the_own_one(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await joins(chat)
    alone = open_chat(held=())
    await alone.commands("menu")
    assert said(alone)[0].startswith("Chào đồng chí **Nguyễn Văn An**.")
    assert ((await alone.person()).course, (await alone.person()).group) == ("lop-664", "bi-thu-chi-bo")


async def test_a_class_that_there_is_not(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.forges("class:khong-co")
    assert said(chat) == ["Lớp này không còn mở. Mời đồng chí chọn lớp khác."]
    assert (await chat.person()).course == "lop-664"


async def test_the_reminders_of_every_class_are_planned_for_its_members(
    open_chat: Open, second: Course, db: Database, clock: HandClock
) -> None:
    chat = open_chat()
    await Announcer(db, chat.school, RehearsalClock(clock.now())).plan()
    async with db.read() as store:
        planned = await notices.planned(store)
        bodies = {row.id: row.body for row in await store.all(select(rows.c.id, rows.c.body))}
    assert {notice.audience.course for notice in planned} == {"lop-664", "bo-2025-08"}
    of_first = [notice for notice in planned if notice.audience.course == "lop-664"]
    of_second = [notice for notice in planned if notice.audience.course == "bo-2025-08"]
    assert len(of_first) == len(of_second) > 10
    replies = [restored(bodies[notice.id]) for notice in of_second]
    assert {reply.text.split("\n\n")[0] for reply in replies} == {f"*Lớp: {plain(SECOND)}*"}
    assert {choice.id for reply in replies for row in reply.choices for choice in row} == {"class:bo-2025-08"}
    assert [one for one in of_first if "*Lớp:" in restored(bodies[one.id]).text] == []


async def test_a_stranger_is_asked_for_consent_first(open_chat: Open) -> None:
    chat = open_chat()
    await chat.commands("lop")
    assert chat.labels == ["✅ Đồng ý", "Không đồng ý"]
    await chat.forges("class:bo-2025-08")
    assert (await chat.person()).course is None


async def test_staff_switch_without_registering(open_chat: Open) -> None:
    chat = open_chat()
    await chat.becomes("trainer")
    await chat.commands("lop")
    await chat.taps(f"➕ Tham gia: {SECOND}")
    await chat.taps("✅ Đồng ý")
    assert "📣 Gửi thông báo" in chat.labels
    assert ((await chat.person()).course, (await chat.person()).registered) == ("bo-2025-08", False)


@pytest.mark.parametrize(("course_id", "title"), [("lop-664", FIRST), ("bo-2025-08", SECOND)])
async def test_a_trainers_notice_names_its_class_where_there_are_several(
    open_chat: Open, course_id: str, title: str
) -> None:
    chat = open_chat()
    await chat.registers()
    await joins(chat)
    await chat.becomes("trainer")
    await chat.forges(f"class:{course_id}")
    room = 4096 - len(f"*Lớp: {plain(title)}*") - len("\n\n")
    await chat.forges("nnew")
    await chat.says("x" * (room + 1))
    assert chat.last.text.startswith(f"Nội dung dài quá {room:,} ký tự, cần bớt 1 ký tự.".replace(",", ".", 1))
    await chat.says("Mai họp.")
    await chat.taps("👀 Xem trước và gửi")
    headed = f"*Lớp: {plain(title)}*\n\nMai họp\\."
    assert chat.replies[0].text == headed
    await chat.taps("📣 Gửi ngay cho 1 người")
    async with chat.db.read() as store:
        [notice] = await notices.planned(store)
    assert (restored(notice.body).text, notice.title, notice.audience.course) == (headed, "Mai họp.", course_id)


@pytest.mark.parametrize("several", [True, False])
async def test_a_change_of_the_timetable_names_its_class_where_there_are_several(
    open_chat: Open, second: Course, several: bool
) -> None:
    chat = open_chat(held=(second,) if several else ())
    await chat.registers()
    await chat.becomes("trainer")
    await chat.commands("doilich")
    await chat.taps("Khai giảng · 8:00 23/5")
    await chat.taps("Giữ nguyên giờ")
    await chat.taps("Giữ thời lượng, kết thúc 8:30")
    await chat.says("Nhà văn hóa")
    await chat.taps("✔️ Giờ đã chắc")
    await chat.taps("🕗 Đổi và báo cho học viên")
    async with chat.db.read() as store:
        told = [one for one in await notices.planned(store) if one.kind == "change"]
    first = [restored(one.body).text.split("\n\n")[0] for one in told]
    assert first == [f"*Lớp: {plain(FIRST)}*" if several else "🕗 **Lịch lớp có thay đổi: Khai giảng**"]
