"""The question after a lesson: asked once, answered gently, and only then is the lesson read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from content.models import Check, Course
from handlers.learner.lessons import LESSONS
from storage.tables import lesson_reads, quiz_answers
from tests.handlers.chat import Chat
from tests.handlers.small_course import COMMON, OWN, seen, small

ASKED = OWN.model_copy(
    update={
        "check": Check.model_validate(
            {
                "text": "Dân đang nói, mình làm gì?",
                "options": {"A": "Ngắt lời cho nhanh", "B": "Nghe hết rồi hỏi", "C": "Ghi rồi bỏ đó"},
                "right": "B",
                "whys": {"A": "Dân sẽ thôi nói.", "B": "Nghe hết mới rõ.", "C": "Ghi mà bỏ thì dân buồn."},
            }
        )
    }
)
QUESTION = "Nghe dân nói\nMột câu nhỏ để nhớ lâu, không tính điểm.\n\nDân đang nói, mình làm gì?\n\n"
MARKED = "✅ Đã ghi: đồng chí đọc xong bài “Nghe dân nói”. Mời đồng chí đọc bài tiếp theo."


@pytest.fixture(scope="session")
def course(course: Course) -> Course:
    return small(course).model_copy(update={"lessons": (ASKED, COMMON)})


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(LESSONS)
    await chat.registers()
    await chat.forges("lesson:btcb-01")
    return chat


async def read(chat: Chat) -> list[str]:
    async with chat.db.read() as store:
        rows = await store.all(select(lesson_reads.c.lesson).where(lesson_reads.c.read_at.is_not(None)))
    return [row.lesson for row in rows]


async def test_the_lesson_leads_to_its_question_and_is_not_read_by_that(chat: Chat) -> None:
    assert chat.labels == ["✅ Đã đọc · Trả lời một câu", "📚 Danh sách bài", "🏠 Trang chính"]
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    assert seen(chat) == [QUESTION + "A. Ngắt lời cho nhanh\nB. Nghe hết rồi hỏi\nC. Ghi rồi bỏ đó"]
    assert chat.labels == ["A", "B", "C", "📖 Xem lại bài"]
    assert await read(chat) == []


async def test_a_good_answer_marks_the_lesson_and_the_next_one_follows(chat: Chat) -> None:
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    await chat.taps("B")
    first, second = seen(chat)
    assert first == (
        QUESTION + "A. Ngắt lời cho nhanh\n✅ B. Nghe hết rồi hỏi\nC. Ghi rồi bỏ đó\n\nĐúng vậy. Nghe hết mới rõ."
    )
    assert [reply.replaces for reply in chat.replies] == [True, False]
    assert second.startswith(f"{MARKED}\n\nKiểm lại điều AI nói\n")
    assert (await read(chat), await chat.step()) == (["btcb-01"], None)


async def test_another_answer_is_told_why_and_what_would_be_better(chat: Chat) -> None:
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    await chat.taps("A")
    assert seen(chat)[0] == (
        QUESTION + "▫️ A. Ngắt lời cho nhanh\n✅ B. Nghe hết rồi hỏi\nC. Ghi rồi bỏ đó\n\n"
        "Cách ấy chưa ổn. Dân sẽ thôi nói.\nNên là B: Nghe hết mới rõ."
    )
    assert await read(chat) == ["btcb-01"]


@pytest.mark.parametrize("typed", ["b", "2", "B.", "câu b", "đáp án b"])
async def test_a_typed_answer_is_taken_too(chat: Chat, typed: str) -> None:
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    await chat.says(typed)
    assert [text.split("\n\n")[:2] for text in seen(chat)] == [["Đúng vậy. Nghe hết mới rõ.", MARKED]]
    assert await read(chat) == ["btcb-01"]


async def test_what_is_no_answer_is_asked_again(chat: Chat) -> None:
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    await chat.says("chịu")
    assert seen(chat)[0].split("\n\n")[0] == "Câu này đồng chí chọn một chữ cái: A, B, C."
    await chat.forges("check-answer:btcb-01:Z")
    assert chat.labels == ["A", "B", "C", "📖 Xem lại bài"]
    assert await read(chat) == []


async def test_a_second_answer_changes_nothing_and_nothing_is_scored(chat: Chat) -> None:
    await chat.taps("✅ Đã đọc · Trả lời một câu")
    await chat.taps("A")
    await chat.forges("check-answer:btcb-01:B")
    assert seen(chat) == ["Bài “Nghe dân nói” đã được ghi là đọc rồi."]
    await chat.forges("check:btcb-01")
    assert seen(chat) == ["Bài “Nghe dân nói” đã được ghi là đọc rồi."]
    async with chat.db.read() as store:
        assert await store.all(select(quiz_answers)) == []


async def test_another_groups_lesson_asks_nothing(chat: Chat) -> None:
    for tap in ("check:cq-01", "check-answer:cq-01:A"):
        await chat.forges(tap)
        assert seen(chat) == ["Bài này không có trong phần học của đồng chí. Mời đồng chí chọn bài khác."]
    await chat.forges("check:chung-01")
    assert await read(chat) == ["chung-01"]
