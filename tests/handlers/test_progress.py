"""A learner's own overview: what is done, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from content.models import Course
from handlers.learner.lessons import LESSONS
from handlers.learner.progress import PROGRESS
from handlers.learner.quizzes import QUIZZES
from storage.tables import reflections
from storage.types import VIETNAM
from tests.handlers.chat import Chat
from tests.handlers.small_course import UNBOUND, seen, small


@pytest.fixture(scope="session")
def course(course: Course) -> Course:
    return small(course, quizzes=(UNBOUND,))


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(LESSONS, QUIZZES, PROGRESS)
    await chat.registers()
    return chat


async def essay(chat: Chat, version: int, state: str, *, late: bool | None = None) -> None:
    person, now = await chat.person(), chat.clock.now()
    async with chat.db.write() as store:
        await store.run(
            store.insert(reflections).values(
                person_id=person.id, course="lop-664", version=version, state=state, topics=[], levels=[],
                receipt=None if late is None else f"TH-{version:04}", late=late, started_at=now,
                handed_in_at=None if late is None else datetime(2026, 5, 30, 9, 5, tzinfo=VIETNAM),
            )
        )  # fmt: skip


async def reads_all(chat: Chat) -> None:
    for lesson in ("btcb-01", "chung-01", "cd1-01", "cd2-01"):
        await chat.forges(f"read:{lesson}")


async def passes(chat: Chat) -> None:
    await chat.forges("quiz-start:cd2:1")
    right = next(line[0] for line in seen(chat)[0].splitlines() if line[1:] == ". Một tên")
    await chat.taps(right)


async def test_at_the_beginning(chat: Chat) -> None:
    await chat.commands("tiendo")
    assert seen(chat) == [
        "Kết quả của đồng chí\n\n"
        "📖 Bài học: đã đọc 0/4 bài.\n\n"
        "✍️ Kiểm tra: đạt 0/1 bài.\n\n"
        "• Kiểm tra chuyên đề 2: chưa làm\n\n"
        "📝 Bài thu hoạch: chưa viết.\nHạn nộp: 17:00 Chủ nhật, 31/5/2026 (dự kiến).\n\n"
        "Việc tiếp theo: đọc bài “Nghe dân nói”."
    ]
    assert [choice.id for choice in chat.choices] == ["lesson:btcb-01", "lessons", "quizzes", "reflection", "menu"]


async def test_words_and_the_door_open_it(chat: Chat) -> None:
    page = await chat.commands("tiendo")
    assert await chat.says("Tiến độ") == await chat.says("ket qua") == await chat.forges("progress") == page


async def test_what_comes_next_follows_what_is_done(chat: Chat) -> None:
    await reads_all(chat)
    await chat.commands("tiendo")
    assert seen(chat)[0].splitlines()[-1] == "Việc tiếp theo: làm bài “Kiểm tra chuyên đề 2”."
    assert chat.choices[0].id == "quiz:cd2"
    await passes(chat)
    await chat.commands("tiendo")
    assert seen(chat)[0].splitlines()[-1] == "Việc tiếp theo: viết và nộp bài thu hoạch."
    assert [choice.id for choice in chat.choices] == ["reflection", "lessons", "quizzes", "menu"]
    await essay(chat, 1, "replaced", late=False)
    await essay(chat, 2, "handed_in", late=False)
    await essay(chat, 3, "draft")
    await chat.commands("tiendo")
    assert seen(chat) == [
        "Kết quả của đồng chí\n\n"
        "📖 Bài học: đã đọc 4/4 bài.\n\n"
        "✍️ Kiểm tra: đạt 1/1 bài.\n\n"
        "• Kiểm tra chuyên đề 2: đạt, cao nhất 1/1 câu\n\n"
        "📝 Bài thu hoạch: đã nộp lúc 9:05 thứ Bảy, 30/5/2026. Số biên nhận: TH-0002.\n\n"
        "Đồng chí đã làm xong mọi việc của lớp. Cảm ơn đồng chí!"
    ]
    assert [choice.id for choice in chat.choices] == ["lessons", "quizzes", "reflection", "menu"]


@pytest.mark.parametrize(
    ("state", "late", "said"),
    [
        ("draft", None, "📝 Bài thu hoạch: đang viết dở, chưa nộp."),
        ("taken_back", False, "📝 Bài thu hoạch: chưa viết."),
        (
            "handed_in",
            True,
            "📝 Bài thu hoạch: đã nộp muộn, lúc 9:05 thứ Bảy, 30/5/2026. Số biên nhận: TH-0001.",
        ),
    ],
)
async def test_how_the_essay_stands(chat: Chat, state: str, late: bool | None, said: str) -> None:
    await essay(chat, 1, state, late=late)
    await chat.commands("tiendo")
    assert [line for line in seen(chat)[0].splitlines() if line.startswith("📝")] == [said]
