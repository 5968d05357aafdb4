"""Thanks, and numbers that nothing has: what is open stays open, and its choices are shown again where it is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import router
from storage.engine import Database
from storage.tables import outbox
from tests.clock import HandClock
from tests.handlers.chat import TELEGRAM, Chat

ZALO = replace(TELEGRAM, buttons=False, edits=False, inbound_files=False, command_menu=False, sparing=True)


@pytest.fixture
async def chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Chat:
    """At the timetable, whose choices wait for a number."""
    chat = Chat(db, Class(course, phrases, router()), clock)
    await chat.registers()
    await chat.commands("lich")
    return chat


@pytest.mark.parametrize("text", ["9", "h", "0", "câu 9 ạ"])
async def test_a_number_that_nothing_has_closes_nothing(chat: Chat, text: str) -> None:
    labels, prompt = chat.labels, chat.prompt
    assert "📖 Bài học" in labels
    await chat.says(text)
    assert chat.texts == [
        "Không có mục nào mang số hay chữ cái ấy.\n\n"
        "Lúc này không có câu hỏi nào đang chờ. Đồng chí chọn một mục dưới đây, hoặc gõ menu."
    ]
    assert (chat.labels, chat.prompt) == (labels, prompt)
    await chat.says(str(labels.index("📖 Bài học") + 1))
    assert chat.texts[0].startswith("**Bài học của đồng chí**")


@pytest.mark.parametrize("text", ["Cảm ơn", "ok", "vâng ạ", "Dạ vâng ạ.", "xin cam on"])
async def test_thanks_cost_no_message_where_messages_are_counted(chat: Chat, text: str) -> None:
    labels = chat.labels
    chat.can = ZALO
    assert await chat.says(text) == []
    chat.can = TELEGRAM
    assert [reply.text for reply in await chat.says(text)] == ["Cảm ơn đồng chí. Cần gì thêm, đồng chí gõ menu."]
    await chat.says(str(labels.index("📖 Bài học") + 1))
    assert chat.texts[0].startswith("**Bài học của đồng chí**")


async def test_a_number_sent_before_the_last_answer_left_picks_nothing_of_it(chat: Chat, db: Database) -> None:
    labels = chat.labels
    async with db.write() as store:
        last = await store.value(outbox.select().order_by(outbox.c.id.desc()).limit(1))
        await store.run(outbox.update().where(outbox.c.id == last).values(state="pending"))
    assert await chat.says(str(labels.index("📖 Bài học") + 1)) == []
    async with db.write() as store:
        await store.run(outbox.update().where(outbox.c.id == last).values(state="sent"))
    await chat.says(str(labels.index("📖 Bài học") + 1))
    assert chat.texts[0].startswith("**Bài học của đồng chí**")


@pytest.mark.parametrize("text", ["Xin chào", "chào đồng chí ạ", "alo", "Bắt đầu"])
async def test_a_greeting_opens_the_main_page(chat: Chat, text: str) -> None:
    await chat.says(text)
    assert chat.texts[0].startswith("Chào đồng chí **Nguyễn Văn An**. Đồng chí cần gì?")


async def test_what_is_not_understood_leaves_the_choices_of_a_card(chat: Chat) -> None:
    labels = chat.labels
    await chat.says("hôm nào họp")
    assert chat.texts[0].startswith("Tôi chưa hiểu ý đồng chí.\n\n")
    assert chat.labels == labels
