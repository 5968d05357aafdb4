"""Messages of kinds that nobody waits for, and files that can't be taken: a clear answer each, and nothing is lost."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from bot.rehearsal import acting_files
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_learner import Learner
from bot.rehearsal.acting_words import ESSAY_FILES
from tests.e2e.classroom import HandingInUpTo, a_class, pursued
from tests.e2e.conftest import Phones
from tests.e2e.program import Program

UNREAD = "Tôi chỉ đọc được chữ, ảnh và tệp; chưa đọc được loại tin này. Đồng chí gõ chữ giúp tôi."
NOT_NOW = (
    "Lúc này tôi chưa cần ảnh hay tệp, nên không giữ lại. "
    "Muốn nộp bài thu hoạch, đồng chí mở mục Bài thu hoạch (/thuhoach) trước."
)
NOT_UNDERSTOOD = (
    "Tôi chưa hiểu ý đồng chí.\n\nLúc này không có câu hỏi nào đang chờ. Đồng chí chọn một mục dưới đây, hoặc gõ menu."
)
FILE = {"file_id": "x", "file_unique_id": "x", "file_size": 1000}
KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "sticker": (
        {"sticker": {**FILE, "type": "regular", "width": 5, "height": 5, "is_animated": False, "is_video": False}},
        UNREAD,
    ),
    "voice": ({"voice": {**FILE, "duration": 3}}, NOT_NOW),
    "video": ({"video": {**FILE, "width": 5, "height": 5, "duration": 3}}, NOT_NOW),
    "round video": ({"video_note": {**FILE, "length": 5, "duration": 3}}, NOT_NOW),
    "contact": ({"contact": {"phone_number": "+84901234567", "first_name": "An"}}, UNREAD),
    "location": ({"location": {"latitude": 11.94, "longitude": 108.44}}, UNREAD),
    "poll": (
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False}},
        UNREAD,
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, UNREAD),
    "story": ({"story": {"chat": {"id": 5, "type": "private"}, "id": 1}}, UNREAD),
    "a kind of the future": ({"hologram": {"file_id": "x"}}, UNREAD),
    "forwarded text": (
        {"text": "chuyển tiếp", "forward_origin": {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 1}},
        NOT_UNDERSTOOD,
    ),
}


@pytest.fixture
async def learner(unharmed: Program, phones: Phones) -> Learner:
    """A registered learner of a program that must come to no harm."""
    del unharmed
    return (await a_class(phones, 1))[0]


async def test_every_kind_of_message_is_answered(learner: Learner) -> None:
    answers = {}
    for kind, (message, _) in KINDS.items():
        await learner.phone.sends_raw(message)
        answers[kind] = (await learner.phone.waits_for()).text
    assert answers == {kind: answer for kind, (_, answer) in KINDS.items()}


async def test_an_edited_message_is_not_read_and_says_so(learner: Learner) -> None:
    await learner.phone.causes({"edited_message": {"text": "/xoa", "edit_date": 1}})
    edited = "Tôi chỉ đọc tin mới, không đọc tin đã sửa. Đồng chí gửi lại thành một tin mới giúp tôi."
    assert (await learner.phone.waits_for()).text == edited


async def test_odd_kinds_leave_an_open_draft_open(program: Program, phones: Phones) -> None:
    (learner,) = await a_class(phones, 1)
    await pursued(learner, HandingInUpTo(ESSAY_FILES, _ready("bai.pdf")))
    for message, _ in KINDS.values():
        await learner.phone.sends_raw(message)
        await learner.phone.waits_for()
    await pursued(learner, HandingIn(_ready("bai.pdf")))
    written = [row["text"] for row in program.rows("SELECT text FROM reflection_parts WHERE text IS NOT NULL")]
    assert written == ["chuyển tiếp"]
    await program.settled()
    assert _refused(program) <= {"getFile"}


async def test_in_a_group_it_says_once_that_it_talks_in_private_only(learner: Learner, program: Program) -> None:
    group = {"id": -100123, "type": "supergroup", "title": "Lớp"}
    for text in ("chào bot", "/menu", "1"):
        await learner.phone.sends_raw({"chat": group, "text": text})
    await program.settled()
    said = [
        call["params"]["text"] for call in program.calls("sendMessage") if str(call["params"]["chat_id"]) == "-100123"
    ]
    assert said == [
        "Chào các đồng chí. Tôi chỉ trò chuyện riêng với từng người, không trả lời trong nhóm. "
        "Đồng chí mở trang của tôi và nhắn riêng nhé."
    ]


def _zip(**entries: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


ACCEPTED = "chỉ nhận ảnh (JPG, PNG), PDF hoặc Word"
WRONG_FILES = {
    "photo named pdf": (
        ("bai.pdf", acting_files.photo("x")),
        "Tệp bai.pdf chưa nhận được: bên trong là ảnh JPG, không đúng với đuôi tên. "
        "Đồng chí lưu lại đúng loại, hoặc chụp ảnh rồi gửi.",
    ),
    "pdf named docx": (
        ("bai.docx", acting_files.pdf("x")),
        "Tệp bai.docx chưa nhận được: bên trong là PDF, không đúng với đuôi tên. "
        "Đồng chí lưu lại đúng loại, hoặc chụp ảnh rồi gửi.",
    ),
    "program": (("bai.exe", b"MZ" + bytes(500)), f"Tệp bai.exe chưa nhận được: {ACCEPTED}."),
    "program named pdf": (("bai.pdf", b"MZ" + bytes(500)), f"Tệp bai.pdf chưa nhận được: {ACCEPTED}."),
    "zip named docx": (("bai.docx", _zip(bai=b"x" * 9)), f"Tệp bai.docx chưa nhận được: {ACCEPTED}."),
    "torn docx": (("bai.docx", acting_files.word("x")[:200]), f"Tệp bai.docx chưa nhận được: {ACCEPTED}."),
    "text": (("bai.txt", "Bài thu hoạch".encode()), f"Tệp bai.txt chưa nhận được: {ACCEPTED}."),
    "pdf under a turned name": (
        ("bai\u202efdp.exe", acting_files.pdf("x")),
        "Tệp baifdp.exe chưa nhận được: bên trong là PDF, không đúng với đuôi tên. "
        "Đồng chí lưu lại đúng loại, hoặc chụp ảnh rồi gửi.",
    ),
}
TOO_LARGE = "Tệp lon.pdf chưa nhận được: lớn hơn 20 MB. Đồng chí chia nhỏ ra, hoặc chụp ảnh từng trang rồi gửi."


async def test_wrong_files_are_refused_by_name_and_good_ones_stay(learner: Learner, program: Program) -> None:
    phone = learner.phone
    await pursued(learner, HandingInUpTo(ESSAY_FILES, _ready("bai-1.pdf")))
    await phone.sends_files([("bai-1.pdf", acting_files.pdf("bai-1.pdf"))])
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    for (name, content), answer in WRONG_FILES.values():
        await phone.sends_files([(name, content)])
        assert (await phone.waits_for()).text.split("\n")[0] == answer
    await phone.sends_raw({"document": {**FILE, "file_name": "lon.pdf", "file_size": 21 << 20}})
    assert (await phone.waits_for()).text.split("\n")[0] == TOO_LARGE
    await phone.sends_files([("bai-2.docx", acting_files.word("hai"))])
    await phone.waits_for("Đã nhận. Bài có 2 tệp")

    names = [
        row["name"] for row in program.rows("SELECT f.name FROM reflection_parts p JOIN files f ON f.id = p.file_id")
    ]
    assert names == ["bai-1.pdf", "bai-2.docx"]


async def test_an_album_with_a_wrong_file_keeps_the_good_ones(learner: Learner) -> None:
    phone = learner.phone
    await pursued(learner, HandingInUpTo(ESSAY_FILES, _ready("bai.pdf")))
    good = ("trang 1.pdf", acting_files.pdf("1"))
    await phone.sends_files([good, ("virus.exe", b"MZ" + bytes(9)), ("trang 3.docx", acting_files.word("3"))])
    answer = await phone.waits_for("Đã nhận. Bài có 2 tệp")
    assert answer.text.startswith(f"Tệp virus.exe chưa nhận được: {ACCEPTED}.\n\nĐã nhận. Bài có 2 tệp.")


async def test_a_file_that_the_channel_lost_is_asked_for_again(program: Program, phones: Phones) -> None:
    (learner,) = await a_class(phones, 1)
    await pursued(learner, HandingInUpTo(ESSAY_FILES, _ready("bai.pdf")))
    await learner.phone.sends_raw({"document": {**FILE, "file_name": "bai.pdf"}})
    answer = await learner.phone.waits_for()
    assert answer.text == "Tệp bai.pdf chưa tới nơi. Đồng chí gửi lại tệp ấy nhé."
    await pursued(learner, HandingIn(_ready("bai.pdf")))
    await program.settled()
    assert _refused(program) == {"getFile"}


def _refused(program: Program) -> set[str]:
    return {call["method"] for call in program.calls() if call["result"] != "ok"}


def _ready(name: str) -> Essay:
    return Essay([1], ["Cấp xã"], files=[(name, acting_files.pdf(name))])
