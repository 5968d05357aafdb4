"""First contact: the consent, what waits for it, and invitations of staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.models import Course
from content.phrases import Phrases
from handlers.messages import Menu
from storage import invites
from storage.engine import Database
from storage.people import Role
from storage.tables import audit, people, staff_invites
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import Open, opener, said

ASK_NAME = "**Đồng chí cho biết họ và tên đầy đủ.**\nVí dụ: Nguyễn Văn An"
WRONG = (
    "Mã mời này không dùng được: có thể gõ nhầm, đã hết hạn, hoặc đã dùng rồi. "
    "Đồng chí xem lại mã, hoặc hỏi người đã gửi."
)


@pytest.fixture
def open_chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    return opener(db, clock, course, phrases)


async def invited(db: Database, clock: HandClock, role: str, **area: Any) -> str:
    async with db.write() as store:
        expires = clock.now() + timedelta(days=7)
        return await invites.make_invite(store, role, expires_at=expires, now=clock.now(), **area)


async def consent_row(db: Database) -> tuple[Any, ...]:
    columns = people.c
    async with db.read() as store:
        rows = await store.all(select(columns.consent, columns.consent_version, columns.consent_at, columns.full_name))
    assert len(rows) == 1
    return tuple(rows[0])


def consent_text(course: Course) -> str:
    return f"{course.consent.text}\n\n_Bản 2026\\-05\\-14 của lời xin đồng ý này._\n\nĐồng chí có đồng ý không?"


@pytest.mark.parametrize("first", ["start", "menu", "baihoc", "khong-co"])
async def test_whatever_a_newcomer_commands_they_are_asked_first(open_chat: Open, course: Course, first: str) -> None:
    chat = open_chat()
    await chat.commands(first)
    assert chat.texts == [consent_text(course)]
    assert chat.labels == ["✅ Đồng ý", "Không đồng ý"]


async def test_agreeing_keeps_version_and_time_and_goes_on_to_the_name(
    open_chat: Open, db: Database, clock: HandClock
) -> None:
    chat = open_chat()
    await chat.says("xin chào")
    await chat.says("để tôi xem")
    assert chat.texts == [
        "Tôi chưa rõ ý đồng chí. Đồng chí chọn **Đồng ý** hoặc **Không đồng ý** giúp tôi.\n"
        "Muốn đọc lại lời giải thích, đồng chí gõ /start."
    ]
    await chat.says("dong y")
    assert chat.texts == [f"Cảm ơn đồng chí đã đồng ý.\n\n{ASK_NAME}"]
    assert await consent_row(db) == ("given", "2026-05-14", clock.now(), None)


async def test_declining_keeps_nothing_else_and_the_way_back_is_open(
    open_chat: Open, db: Database, clock: HandClock, course: Course
) -> None:
    chat = open_chat()
    await chat.commands("start")
    await chat.taps("Không đồng ý")
    assert chat.texts == [
        "Vâng, tôi tôn trọng ý đồng chí. Ngoài câu trả lời này, tôi không giữ thông tin nào khác.\n\n"
        "Khi nào muốn học cùng lớp, đồng chí gõ /start. Chúc đồng chí mạnh khỏe."
    ]
    assert await consent_row(db) == ("declined", "2026-05-14", clock.now(), None)
    await chat.taps("▶️ Bắt đầu")
    assert chat.texts == [consent_text(course)]


async def test_a_tap_on_an_older_consent_question_asks_anew(open_chat: Open, db: Database, course: Course) -> None:
    chat = open_chat()
    await chat.commands("start")
    first = chat.prompt
    await chat.commands("menu")
    await chat.forges("agree", prompt=first)
    assert chat.texts == [consent_text(course)]
    assert (await chat.person()).consent is None


async def test_a_deep_link_of_a_commune_waits_for_the_consent(open_chat: Open) -> None:
    chat = open_chat()
    await chat.commands("start", "c_24781")
    await chat.says("?")
    await open_chat().says("1")
    person = await chat.person()
    assert (person.province, person.commune, person.registered) == ("68", "24781", False)


OFF_THE_WALL = [
    "c24781", "C24781", "C 24781", "c_24781", "c-24781", "c 24 781", "“c24781”", "dạ c24781 ạ", "Nhắn: c24781",
    "start c_24781", "Start C_24781", "start 24781", "Bắt đầu c24781", "/ start c_24781",
    "/startc_24781", "c24781 nhé",
]  # fmt: skip


@pytest.mark.parametrize("typed", OFF_THE_WALL)
async def test_a_commune_typed_off_the_wall_is_as_its_link(open_chat: Open, typed: str, course: Course) -> None:
    chat = open_chat()
    await chat.says(typed)
    assert chat.texts == [consent_text(course)]
    await chat.taps("✅ Đồng ý")
    assert chat.texts == [f"Cảm ơn đồng chí đã đồng ý.\n\n{ASK_NAME}"]
    person = await chat.person()
    assert (person.province, person.commune, person.registered) == ("68", "24781", False)


@pytest.mark.parametrize("argument", ["C_24781", "c 24781", "c24781", "24781"])
async def test_a_link_written_by_hand_is_as_the_link(open_chat: Open, argument: str) -> None:
    chat = open_chat()
    await chat.commands("start", argument)
    await chat.taps("✅ Đồng ý")
    assert (await chat.person()).commune == "24781"


@pytest.mark.parametrize("text", ["24781", "c", "c2478", "c247811", "24781 c", "cc24781", "c24781 và c24778"])
async def test_other_words_are_no_commune_off_the_wall(open_chat: Open, text: str) -> None:
    chat = open_chat()
    await chat.says(text)
    await chat.taps("✅ Đồng ý")
    assert (await chat.person()).commune is None


@pytest.mark.parametrize("payload", ["c_", "x", "i_"])
async def test_a_deep_link_that_says_nothing_is_only_an_arrival(open_chat: Open, payload: str) -> None:
    chat = open_chat()
    await chat.commands("start", payload)
    await chat.taps("✅ Đồng ý")
    assert chat.texts == [f"Cảm ơn đồng chí đã đồng ý.\n\n{ASK_NAME}"]
    assert (await chat.person()).province is None


NO_PLACE = "Mã xã, phường, đặc khu đồng chí dùng để vào lớp không đúng, nên tôi chưa ghi nơi công tác theo đó."


@pytest.mark.parametrize("payload", ["c_99999", "c_24781; drop"])
async def test_a_deep_link_of_no_commune_says_so(open_chat: Open, payload: str) -> None:
    chat = open_chat()
    await chat.commands("start", payload)
    await chat.taps("✅ Đồng ý")
    assert chat.texts == [f"Cảm ơn đồng chí đã đồng ý.\n\n{NO_PLACE}\n\n{ASK_NAME}"]
    assert (await chat.person()).province is None
    await chat.registers()
    await chat.commands("start", payload)
    assert chat.last.text.startswith(f"{NO_PLACE}\n\nChào đồng chí **Nguyễn Văn An**.")
    assert (await chat.person()).commune == "24781"


async def test_until_the_registration_is_confirmed_the_latest_deep_link_counts(open_chat: Open) -> None:
    chat = open_chat()
    await chat.commands("start", "c_25126")
    await chat.taps("✅ Đồng ý")
    await chat.commands("start", "c_26116")
    assert chat.texts == [ASK_NAME]
    await chat.says("Nguyễn Văn An")
    await chat.says("1")
    await chat.says("Chủ tịch")
    assert "- Nơi công tác: Xã Tân Phú, Đồng Nai\n" in said(chat)[0]
    person = await chat.person()
    assert (person.commune, person.registered) == ("26116", False)
    await chat.commands("start", "c_24781")
    assert "- Nơi công tác: Phường Xuân Hương - Đà Lạt, Lâm Đồng\n" in said(chat)[0]
    await chat.taps("✅ Đúng")
    person = await chat.person()
    assert (person.province, person.commune, person.registered) == ("68", "24781", True)


async def test_a_deep_link_of_another_commune_offers_a_learner_to_change_the_workplace(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.commands("start", "c_24646")
    assert said(chat)[0].startswith(
        "Mã đồng chí dùng là của Xã Đắk Wil, Lâm Đồng; nơi công tác đã ghi của đồng chí vẫn là "
        "Phường Xuân Hương - Đà Lạt, Lâm Đồng, muốn đổi thì đồng chí chọn Sửa nơi công tác.\n\n"
        "Chào đồng chí **Nguyễn Văn An**."
    )
    assert chat.labels[0] == "✏️ Sửa nơi công tác"
    assert (await chat.person()).commune == "24781"
    await chat.taps("✏️ Sửa nơi công tác")
    await chat.says("dak wil")
    assert (await chat.person()).commune == "24646"


async def test_a_deep_link_of_ones_own_commune_is_only_a_return(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.commands("start")
    page = (chat.texts, chat.labels)
    await chat.commands("start", "c_24781")
    assert (chat.texts, chat.labels) == page


async def test_a_new_text_of_the_consent_is_shown_to_those_who_agreed_to_an_older_one(
    open_chat: Open, course: Course
) -> None:
    consent = course.consent.model_copy(update={"version": "2026-06-01"})
    later = course.model_copy(update={"consent": consent})
    await open_chat().registers()
    chat = open_chat(course=later)
    await chat.commands("menu")
    renewed = "**Lời xin đồng ý có thay đổi** so với lần đồng chí trả lời trước. Đồng chí đọc lại giúp tôi."
    assert chat.texts == [f"{renewed}\n\n{consent_text(course).replace('05', '06').replace('14 của', '01 của')}"]
    await chat.taps("✅ Đồng ý")
    assert (await chat.person()).consent_version == "2026-06-01"
    assert chat.last.text.startswith("Cảm ơn đồng chí đã đồng ý.\n\nChào đồng chí **Nguyễn Văn An**.")


async def test_declining_a_new_text_stops_everything_but_the_way_to_ones_data(open_chat: Open, course: Course) -> None:
    consent = course.consent.model_copy(update={"version": "2026-06-01"})
    await open_chat().registers()
    chat = open_chat(course=course.model_copy(update={"consent": consent}))
    await chat.commands("start")
    await chat.taps("Không đồng ý")
    assert chat.labels == ["🔒 Dữ liệu của tôi"]
    person = await chat.person()
    assert (person.consent, person.full_name) == ("withdrawn", "Nguyễn Văn An")
    await chat.taps("🔒 Dữ liệu của tôi")
    assert chat.labels == ["📥 Tải về", "🗑 Xóa hết"]


async def test_a_typed_code_waits_for_the_consent_and_then_gives_its_role_once(
    open_chat: Open, db: Database, clock: HandClock, course: Course
) -> None:
    code = await invited(db, clock, "coordinator", province="68", commune="24781")
    chat = open_chat()
    await chat.says(f"  {code.lower().replace('-', ' ')} ")
    assert chat.texts == [consent_text(course)]
    await chat.taps("✅ Đồng ý")
    assert said(chat) == [
        "**Đồng chí đã nhận vai trò điều phối viên (Phường Xuân Hương - Đà Lạt, Lâm Đồng).** "
        "Các việc của vai trò này có ở dưới, và khi gõ: menu.\n\n"
        "Đồng chí chưa đăng ký học viên. Đăng ký thì đồng chí cũng được nhắc lịch và nộp bài như mọi người; "
        "để sau cũng không sao."
    ]
    assert chat.labels == [
        "📥 Tải kết quả lớp",
        "📈 Tổng quan lớp",
        "📵 Chưa liên lạc được",
        "📋 Đăng ký học viên",
        "Để sau",
    ]
    names = [
        "menu", "baihoc", "kiemtra", "tinhhuong", "lich", "thuhoach", "tiendo", "xuat", "tongquan", "goidien",
        "lop", "dulieu", "lienket", "trogiup",
    ]  # fmt: skip
    assert [name for menu in chat.menus for name, _ in menu.commands] == names
    me = await chat.person()
    assert me.roles == (Role("coordinator", "68", "24781"),)
    async with db.read() as store:
        line = await store.first(select(audit.c.person_id, audit.c.action, audit.c.subject, audit.c.detail))
        used = await store.first(select(staff_invites.c.used_by, staff_invites.c.used_at))
    assert line == (me.id, "invite_redeemed", "role:coordinator", {"province": "68", "commune": "24781"})
    assert used == (me.id, clock.now())

    other = open_chat("1002")
    await other.registers()
    await other.says(code)
    assert other.texts == [WRONG]
    assert (await other.person()).roles == ()


async def test_staff_may_put_registration_off_and_begin_it_later(
    open_chat: Open, db: Database, clock: HandClock
) -> None:
    chat = open_chat()
    await chat.commands("start", invites.start_payload(await invited(db, clock, "trainer")))
    await chat.taps("✅ Đồng ý")
    await chat.taps("Để sau")
    assert said(chat) == [
        "Chào đồng chí. Đồng chí cần gì?\n\nVai trò: giảng viên.\n\nBuổi tới: **Khai giảng**, 8:00 thứ Bảy, 23/5/2026."
    ]
    await chat.taps("📋 Đăng ký học viên")
    assert chat.texts == [ASK_NAME]


async def test_a_role_for_a_learner_comes_with_its_doors_and_commands(
    open_chat: Open, db: Database, clock: HandClock
) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.says(await invited(db, clock, "owner"))
    assert chat.labels == [
        "📣 Gửi thông báo", "🕗 Đổi lịch", "📥 Tải kết quả lớp", "📈 Tổng quan lớp", "📵 Chưa liên lạc được",
        "🧭 Lựa chọn của lớp",
        "🏠 Trang chính",
    ]  # fmt: skip
    assert [len(menu.commands) for menu in chat.menus] == [17]
    assert all(isinstance(menu, Menu) for menu in chat.menus)


async def test_an_expired_code_answers_as_a_wrong_one(open_chat: Open, db: Database, clock: HandClock) -> None:
    code = await invited(db, clock, "owner")
    clock.move(days=7)
    chat = open_chat()
    await chat.registers()
    await chat.says(code)
    assert chat.texts == [WRONG]


async def wrong_codes(chat: Chat, times: int) -> None:
    for _ in range(times):
        await chat.says("DH-0000-0000-0000")
        assert chat.texts == [WRONG]


async def test_after_five_wrong_codes_each_next_one_waits_longer(
    open_chat: Open, db: Database, clock: HandClock
) -> None:
    code = await invited(db, clock, "trainer")
    chat = open_chat()
    await chat.registers()
    await wrong_codes(chat, 5)
    await chat.says(code)
    assert chat.texts == ["Đồng chí đã gõ sai mã nhiều lần. Đồng chí đợi 1 phút rồi gõ lại giúp tôi."]
    clock.move(minutes=1)
    await wrong_codes(chat, 1)
    await chat.says(code)
    assert chat.texts == ["Đồng chí đã gõ sai mã nhiều lần. Đồng chí đợi 2 phút rồi gõ lại giúp tôi."]
    clock.move(minutes=2)
    await chat.says(code)
    assert (await chat.person()).roles == (Role("trainer"),)
    await wrong_codes(chat, 5)


async def test_a_wrong_code_leaves_what_is_open(open_chat: Open) -> None:
    chat = open_chat()
    await chat.registers()
    await chat.says("essay")
    await chat.says("dh 0000 0000 0000")
    waits = "Việc đang làm ở trên vẫn chờ đồng chí. Muốn thôi, đồng chí gõ /menu."
    assert chat.texts == [f"{WRONG}\n\n{waits}"]
    await chat.forges("sign")
    assert chat.texts == ["signed"]


async def test_a_wrong_code_on_arrival_does_not_stop_the_arrival(open_chat: Open) -> None:
    chat = open_chat()
    await chat.commands("start", "i_000000000000")
    await chat.taps("✅ Đồng ý")
    assert chat.texts == [f"{WRONG}\n\n{ASK_NAME}"]
