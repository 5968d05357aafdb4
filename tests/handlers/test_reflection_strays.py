"""At an open part of the essay: "xong" ends it; a number alone and "gửi đi" are no writing, and one is told so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from content.models import Course
from handlers.learner.reflection import REFLECTION
from tests.handlers.chat import Chat
from tests.handlers.test_reflection import written

CHOICES = ["✅ Xong phần này", "🗑 Xóa phần này, viết lại", "← Về bài nháp"]


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    """At the first part, with a sentence in it."""
    chat: Chat = chats(REFLECTION)
    await chat.registers()
    await chat.forges("essay_start")
    for label in ("▫️ 1. Quản trị toàn diện ở cấp xã", "Chọn xong →", "✏️ Viết theo từng phần"):
        await chat.taps(label)
    await chat.says("Đường hỏng.")
    assert chat.labels == CHOICES
    return chat


@pytest.mark.parametrize("text", ["ok", "gửi đi", "7", "m", "nộp bài này", "Nộp bài này.", "vâng ạ"])
async def test_it_stays_out_and_the_choices_come_again(chat: Chat, course: Course, text: str) -> None:
    await chat.says(text)
    said = chat.texts[0].replace("\\", "")
    assert said == (
        f"“{text}” thì tôi chưa ghi vào bài. Đồng chí viết tiếp, hoặc chọn một mục bên dưới.\n\nPhần này đã có 2 chữ."
    )
    assert chat.labels == CHOICES
    assert [piece.text for piece in (await written(chat, course)).pieces] == ["Đường hỏng."]


@pytest.mark.parametrize("text", ["xong", "Xong rồi ạ", "Hết.", "đủ", "đủ rồi", "Dạ hết rồi ạ", "Xong phần này"])
async def test_a_part_with_something_in_it_is_ended(chat: Chat, course: Course, text: str) -> None:
    await chat.says(text)
    assert chat.last.text.startswith("**Phần 2/3.")
    await chat.says("Thiếu vốn.")
    first, second = (await written(chat, course)).pieces
    assert (first.text, second.text) == ("Đường hỏng.", "Thiếu vốn.")
    assert first.part != second.part


@pytest.mark.parametrize("text", ["xong", "đủ rồi", "Xong phần này", "hết"])
async def test_an_empty_part_is_not_ended(chat: Chat, course: Course, text: str) -> None:
    await chat.taps("✅ Xong phần này")
    await chat.says(text)
    said = f"“{text}” thì tôi chưa ghi vào bài. Đồng chí viết tiếp, hoặc chọn một mục bên dưới."
    assert (chat.texts, chat.labels) == ([said], ["Viết sau →", "← Về bài nháp"])
    assert [piece.text for piece in (await written(chat, course)).pieces] == ["Đường hỏng."]


@pytest.mark.parametrize("text", ["đủ rồi", "xong", "Gửi đủ rồi", "xong phần này"])
async def test_an_essay_written_elsewhere_is_ended(chat: Chat, course: Course, text: str) -> None:
    await chat.forges("essay_part:essay")
    await chat.says("Cả bài của tôi.")
    await chat.says(text)
    assert chat.last.text.startswith("**Đề xuất của đồng chí cần cấp nào giải quyết?**")
    assert [piece.text for piece in (await written(chat, course)).pieces] == ["Đường hỏng.", "Cả bài của tôi."]


async def test_a_number_never_throws_a_part_away(chat: Chat, course: Course) -> None:
    await chat.says("2")
    assert chat.texts[0].split("\n\n")[0] == (
        "Việc này không chọn bằng số được. Muốn làm, đồng chí gõ nguyên cụm: Xóa phần này, viết lại"
    )
    assert [piece.text for piece in (await written(chat, course)).pieces] == ["Đường hỏng."]
    await chat.says("xóa phần này, viết lại.")
    assert (await written(chat, course)).pieces == ()


@pytest.mark.parametrize("text", ["Xong việc nhà mới họp.", "7 nhà chưa có nước.", "Vâng, dân đồng ý."])
async def test_a_sentence_goes_in(chat: Chat, course: Course, text: str) -> None:
    await chat.says(text)
    assert [piece.text for piece in (await written(chat, course)).pieces] == ["Đường hỏng.", text]
