"""A situation as a learner lives through it: deciding once, going on after a stop, the ending, playing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.turns import Class
from content.models import Course, Situation
from handlers.learner.situations import SITUATIONS
from storage.tables import situation_choices, situation_plays
from tests.handlers.chat import Chat
from tests.handlers.small_course import seen

TITLE = "Ranh đất mười một năm chưa yên"
GROUP = "Bí thư chi bộ, trưởng thôn, tổ trưởng"
GOOD = ("B", "B", "C", "A", "B")


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(SITUATIONS)
    await chat.registers()
    return chat


async def starts(chat: Chat) -> None:
    await chat.forges("story:dat-thon")
    await chat.taps("▶️ Bắt đầu")


async def decides(chat: Chat, *letters: str) -> None:
    for letter in letters:
        await chat.taps(letter)


async def plays(chat: Chat) -> list[tuple[Any, ...]]:
    """(number, ended, ending)."""
    async with chat.db.read() as store:
        rows = await store.all(select(situation_plays).order_by(situation_plays.c.id))
    return [(row.number, row.ended_at is not None, row.ending) for row in rows]


async def decisions(chat: Chat) -> list[tuple[int, str, str]]:
    async with chat.db.read() as store:
        rows = await store.all(select(situation_choices).order_by(situation_choices.c.play_id, "place"))
    return [(row.place, row.node, row.choice) for row in rows]


def rewritten(chat: Chat, **changes: object) -> None:
    """From now on the situation is another one under the same id."""
    course = chat.school.course
    situation = course.situation("dat-thon").model_copy(update=changes)
    turned(chat, course, (situation,))


def turned(chat: Chat, course: Course, situations: tuple[Situation, ...]) -> None:
    changed = course.model_copy(update={"situations": situations})
    chat.school = Class(changed, chat.school.phrases, chat.school.router)


async def test_the_list_and_the_card(chat: Chat) -> None:
    await chat.commands("tinhhuong")
    assert seen(chat) == [
        "Tình huống\nMỗi tình huống vài quyết định, như việc thật ở cơ sở. Không chấm điểm, bỏ dở thì lần sau đi tiếp."
        f"\n\n• {TITLE} (nhìn từ: {GROUP}): chưa thử"
    ]
    assert chat.labels == [TITLE, "📖 Bài học", "🏠 Trang chính"]
    await chat.taps(TITLE)
    assert seen(chat) == [
        f"{TITLE}\nNhìn từ: {GROUP}\n\n"
        "Đồng chí là trưởng thôn Ba. Nhà ông Năm và nhà chị Lụa tranh nhau dải đất hai mét có lối vào rẫy đã "
        "mười một năm. Hồ sơ cũ đã qua ba lần chuyển trụ sở.\n\n"
        "Đồng chí sẽ quyết bốn đến sáu lần. Hai điều cần giữ: thời gian và lòng tin của dân.\n"
        "⏳ Thời gian: 10/10 · 🤝 Lòng tin: 5/10"
    ]
    assert [choice.id for choice in chat.choices] == ["story-go:dat-thon:1", "stories", "menu"]


async def test_a_decision_shows_what_it_brought_and_the_next_one_follows(chat: Chat) -> None:
    await starts(chat)
    assert chat.last.replaces
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 1"
    assert chat.labels == ["A", "B", "C", "⏸ Để sau"]
    await chat.taps("B")
    first, second = seen(chat)
    assert first == (
        f"{TITLE} · Quyết định 1\n\nĐồng chí chọn: Sang từng nhà ngay tối nay, ngồi nghe riêng mỗi bên\n\n"
        "Nghe đến mười giờ đêm, đồng chí biết thêm một điều. Chị Lụa rào vì sợ mất giấy, ông Năm giữ vì đó là lối "
        "duy nhất. Hai bên hẹn sáng mai chưa ai động tay.\n\n"
        "⏳ Thời gian: 8/10 (−2) · 🤝 Lòng tin: 7/10 (+2)"
    )
    assert second.split("\n\n")[:4] == [
        f"{TITLE} · Quyết định 2",
        "Sáu giờ sáng, hai nhà đã đứng hai bên dải đất. Hố đầu tiên đào dở. Ai cũng nhìn đồng chí.",
        "Thấy đồng chí đến, chị Lụa buông xẻng. Ông Năm bảo các con lùi lại.",
        "⏳ Thời gian: 8/10 · 🤝 Lòng tin: 7/10",
    ]
    assert [reply.replaces for reply in chat.replies] == [True, False]
    assert await decisions(chat) == [(1, "toi-nay", "B")]


async def test_the_good_course_to_its_end_and_the_look_back(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, *GOOD)
    _, end, back = seen(chat)
    assert end.splitlines()[0] == "🏁 Lối đi yên, việc còn lại có người theo"
    assert end.splitlines()[-1] == "⏳ Thời gian: 3/10 · 🤝 Lòng tin: 10/10"
    lines = back.splitlines()
    assert lines[0] == "Nhìn lại từng quyết định"
    assert lines[2] == (
        "1. ✅ Sang từng nhà ngay tối nay, ngồi nghe riêng mỗi bên. "
        "Người sắp nổi nóng cần được nghe trước. Nghe riêng thì biết điều họ thật sự sợ."
    )
    assert sum("✅" in line for line in lines) == 5
    assert lines[-1] == f"Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ. Nhìn từ: {GROUP}."
    assert [choice.id for choice in chat.choices] == [
        "story-go:dat-thon:2", "lesson:btcb-01", "lesson:cd3-bai-01", "stories", "menu",
    ]  # fmt: skip
    assert (await plays(chat), await chat.step()) == ([(1, True, "yen-loi-di")], None)


async def test_another_course_is_compared_decision_by_decision(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, "A", "A", "B", "B", "A", "C")
    _, end, back = seen(chat)
    assert end.splitlines()[0] == "🏁 Không ai theo, chuyện thành năm thứ mười hai"
    lines = [line for line in back.splitlines() if line]
    assert lines[1] == "1. Gọi cho chị Lụa, bảo dừng ngay kẻo thôn báo công an."
    assert lines[2].strip() == (
        "Nên: Sang từng nhà ngay tối nay, ngồi nghe riêng mỗi bên. "
        "Người sắp nổi nóng cần được nghe trước. Nghe riêng thì biết điều họ thật sự sợ."
    )
    assert "Đi theo cách ấy, chuyện có thể kết khác: Lối đi yên, việc còn lại có người theo." in lines
    assert await plays(chat) == [(1, True, "bo-do")]


async def test_a_second_tap_decides_nothing_more(chat: Chat) -> None:
    await starts(chat)
    first, prompt = chat.choices[0].id, chat.prompt
    await chat.taps("B")
    step = await chat.step()
    await chat.forges(first, prompt=prompt)
    assert seen(chat) == ["Quyết định ấy đồng chí đã chọn rồi, chuyện đã đi tiếp."]
    assert (await decisions(chat), await chat.step()) == ([(1, "toi-nay", "B")], step)
    await chat.forges("story-go:dat-thon:1")
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 2"
    assert await plays(chat) == [(1, False, None)]


async def test_a_tap_in_a_play_that_was_ended_in_another_chat_shows_what_there_is(chat: Chat) -> None:
    await starts(chat)
    tapped = chat.choices[0].id
    async with chat.db.write() as store:
        await store.run(delete(situation_plays))
    await chat.forges(tapped)
    assert chat.labels == [TITLE, "📖 Bài học", "🏠 Trang chính"]


async def test_typed_letters_and_numbers_decide_and_other_words_get_a_hint(chat: Chat) -> None:
    await starts(chat)
    await chat.says("không biết")
    assert seen(chat)[0].splitlines()[0] == "Đồng chí trả lời bằng chữ cái đứng trước việc mình chọn."
    await chat.says("2")
    (text,) = seen(chat)
    assert [line for line in text.splitlines() if " · Quyết định " in line] == [
        f"{TITLE} · Quyết định 1",
        f"{TITLE} · Quyết định 2",
    ]
    await chat.says("b")
    assert await decisions(chat) == [(1, "toi-nay", "B"), (2, "sang-som", "B")]


async def test_it_goes_on_after_a_stop_where_it_was(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, "B", "B")
    await chat.taps("⏸ Để sau")
    assert seen(chat)[0].endswith(": đang dở, đã quyết 2 lần")
    assert chat.labels[0] == f"▶️ Đi tiếp: {TITLE}"
    assert await chat.step() is None
    await chat.says("tình huống")
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 3"
    await decides(chat, "C", "A", "B")
    assert await plays(chat) == [(1, True, "yen-loi-di")]


async def test_it_may_be_played_again_and_an_old_start_is_over(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, *GOOD)
    await chat.forges("story-go:dat-thon:1")
    assert seen(chat)[0].splitlines()[0] == "Lần ấy đã đi hết. Đồng chí có thể làm lại từ đầu."
    await chat.taps("🔁 Làm lại từ đầu")
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 1"
    await chat.commands("tinhhuong")
    await decides(chat, "A")
    assert await plays(chat) == [(1, True, "yen-loi-di"), (2, False, None)]
    await chat.taps("⏸ Để sau")
    assert seen(chat)[0].endswith(": đang dở, đã quyết 1 lần")


async def test_the_list_tells_the_last_ending(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, *GOOD)
    await chat.forges("stories")
    assert seen(chat)[0].endswith(": đã đi hết, kết: Lối đi yên, việc còn lại có người theo")
    assert chat.labels[0] == f"✅ {TITLE}"


async def test_a_story_rewritten_under_the_readers_feet_may_be_begun_anew(chat: Chat) -> None:
    await starts(chat)
    await decides(chat, "B")
    situation = chat.school.course.situation("dat-thon")
    rewritten(chat, first="sang-som", nodes=situation.nodes[1:])
    await chat.taps("B")
    assert seen(chat)[0].splitlines()[0] == (
        "Tình huống này vừa được viết lại, nên lần đang dở dừng ở đây. Mời đồng chí bắt đầu lại."
    )
    assert (await plays(chat), await chat.step()) == ([(1, True, None)], None)
    await chat.taps("🔁 Làm lại từ đầu")
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 1"


async def test_a_situation_that_is_gone_and_a_course_without_any(chat: Chat) -> None:
    await chat.forges("story:khong-co")
    assert seen(chat) == ["Tình huống này không còn trong lớp. Mời đồng chí chọn tình huống khác."]
    await starts(chat)
    turned(chat, chat.school.course, ())
    await chat.taps("B")
    assert seen(chat) == ["Quyết định ấy đồng chí đã chọn rồi, chuyện đã đi tiếp."]
    await chat.commands("tinhhuong")
    assert seen(chat) == ["Hiện chưa có tình huống nào. Đồng chí mở lại mục này sau nhé."]


@pytest.mark.parametrize(
    "id", ["story-pick:x:1:A", "story-pick:999:1:A", "story-pick", "story-pick:1:9:A", "story-go:x"]
)
async def test_forged_taps_decide_nothing(chat: Chat, id: str) -> None:
    await starts(chat)
    await chat.forges(id)
    assert await decisions(chat) == []


async def test_what_is_no_choice_is_asked_again(chat: Chat) -> None:
    await starts(chat)
    await chat.forges("story-pick:1:1:D")
    assert seen(chat)[0].splitlines()[0] == f"{TITLE} · Quyết định 1"
    assert await decisions(chat) == []


async def test_one_person_cannot_decide_for_another(chat: Chat, chats: Callable[..., Chat]) -> None:
    await starts(chat)
    other = chats(SITUATIONS, chat="1002")
    await other.registers(name="Trần Thị Bình")
    await other.forges("story-pick:1:1:B")
    assert await decisions(chat) == []


async def test_those_seen_from_ones_own_place_come_first(chats: Callable[..., Chat]) -> None:
    chat = chats(SITUATIONS)
    await chat.registers(group="chinh-quyen")
    course = chat.school.course
    mine = course.situation("dat-thon").model_copy(
        update={"id": "dat-xa", "title": "Ranh đất nhìn từ xã", "group": "chinh-quyen"}
    )
    turned(chat, course, (*course.situations, mine))
    await chat.commands("tinhhuong")
    assert chat.labels[:2] == ["Ranh đất nhìn từ xã", TITLE]
    await starts(chat)
    await decides(chat, *GOOD)
    assert "👥 Cùng việc ấy: Ranh đất nhìn từ xã" in chat.labels
