"""The reflection as a learner lives through it: writing, handing in, new versions, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from content.models import Course
from handlers.learner.reflection import REFLECTION
from handlers.text import plain
from storage.drafts import begin
from storage.engine import Database
from storage.reflections import Reflection, draft, latest
from storage.tables import audit, reflection_parts, reflections, session_changes
from storage.types import VIETNAM
from tests.clock import HandClock
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]


@pytest.fixture
async def chat(chats: Chats) -> Chat:
    chat = chats(REFLECTION)
    await chat.registers()
    return chat


async def written(chat: Chat, course: Course) -> Reflection:
    """The open draft as the database has it."""
    person = await chat.person()
    async with chat.db.read() as store:
        reflection = await draft(store, person.id, course.id)
    assert reflection is not None
    return reflection


async def handed(chat: Chat, course: Course) -> Reflection:
    """The newest version that was handed in, as the database has it."""
    person = await chat.person()
    async with chat.db.read() as store:
        reflection = await latest(store, person.id, course.id)
    assert reflection is not None
    return reflection


async def states(db: Database) -> list[tuple[int, str]]:
    async with db.read() as store:
        rows = await store.all(select(reflections.c.version, reflections.c.state).order_by(reflections.c.version))
    return [(row.version, row.state) for row in rows]


async def writes_all(chat: Chat) -> None:
    """From the command to the preview, part by part."""
    await chat.commands("thuhoach")
    await chat.taps("✏️ Bắt đầu viết")
    await chat.taps("▫️ 1. Quản trị toàn diện ở cấp xã")
    await chat.taps("Chọn xong →")
    await chat.taps("✏️ Viết theo từng phần")
    for text in ("Đường thôn 3 hỏng.", "Thiếu vốn bảo trì.", "Xã bố trí vốn trước tháng 9."):
        await chat.says(text)
        await chat.taps("✅ Xong phần này")
    await chat.taps("▫️ Cấp xã")
    await chat.taps("Chọn xong →")


async def hands_in(chat: Chat) -> None:
    await writes_all(chat)
    await chat.taps("📨 Nộp bài này")


TOPIC_1 = (
    "**Chuyên đề 1:** Quản trị toàn diện, kiến tạo phát triển của cấp xã trong mô hình chính quyền địa phương 2 cấp"
)


def card(course: Course, left: str, state: str) -> str:
    return (
        f"**Bài thu hoạch**\n{plain(course.reflection.intro)}\n\n"
        f"**Hạn nộp:** 17\\:00 Chủ nhật, 31\\/5\\/2026 (dự kiến), {left}.\n\n{state}"
    )


async def test_the_card_says_what_it_is_until_when_and_that_nothing_is_written(chat: Chat, course: Course) -> None:
    await chat.commands("thuhoach")
    assert chat.texts == [card(course, left="còn 8 ngày", state="Đồng chí chưa viết bài.")]
    assert chat.labels == ["✏️ Bắt đầu viết", "📖 Bài học", "🏠 Trang chính"]


@pytest.mark.parametrize("words", ["thu hoạch", "NOP BAI", "bài thu hoạch"])
async def test_words_open_the_card(chat: Chat, words: str) -> None:
    await chat.says(words)
    assert chat.labels == ["✏️ Bắt đầu viết", "📖 Bài học", "🏠 Trang chính"]


async def test_a_moved_deadline_is_the_one_that_counts(chat: Chat, course: Course) -> None:
    async with chat.db.write() as store:
        await store.run(
            store.insert(session_changes).values(
                course=course.id, subject="reflection", provisional=False, changed_at=chat.clock.now(),
                starts=datetime(2026, 5, 22, 21, 30, tzinfo=VIETNAM),
            )
        )  # fmt: skip
    await chat.commands("thuhoach")
    assert "**Hạn nộp:** 21\\:30 thứ Sáu, 22\\/5\\/2026, còn 2 giờ." in chat.last.text.splitlines()


async def test_topics_are_ticked_and_a_second_tap_of_the_same_button_changes_nothing(
    chat: Chat, course: Course
) -> None:
    await chat.forges("essay_start")
    assert chat.labels == [
        "▫️ 1. Quản trị toàn diện ở cấp xã",
        "▫️ 2. Điều hành vì tăng trưởng hai con số",
        "▫️ 3. Điểm nghẽn, rào cản và cách tháo gỡ",
        "▫️ 4. Dữ liệu, AI và nền tảng số",
        "Chọn xong →",
    ]
    await chat.taps("▫️ 4. Dữ liệu, AI và nền tảng số")
    await chat.forges("essay_topic:cd1:1")
    await chat.forges("essay_topic:cd1:1")
    assert chat.last.replaces
    assert chat.labels[:4] == [
        "✅ 1. Quản trị toàn diện ở cấp xã",
        "▫️ 2. Điều hành vì tăng trưởng hai con số",
        "▫️ 3. Điểm nghẽn, rào cản và cách tháo gỡ",
        "✅ 4. Dữ liệu, AI và nền tảng số",
    ]
    assert (await written(chat, course)).topics == ("cd1", "cd4")
    await chat.says("4")
    assert (await written(chat, course)).topics == ("cd1",)


async def test_without_a_topic_it_asks_for_one(chat: Chat) -> None:
    await chat.forges("essay_start")
    await chat.taps("Chọn xong →")
    assert chat.last.text.startswith("Đồng chí chọn ít nhất một chuyên đề nhé.\n\n**Bài của đồng chí gắn với")


async def test_part_by_part_to_the_receipt(chat: Chat, course: Course) -> None:
    await writes_all(chat)
    assert chat.texts == [
        "**Xem lại trước khi nộp**\n\n"
        f"Kính gửi: {plain(course.reflection.addressed_to)}\n\n"
        f"{TOPIC_1}\n\n"
        "**Vấn đề ở nơi tôi**\nĐường thôn 3 hỏng\\.\n\n"
        "**Nguyên nhân**\nThiếu vốn bảo trì\\.\n\n"
        "**Kiến nghị, đề xuất**\nXã bố trí vốn trước tháng 9\\.\n\n"
        "**Cấp giải quyết:** Cấp xã\n\n"
        "Bài đã đủ. Đồng chí chọn **Nộp bài này** để gửi đi."
    ]
    await chat.taps("📨 Nộp bài này")
    assert chat.texts == [
        "**Đã nhận bài thu hoạch của đồng chí.**\n"
        "Số biên nhận: **TH\\-664\\-000001** (bản 1)\n"
        "Lúc nộp: 19\\:00 thứ Sáu, 22\\/5\\/2026\n\n"
        f"{TOPIC_1}\n\n"
        "Vấn đề ở nơi tôi: 4 chữ\nNguyên nhân: 4 chữ\nKiến nghị, đề xuất: 7 chữ\n\n"
        "Bài nộp đúng hạn. Cảm ơn đồng chí. Khi cần sửa, đồng chí vào mục Bài thu hoạch để nộp bản mới."
    ]
    assert chat.labels == ["📝 Bài thu hoạch", "📊 Kết quả của tôi", "🏠 Trang chính"]
    kept = await handed(chat, course)
    assert (kept.version, kept.state, kept.topics, kept.levels, kept.receipt, kept.late, kept.handed_in_at) == (
        1, "handed_in", ("cd1",), ("xa",), "TH-664-000001", False, chat.clock.now(),
    )  # fmt: skip
    assert [(piece.part, piece.text) for piece in kept.pieces] == [
        ("van-de", "Đường thôn 3 hỏng."),
        ("nguyen-nhan", "Thiếu vốn bảo trì."),
        ("de-xuat", "Xã bố trí vốn trước tháng 9."),
    ]


async def test_each_part_asks_and_each_message_is_answered_shortly(chat: Chat) -> None:
    await chat.forges("essay_start")
    await chat.taps("▫️ 1. Quản trị toàn diện ở cấp xã")
    await chat.taps("Chọn xong →")
    await chat.taps("✏️ Viết theo từng phần")
    assert chat.texts == [
        "**Phần 1/3. Vấn đề ở nơi tôi**\n"
        "Ở nơi đồng chí, việc gì đang vướng nhất? Nêu rõ ở đâu, từ bao giờ, ảnh hưởng đến ai\\.\n\n"
        "Đồng chí viết một hay nhiều tin nhắn, gửi kèm ảnh hoặc tệp cũng được."
    ]
    assert chat.labels == ["Viết sau →", "← Về bài nháp"]
    await chat.says("Đường hỏng.")
    assert chat.texts == ["Đã ghi. Phần này có 2 chữ."]
    assert chat.labels == ["✅ Xong phần này", "🗑 Xóa phần này, viết lại", "← Về bài nháp"]


async def test_a_second_tap_on_hand_in_gives_the_same_receipt(chat: Chat) -> None:
    await writes_all(chat)
    hand_in = next(choice.id for choice in chat.choices if choice.label == "📨 Nộp bài này")
    preview = chat.prompt
    first = await chat.forges(hand_in)
    chat.clock.move(minutes=3)
    assert await chat.forges(hand_in, prompt=preview) == first
    assert await states(chat.db) == [(1, "handed_in")]


async def test_a_number_typed_at_the_preview_does_not_hand_in_but_the_label_does(chat: Chat) -> None:
    await writes_all(chat)
    await chat.says("1")
    assert await states(chat.db) == [(1, "draft")]
    await chat.says("nộp bài này")
    assert await states(chat.db) == [(1, "handed_in")]


async def test_what_changed_after_the_preview_is_shown_again_before_it_is_handed_in(chat: Chat) -> None:
    await writes_all(chat)
    hand_in = next(choice.id for choice in chat.choices if choice.label == "📨 Nộp bài này")
    await chat.forges("essay_part:van-de")
    await chat.says("Thêm một ý.")
    await chat.forges(hand_in)
    assert chat.last.text.startswith("Bài đã thay đổi sau lần đồng chí xem trước. Đồng chí xem lại rồi nộp nhé.\n\n")
    assert await states(chat.db) == [(1, "draft")]
    await chat.taps("📨 Nộp bài này")
    assert await states(chat.db) == [(1, "handed_in")]


async def test_what_is_missing_is_said_with_a_button_to_it(chat: Chat) -> None:
    await chat.forges("essay_start")
    await chat.forges("essay_part:nguyen-nhan")
    await chat.says("Thiếu vốn.")
    await chat.forges("essay_preview")
    assert chat.last.text.endswith(
        "Bài còn thiếu: Chuyên đề; Vấn đề ở nơi tôi; Kiến nghị, đề xuất. Đồng chí chọn mục bên dưới để viết nốt."
    )
    assert chat.labels == [
        "☑️ Chọn chuyên đề",
        "✏️ Viết: Vấn đề ở nơi tôi",
        "✏️ Viết: Kiến nghị, đề xuất",
        "📎 Gửi bài đã viết sẵn",
        "✏️ Sửa bài",
    ]


async def test_a_forged_hand_in_of_an_unfinished_draft_is_not_taken(chat: Chat, course: Course) -> None:
    from handlers.learner.reflection.facts import mark

    await chat.forges("essay_start")
    unfinished = await written(chat, course)
    await chat.forges(f"!essay_hand:{unfinished.id}:{mark(unfinished)}")
    assert await states(chat.db) == [(1, "draft")]


@pytest.mark.parametrize(
    "id_", ["!essay_hand:{id}:x", "essay_read:{id}", "!essay_takeback:{id}", "!essay_discard:{id}"]
)
async def test_nobody_reaches_the_reflection_of_another(chats: Chats, chat: Chat, course: Course, id_: str) -> None:
    await hands_in(chat)
    mine = await handed(chat, course)
    other = chats(REFLECTION, chat="2002")
    await other.registers(name="Trần Thị Bình")
    await other.forges(id_.format(id=mine.id))
    assert other.last.text.endswith("Đồng chí chưa viết bài.")
    assert await states(chat.db) == [(1, "handed_in")]


@pytest.mark.parametrize("argument", ["", "9" * 12, "²", "-1", "x"])
async def test_ids_that_name_nothing_lead_to_the_card(chat: Chat, course: Course, argument: str) -> None:
    for name in ("essay_read", "essay_takeback", "!essay_takeback"):
        await chat.forges(f"{name}:{argument}")
        assert chat.texts == [card(course, left="còn 8 ngày", state="Đồng chí chưa viết bài.")]


async def test_leaving_and_coming_back_resumes_also_after_a_restart(chats: Chats, chat: Chat, course: Course) -> None:
    await chat.forges("essay_start")
    await chat.taps("▫️ 1. Quản trị toàn diện ở cấp xã")
    await chat.taps("Chọn xong →")
    await chat.taps("✏️ Viết theo từng phần")
    await chat.says("Đường hỏng.")
    again = chats(REFLECTION)
    await again.says("Cầu cũng hỏng.")
    assert again.texts == ["Đã ghi. Phần này có 5 chữ."]
    again.clock.move(hours=2)
    await again.commands("thuhoach")
    assert again.last.text.endswith(
        "**Bài nháp** của đồng chí lưu lúc 19\\:00 thứ Sáu, 22\\/5\\/2026. Viết tiếp lúc nào cũng được."
    )
    await again.taps("✏️ Viết tiếp bài nháp")
    assert again.texts == [
        "**Bài nháp, bản 1**, lưu lúc 19\\:00 thứ Sáu, 22\\/5\\/2026.\nChọn mục muốn viết hay sửa.\n\n"
        "**Chuyên đề:** số 1\n**Vấn đề ở nơi tôi:** 5 chữ\n**Nguyên nhân:** chưa có\n"
        "**Kiến nghị, đề xuất:** chưa có\n**Bài viết sẵn:** chưa có\n**Cấp giải quyết:** chưa có"
    ]
    await again.taps("✏️ Vấn đề ở nơi tôi")
    assert again.last.text.endswith(
        "Phần này đã có 5 chữ.\n\nĐoạn cuối: Đường hỏng\\.\nCầu cũng hỏng\\.\n\n"
        "Đồng chí viết tiếp, hoặc chọn một mục bên dưới."
    )


async def test_clearing_a_part_spares_what_was_written_after_the_button_was_shown(chat: Chat, course: Course) -> None:
    await chat.forges("essay_start")
    await chat.forges("essay_part:van-de")
    await chat.says("Câu thứ nhất.")
    clear = next(choice.id for choice in chat.choices if choice.label == "🗑 Xóa phần này, viết lại")
    await chat.says("Câu thứ hai.")
    assert (await written(chat, course)).text("van-de") == "Câu thứ nhất.\nCâu thứ hai."
    await chat.forges(clear)
    assert (await written(chat, course)).text("van-de") == "Câu thứ hai."
    await chat.says("Câu viết lại.")
    await chat.forges(clear)
    assert (await written(chat, course)).text("van-de") == "Câu thứ hai.\nCâu viết lại."
    assert chat.last.text.startswith("Phần ấy không còn trong bài nháp nữa.\n\n**Bài nháp, bản 1**")


async def test_a_text_of_ten_thousand_characters_comes_out_the_same(chat: Chat, course: Course) -> None:
    await chat.forges("essay_start")
    await chat.forges("essay_topic:cd3:1")
    await chat.forges("essay_part:essay")
    line = "  *Kiến nghị* _số_ <b>1</b> & `x` [a](b) 😀 \u202eđảo\u202c\n\n\t- gạch đầu dòng  \n"
    whole = (line * 200)[:10_000]
    pieces = [whole[:4096], whole[4096:8192], whole[8192:]]
    for piece in pieces:
        await chat.says(piece)
    assert [piece.text for piece in (await written(chat, course)).pieces] == pieces
    await chat.forges("essay_preview")
    assert [len(chat.replies) > 1, chat.labels] == [True, ["📨 Nộp bài này", "✏️ Sửa bài"]]
    await chat.taps("📨 Nộp bài này")
    assert "".join(piece.text or "" for piece in (await handed(chat, course)).pieces) == whole


@pytest.mark.parametrize(
    ("sent", "kept"), [("a\x00b", ["ab"]), ("\x00", []), (" \n ", []), ("\ud83d", ["?"]), ("x" * 4096, ["x" * 4096])]
)
async def test_only_what_no_database_takes_is_left_out_of_a_text(
    chat: Chat, course: Course, sent: str, kept: list[str]
) -> None:
    await chat.forges("essay_start")
    await chat.forges("essay_part:van-de")
    await chat.says(sent)
    assert [piece.text for piece in (await written(chat, course)).pieces] == kept
    expected = (
        "Đã ghi. Phần này có 1 chữ." if kept else "Tin này chưa có nội dung. Đồng chí viết chữ, gửi ảnh hoặc tệp nhé."
    )
    assert chat.texts == [expected]


async def test_a_text_where_a_button_is_wanted_shows_the_page_again(chat: Chat) -> None:
    await chat.forges("essay_start")
    await chat.says("Đường thôn 3 hỏng đã lâu.")
    assert chat.last.text.startswith("Ở bước này đồng chí chọn một mục bên dưới. Tin vừa gửi chưa được ghi vào bài;")
    assert chat.labels[-1] == "Chọn xong →"


async def test_after_the_deadline_it_is_taken_and_marked_late(chat: Chat, course: Course) -> None:
    await writes_all(chat)
    chat.clock.moment = course.reflection.deadline
    chat.clock.move(seconds=1)
    await chat.taps("📨 Nộp bài này")
    assert chat.last.text.endswith(
        "Bài nộp sau hạn nên được ghi là nộp muộn; bài vẫn được nhận đầy đủ. Cảm ơn đồng chí."
    )
    assert (await handed(chat, course)).late is True
    await chat.taps("📝 Bài thu hoạch")
    assert chat.texts == [
        card(
            course,
            left="đã hết hạn; bài vẫn được nhận và ghi là nộp muộn",
            state="**Đã nộp.** Số biên nhận: **TH\\-664\\-000001** (bản 1), "
            "lúc 17\\:00 Chủ nhật, 31\\/5\\/2026, nộp muộn.",
        )
    ]


async def test_at_the_deadline_it_is_in_time(chat: Chat, course: Course) -> None:
    await writes_all(chat)
    chat.clock.moment = course.reflection.deadline
    await chat.taps("📨 Nộp bài này")
    assert (await handed(chat, course)).late is False


async def test_a_new_version_begins_with_the_last_one_and_replaces_it(chat: Chat, course: Course) -> None:
    await hands_in(chat)
    chat.clock.move(hours=1)
    await chat.taps("📝 Bài thu hoạch")
    assert chat.labels == ["🆕 Nộp bản mới", "📄 Xem bài đã nộp", "↩️ Rút bài", "📖 Bài học", "🏠 Trang chính"]
    await chat.taps("🆕 Nộp bản mới")
    assert chat.last.text.startswith("**Bài nháp, bản 2**")
    await chat.commands("thuhoach")
    assert chat.last.text.endswith(
        "Đồng chí đang viết bản 2, lưu lúc 20\\:00 thứ Sáu, 22\\/5\\/2026. "
        "Bản đã nộp vẫn có giá trị cho đến khi nộp bản mới."
    )
    await chat.forges("essay_part:van-de")
    await chat.taps("🗑 Xóa phần này, viết lại")
    await chat.says("Cầu thôn 5 yếu.")
    await chat.taps("✅ Xong phần này")
    await chat.taps("📨 Nộp bài này")
    assert "Số biên nhận: **TH\\-664\\-000002** (bản 2)" in chat.last.text.splitlines()
    assert await states(chat.db) == [(1, "replaced"), (2, "handed_in")]
    kept = await handed(chat, course)
    assert [kept.text(part.id) for part in course.reflection.parts] == [
        "Cầu thôn 5 yếu.", "Thiếu vốn bảo trì.", "Xã bố trí vốn trước tháng 9.",
    ]  # fmt: skip
    async with chat.db.read() as store:
        first = await store.all(select(reflection_parts.c.text).where(reflection_parts.c.reflection_id == 1))
    assert [row.text for row in first] == ["Đường thôn 3 hỏng.", "Thiếu vốn bảo trì.", "Xã bố trí vốn trước tháng 9."]


async def test_reading_what_was_handed_in(chat: Chat) -> None:
    await hands_in(chat)
    await chat.taps("📝 Bài thu hoạch")
    await chat.taps("📄 Xem bài đã nộp")
    assert chat.last.text.startswith(
        "**Bài thu hoạch số TH\\-664\\-000001** (bản 1), nộp lúc 19\\:00 thứ Sáu, 22\\/5\\/2026.\n\nKính gửi: Ban"
    )
    assert chat.last.text.endswith("**Cấp giải quyết:** Cấp xã")


async def test_taking_back_asks_first_happens_once_and_lets_hand_in_again(chat: Chat, course: Course) -> None:
    await hands_in(chat)
    await chat.taps("📝 Bài thu hoạch")
    await chat.taps("↩️ Rút bài")
    assert chat.texts == [
        "Đồng chí muốn **rút bài số TH\\-664\\-000001**?\n"
        "Rút rồi thì bài không còn được tính là đã nộp. Nội dung vẫn được giữ để đồng chí sửa và nộp lại."
    ]
    await chat.says("1")
    assert await states(chat.db) == [(1, "handed_in")]
    first = await chat.forges("!essay_takeback:1")
    assert chat.texts == ["Đã rút bài số TH\\-664\\-000001. Đồng chí sửa và nộp lại lúc nào cũng được."]
    assert await chat.forges("!essay_takeback:1") == first
    assert await states(chat.db) == [(1, "taken_back")]
    async with chat.db.read() as store:
        rows = await store.all(select(audit.c.action, audit.c.subject))
    assert [tuple(row) for row in rows] == [("reflection_taken_back", "TH-664-000001")]
    await chat.taps("✏️ Sửa và nộp lại")
    await chat.taps("👀 Xem lại và nộp")
    await chat.taps("📨 Nộp bài này")
    assert await states(chat.db) == [(1, "taken_back"), (2, "handed_in")]
    await chat.forges("!essay_takeback:1")
    assert await states(chat.db) == [(1, "taken_back"), (2, "handed_in")]


async def test_taking_back_after_the_deadline_warns(chat: Chat, course: Course) -> None:
    await hands_in(chat)
    chat.clock.moment = course.reflection.deadline
    chat.clock.move(minutes=1)
    await chat.forges("essay_takeback:1")
    assert chat.last.text.endswith("\nNay đã hết hạn: nộp lại thì bài được ghi là nộp muộn.")


async def test_a_draft_is_thrown_away_after_asking_and_what_was_handed_in_stays(chat: Chat, course: Course) -> None:
    await hands_in(chat)
    await chat.forges("essay_start")
    await chat.taps("🗑 Bỏ bài nháp")
    assert chat.labels == ["🗑 Bỏ hẳn bài nháp", "Giữ lại, viết tiếp"]
    await chat.taps("🗑 Bỏ hẳn bài nháp")
    assert chat.last.text.startswith("Đã bỏ bài nháp.\n\n**Bài thu hoạch**\n")
    assert await states(chat.db) == [(1, "handed_in")]
    await chat.forges("essay_discard:2")
    assert chat.last.text.startswith("Bài nháp này không còn nữa: đồng chí đã nộp hoặc đã bỏ.\n\n")


async def test_buttons_of_a_draft_that_is_gone_lead_to_the_card(chat: Chat) -> None:
    await hands_in(chat)
    for id_ in ("essay_topic:cd2:1", "essay_level:tinh:1", "essay_part:van-de", "essay_next:van-de", "essay_outline"):
        await chat.forges(id_)
        assert chat.last.text.startswith("Bài nháp này không còn nữa: đồng chí đã nộp hoặc đã bỏ.\n\n**Bài thu hoạch**")
    assert await states(chat.db) == [(1, "handed_in")]


async def test_an_unregistered_person_gets_no_further(chats: Chats) -> None:
    chat = chats(REFLECTION)
    await chat.commands("thuhoach")
    assert chat.texts == ["lost"]


async def test_a_draft_begun_twice_is_one(chat: Chat, course: Course, clock: HandClock) -> None:
    person = await chat.person()
    async with chat.db.write() as store:
        first = await begin(store, person.id, course.id, now=clock.now())
        assert await begin(store, person.id, course.id, now=clock.now()) == first
    assert await states(chat.db) == [(1, "draft")]
