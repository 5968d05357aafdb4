"""/xuat: the card, its filters, the area rule, and what is asked of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from content.phrases import Phrases
from handlers.coordinator.area import within
from handlers.coordinator.export import EXPORT
from handlers.coordinator.overview import OVERVIEW
from handlers.messages import Attachment, Reply
from storage import drafts
from storage.engine import Database
from storage.people import Person, Role
from storage.report_scope import Scope
from storage.tables import audit
from storage.tables import roles as role_rows
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]
DA_TEH, CAT_TIEN, XUAN_HUONG, DAO_THANH = "25126", "25159", "24781", "28249"

HOLDS = (
    "Tệp Excel có: tổng hợp theo xã và nhóm, học viên, bài học, kiểm tra theo câu, bài thu hoạch, "
    "kiến nghị theo cấp, người chưa liên lạc được.\n"
    "Tệp zip có thêm bài nộp, xếp theo xã và theo người.\n\n"
    "Tệp có dữ liệu cá nhân. Đồng chí chỉ dùng cho công việc của lớp."
)


def card(scope: str, learners: int, essays: int) -> str:
    return (
        f"**Tải kết quả lớp**\nPhạm vi: {scope}\nHiện có {learners} học viên, {essays} bài thu hoạch đã nộp.\n\n{HOLDS}"
    )


async def three_learners(chats: Chats) -> None:
    await chats(chat="1").registers(name="An", commune=DA_TEH)
    await chats(chat="2").registers(name="Bình", commune=CAT_TIEN, group="chinh-quyen")
    await chats(chat="3").registers(name="Mỹ", commune=DAO_THANH, province="82")


async def hands_in(chat: Chat) -> None:
    person = await chat.person()
    async with chat.db.write() as store:
        draft = await drafts.begin(store, person.id, "lop-664", now=chat.clock.now())
        await drafts.add_text(store, draft.id, "van-de", "Thiếu nước.", now=chat.clock.now())
        await drafts.hand_in(store, draft.id, receipt="TH-664-000001", late=False, now=chat.clock.now())


def asked(reply: Reply) -> dict[str, Any]:
    (attachment,) = reply.attachments
    assert attachment.report is not None
    return dict(attachment.report)


async def test_the_card_of_each_role_offers_no_more_than_its_area(chats: Chats) -> None:
    await three_learners(chats)
    owner, province, commune = (chats(EXPORT, chat=number) for number in ("11", "12", "13"))
    await owner.becomes("owner")
    await province.becomes("coordinator", "68")
    await commune.becomes("coordinator", "68", CAT_TIEN)
    downloads, narrower = (
        ["📥 Tải Excel", "📦 Tải kèm bài nộp (zip)"],
        ["Chọn nhóm đối tượng", "☐ Chỉ người đã nộp bài"],
    )
    doors = ["📈 Tổng quan lớp", "🏠 Trang chính"]
    await owner.commands("xuat")
    assert owner.texts == [card("Cả lớp", 3, 0)]
    assert owner.labels == [*downloads, "Chọn tỉnh, thành phố", "Chọn xã, phường, đặc khu", *narrower, *doors]
    await province.says("Xuất")
    assert province.texts == [card("Tỉnh Lâm Đồng", 2, 0)]
    assert province.labels == [*downloads, "Chọn xã, phường, đặc khu", *narrower, *doors]
    await commune.forges("export")
    assert commune.texts == [card("Xã Cát Tiên, Tỉnh Lâm Đồng", 1, 0)]
    assert commune.labels == [*downloads, *narrower, *doors]


@pytest.mark.parametrize("role", [None, "trainer"])
async def test_others_are_answered_as_by_an_unknown_command(chats: Chats, role: str | None) -> None:
    chat = chats(EXPORT, OVERVIEW)
    await chat.registers()
    if role:
        await chat.becomes(role)
    for door in ("xuat", "tongquan"):
        await chat.commands(door)
        assert chat.texts == ["lost"]
    await chat.forges("export")
    assert chat.texts == ["lost"]


async def test_filters_combine_and_go_into_the_report_and_the_audit(chats: Chats, db: Database) -> None:
    await three_learners(chats)
    await hands_in(chats(chat="2"))
    chat = chats(EXPORT)
    await chat.registers(name="Phạm Thị Hoa")
    me = await chat.becomes("owner")
    await chat.commands("xuat")
    await chat.taps("Chọn tỉnh, thành phố")
    assert (chat.texts, chat.labels) == (
        ["Đồng chí gõ tên tỉnh, thành phố, hoặc một phần tên. Ví dụ: lam dong."],
        ["Cả nước", "← Quay lại"],
    )
    await chat.says("lam dong")
    assert chat.texts == [card("Tỉnh Lâm Đồng", 3, 1)]
    await chat.taps("Chọn xã, phường, đặc khu")
    await chat.says("cat tien")
    assert chat.texts == ["Có vài nơi trùng. Đồng chí chọn một nơi."]
    assert chat.labels == ["Xã Cát Tiên", "Xã Cát Tiên 2", "Xã Cát Tiên 3", "Mọi xã", "← Quay lại"]
    await chat.taps("Xã Cát Tiên")
    await chat.taps("Chọn nhóm đối tượng")
    assert chat.labels[1] == "Công chức chính quyền cấp xã"
    await chat.says("2")
    await chat.taps("☐ Chỉ người đã nộp bài")
    about = "Xã Cát Tiên, Tỉnh Lâm Đồng · nhóm Công chức chính quyền cấp xã · chỉ người đã nộp bài thu hoạch"
    assert chat.texts == [card(about, 1, 1)]
    await chat.taps("📥 Tải Excel")
    filters = {"province": "68", "commune": CAT_TIEN, "group": "chinh-quyen", "handed_in": True}
    spec = {"kind": "export", "format": "xlsx", "course": "lop-664", **filters}
    spec |= {"at": "2026-05-22T19:00:00+07:00", "by": "Phạm Thị Hoa"}
    preparing, ready = chat.replies
    assert preparing == Reply(
        "Tôi đang chuẩn bị tệp. Lớp đông thì mất chừng một phút. Xong, tôi gửi ngay vào đây.", replaces=True
    )
    assert ready.text == rf"**Kết quả lớp** lúc 19\:00 thứ Sáu, 22\/5\/2026" f"\nPhạm vi: {about}"
    assert ready.attachments == (Attachment("ket-qua-lop-664-20260522-1900.xlsx", report=spec),)
    assert chat.labels == ["📥 Tải kết quả lớp", "📈 Tổng quan lớp", "🏠 Trang chính"]
    async with db.read() as store:
        rows = await store.all(select(audit.c.person_id, audit.c.action, audit.c.subject, audit.c.detail))
    assert [tuple(row) for row in rows] == [(me.id, "export", "lop-664", {"format": "xlsx", **filters})]


async def test_a_second_tap_on_the_card_makes_no_second_file(chats: Chats) -> None:
    await three_learners(chats)
    chat = chats(EXPORT)
    await chat.becomes("coordinator", "68")
    await chat.commands("xuat")
    prompt = chat.prompt
    await chat.taps("📦 Tải kèm bài nộp (zip)")
    ready = chat.last
    assert ready.attachments[0].name == "ket-qua-lop-664-20260522-1900.zip"
    assert (asked(ready)["format"], asked(ready)["by"]) == ("zip", "Điều phối viên")
    await chat.forges("x-zip", prompt=prompt)
    assert chat.texts == ["late"]


async def test_a_provinces_coordinator_finds_its_communes_only(chats: Chats) -> None:
    chat = chats(EXPORT)
    await chat.becomes("coordinator", "68")
    await chat.commands("xuat")
    assert chat.texts == [
        "**Tải kết quả lớp**\nPhạm vi: Tỉnh Lâm Đồng\n"
        "Chưa có học viên nào trong phạm vi này. Đồng chí chọn phạm vi khác nhé."
    ]
    await chat.taps("Chọn xã, phường, đặc khu")
    await chat.says("my tho")
    assert chat.texts == ["Tôi không tìm thấy nơi nào tên “my tho”. Đồng chí gõ lại một phần tên, không cần dấu."]
    await chat.taps("← Quay lại")
    assert chat.texts[0].startswith("**Tải kết quả lớp**\nPhạm vi: Tỉnh Lâm Đồng\n")


async def test_a_choice_is_undone_by_choosing_all(chats: Chats) -> None:
    await three_learners(chats)
    chat = chats(EXPORT)
    await chat.becomes("owner")
    await chat.commands("xuat")
    await chat.taps("Chọn xã, phường, đặc khu")
    await chat.says("tan hung")
    assert chat.labels[:2] == ["Phường Tân Hưng, Hải Phòng", "Xã Tân Hưng, Hưng Yên"]
    await chat.says("Xuân Hương")
    assert chat.texts[0].splitlines()[1] == r"Phạm vi: Phường Xuân Hương \- Đà Lạt, Tỉnh Lâm Đồng"
    await chat.taps("Chọn tỉnh, thành phố")
    await chat.taps("Cả nước")
    assert chat.texts == [card("Cả lớp", 3, 0)]


@pytest.mark.parametrize("text", ["", "\x00", "🙂" * 3000, "<b>*_`"])
async def test_whatever_is_typed_for_a_place_is_answered(chats: Chats, text: str) -> None:
    await three_learners(chats)
    chat = chats(EXPORT)
    await chat.becomes("owner")
    await chat.commands("xuat")
    await chat.taps("Chọn xã, phường, đặc khu")
    await chat.says(text)
    assert [len(chat.replies), await chat.step(), len(chat.last.text) < 400] == [1, "export-commune", True]


async def test_the_area_is_that_of_the_moment_of_the_tap(chats: Chats, db: Database) -> None:
    """Somebody whose area was made smaller meanwhile gets the smaller one, also from a card that they opened before."""
    await three_learners(chats)
    chat = chats(EXPORT)
    me = await chat.becomes("coordinator")
    await chat.commands("xuat")
    async with db.write() as store:
        narrowed = role_rows.update().where(role_rows.c.person_id == me.id)
        await store.run(narrowed.values(province="68", commune=CAT_TIEN))
    await chat.taps("📥 Tải Excel")
    spec = asked(chat.last)
    assert (spec["province"], spec["commune"]) == ("68", CAT_TIEN)


OWNER, NATIONAL = Role("owner"), Role("coordinator")
PROVINCE, COMMUNE, BARE = (
    Role("coordinator", "68"),
    Role("coordinator", "68", DA_TEH),
    Role("coordinator", None, DA_TEH),
)


@pytest.mark.parametrize(
    ("role", "wanted", "given"),
    [
        (OWNER, (None, None), (None, None)),
        (OWNER, ("82", None), ("82", None)),
        (OWNER, ("82", CAT_TIEN), ("68", CAT_TIEN)),
        (NATIONAL, (None, DAO_THANH), ("82", DAO_THANH)),
        (PROVINCE, (None, None), ("68", None)),
        (PROVINCE, ("82", None), ("68", None)),
        (PROVINCE, ("68", CAT_TIEN), ("68", CAT_TIEN)),
        (PROVINCE, ("82", DAO_THANH), ("68", None)),
        (PROVINCE, (None, "99999"), ("68", None)),
        (COMMUNE, (None, None), ("68", DA_TEH)),
        (COMMUNE, ("82", DAO_THANH), ("68", DA_TEH)),
        (COMMUNE, ("68", CAT_TIEN), ("68", DA_TEH)),
        (BARE, (None, None), ("68", DA_TEH)),
    ],
)
def test_nothing_asked_widens_an_area(
    role: Role, wanted: tuple[str | None, str | None], given: tuple[str | None, str | None]
) -> None:
    person = Person(1, 1, "telegram", "t:1", "1", consent="given", roles=(role,))
    scope = within(person, Scope("lop-664", *wanted, group="chinh-quyen", handed_in=True))
    assert scope == Scope("lop-664", *given, group="chinh-quyen", handed_in=True)


def test_every_label_fits_a_button(phrases: Phrases) -> None:
    labels = ["xlsx", "zip", "province", "commune", "group", "handed_in", "handed_in_on", "back"]
    labels += ["every_province", "every_commune", "every_group"]
    assert [label for label in labels if len(phrases.get(f"export.{label}")) > 40] == []


async def test_where_messages_are_counted_the_file_comes_without_being_announced(chats: Chats) -> None:
    await three_learners(chats)
    chat = chats(EXPORT)
    await chat.becomes("owner")
    chat.can = replace(chat.can, edits=False, sparing=True)
    await chat.commands("xuat")
    await chat.taps("📥 Tải Excel")
    assert [(len(reply.attachments), "chuẩn bị" in reply.text) for reply in chat.replies] == [(1, False)]
