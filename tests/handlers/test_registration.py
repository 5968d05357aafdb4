"""Registration, field by field: what is taken, what is asked again, and where it goes on after a stop."""

from __future__ import annotations

import pytest

from content.models import Course
from content.phrases import Phrases
from storage.engine import Database
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import Open, opener, receives, said

ASK_NAME = "**Đồng chí cho biết họ và tên đầy đủ.**\nVí dụ: Nguyễn Văn An"
ASK_GROUP = "**Đồng chí thuộc nhóm nào?** Tôi sẽ chọn bài học theo nhóm này."
ASK_PLACE = (
    "**Đồng chí công tác ở xã, phường, đặc khu nào?**\nĐồng chí gõ tên, có dấu hay không dấu đều được. Ví dụ: dak wil"
)
ASK_POSITION = "**Chức vụ của đồng chí là gì?**\nVí dụ: Bí thư chi bộ, trưởng thôn 3"
WAYS = ["🔎 Tìm theo tỉnh, thành phố", "Tôi công tác ở cấp tỉnh"]
CHANGES = ["✏️ Sửa họ tên", "✏️ Sửa nhóm", "✏️ Sửa nơi công tác", "✏️ Sửa chức vụ"]


@pytest.fixture
def open_chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    return opener(db, clock, course, phrases)


@pytest.fixture
async def chat(open_chat: Open) -> Chat:
    """At the question for the name."""
    chat = open_chat()
    await chat.commands("start")
    await chat.taps("✅ Đồng ý")
    return chat


async def at_place(chat: Chat) -> Chat:
    await chat.says("Nguyễn Văn An")
    await chat.says("Lãnh đạo, quản lý cấp xã")
    assert chat.texts == [ASK_PLACE]
    return chat


async def place(chat: Chat) -> tuple[str | None, str | None]:
    person = await chat.person()
    return person.province, person.commune


async def test_the_whole_way(chat: Chat, clock: HandClock, course: Course) -> None:
    await chat.says("  Nguyễn   Văn\nAn ")
    assert chat.texts == [ASK_GROUP]
    assert chat.labels == [group.short for group in course.groups]
    await chat.says("1")
    assert chat.texts == [ASK_PLACE]
    assert chat.labels == WAYS
    await chat.says("xa dak wil")
    assert chat.texts == [ASK_POSITION]
    await chat.says("Bí thư chi bộ, trưởng thôn *3*")
    assert chat.texts == [
        "**Đồng chí xem lại giúp tôi:**\n\n"
        "- Họ và tên: **Nguyễn Văn An**\n"
        "- Nhóm: Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố\n"
        "- Nơi công tác: Xã Đắk Wil, Lâm Đồng\n"
        "- Chức vụ: Bí thư chi bộ, trưởng thôn \\*3\\*\n\n"
        "Đúng rồi thì chọn Đúng. Sai chỗ nào, đồng chí chọn sửa chỗ ấy."
    ]
    assert chat.labels == ["✅ Đúng", *CHANGES]
    assert not (await chat.person()).registered
    await chat.says("đúng")
    assert said(chat) == [
        "**Chào mừng đồng chí Nguyễn Văn An vào lớp.** Đồng chí đã đăng ký xong.\n\n"
        "Tôi sẽ nhắc đồng chí trước mỗi buổi học. Trong lúc chờ, mời đồng chí đọc bài đầu tiên, chừng hai phút.\n\n"
        "Buổi tới: **Khai giảng**, 8:00 thứ Bảy, 23/5/2026."
    ]
    assert [(choice.id, choice.label) for choice in chat.choices] == [
        (f"lesson:{course.lessons_for('bi-thu-chi-bo')[0].id}", "📖 Đọc bài đầu tiên"),
        ("timetable", "📅 Lịch lớp"),
        ("menu", "🏠 Trang chính"),
    ]
    assert [name for menu in chat.menus for name, _ in menu.commands] == [
        "menu", "baihoc", "kiemtra", "tinhhuong", "lich", "thuhoach", "tiendo", "lop", "dulieu", "lienket",
        "trogiup",
    ]  # fmt: skip
    person = await chat.person()
    assert (person.full_name, person.group, person.province, person.registered_at) == (
        "Nguyễn Văn An", "bi-thu-chi-bo", "68", clock.now(),
    )  # fmt: skip


async def test_a_second_tap_on_the_confirmation_changes_nothing(chat: Chat, clock: HandClock) -> None:
    await at_place(chat)
    await chat.says("dak wil")
    await chat.says("Chủ tịch")
    confirmed = chat.prompt
    await chat.taps("✅ Đúng")
    registered_at = clock.now()
    clock.move(minutes=1)
    await chat.forges("confirm", prompt=confirmed)
    assert chat.texts == [
        "Lựa chọn này thuộc một tin trước, nên không thay đổi gì nữa.\n\n"
        "Lúc này không có câu hỏi nào đang chờ. Đồng chí chọn một mục dưới đây, hoặc gõ menu."
    ]
    assert (await chat.person()).registered_at == registered_at


SHORT = "Tên này ngắn quá. Tên cần ít nhất 2 chữ cái."
LONG = "Tên này dài quá 60 chữ. Đồng chí chỉ gõ họ và tên, chưa cần chức vụ."
SIGNS = "Tên chỉ gồm chữ cái, không có chữ số hay ký hiệu. Đồng chí gõ lại giúp tôi."


@pytest.mark.parametrize(
    ("typed", "why"),
    [("A", SHORT), ("\x00\u202e", SHORT), ("a" * 61, LONG), ("x " * 5000, LONG), ("An 3", SIGNS), ("🙂🙂", SIGNS),
     ("...", SIGNS), ("<b>An</b>", SIGNS)],
)  # fmt: skip
async def test_what_is_no_name_is_asked_again_with_the_reason(chat: Chat, typed: str, why: str) -> None:
    await chat.says(typed)
    assert chat.texts == [f"{why}\n\n{ASK_NAME}"]
    assert (await chat.person()).full_name is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Vũ", "Vũ"), ("H’Yim Kđoh", "H’Yim Kđoh"), ("Nguyê\u0303n \x00Va\u0306n An", "Nguyễn Văn An"),
     ("tôi là Nguyễn Văn Tám", "Nguyễn Văn Tám"), ("Em tên Trần Thị Hai ạ", "Trần Thị Hai"),
     ("Tên tôi là K'Brơi.", "K'Brơi"), ("Dạ Thảo Vy", "Dạ Thảo Vy"),
     ("K' Brếu", "K' Brếu"), ("a" * 60, "a" * 60), ("TS. Lê Thị Y-Thu", "TS. Lê Thị Y-Thu")],
)  # fmt: skip
async def test_names_as_people_write_them(chat: Chat, typed: str, kept: str) -> None:
    await chat.says(typed)
    assert chat.texts == [ASK_GROUP]
    assert (await chat.person()).full_name == kept


async def test_a_group_that_is_none_is_asked_again(chat: Chat, course: Course) -> None:
    await chat.says("Nguyễn Văn An")
    await chat.says("nông dân")
    unknown = "Tôi chưa rõ nhóm nào. Đồng chí chọn một nhóm dưới đây, hoặc gõ số thứ tự của nhóm."
    assert chat.texts == [f"{unknown}\n\n{ASK_GROUP}"]
    await chat.says("mat tran va cac doan the")
    assert (await chat.person()).group == "mat-tran-doan-the"


async def test_homonyms_show_their_province_and_one_is_picked(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("tan hung")
    assert chat.texts == ["Có phải nơi này không? Đồng chí chọn đúng xã, phường, đặc khu của mình, hoặc gõ tên khác."]
    assert chat.labels == [
        "Phường Tân Hưng, Hải Phòng", "Xã Tân Hưng, Hưng Yên", "Xã Tân Hưng, Đồng Nai",
        "Phường Tân Hưng, Hồ Chí Minh", "Xã Tân Hưng, Tây Ninh", "Xã Tân Hưng, Cà Mau", WAYS[0],
    ]  # fmt: skip
    await chat.taps("Xã Tân Hưng, Tây Ninh")
    assert chat.texts == [ASK_POSITION]
    assert (await place(chat))[0] == "80"


async def test_too_many_are_narrowed_by_the_province_that_is_typed_next(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("tân")
    assert chat.texts == [
        "Có nhiều nơi tên gần giống “tân”. Nếu chưa thấy ở dưới, đồng chí gõ thêm cho đủ tên, hoặc gõ tên tỉnh."
    ]
    assert len(chat.labels) == 9
    await chat.says("lam dong")
    assert chat.texts == ["Ở đây có nhiều nơi tên gần giống “tân”. Nếu chưa thấy ở dưới, đồng chí gõ thêm cho đủ tên."]
    assert [label.rpartition(", ")[2] for label in chat.labels[:-1]] == ["Lâm Đồng"] * (len(chat.labels) - 1)
    assert "Xã Tân Hội, Lâm Đồng" in chat.labels


async def test_a_province_in_place_of_a_commune_bounds_the_search(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("Tây Ninh")
    within = "**Đồng chí công tác ở xã, phường, đặc khu nào của Tỉnh Tây Ninh?**\nĐồng chí gõ tên hoặc một phần tên."
    assert chat.texts == [within]
    await chat.says("tan hung")
    assert chat.texts == [ASK_POSITION]
    assert (await place(chat))[0] == "80"


async def test_by_way_of_the_province(chat: Chat) -> None:
    await at_place(chat)
    await chat.taps(WAYS[0])
    ask = (
        "**Đồng chí công tác ở tỉnh, thành phố nào?**\nĐồng chí gõ tên, có dấu hay không dấu đều được. Ví dụ: lam dong"
    )
    assert chat.texts == [ask]
    await chat.says("Atlantis")
    none = "Tôi chưa tìm thấy tỉnh, thành phố nào tên như vậy. Đồng chí gõ tên mới, dùng từ ngày 1/7/2025."
    assert chat.texts == [f"{none}\n\n{ask}"]
    await chat.says("an")
    assert chat.texts == ["Đồng chí chọn đúng tỉnh, thành phố của mình, hoặc gõ tên khác."]
    await chat.taps("Tỉnh An Giang")
    assert chat.labels == ["🔎 Tỉnh, thành phố khác"]
    await chat.taps("🔎 Tỉnh, thành phố khác")
    await chat.says("lam dong")
    await chat.says("dak wil")
    assert chat.texts == [ASK_POSITION]
    assert await place(chat) == ("68", "24646")


async def within_ho_chi_minh(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("hồ chí minh")
    assert chat.labels == ["🔎 Tỉnh, thành phố khác"]


async def test_what_is_not_in_the_province_is_offered_where_it_is(chat: Chat) -> None:
    await within_ho_chi_minh(chat)
    await chat.says("đà lạt")
    assert chat.texts == [
        "Tôi chưa tìm thấy “đà lạt” ở Thành phố Hồ Chí Minh, nhưng tỉnh, thành phố khác có. "
        "Đồng chí chọn đúng nơi của mình ở dưới, hoặc gõ tên khác."
    ]
    assert chat.labels == [
        "Phường Cam Ly - Đà Lạt, Lâm Đồng", "Phường Lâm Viên - Đà Lạt, Lâm Đồng",
        "Phường Lang Biang - Đà Lạt, Lâm Đồng", "Phường Xuân Hương - Đà Lạt, Lâm Đồng",
        "Phường Xuân Trường - Đà Lạt, Lâm Đồng", "🔎 Tỉnh, thành phố khác",
    ]  # fmt: skip
    await chat.taps("Phường Xuân Hương - Đà Lạt, Lâm Đồng")
    assert chat.texts == [ASK_POSITION]
    assert await place(chat) == ("68", "24781")


async def test_what_is_nowhere_names_the_province_that_was_searched(chat: Chat) -> None:
    await within_ho_chi_minh(chat)
    await chat.says("qwerty")
    assert chat.texts == [
        "Tôi chưa tìm thấy “qwerty” ở Thành phố Hồ Chí Minh. Đồng chí gõ tên mới của xã, phường, đặc khu "
        "(từ ngày 1/7/2025), hoặc chỉ một phần tên."
    ]
    assert chat.labels == ["🔎 Tỉnh, thành phố khác"]
    await chat.taps("🔎 Tỉnh, thành phố khác")
    await chat.says("lam dong")
    await chat.says("dak wil")
    assert await place(chat) == ("68", "24646")


async def test_work_for_a_whole_province_has_no_commune(chat: Chat) -> None:
    await at_place(chat)
    await chat.taps("Tôi công tác ở cấp tỉnh")
    await chat.says("hcm")
    assert chat.texts == [ASK_POSITION]
    assert await place(chat) == ("79", None)


@pytest.mark.parametrize("typed", ["qwerty", "🙂", "z" * 10_000])
async def test_a_place_that_there_is_not(chat: Chat, typed: str) -> None:
    await at_place(chat)
    await chat.says(typed)
    assert chat.texts == [
        f"Tôi chưa tìm thấy “{typed[:100]}”. Đồng chí gõ tên mới của xã, phường, đặc khu (từ ngày 1/7/2025), "
        "hoặc chỉ một phần tên."
    ]
    assert chat.labels == WAYS
    assert await place(chat) == (None, None)


async def test_a_position_needs_letters_and_an_end(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("dak wil")
    await chat.says("123")
    assert chat.texts == [f"Tôi chưa đọc ra chức vụ. Đồng chí gõ bằng chữ giúp tôi.\n\n{ASK_POSITION}"]
    await chat.says("b" * 151)
    long = "Câu này dài quá 150 chữ. Đồng chí gõ chức vụ chính thôi, ví dụ như dưới đây."
    assert chat.texts == [f"{long}\n\n{ASK_POSITION}"]
    await chat.says("b" * 150)
    assert (await chat.person()).position == "b" * 150


async def test_a_stop_in_the_middle_resumes_at_the_first_empty_field(chat: Chat, open_chat: Open) -> None:
    await chat.says("Nguyễn Văn An")
    await chat.commands("dulieu")
    again = open_chat()
    await again.says("alo")
    assert again.texts == [f"Ta tiếp tục nhé.\n\n{ASK_GROUP}"]
    await again.commands("xuat")
    of_the_staff = again.texts
    await again.commands("khong-co-lenh-nay")
    assert again.texts == of_the_staff == [f"Ta tiếp tục nhé.\n\n{ASK_GROUP}"]


@pytest.mark.parametrize("command", ["baihoc", "kiemtra", "lich", "thuhoach", "tiendo", "menu"])
async def test_what_opens_after_registration_says_so_and_the_question_stays(chat: Chat, command: str) -> None:
    after = f"Lệnh /{command} dùng được ngay sau khi đồng chí đăng ký xong."
    await chat.commands(command)
    assert chat.texts == [f"{after}\n\n{ASK_NAME}"]
    await chat.says("Nguyễn Văn An")
    await chat.commands(command)
    assert chat.texts == [f"{after}\n\nTa tiếp tục nhé.\n\n{ASK_GROUP}"]
    await chat.says("1")
    assert chat.texts == [ASK_PLACE]


async def test_a_field_is_changed_from_the_summary(chat: Chat) -> None:
    await at_place(chat)
    await chat.says("dak wil")
    await chat.says("Chủ tịch")
    await chat.says("hình như sai tên")
    assert chat.last.text.startswith("Đồng chí chưa xác nhận. Đồng chí chọn Đúng ở dưới, hoặc chọn chỗ cần sửa.\n\n")
    await chat.taps("✏️ Sửa họ tên")
    assert chat.texts == [ASK_NAME]
    await chat.says("Nguyễn Văn Ân")
    assert chat.labels == ["✅ Đúng", *CHANGES]
    assert (await chat.person()).full_name == "Nguyễn Văn Ân"


@pytest.mark.parametrize("kind", ["unsupported", "edited"])
async def test_what_is_no_new_text_leaves_the_question_open(chat: Chat, phrases: Phrases, kind: str) -> None:
    await receives(chat, other=kind, text="Lê Văn B")
    assert chat.texts == [f"{phrases.get(f'menu.lost.{kind}')}\n\nCâu hỏi ở trên vẫn chờ đồng chí trả lời."]
    await chat.says("Nguyễn Văn An")
    assert (await chat.person()).full_name == "Nguyễn Văn An"


async def test_the_way_back_from_the_province_to_the_communes_name(chat: Chat) -> None:
    await at_place(chat)
    await chat.taps("🔎 Tìm theo tỉnh, thành phố")
    assert chat.labels == ["↩️ Gõ tên xã, phường, đặc khu"]
    await chat.says("trưởng thôn")
    assert chat.labels == ["↩️ Gõ tên xã, phường, đặc khu"]
    await chat.says("1")
    assert (chat.texts, chat.labels) == ([ASK_PLACE], WAYS)


@pytest.mark.parametrize("text", ["đúng rồi", "đúng ạ", "dạ đúng", "dung roi", "Đúng.", "dung"])
async def test_right_is_not_read_as_stop(chat: Chat, text: str) -> None:
    await at_place(chat)
    await chat.says("dak wil")
    await chat.says("Chủ tịch")
    assert chat.labels[0] == "✅ Đúng"
    await chat.says(text)
    assert (await chat.person()).registered_at is not None
