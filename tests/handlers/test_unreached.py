"""/goidien: whom no channel reaches, by commune, within the coordinator's area; the file, and the export's sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.markup import parse
from bot.reporting import write_report
from content.places import communes
from handlers.coordinator.export import EXPORT
from handlers.coordinator.unreached import UNREACHED
from handlers.quota import Limit
from handlers.text import units
from storage import ledger, people
from storage.tables import audit, identities
from tests.handlers.chat import Chat
from tests.handlers.report_class import cells

Chats = Callable[..., Chat]
DA_TEH, CAT_TIEN, DAO_THANH = "25126", "25159", "28249"
BACK = ["📈 Tổng quan lớp", "🏠 Trang chính"]
FILE = "📄 Tải danh sách (Excel)"
SECRETARY = "Bí thư chi bộ, trưởng thôn, tổ trưởng"
HEADINGS = [
    "Tỉnh, thành phố", "Xã, phường, đặc khu", "Họ và tên", "Nhóm đối tượng", "Chức vụ", "Vì sao", "Từ khi",
    "Nhắn cho bot lần cuối",
]  # fmt: skip


async def lost(chats: Chats, name: str, commune: str = DA_TEH, province: str = "68") -> Chat:
    """A learner who has blocked the bot half an hour after they last wrote."""
    chat = chats(chat=name)
    person = await chat.registers(name=name, commune=commune, province=province)
    async with chat.db.write() as store:
        at = chat.clock.now().replace(minute=30)
        await people.unreachable(store, person.identity, "đã chặn hoặc xóa cuộc trò chuyện", now=at)
    return chat


async def coordinator(chats: Chats, *area: str, role: str = "coordinator") -> Chat:
    chat = chats(UNREACHED, EXPORT, chat="11")
    await chat.becomes(role, *area)
    return chat


def seen(chat: Chat) -> list[str]:
    """The paragraphs of the last message, as people see them."""
    return parse(chat.last.text).text.split("\n\n")


async def test_where_they_are_few_they_are_named_by_commune(chats: Chats) -> None:
    for name, commune, province in (
        ("Trần Văn Bình", DA_TEH, "68"), ("Lê Thị An", DA_TEH, "68"), ("K'Brếu", CAT_TIEN, "68"),
        ("Mỹ", DAO_THANH, "82"),
    ):  # fmt: skip
        await lost(chats, name, commune, province)
    await chats(chat="reached").registers(name="Người còn liên lạc được", commune=DA_TEH)
    chat = await coordinator(chats, "68")
    await chat.commands("goidien")
    why = "Telegram: đã chặn hoặc xóa cuộc trò chuyện, từ 19:30 22/5/2026. Nhắn cho bot lần cuối: 19:00 22/5/2026."
    about = f"Bí thư chi bộ thôn 3, {SECRETARY}"
    assert seen(chat) == [
        "Chưa liên lạc được\nPhạm vi: Tỉnh Lâm Đồng",
        "3 người hiện không kênh nào nhắn tới được. Đồng chí gọi điện, hoặc nhờ đầu mối ở xã báo giúp; khi người ấy "
        "nhắn lại cho bot thì tự ra khỏi danh sách này.",
        "Xã Đạ Tẻh, Lâm Đồng (2 người)",
        f"• Lê Thị An, {about}. {why}\n• Trần Văn Bình, {about}. {why}",
        "Xã Cát Tiên, Lâm Đồng (1 người)",
        f"• K'Brếu, {about}. {why}",
    ]
    assert chat.labels == [FILE, *BACK]


async def test_nobody(chats: Chats) -> None:
    await lost(chats, "Mỹ", DAO_THANH, "82")
    chat = await coordinator(chats, "68", DA_TEH)
    await chat.says("gọi điện")
    assert seen(chat) == [
        "Chưa liên lạc được\nPhạm vi: Xã Đạ Tẻh, Tỉnh Lâm Đồng", "Mọi học viên trong phạm vi này đều liên lạc được.",
    ]  # fmt: skip
    assert chat.labels == BACK


async def test_many_by_commune_and_paged(chats: Chats) -> None:
    for number, commune in enumerate(communes("68")[:9]):
        for person in range(9 if number == 4 else 1):
            await lost(chats, f"Người {number}-{person}", commune.code)
    chat = await coordinator(chats, "68")
    await chat.says("chua lien lac duoc")
    assert seen(chat)[1].startswith("17 người hiện")
    assert seen(chat)[2] == "Trang 1/2"
    largest = communes("68")[4].name
    assert chat.labels[0] == f"{largest}: 9 người"
    assert [label.endswith(": 1 người") for label in chat.labels[1:8]] == [True] * 7
    assert chat.labels[8:] == ["Trang sau ▶", FILE, *BACK]
    await chat.taps("Trang sau ▶")
    assert (seen(chat)[2], len(chat.labels), chat.labels[1]) == ("Trang 2/2", 5, "◀ Trang trước")
    await chat.taps("◀ Trang trước")
    await chat.taps(f"{largest}: 9 người")
    assert seen(chat)[0] == f"{largest}, Lâm Đồng (9 người)"
    assert (len(seen(chat)[1].splitlines()), seen(chat)[2]) == (8, "Trang 1/2")
    assert chat.labels == ["Trang sau ▶", "← Các xã", "🏠 Trang chính"]
    await chat.taps("Trang sau ▶")
    assert (len(seen(chat)[1].splitlines()), seen(chat)[2]) == (1, "Trang 2/2")
    await chat.taps("← Các xã")
    assert seen(chat)[2] == "Trang 1/2"
    assert units(chat.last.text) < 2000


@pytest.mark.parametrize(
    ("area", "asked", "named"),
    [
        (("68",), "unreached-of:68:25126", True),
        (("68", DA_TEH), "unreached-of:68:25126:7", True),
        (("68", CAT_TIEN), "unreached-of:68:25126", False),
        (("82",), "unreached-of:68:25126", False),
        (("68",), "unreached-of:82:28249", False),
        (("68",), "unreached-of", False),
        (("68",), "unreached-of:x:y:z", False),
        (("68",), "unreached-of::", False),
    ],
)
async def test_nobody_outside_the_area_is_named(chats: Chats, area: tuple[str, ...], asked: str, named: bool) -> None:
    await lost(chats, "Lê Thị An", DA_TEH)
    await lost(chats, "Mỹ", DAO_THANH, "82")
    chat = await coordinator(chats, *area)
    await chat.forges(asked)
    assert seen(chat)[0] == ("Xã Đạ Tẻh, Lâm Đồng (1 người)" if named else "Nơi này không còn ai chưa liên lạc được.")


async def test_an_account_that_has_sent_all_it_may(chats: Chats) -> None:
    learner = chats(chat="1")
    await learner.registers(name="Lê Thị An", commune=DA_TEH)
    chat = await coordinator(chats)
    chat.school = replace(chat.school, limits=(Limit("telegram:1", "Lớp 664", 100, 50),))
    for sent, expected in ((99, 2), (1, 4)):
        async with chat.db.write() as store:
            await ledger.count(store, "telegram:1", "notice", sent, now=chat.clock.now())
        await chat.commands("goidien")
        assert len(seen(chat)) == expected
    assert seen(chat)[3].endswith("Telegram: đã hết lượt tin của tháng. Nhắn cho bot lần cuối: 19:00 22/5/2026.")
    await chat.taps(FILE)
    assert reports(chat)[0]["spent"] == ["telegram:1"]
    await chat.commands("xuat")
    await chat.taps("x-xlsx")
    assert reports(chat)[0]["spent"] == ["telegram:1"]


def reports(chat: Chat) -> list[Any]:
    return [file.report for reply in chat.replies for file in reply.attachments if file.report is not None]


async def test_the_file_of_the_area_by_commune_and_without_formulas(chats: Chats, tmp_path: Path) -> None:
    for name, commune, province in (
        ('=HYPERLINK("http://127.0.0.1")', DA_TEH, "68"), ("Lê Thị An", DA_TEH, "68"), ("K'Brếu", CAT_TIEN, "68"),
        ("Mỹ", DAO_THANH, "82"),
    ):  # fmt: skip
        await lost(chats, name, commune, province)
    chat = await coordinator(chats, "68")
    await chat.commands("goidien")
    await chat.taps(FILE)
    assert seen(chat) == [
        "Danh sách người chưa liên lạc được, theo xã, lúc 19:00 thứ Sáu, 22/5/2026.\nPhạm vi: Tỉnh Lâm Đồng",
        "Danh sách có tên người, đồng chí chỉ dùng để gọi điện.",
    ]
    [spec] = reports(chat)
    assert spec == {
        "kind": "unreached", "course": "lop-664", "province": "68", "commune": None, "spent": [],
        "at": "2026-05-22T19:00:00+07:00", "by": None,
    }  # fmt: skip
    assert [file.name for file in chat.last.attachments] == ["chua-lien-lac-lop-664-20260522-1900.xlsx"]
    out = tmp_path / "list.xlsx"
    assert await write_report(chat.db.url, tmp_path, chat.school.course, chat.school.phrases, spec, out) == 3
    at = chat.clock.now().replace(tzinfo=None)
    since = at.replace(minute=30)
    why = "Telegram: đã chặn hoặc xóa cuộc trò chuyện, từ 19:30 22/5/2026"
    rest = ("Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố", "Bí thư chi bộ thôn 3", why, since, at)
    assert cells(out) == {
        "Chưa liên lạc được": [
            HEADINGS,
            ["Tỉnh Lâm Đồng", "Xã Cát Tiên", "K'Brếu", *rest],
            ["Tỉnh Lâm Đồng", "Xã Đạ Tẻh", '=HYPERLINK("http://127.0.0.1")', *rest],
            ["Tỉnh Lâm Đồng", "Xã Đạ Tẻh", "Lê Thị An", *rest],
        ]
    }
    cell = load_workbook(out)["Chưa liên lạc được"]["C4"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    async with chat.db.read() as store:
        lines = await store.all(audit.select().where(audit.c.action == "unreached.listed"))
    assert [(line.subject, line.detail) for line in lines] == [("lop-664", {"province": "68", "commune": None})]


async def test_the_exports_sheet_is_of_its_scope(chats: Chats, tmp_path: Path) -> None:
    await lost(chats, "Lê Thị An", DA_TEH)
    await lost(chats, "K'Brếu", CAT_TIEN)
    still = await lost(chats, "Đã nhắn lại", CAT_TIEN)
    await still.person()
    chat = await coordinator(chats, "68", CAT_TIEN)
    await chat.commands("xuat")
    await chat.taps("x-xlsx")
    [spec] = reports(chat)
    assert "spent" not in spec
    out = tmp_path / "export.xlsx"
    assert await write_report(chat.db.url, tmp_path, chat.school.course, chat.school.phrases, spec, out) == 2
    sheet = cells(out)["Chưa liên lạc được"]
    assert [row[:3] for row in sheet] == [HEADINGS[:3], ["Tỉnh Lâm Đồng", "Xã Cát Tiên", "K'Brếu"]]


async def test_a_learner_without_any_chat_is_listed(chats: Chats) -> None:
    chat = await lost(chats, "Lê Thị An")
    async with chat.db.write() as store:
        await store.run(identities.delete())
    chat = await coordinator(chats, role="owner")
    await chat.commands("goidien")
    assert seen(chat)[-1] == f"• Lê Thị An, Bí thư chi bộ thôn 3, {SECRETARY}. chưa có kênh liên lạc."
