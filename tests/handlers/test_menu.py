"""The main page, help, and what is said to anything that no conversation understood."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from content.models import Course
from content.phrases import Phrases
from handlers.learner.home import upcoming
from handlers.messages import Attached
from storage.engine import Database
from storage.tables import lesson_reads, quiz_attempts, reflections
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import Open, opener, receives, said

COMMAND = "Tôi không có lệnh này. Các lệnh có trong mục Trợ giúp (/trogiup)."
WAITS = "Việc đang làm ở trên vẫn chờ đồng chí. Muốn thôi, đồng chí gõ /menu."
LATE = "Lựa chọn này thuộc một tin trước, nên không thay đổi gì nữa."
LEARNING = [
    "📖 Bài học", "✍️ Kiểm tra", "🧭 Tình huống", "📅 Lịch lớp", "📝 Bài thu hoạch", "📊 Kết quả của tôi",
]  # fmt: skip


@pytest.fixture
def open_chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    return opener(db, clock, course, phrases)


@pytest.fixture
async def chat(open_chat: Open) -> Chat:
    """Of a registered learner."""
    chat = open_chat()
    await chat.registers()
    return chat


async def test_the_main_page_tells_what_comes_next_and_how_far_one_is(
    chat: Chat, db: Database, clock: HandClock, course: Course
) -> None:
    me, now = await chat.person(), clock.now()
    lessons = course.lessons_for("bi-thu-chi-bo")
    common = {"person_id": me.id, "course": course.id}
    async with db.write() as store:
        read = {**common, "opened_at": now, "read_at": now}
        await store.run(insert(lesson_reads), [{**read, "lesson": lessons[0].id}, {**read, "lesson": "gone"}])
        attempt = {**common, "quiz": "cd1", "plan": [], "started_at": now, "passed": True}
        await store.run(insert(quiz_attempts), [{**attempt, "number": 1}, {**attempt, "number": 2}])
        essay = {**common, "version": 1, "state": "handed_in", "topics": [], "levels": [], "started_at": now}
        await store.run(insert(reflections), essay)
    await chat.commands("menu")
    assert said(chat) == [
        "Chào đồng chí **Nguyễn Văn An**. Đồng chí cần gì?\n\n"
        "Buổi tới: **Khai giảng**, 8:00 thứ Bảy, 23/5/2026.\n\n"
        f"Đã đọc 1/{len(lessons)} bài học, đạt 1/4 bài kiểm tra, đã nộp bài thu hoạch."
    ]
    assert chat.labels == [*LEARNING, "🔒 Dữ liệu của tôi", "❓ Trợ giúp"]


@pytest.mark.parametrize(
    ("hours", "line"),
    [
        (13.2, "Đang học: **Khai giảng**, đến 8:30 thứ Bảy, 23/5/2026."),
        (13.5, "Đang học: **Chuyên đề 1**, đến 11:30 thứ Bảy, 23/5/2026 (dự kiến)."),
        (17, "Buổi tới: **Chuyên đề 2**, 14:00 thứ Bảy, 23/5/2026 (dự kiến)."),
        (100, "Các buổi học của lớp đã xong. Bài học và bài thu hoạch vẫn mở ở đây."),
    ],
)
async def test_the_session_line_follows_the_clock(chat: Chat, clock: HandClock, hours: float, line: str) -> None:
    clock.move(hours=hours)
    await chat.says("Trang chính")
    assert said(chat)[0].split("\n\n")[1] == line


def test_a_session_that_has_just_ended_is_not_upcoming(course: Course) -> None:
    first, second = course.sessions[:2]
    assert upcoming(course, first.ends) == second


async def test_staff_see_their_roles_and_doors(chat: Chat) -> None:
    await chat.becomes("coordinator", "68")
    await chat.commands("menu")
    assert said(chat)[0].split("\n\n")[1] == "Vai trò: điều phối viên (Tỉnh Lâm Đồng)."
    staff = ["📥 Tải kết quả lớp", "📈 Tổng quan lớp", "📵 Chưa liên lạc được"]
    assert chat.labels == [*LEARNING, *staff, "🔒 Dữ liệu của tôi", "❓ Trợ giúp"]


@pytest.mark.parametrize("word", ["dừng", "Thoát", "thoat", "DỪNG LẠI", "dung lai", "thôi."])
async def test_words_that_end_what_is_open(chat: Chat, word: str) -> None:
    await chat.says("essay")
    await chat.says(word)
    assert chat.last.text.startswith("Chào đồng chí **Nguyễn Văn An**.")
    assert await chat.step() is None


async def test_a_right_answer_is_no_wish_to_stop(chat: Chat) -> None:
    await chat.says("essay")
    await chat.says("Đúng")
    assert chat.texts == ["wrote Đúng"]


async def test_help_lists_what_the_person_may_do(chat: Chat, phrases: Phrases) -> None:
    await chat.says("trợ giúp")
    head, listed, more = said(chat)[0].split("\n\n")
    assert head == phrases.get("menu.help.text")
    names = [
        "menu", "baihoc", "kiemtra", "tinhhuong", "lich", "thuhoach", "tiendo", "lop", "dulieu", "lienket", "trogiup",
    ]  # fmt: skip
    assert listed.splitlines() == [f"- /{name}: {phrases.get(f'commands.{name}')}" for name in names]
    assert more.endswith("Nơi giữ dữ liệu: Ban Tổ chức tỉnh ủy, thành ủy nơi đồng chí công tác.")
    assert chat.labels == ["🏠 Trang chính", "🔒 Dữ liệu của tôi", "🔗 Nối Telegram và Zalo"]


async def test_help_leaves_the_open_step_and_its_buttons(chat: Chat) -> None:
    await chat.says("essay")
    await chat.commands("trogiup")
    assert (chat.last.text.split("\n\n")[-1], chat.labels) == (WAITS, [])
    await chat.forges("sign")
    assert chat.texts == ["signed"]


async def test_help_on_arrival_says_how_to_begin(open_chat: Open, phrases: Phrases) -> None:
    chat = open_chat()
    await chat.commands("trogiup")
    assert chat.last.text.split("\n\n")[0] == phrases.get("menu.help.arriving")
    assert chat.labels == ["🔒 Dữ liệu của tôi", "🔗 Nối Telegram và Zalo", "📋 Đăng ký học viên"]


async def test_an_unknown_command_and_one_that_is_not_allowed_are_answered_alike(chat: Chat) -> None:
    for command in ("xuat", "khong-co"):
        await chat.commands(command)
        assert (chat.texts, chat.labels) == ([COMMAND], ["🏠 Trang chính", "❓ Trợ giúp"])
        await chat.says("essay")
        await chat.commands(command)
        assert (chat.texts, chat.labels) == ([f"{COMMAND}\n\n{WAITS}"], [])
        await chat.forges("sign")
        assert chat.texts == ["signed"]


async def test_a_word_of_somebody_elses_is_only_text(chat: Chat) -> None:
    await chat.says("essay")
    await chat.says("xuất")
    assert chat.texts == ["wrote xuất"]


async def test_text_that_nobody_waits_for(chat: Chat) -> None:
    await chat.says("hôm nay trời đẹp")
    assert chat.texts == ["Tôi chưa hiểu ý đồng chí. Đồng chí chọn một mục dưới đây nhé."]
    assert chat.labels == ["🏠 Trang chính", "❓ Trợ giúp"]


PHOTO = Attached("photo", "ref")


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ({"other": "edited", "text": "menu"}, "edited"),
        ({"other": "unsupported"}, "unsupported"),
        ({"attachments": (PHOTO,)}, "attachments"),
        ({"attachments": (PHOTO, PHOTO), "text": "menu"}, "attachments"),
    ],
)
async def test_what_cannot_be_read_has_its_own_sentence_and_the_step_stays(
    chat: Chat, phrases: Phrases, what: dict[str, Any], key: str
) -> None:
    await receives(chat, **what)
    assert (chat.texts, chat.labels) == ([phrases.get(f"menu.lost.{key}")], ["🏠 Trang chính", "❓ Trợ giúp"])
    await chat.says("essay")
    await receives(chat, **what)
    assert chat.texts == [f"{phrases.get(f'menu.lost.{key}')}\n\n{WAITS}"]
    assert await chat.step() == "essay.text"


async def test_somebody_who_unblocks_is_not_talked_at(chat: Chat) -> None:
    await chat.says("essay")
    assert await receives(chat, other="unblocked") == []
    assert await chat.step() == "essay.text"


async def test_a_late_tap_changes_nothing(chat: Chat) -> None:
    await chat.says("essay")
    first = chat.prompt
    await chat.says("essay")
    await chat.forges("sign", prompt=first)
    assert (chat.texts, chat.labels) == ([f"{LATE}\n\n{WAITS}"], [])
    await chat.forges("sign")
    assert chat.texts == ["signed"]
    await chat.forges("sign")
    assert (chat.texts, chat.labels) == ([LATE], ["🏠 Trang chính", "❓ Trợ giúp"])
