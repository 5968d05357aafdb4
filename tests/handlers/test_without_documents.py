"""A chat that takes pictures and no documents: what it says of files is so, with a page for them and without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from handlers.learner.menu import HELP, MENU, late, lost
from handlers.learner.reflection import REFLECTION
from handlers.learner.timetable_view import TIMETABLE
from handlers.router import Router
from tests.handlers.chat import TELEGRAM, Chat

PAGE = "https://lop.example"
READS_PICTURES = "Ở đây tôi chỉ đọc được chữ và ảnh; chưa đọc được loại tin này. "
NOT_READ = "Tin vừa rồi tôi không đọc được: vào đây tôi chỉ nhận chữ và ảnh. "
OFFER = "Gửi tệp Word, PDF hoặc nhiều ảnh, mỗi tệp tối đa 50 MB: đồng chí mở trang này"


@pytest.fixture(params=[None, PAGE], ids=["no page", "page"])
async def chat(request: pytest.FixtureRequest, chats: Callable[..., Chat]) -> Chat:
    """A learner's chat where documents don't come, without a public address and with one."""
    chat: Chat = chats(REFLECTION, TIMETABLE, MENU, HELP)
    await chat.registers()
    chat.can = replace(TELEGRAM, inbound_files=False)
    chat.school = replace(
        chat.school, public_url=request.param, router=Router([REFLECTION, TIMETABLE, MENU, HELP], lost=lost, late=late)
    )
    return chat


async def sends_what_cannot_be_read(chat: Chat) -> str:
    await chat._turn(other="unsupported")
    return chat.last.text


async def at_the_ready_essay(chat: Chat) -> str:
    await chat.forges("essay_start")
    await chat.taps("▫️ 2. Điều hành vì tăng trưởng hai con số")
    await chat.taps("Chọn xong →")
    way = chat.last.text
    await chat.taps("📎 Gửi bài đã viết sẵn")
    return way


async def test_outside_an_essay_it_is_told_how_a_document_comes(chat: Chat) -> None:
    told = await sends_what_cannot_be_read(chat)
    ways = "Muốn gửi tệp bài thu hoạch, đồng chí gõ “nộp bài” và làm theo: sẽ có trang để gửi."
    assert told == READS_PICTURES + (ways if chat.school.public_url else "Đồng chí gõ chữ giúp tôi.")


async def test_the_ways_and_the_page_of_a_ready_essay_promise_what_can_be(chat: Chat) -> None:
    way = await at_the_ready_essay(chat)
    by_page = chat.school.public_url is not None
    kinds = "ảnh chụp, tệp PDF hoặc Word." if by_page else "ảnh chụp từng trang."
    assert way.endswith(f"- **Gửi bài đã viết sẵn:** {kinds}")
    assert chat.last.text.startswith(
        "**Bài đã viết sẵn**\n"
        "Đồng chí gửi vào đây ảnh chụp từng trang (JPG, PNG), mỗi tệp tối đa 20 MB. "
        "Nhiều trang thì gửi lần lượt theo thứ tự.\n\n"
        "Chưa có trang nào."
    )
    assert (OFFER in chat.last.text) == by_page


async def test_at_a_ready_essay_what_cannot_be_read_brings_the_page(chat: Chat) -> None:
    await at_the_ready_essay(chat)
    told = await sends_what_cannot_be_read(chat)
    if chat.school.public_url is None:
        assert told == f"{NOT_READ}Bài trong tệp thì đồng chí chụp ảnh từng trang rồi gửi."
    else:
        assert told.startswith(f"{NOT_READ}Tệp Word, PDF thì gửi bằng trang dưới đây.\n\n{OFFER}")
    assert chat.labels == ["Viết sau →", "← Về bài nháp"]


async def test_at_a_guided_part_too_and_the_part_stays_open(chat: Chat) -> None:
    await chat.forges("essay_start")
    await chat.taps("▫️ 2. Điều hành vì tăng trưởng hai con số")
    await chat.taps("Chọn xong →")
    await chat.taps("✏️ Viết theo từng phần")
    assert chat.last.text.endswith("Đồng chí viết một hay nhiều tin nhắn, gửi kèm ảnh cũng được.")
    told = await sends_what_cannot_be_read(chat)
    assert (told.startswith(NOT_READ), OFFER in told) == (True, chat.school.public_url is not None)
    await chat.says("   ")
    assert chat.last.text == "Tin này chưa có nội dung. Đồng chí viết chữ hoặc gửi ảnh nhé."
    await chat.says("Một câu")
    assert chat.last.text.startswith("Đã ghi. Phần này có 2 chữ.")


async def test_on_a_page_of_choices_the_page_is_shown_again(chat: Chat) -> None:
    await chat.forges("essay_start")
    asked, labels = chat.last.text, chat.labels
    told = await sends_what_cannot_be_read(chat)
    assert (told.startswith(NOT_READ), asked in told, chat.labels) == (True, True, labels)
    assert (OFFER in told) == (chat.school.public_url is not None)


async def test_where_documents_come_in_the_chat_nothing_is_new(chat: Chat) -> None:
    chat.can = TELEGRAM
    await at_the_ready_essay(chat)
    told = await sends_what_cannot_be_read(chat)
    assert told.startswith("Tôi chỉ đọc được chữ, ảnh và tệp; chưa đọc được loại tin này.")


async def test_the_calendar_is_offered_where_it_can_be_given(chat: Chat) -> None:
    await chat.says("lịch lớp")
    by_page = chat.school.public_url is not None
    assert ("📲 Tải vào lịch điện thoại" in chat.labels) == by_page
    await chat.forges("calendar")
    assert [len(chat.last.attachments), chat.last.text.splitlines()[0]] == (
        [1, "Đồng chí mở tệp này, chọn thêm vào lịch của điện thoại. Trước mỗi buổi 60 phút, điện thoại sẽ nhắc."]
        if by_page
        else [
            0,
            "Ở đây tôi chưa gửi được tệp lịch. Đồng chí xem lịch trong mục Lịch lớp; trước mỗi buổi tôi vẫn nhắc.",
        ]
    )
