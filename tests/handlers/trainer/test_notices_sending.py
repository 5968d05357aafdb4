"""A notice is previewed, sent at once or at a time, and never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.messages import restored
from storage import conversations
from storage.engine import Database
from storage.tables import audit
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.trainer.desk import EVERYBODY, kept, previews, rows, writes

MENU = [("menu", "🏠 Trang chính")]


async def test_a_notice_is_written_previewed_and_sent_once(
    trainer: Chat, class_of_three: list[Chat], db: Database, clock: HandClock
) -> None:
    await trainer.commands("thongbao")
    assert trainer.texts == [
        "**Thông báo của đồng chí**\n\nĐồng chí chưa gửi thông báo nào. Mời đồng chí chọn mục dưới đây để viết."
    ]
    assert trainer.labels == ["✏️ Viết thông báo mới", "🏠 Trang chính"]
    await trainer.taps("✏️ Viết thông báo mới")
    assert trainer.labels == ["🗑 Bỏ thông báo này"]
    await trainer.says("Mời *các* đồng chí họp <8:00>.\n\nĐến đúng giờ.")
    assert trainer.texts == [EVERYBODY.format(n=3, rest=", đều liên lạc được")]
    await trainer.taps("👀 Xem trước và gửi")
    shown = "Mời \\*các\\* đồng chí họp \\<8\\:00\\>\\.\n\nĐến đúng giờ\\."
    assert trainer.texts == [
        shown,
        "⬆️ **Học viên sẽ nhận tin như trên**, dưới tin có mục “Trang chính”.\n\n"
        "Người nhận: mọi học viên đã đăng ký\n"
        "Số người: **3**, đều liên lạc được\n"
        "Thời gian gửi: chưa đến 1 phút\n"
        "Gửi: **ngay khi đồng chí chọn gửi**",
    ]
    card = trainer.prompt
    await trainer.taps("📣 Gửi ngay cho 3 người")
    assert trainer.texts == ["⏳ **Mời \\*các\\* đồng chí họp \\<8\\:00\\>\\.**\nBắt đầu gửi ngay bây giờ."]
    assert [choice.id for choice in trainer.choices] == ["nstop:1", "notices"]
    assert await trainer.step() is None
    await trainer.forges("!send:now", prompt=card)
    assert trainer.texts == ["late"]
    (notice,) = await kept(db)
    assert notice.body["prompt"] == 0
    assert restored(notice.body).text == shown
    assert [(choice.id, choice.label) for row in restored(notice.body).choices for choice in row] == MENU
    assert (notice.kind, notice.title, notice.state) == ("broadcast", "Mời *các* đồng chí họp <8:00>.", "planned")
    assert (notice.due, notice.author) == (clock.now(), (await trainer.person()).id)
    assert notice.audience.stored() == {"course": "lop-664"}
    draft = (notice.key or "").split(":")[-1]
    assert await rows(db, audit, audit.c.action, audit.c.subject, audit.c.detail) == [
        ("notice.written", draft, {"units": 45, "file": None}),
        (
            "notice.sent",
            draft,
            {"notice": 1, "people": 3, "unreachable": 0, "due": "2026-05-22T19:00:00+07:00"},
        ),
    ]


async def test_a_draft_is_sent_once_even_if_its_step_comes_back(
    trainer: Chat, class_of_three: list[Chat], db: Database
) -> None:
    await previews(trainer)

    person = await trainer.person()
    async with db.read() as store:
        before = await conversations.standing(store, person.identity)
    await trainer.taps("📣 Gửi ngay cho 3 người")
    async with db.write() as store:
        await conversations.stand(
            store, person.identity, step=before.step, data=before.data, prompt=before.prompt,
            choices=before.choices, now=trainer.clock.now(),
        )  # fmt: skip
    await trainer.forges("!send:now", prompt=before.prompt)
    assert trainer.texts == ["Thông báo này đã gửi đi rồi, không gửi lần nữa."]
    assert len(await kept(db)) == 1


@pytest.mark.parametrize("typed", ["1", "a", "gửi", "ok", "Gửi ngay", "gui ngay cho", "8:00 24/5", "", "x" * 10_000])
async def test_a_word_typed_instead_of_a_tap_never_sends(
    trainer: Chat, class_of_three: list[Chat], db: Database, typed: str
) -> None:
    await previews(trainer)
    labels = trainer.labels
    await trainer.says(typed)
    assert trainer.labels == labels
    told = "Đồng chí chọn một mục dưới đây. Chữ vừa gõ không làm thay đổi gì."
    if typed in ("1", "a"):
        told = "Việc này không chọn bằng số được. Muốn làm, đồng chí gõ nguyên cụm: Gửi ngay cho 3 người"
    assert trainer.last.text.startswith(f"{told}\n\n⬆️ ")
    assert await trainer.step() == "notice_preview"
    assert await kept(db) == []


async def test_where_messages_are_counted_the_notice_is_shown_with_its_card(
    trainer: Chat, class_of_three: list[Chat]
) -> None:
    trainer.can = replace(trainer.can, edits=False, sparing=True)
    await previews(trainer)
    (first,) = trainer.texts
    await trainer.says("1")
    told = "Việc này không chọn bằng số được. Muốn làm, đồng chí gõ nguyên cụm: Gửi ngay cho 3 người"
    assert trainer.texts == [f"{told}\n\n{first}"]
    assert first.startswith("Mời các đồng chí họp lúc 8\\:00\\.\n\n⬆️ ")


async def test_a_notice_for_a_time(trainer: Chat, class_of_three: list[Chat], db: Database, clock: HandClock) -> None:
    await previews(trainer)
    await trainer.taps("🕗 Hẹn giờ")
    answers = []
    for typed in ("sáng", "8:00 22/5", "8:00 thứ Hai 24/5"):
        await trainer.says(typed)
        answers += trainer.texts
    assert answers == [
        "Chưa rõ giờ đồng chí gõ. Cần đủ giờ và ngày, ví dụ: 8:00 24/5, 19h mai, hôm nay 17:30.",
        "8\\:00 thứ Sáu, 22\\/5\\/2026 đã qua rồi. Đồng chí gõ một giờ sắp tới, ví dụ: 19h mai.",
        "Thứ và ngày không khớp nhau. Đồng chí gõ lại, chỉ cần giờ và ngày, ví dụ: 8:00 24/5.",
    ]
    await trainer.says("6h30 mai")
    assert trainer.last.text.endswith("Gửi: **lúc 6\\:30 thứ Bảy, 23\\/5\\/2026**")
    assert trainer.labels[:2] == ["📣 Hẹn gửi 3 người, 6:30 thứ Bảy, 23/5/2026", "📣 Gửi ngay cho 3 người"]
    assert await kept(db) == []
    await trainer.forges("!send:at")
    assert trainer.texts == ["⏳ **Mời các đồng chí họp lúc 8\\:00\\.**\nSẽ gửi lúc 6\\:30 thứ Bảy, 23\\/5\\/2026."]
    (notice,) = await kept(db)
    assert notice.due.isoformat() == "2026-05-23T06:30:00+07:00"
    await trainer.commands("thongbao")
    assert trainer.texts == [
        "**Thông báo của đồng chí**\n\n- 6\\:30 thứ Bảy, 23\\/5\\/2026: Mời các đồng chí họp lúc 8\\:00\\. (chờ gửi)"
    ]


async def test_a_time_that_went_by_before_the_tap_is_not_sent(
    trainer: Chat, class_of_three: list[Chat], db: Database, clock: HandClock
) -> None:
    await previews(trainer)
    await trainer.taps("🕗 Hẹn giờ")
    await trainer.says("19:30 hôm nay")
    clock.move(minutes=30)
    await trainer.forges("!send:at")
    assert trainer.texts == ["19\\:30 thứ Sáu, 22\\/5\\/2026 đã qua rồi. Đồng chí gõ một giờ sắp tới, ví dụ: 19h mai."]
    assert (await kept(db), await trainer.step()) == ([], "notice_when")


async def test_a_draft_waits_while_the_list_is_looked_at(trainer: Chat, class_of_three: list[Chat]) -> None:
    await writes(trainer, "đang dở")
    await trainer.commands("thongbao")
    await trainer.taps("↩️ Viết tiếp thông báo đang dở")
    await trainer.taps("👀 Xem trước và gửi")
    assert trainer.texts[0] == "đang dở"
    await trainer.taps("🗑 Bỏ thông báo này")
    assert trainer.texts == ["Đã bỏ thông báo đang viết. Chưa gửi cho ai."]
    await trainer.commands("thongbao")
    assert trainer.labels == ["✏️ Viết thông báo mới", "🏠 Trang chính"]


async def test_a_draft_outlives_a_restart(trainer: Chat, class_of_three: list[Chat], db: Database) -> None:
    await writes(trainer, "trước khi tắt")
    await trainer.taps("👀 Xem trước và gửi")
    again = Chat(db, trainer.school, trainer.clock, trainer.chat)
    await again.forges("!send:now", prompt=trainer.prompt)
    assert [notice.title for notice in await kept(db)] == ["trước khi tắt"]
