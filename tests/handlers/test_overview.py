"""/tongquan: the numbers of an area in words, and the picture that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from content.phrases import Phrases
from content.places import communes
from handlers.coordinator.overview import OVERVIEW
from handlers.messages import Attachment
from storage import drafts
from storage.tables import lesson_reads
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]
DA_TEH, CAT_TIEN, DAO_THANH = "25126", "25159", "28249"
AT = "2026-05-22T19:00:00+07:00"


async def learner(chats: Chats, number: int, commune: str, province: str = "68", group: str = "chinh-quyen") -> Chat:
    chat = chats(chat=f"learner-{number}")
    await chat.registers(name=f"Người {number}", commune=commune, province=province, group=group)
    return chat


async def works(chat: Chat, *, lesson: str, late: bool) -> None:
    person = await chat.person()
    now = chat.clock.now()
    async with chat.db.write() as store:
        row = {"person_id": person.id, "course": "lop-664", "lesson": lesson, "opened_at": now, "read_at": now}
        await store.run(store.insert(lesson_reads).values(**row))
        draft = await drafts.begin(store, person.id, "lop-664", now=now)
        await drafts.add_text(store, draft.id, "van-de", "Thiếu nước.", now=now)
        await drafts.hand_in(store, draft.id, receipt=f"TH-{person.id}", late=late, now=now)


async def test_a_province_by_commune_with_its_picture(chats: Chats) -> None:
    for number, commune in enumerate([DA_TEH, CAT_TIEN, CAT_TIEN]):
        chat = await learner(chats, number, commune)
    await works(chat, lesson=chat.school.course.lessons[0].id, late=True)
    await learner(chats, 9, DAO_THANH, "82")
    coordinator = chats(OVERVIEW)
    await coordinator.becomes("coordinator", "68")
    await coordinator.says("tổng quan")
    assert coordinator.texts == [
        r"**Tổng quan lớp**, lúc 19\:00 thứ Sáu, 22\/5\/2026"
        "\nPhạm vi: Tỉnh Lâm Đồng\n\n"
        "**3 học viên đã đăng ký**\n"
        "Bài đọc trung bình: 0,3; bài kiểm tra đạt trung bình: 0,0/4\n"
        "Bài thu hoạch đã nộp: 1 (33%), trong đó nộp muộn: 1\n\n"
        "- **Xã Cát Tiên**: 2 người; đọc 0,5 bài; đạt 0,0; nộp 1, muộn 1\n"
        "- **Xã Đạ Tẻh**: 1 người; đọc 0,0 bài; đạt 0,0; nộp 0, muộn 0"
    ]
    spec = {"kind": "overview_chart", "course": "lop-664", "province": "68", "commune": None, "at": AT}
    assert coordinator.last.attachments == (Attachment("tong-quan.png", report=spec, as_photo=True),)
    assert coordinator.labels == ["📥 Tải kết quả lớp", "📵 Chưa liên lạc được", "🏠 Trang chính"]


async def test_a_commune_by_target_group(chats: Chats) -> None:
    await learner(chats, 1, DA_TEH)
    await learner(chats, 2, DA_TEH, group="bi-thu-chi-bo")
    await learner(chats, 3, CAT_TIEN)
    coordinator = chats(OVERVIEW)
    await coordinator.becomes("coordinator", "68", DA_TEH)
    await coordinator.commands("tongquan")
    assert coordinator.last.text.split("\n\n")[0].splitlines()[1] == "Phạm vi: Xã Đạ Tẻh, Tỉnh Lâm Đồng"
    assert coordinator.last.text.split("\n\n")[2].splitlines() == [
        "- **Bí thư chi bộ, trưởng thôn, tổ trưởng**: 1 người; đọc 0,0 bài; đạt 0,0; nộp 0, muộn 0",
        "- **Công chức chính quyền cấp xã**: 1 người; đọc 0,0 bài; đạt 0,0; nộp 0, muộn 0",
    ]
    report = coordinator.last.attachments[0].report
    assert report is not None
    assert (report["province"], report["commune"]) == ("68", DA_TEH)


async def test_the_owner_sees_all_provinces_and_long_lists_are_cut(chats: Chats) -> None:
    for number, commune in enumerate(communes("68")[:9]):
        await learner(chats, number, commune.code)
    await learner(chats, 99, DAO_THANH, "82")
    owner = chats(OVERVIEW)
    await owner.becomes("owner")
    await owner.forges("overview")
    lines = owner.last.text.split("\n\n")[2].splitlines()
    assert (len(lines), lines[-1]) == (9, "- và 2 xã, phường khác: xem tệp Excel")
    assert lines[0] == r"- **Phường Đạo Thạnh, Đồng Tháp**: 1 người; đọc 0,0 bài; đạt 0,0; nộp 0, muộn 0"


async def test_nobody_yet(chats: Chats, phrases: Phrases) -> None:
    coordinator = chats(OVERVIEW)
    await coordinator.becomes("coordinator", "68")
    await coordinator.commands("tongquan")
    assert coordinator.texts == [phrases.get("overview.nobody").format(scope="Tỉnh Lâm Đồng")]
    assert coordinator.last.attachments == ()
