"""The timetable as a learner sees it, before, during and after the class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from content.phrases import Phrases
from handlers.learner.calendar_file import calendar
from handlers.learner.timetable_view import TIMETABLE, left
from storage import timetable
from storage.timetable import SessionChange
from storage.types import VIETNAM
from tests.handlers.chat import Chat
from tests.handlers.small_course import seen

DAYS = """\
Thứ Bảy, 23/5/2026

• 8:00–8:30: Khai giảng
• 8:30–11:30 (dự kiến): Chuyên đề 1: Quản trị toàn diện ở cấp xã
• 14:00–17:00 (dự kiến): Chuyên đề 2: Điều hành vì tăng trưởng hai con số

Chủ nhật, 24/5/2026

• 8:00–11:00 (dự kiến): Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ
• 13:30–16:30 (dự kiến): Chuyên đề 4: Dữ liệu, AI và nền tảng số
• 16:30–17:00: Bế giảng

Nơi học: Điểm cầu xã, phường, đặc khu của đồng chí (trực tuyến)."""
UNSETTLED = "Giờ ghi “dự kiến” có thể thay đổi. Có thay đổi, đồng chí sẽ được báo ngay."


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(TIMETABLE)
    await chat.registers()
    return chat


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "state", "deadline", "unsettled"),
    [
        (
            at(22, 19),
            "⏰ Sắp tới: Khai giảng, lúc 8:00 thứ Bảy, 23/5/2026, còn 13 giờ.",
            "17:00 Chủ nhật, 31/5/2026 (dự kiến), còn 8 ngày 22 giờ.",
            f"\n\n{UNSETTLED}",
        ),
        (
            at(23, 8, 30),
            "▶️ Đang diễn ra: Chuyên đề 1: Quản trị toàn diện ở cấp xã, đến 11:30 (dự kiến).\n"
            "⏰ Sắp tới: Chuyên đề 2: Điều hành vì tăng trưởng hai con số, lúc 14:00 (dự kiến), còn 5 giờ 30 phút.",
            "17:00 Chủ nhật, 31/5/2026 (dự kiến), còn 8 ngày 8 giờ.",
            f"\n\n{UNSETTLED}",
        ),
        (
            at(24, 16, 59),
            "▶️ Đang diễn ra: Bế giảng, đến 17:00.",
            "17:00 Chủ nhật, 31/5/2026 (dự kiến), còn 7 ngày.",
            f"\n\n{UNSETTLED}",
        ),
        (
            at(31, 17),
            "Các buổi học của lớp đã xong. Cảm ơn đồng chí đã cùng học.",
            "17:00 Chủ nhật, 31/5/2026 (dự kiến), đã qua. Bài nộp muộn vẫn được nhận.",
            "",
        ),
    ],
)
async def test_the_page_tells_what_is_on_and_what_comes_next(
    chat: Chat, now: datetime, state: str, deadline: str, unsettled: str
) -> None:
    chat.clock.moment = now
    await chat.commands("lich")
    assert seen(chat) == [f"Lịch lớp\n\n{state}\n\n{DAYS}\n\n📝 Hạn nộp bài thu hoạch: {deadline}{unsettled}"]
    assert chat.labels == ["📲 Tải vào lịch điện thoại", "📖 Bài học", "🏠 Trang chính"]


async def test_times_may_change_only_while_a_provisional_one_is_to_come(chat: Chat) -> None:
    course = chat.school.course
    settled = course.model_copy(update={"reflection": course.reflection.model_copy(update={"provisional": False})})
    chat.school = type(chat.school)(settled, chat.school.phrases, chat.school.router)
    chat.clock.moment = at(24, 16, 29)
    await chat.commands("lich")
    assert seen(chat)[0].endswith(f"\n\n{UNSETTLED}")
    chat.clock.moment = at(24, 16, 30)
    await chat.commands("lich")
    assert seen(chat)[0].endswith("📝 Hạn nộp bài thu hoạch: 17:00 Chủ nhật, 31/5/2026, còn 7 ngày.")


async def test_words_and_the_door_open_it(chat: Chat) -> None:
    page = await chat.commands("lich")
    assert await chat.says("Lịch") == await chat.says("lich hoc") == await chat.forges("timetable") == page


async def test_a_moved_session_is_shown_where_and_when_it_is_now(chat: Chat) -> None:
    async with chat.db.write() as store:
        new = SessionChange("khai-giang", at(23, 7, 30), at(23, 8), "Hội trường xã", provisional=True)
        await timetable.change(store, "lop-664", new, by=None, now=chat.clock.now())
    await chat.commands("lich")
    lines = seen(chat)[0].splitlines()
    assert lines[2] == "⏰ Sắp tới: Khai giảng, lúc 7:30 thứ Bảy, 23/5/2026 (dự kiến), còn 12 giờ 30 phút."
    assert lines[6] == "• 7:30–8:00 (dự kiến): Khai giảng. Nơi học: Hội trường xã."
    assert lines[7] == (
        "• 8:30–11:30 (dự kiến): Chuyên đề 1: Quản trị toàn diện ở cấp xã. "
        "Nơi học: Điểm cầu xã, phường, đặc khu của đồng chí (trực tuyến)."
    )


async def test_the_calendar_comes_as_a_file(chat: Chat) -> None:
    await chat.commands("lich")
    await chat.taps("📲 Tải vào lịch điện thoại")
    [file] = chat.last.attachments
    assert file.name == "lich-lop.ics"
    assert file.content == calendar(chat.school.course, chat.school.phrases, chat.clock.now())
    assert chat.labels == ["📅 Lịch lớp", "🏠 Trang chính"]


async def test_a_timetable_without_sessions_says_so(chat: Chat) -> None:
    empty = chat.school.course.model_copy(update={"sessions": ()})
    chat.school = type(chat.school)(empty, chat.school.phrases, chat.school.router)
    await chat.commands("lich")
    assert seen(chat)[0].splitlines()[2] == "Hiện chưa có buổi học nào trong lịch. Có lịch, đồng chí sẽ được báo ngay."


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=59), "chưa đầy 1 phút"),
        (timedelta(minutes=1), "1 phút"),
        (timedelta(minutes=59, seconds=59), "59 phút"),
        (timedelta(hours=1), "1 giờ"),
        (timedelta(hours=2, minutes=15), "2 giờ 15 phút"),
        (timedelta(hours=23, minutes=59), "23 giờ 59 phút"),
        (timedelta(days=1, minutes=59), "1 ngày"),
        (timedelta(days=8, hours=22), "8 ngày 22 giờ"),
    ],
)
def test_how_long_it_is(phrases: Phrases, span: timedelta, said: str) -> None:
    assert left(phrases, span) == said
