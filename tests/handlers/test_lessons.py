"""Lessons as a learner lives through them: the list, reading, going on, and what a second tap does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from content.models import Course
from handlers.learner.lessons import LESSONS
from storage.tables import lesson_reads
from tests.handlers.chat import Chat
from tests.handlers.small_course import FIRST, QUIZ, small
from tests.handlers.small_course import seen as texts_of

Rows = list[tuple[str, str, str | None]]


@pytest.fixture(scope="session")
def course(course: Course) -> Course:
    return small(course)


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(LESSONS)
    await chat.registers()
    return chat


async def rows(chat: Chat) -> Rows:
    """(lesson, opened, read), the times as hours and minutes."""
    async with chat.db.read() as store:
        found = await store.all(select(lesson_reads).order_by(lesson_reads.c.opened_at, lesson_reads.c.lesson))
    return [(row.lesson, f"{row.opened_at:%H:%M}", row.read_at and f"{row.read_at:%H:%M}") for row in found]


async def reads(chat: Chat, *lessons: str) -> None:
    for lesson in lessons:
        await chat.forges(f"read:{lesson}")


async def test_the_list_tells_the_parts_and_where_to_go_on(chat: Chat) -> None:
    await chat.commands("baihoc")
    assert texts_of(chat) == [
        "Bài học của đồng chí\nĐã đọc 0/4 bài. Mỗi bài chừng hai phút.\n\n"
        "• Nhóm Bí thư chi bộ, trưởng thôn, tổ trưởng: đã đọc 0/1 bài\n"
        "• Phần chung cho mọi nhóm: đã đọc 0/1 bài\n"
        "• Theo chuyên đề: đã đọc 0/2 bài"
    ]
    assert [(choice.id, choice.label) for choice in chat.choices] == [
        ("lesson:btcb-01", "▶️ Học tiếp: Nghe dân nói"),
        ("part:group:bi-thu-chi-bo", "Nhóm Bí thư chi bộ, trưởng thôn, tổ trưởng (0/1)"),
        ("part:common", "Phần chung cho mọi nhóm (0/1)"),
        ("part:topics", "Theo chuyên đề (0/2)"),
        ("quizzes", "✍️ Kiểm tra"),
        ("menu", "🏠 Trang chính"),
    ]
    assert not chat.last.replaces


async def test_the_words_open_the_list_too(chat: Chat) -> None:
    assert await chat.says("Bài học") == await chat.commands("baihoc") == await chat.forges("lessons")


async def test_a_part_lists_its_lessons_with_their_marks_in_the_place_of_the_list(chat: Chat) -> None:
    await reads(chat, "cd2-01")
    await chat.commands("baihoc")
    await chat.taps("Theo chuyên đề (1/2)")
    assert texts_of(chat) == [
        "Theo chuyên đề\nĐã đọc 1/2 bài. Bài có dấu ✅ là đã đọc.\n\n"
        "• CĐ1: chuyên đề 1, Quản trị toàn diện ở cấp xã\n"
        "• CĐ2: chuyên đề 2, Điều hành vì tăng trưởng hai con số"
    ]
    assert chat.labels == [
        "CĐ1: Một người lo chính",
        "✅ CĐ2: Từ con số đến việc",
        "📚 Các phần khác",
        "🏠 Trang chính",
    ]
    assert chat.last.replaces
    await chat.taps("📚 Các phần khác")
    assert (chat.labels[3], chat.last.replaces) == ("Theo chuyên đề (1/2)", True)


async def test_a_lesson_is_shown_whole_with_its_source(chat: Chat) -> None:
    await chat.forges("lesson:chung-01")
    assert texts_of(chat) == [
        "Kiểm lại điều AI nói\nPhần chung cho mọi nhóm\n\n"
        "Kiểm từng số.\n\n"
        "Nguồn: Bài viết của ThS. Phan Thị Hoa về chính quyền địa phương hai cấp ở Lâm Đồng, mục 4; "
        "Kế hoạch 664-KH/HVCTQG, mục 3.2."
    ]
    assert chat.labels == ["✅ Đã đọc · Bài tiếp theo", "📚 Danh sách bài", "🏠 Trang chính"]
    assert await rows(chat) == [("chung-01", "19:00", None)]


async def test_marking_a_lesson_opens_the_next_one_in_the_same_message(chat: Chat) -> None:
    await chat.forges("lesson:btcb-01")
    chat.clock.move(minutes=2)
    await chat.taps("✅ Đã đọc · Bài tiếp theo")
    assert texts_of(chat)[0].startswith(
        "✅ Đã ghi: đồng chí đọc xong bài “Nghe dân nói”. Mời đồng chí đọc bài tiếp theo.\n\nKiểm lại điều AI nói\n"
    )
    assert chat.choices[0].id == "read:chung-01"
    assert await rows(chat) == [("btcb-01", "19:00", "19:02"), ("chung-01", "19:02", None)]


async def test_a_second_tap_marks_nothing_and_leads_on(chat: Chat) -> None:
    await reads(chat, "btcb-01")
    before = await rows(chat)
    chat.clock.move(minutes=5)
    await reads(chat, "btcb-01")
    assert texts_of(chat) == ["Bài “Nghe dân nói” đã được ghi là đọc rồi."]
    assert chat.labels == ["▶️ Học tiếp: Kiểm lại điều AI nói", "📚 Danh sách bài", "🏠 Trang chính"]
    assert await rows(chat) == before


async def test_the_last_lesson_of_a_topic_leads_to_its_quiz(chat: Chat) -> None:
    await reads(chat, FIRST.id)
    assert texts_of(chat) == [
        "✅ Đã ghi: đồng chí đọc xong bài “Một người lo chính”.\n\n"
        "Các bài của chuyên đề 1 đã đọc hết. Mời đồng chí thử bài kiểm tra: "
        "vài câu thôi, trả lời xong biết ngay đúng sai."
    ]
    assert [choice.id for choice in chat.choices] == [f"quiz:{QUIZ.id}", "lesson:btcb-01", "lessons", "menu"]
    assert await rows(chat) == [("cd1-01", "19:00", "19:00")]


async def test_when_everything_is_read_it_says_so(chat: Chat) -> None:
    await reads(chat, "cd1-01", "cd2-01", "chung-01")
    await chat.forges("lesson:btcb-01")
    assert chat.labels[0] == "✅ Đã đọc xong"
    await chat.taps("✅ Đã đọc xong")
    assert texts_of(chat) == ["✅ Đã ghi: đồng chí đọc xong bài “Nghe dân nói”.\n\nĐồng chí đã đọc hết 4 bài của mình."]
    assert [choice.id for choice in chat.choices] == ["quizzes", "reflection", "lessons", "menu"]
    await chat.taps("lessons")
    assert texts_of(chat)[0].startswith("Bài học của đồng chí\nĐồng chí đã đọc hết 4 bài. Bài nào cũng mở lại được.\n")


async def test_going_on_resumes_at_the_lesson_opened_last_and_not_read(chat: Chat) -> None:
    await chat.forges("lesson:cd1-01")
    chat.clock.move(minutes=1)
    await chat.forges("lesson:cd2-01")
    chat.clock.move(minutes=1)
    await chat.forges("lesson:cd1-01")
    await chat.commands("baihoc")
    assert chat.choices[0].id == "lesson:cd1-01"
    await reads(chat, "cd1-01")
    await chat.commands("baihoc")
    assert chat.choices[0].id == "lesson:cd2-01"


@pytest.mark.parametrize("id", ["lesson:cq-01", "read:cq-01", "lesson:khong-co", "lesson:", "read"])
async def test_what_is_not_the_persons_own_is_not_opened(chat: Chat, id: str) -> None:
    await chat.forges(id)
    assert texts_of(chat) == ["Bài này không có trong phần học của đồng chí. Mời đồng chí chọn bài khác."]
    assert chat.labels == ["▶️ Học tiếp: Nghe dân nói", "📚 Danh sách bài", "🏠 Trang chính"]
    assert await rows(chat) == []


async def test_staff_without_a_group_see_every_groups_lessons(chats: Callable[..., Chat]) -> None:
    trainer = chats(LESSONS)
    await trainer.becomes("trainer")
    await trainer.commands("baihoc")
    assert [choice.id for choice in trainer.choices if choice.id.startswith("part:")] == [
        "part:group:bi-thu-chi-bo",
        "part:group:chinh-quyen",
        "part:common",
        "part:topics",
    ]


async def test_a_course_without_lessons_for_the_person_says_so(chats: Callable[..., Chat], course: Course) -> None:
    chat = chats(LESSONS)
    chat.school = type(chat.school)(course.model_copy(update={"lessons": ()}), chat.school.phrases, chat.school.router)
    await chat.registers()
    await chat.commands("baihoc")
    assert texts_of(chat) == ["Hiện chưa có bài học nào cho đồng chí. Đồng chí mở lại mục này sau nhé."]
