"""Topics and levels picked by typing: several at once, one after another; what is unclear changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from content.models import Course
from handlers.learner.reflection import REFLECTION
from storage.drafts import add_text
from storage.reflections import draft
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]
TOGGLES = [
    "▫️ 1. Quản trị toàn diện ở cấp xã",
    "▫️ 2. Điều hành vì tăng trưởng hai con số",
    "▫️ 3. Điểm nghẽn, rào cản và cách tháo gỡ",
    "▫️ 4. Dữ liệu, AI và nền tảng số",
]
WAYS = ["✏️ Viết theo từng phần", "📎 Gửi bài đã viết sẵn"]
LEVELS = ["▫️ Cấp xã", "▫️ Cấp tỉnh", "▫️ Trung ương"]
ENDS = ["📨 Nộp bài này", "✏️ Sửa bài"]


@pytest.fixture
async def chat(chats: Chats) -> Chat:
    """Somebody who has begun a draft and is asked for its topics."""
    chat = chats(REFLECTION)
    await chat.registers()
    await chat.forges("essay_start")
    return chat


@pytest.fixture
async def written(chat: Chat) -> Chat:
    """The same, with all parts written, asked for the levels."""
    await chat.says("1")
    await chat.taps("✏️ Viết theo từng phần")
    for text in ("Đường hỏng.", "Thiếu vốn.", "Bố trí vốn."):
        await chat.says(text)
        await chat.taps("✅ Xong phần này")
    assert chat.labels == [*LEVELS, "Chưa rõ cấp nào →"]
    return chat


async def picked(chat: Chat, course: Course) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics and levels of the draft."""
    person = await chat.person()
    async with chat.db.read() as store:
        found = await draft(store, person.id, course.id)
    assert found is not None
    return found.topics, found.levels


def ticked(labels: list[str], *numbers: int) -> list[str]:
    return [label.replace("▫️", "✅") if at in numbers else label for at, label in enumerate(labels, 1)]


@pytest.mark.parametrize("text", ["1, 3", "1 3", "1 và 3", "a, c", "A và C nhé", "3,1"])
async def test_several_topics_in_one_message(chat: Chat, course: Course, text: str) -> None:
    await chat.says(text)
    assert await picked(chat, course) == (("cd1", "cd3"), ())
    assert chat.labels == [*WAYS, *ticked(TOGGLES, 1, 3)]
    assert chat.last.text.startswith("**Đồng chí muốn làm bài theo cách nào?**")
    assert chat.last.text.split("\n\n")[-1] == (
        "**Chuyên đề đã chọn:** 1, 3. Muốn thêm hay bớt, đồng chí chọn chuyên đề ấy ở cuối danh sách dưới đây."
    )


@pytest.mark.parametrize(("text", "page"), [("1", "**Phần 1/3."), ("2", "**Bài đã viết sẵn**")])
async def test_the_first_numbers_are_the_two_ways(chat: Chat, course: Course, text: str, page: str) -> None:
    await chat.says("1, 3")
    await chat.says(text)
    assert chat.last.text.startswith(page)
    assert await picked(chat, course) == (("cd1", "cd3"), ())


async def test_topics_one_after_another(chat: Chat, course: Course) -> None:
    await chat.says("1")
    assert chat.labels == [*WAYS, *ticked(TOGGLES, 1)]
    await chat.says("5")
    assert chat.last.text.startswith("Đã thêm chuyên đề 3.\n\n**Đồng chí muốn làm bài")
    assert chat.labels == [*WAYS, *ticked(TOGGLES, 1, 3)]
    await chat.says("3")
    assert chat.last.text.startswith("Đã bỏ chuyên đề 1.\n\n**Đồng chí muốn làm bài")
    assert chat.labels == [*WAYS, *ticked(TOGGLES, 3)]
    await chat.says("4, 6")
    assert chat.last.text.startswith("Đã bỏ chuyên đề 3. Đã thêm chuyên đề 2, 4.\n\n**Đồng chí muốn làm bài")
    await chat.says("4")
    await chat.says("6")
    assert chat.last.text.startswith("Đã bỏ chuyên đề 4.\n\n**Bài của đồng chí gắn với chuyên đề nào?**")
    await chat.says("3")
    await chat.says("1")
    assert chat.last.text.startswith("**Phần 1/3.")
    assert await picked(chat, course) == (("cd3",), ())


@pytest.mark.parametrize("text", ["1, 3", "1 3", "a và c", "Cấp xã, trung ương", "cap xa va trung uong"])
async def test_several_levels_in_one_message(written: Chat, course: Course, text: str) -> None:
    await written.says(text)
    assert await picked(written, course) == (("cd1",), ("xa", "trung-uong"))
    assert "**Cấp giải quyết:** Cấp xã, Trung ương" in written.last.text
    assert written.labels == [*ticked(LEVELS, 1, 3), *ENDS]


async def test_levels_one_after_another(written: Chat, course: Course) -> None:
    await written.says("trung ương")
    assert written.labels == [*ticked(LEVELS, 3), *ENDS]
    await written.says("1")
    assert written.labels == [*ticked(LEVELS, 1, 3), *ENDS]
    await written.says("nộp bài này")
    assert written.last.text.startswith("**Đã nhận bài thu hoạch của đồng chí.**")


async def test_what_is_named_together_is_the_answer_whatever_was_ticked(written: Chat, course: Course) -> None:
    await written.says("1")
    await written.says("2, 3")
    assert (await picked(written, course))[1] == ("tinh", "trung-uong")


async def test_the_last_one_unticked_is_asked_for_again(written: Chat, course: Course) -> None:
    await written.says("1")
    await written.says("1")
    assert written.labels == [*LEVELS, "Chưa rõ cấp nào →"]
    assert (await picked(written, course))[1] == ()


@pytest.mark.parametrize("text", ["1, 9", "1, 4", "1-3", "1 hoặc 3", "tôi chưa chắc"])
async def test_what_is_unclear_changes_nothing(written: Chat, course: Course, text: str) -> None:
    await written.says(text)
    assert written.last.text.startswith("Ở bước này đồng chí chọn một mục bên dưới.")
    assert written.labels == [*LEVELS, "Chưa rõ cấp nào →"]
    assert (await picked(written, course))[1] == ()


async def test_an_unclear_word_takes_no_choice_away(written: Chat, course: Course) -> None:
    await written.says("1, 3")
    await written.says("xem lai")
    assert written.last.text.startswith("Ở bước này đồng chí chọn một mục bên dưới.")
    assert written.labels == [*ticked(LEVELS, 1, 3), *ENDS]
    await written.says("2")
    assert (await picked(written, course))[1] == ("xa", "tinh", "trung-uong")


@pytest.mark.parametrize("text", ["nộp bài", "Nop bai"])
async def test_asked_at_the_preview_how_to_hand_in_it_is_told_in_short(written: Chat, text: str) -> None:
    await written.says("1, 3")
    await written.says(text)
    assert written.texts == ["Bài đã đủ. Đồng chí chọn **Nộp bài này** để gửi đi."]
    assert written.labels == [*ticked(LEVELS, 1, 3), *ENDS]
    await written.says("nộp bài này")
    assert written.last.text.startswith("**Đã nhận bài thu hoạch của đồng chí.**")


async def test_from_the_first_page_a_whole_draft_is_previewed_then_handed_in(written: Chat) -> None:
    await written.says("nộp bài")
    assert written.last.text.startswith("**Bài thu hoạch**")
    await written.says("nộp bài này ạ")
    assert (written.last.text.startswith("**Xem lại trước khi nộp**"), written.labels) == (True, ENDS)
    await written.says("nộp bài này ạ")
    assert written.last.text.startswith("**Đã nhận bài thu hoạch của đồng chí.**")


async def test_what_changed_since_the_preview_is_shown_before_it_is_handed_in(written: Chat, course: Course) -> None:
    await written.says("1")
    person = await written.person()
    async with written.db.write() as store:
        open_draft = await draft(store, person.id, course.id)
        assert open_draft is not None
        await add_text(store, open_draft.id, open_draft.pieces[0].part, "Cầu cũng hỏng.", now=written.clock.now())
    await written.says("nộp bài")
    assert written.last.text.startswith("**Xem lại trước khi nộp**")
    assert "Cầu cũng hỏng" in written.last.text


async def test_an_unclear_word_leaves_the_ways_and_topics(chat: Chat) -> None:
    await chat.says("1, 3")
    await chat.says("chưa biết")
    assert chat.last.text.startswith("Ở bước này đồng chí chọn một mục bên dưới.")
    assert chat.labels == [*WAYS, *ticked(TOGGLES, 1, 3)]


async def test_taps_stay_on_their_page(written: Chat, course: Course) -> None:
    await written.taps("▫️ Cấp xã")
    await written.taps("▫️ Cấp tỉnh")
    assert written.labels == [*ticked(LEVELS, 1, 2), "Chọn xong →"]
    assert written.last.replaces
    assert (await picked(written, course))[1] == ("xa", "tinh")


async def test_buttons_from_before_several_could_be_named_still_tick(written: Chat, course: Course) -> None:
    await written.forges("essay_level:trung-uong:1")
    await written.forges("essay_topic:cd2:1")
    assert await picked(written, course) == (("cd1", "cd2"), ("trung-uong",))
