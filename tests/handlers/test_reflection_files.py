"""An essay that was written elsewhere: photos, PDF, Word, in albums and one by one, taken and refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.files import Files
from content.models import Course
from handlers.learner.reflection import REFLECTION
from handlers.messages import Attached, Stored
from storage.reflections import Reflection, draft, latest
from storage.tables import files as file_rows
from tests.handlers.chat import Chat

PDF = b"%PDF-1.7\n"
JPEG = b"\xff\xd8\xff\xe0"
PNG = b"\x89PNG\r\n\x1a\n"


def docx() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return whole.getvalue()


class Sends:
    """Puts bytes on disk as the channel's adapter does, and says what came."""

    def __init__(self, root: Path) -> None:
        self.files = Files(root)

    async def document(self, name: str, content: bytes) -> Attached:
        return Attached("document", "ref", name, stored=await self.files.keep(content, name))

    async def photo(self, content: bytes = JPEG) -> Attached:
        return Attached("photo", "ref", stored=await self.files.keep(content, "", "image/jpeg"))


@pytest.fixture
def sends(tmp_path: Path) -> Sends:
    return Sends(tmp_path / "files")


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    """At the page that takes a ready essay."""
    chat: Chat = chats(REFLECTION)
    await chat.registers()
    await chat.forges("essay_start")
    await chat.taps("▫️ 2. Điều hành vì tăng trưởng hai con số")
    await chat.taps("Chọn xong →")
    await chat.taps("📎 Gửi bài đã viết sẵn")
    return chat


async def names(chat: Chat, course: Course, version: Callable[..., object] = draft) -> list[tuple[str, str]]:
    """(part, name) of each file of the draft, in order."""
    person = await chat.person()
    async with chat.db.read() as store:
        reflection = await version(store, person.id, course.id)  # type: ignore[misc]  # draft or latest
    assert isinstance(reflection, Reflection)
    return [(piece.part, piece.file.name) for piece in reflection.pieces if piece.file is not None]


async def rows(chat: Chat) -> int:
    async with chat.db.read() as store:
        count: int = await store.value(select(func.count()).select_from(file_rows))
    return count


async def test_the_page_says_what_is_taken(chat: Chat) -> None:
    assert chat.texts == [
        "**Bài đã viết sẵn**\n"
        "Đồng chí gửi ảnh \\(JPG, PNG\\), PDF hoặc Word, mỗi tệp tối đa 20 MB. "
        "Nhiều trang thì gửi lần lượt theo thứ tự.\n\n"
        "Chưa có trang nào."
    ]
    assert chat.labels == ["Viết sau →", "← Về bài nháp"]


async def test_an_album_is_one_hand_in(chat: Chat, sends: Sends, course: Course) -> None:
    await chat.sends([await sends.photo(JPEG + bytes([page])) for page in range(3)], caption="Bài viết tay, ba trang")
    assert chat.texts == [
        "Đã nhận. Bài có 5 chữ và 3 tệp.\n\n"
        "Tệp 1: anh\\-1\\.jpg (1 KB)\nTệp 2: anh\\-2\\.jpg (1 KB)\nTệp 3: anh\\-3\\.jpg (1 KB)"
    ]
    assert chat.labels == [
        "✅ Gửi đủ rồi",
        "🗑 Bỏ anh-1.jpg",
        "🗑 Bỏ anh-2.jpg",
        "🗑 Bỏ anh-3.jpg",
        "🗑 Bỏ hết, gửi lại từ đầu",
        "← Về bài nháp",
    ]
    await chat.taps("✅ Gửi đủ rồi")
    await chat.taps("▫️ Trung ương")
    await chat.taps("Chọn xong →")
    assert chat.last.text.endswith(
        "**Bài viết sẵn**\nBài viết tay, ba trang\n\n"
        "Tệp gửi kèm:\nTệp 1: anh\\-1\\.jpg (1 KB)\nTệp 2: anh\\-2\\.jpg (1 KB)\nTệp 3: anh\\-3\\.jpg (1 KB)\n\n"
        "**Cấp giải quyết:** Trung ương\n\nBài đã đủ. Đồng chí chọn **Nộp bài này** để gửi đi."
    )
    await chat.taps("📨 Nộp bài này")
    assert await names(chat, course, latest) == [("essay", f"anh-{page}.jpg") for page in (1, 2, 3)]


async def test_a_ready_essay_stands_in_the_outline_without_the_parts_that_it_replaces(chat: Chat, sends: Sends) -> None:
    await chat.forges("essay_part:van-de")
    await chat.says("Đường thôn hỏng")
    await chat.forges("essay_part:essay")
    await chat.sends([await sends.document("bai.pdf", PDF)])
    await chat.taps("← Về bài nháp")
    assert chat.last.text.endswith(
        "**Chuyên đề:** số 2\n**Vấn đề ở nơi tôi:** 3 chữ\n**Bài viết sẵn:** 1 tệp\n**Cấp giải quyết:** chưa có"
    )
    assert chat.labels[:6] == [
        "✏️ Chuyên đề", "✏️ Vấn đề ở nơi tôi", "✏️ Nguyên nhân", "✏️ Kiến nghị, đề xuất", "✏️ Bài viết sẵn",
        "✏️ Cấp giải quyết",
    ]  # fmt: skip
    await chat.taps("✏️ Bài viết sẵn")
    await chat.taps("🗑 Bỏ bai.pdf")
    await chat.taps("← Về bài nháp")
    assert "\n**Nguyên nhân:** chưa có\n" in chat.last.text


async def test_one_by_one_in_order_and_each_can_be_removed(chat: Chat, sends: Sends, course: Course) -> None:
    await chat.sends([await sends.document("Bài thu hoạch.pdf", PDF)])
    await chat.sends([await sends.document("Bài thu hoạch.pdf", PDF + b"trang 2")])
    await chat.sends([await sends.document("Phụ lục.DOCX", docx())])
    await chat.sends([await sends.document("quét", PNG)])
    assert await names(chat, course) == [
        ("essay", "Bài thu hoạch.pdf"),
        ("essay", "Bài thu hoạch-2.pdf"),
        ("essay", "Phụ lục.DOCX"),
        ("essay", "quét.png"),
    ]
    remove = next(choice.id for choice in chat.choices if choice.label == "🗑 Bỏ Bài thu hoạch-2.pdf")
    await chat.forges(remove)
    assert chat.last.text.startswith("Đã bỏ tệp ấy khỏi bài.\n\nBài đã có 3 tệp.\n\nTệp 1")
    await chat.forges(remove)
    assert chat.last.text.startswith("Phần ấy không còn trong bài nháp nữa.\n\n")
    assert [name for _, name in await names(chat, course)] == ["Bài thu hoạch.pdf", "Phụ lục.DOCX", "quét.png"]
    assert await rows(chat) == 3


async def test_the_same_file_sent_twice_is_kept_once(chat: Chat, sends: Sends, course: Course) -> None:
    await chat.sends([await sends.document("bai.pdf", PDF)])
    await chat.sends([await sends.document("bai.pdf", PDF)])
    assert chat.last.text.startswith("Tệp bai\\.pdf đã có trong bài, tôi không ghi hai lần.\n\nBài đã có 1 tệp.")
    assert await names(chat, course) == [("essay", "bai.pdf")]


TAKEN = "ảnh \\(JPG, PNG\\), PDF hoặc Word"


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("nhac.mp3", b"ID3", f"Tệp nhac\\.mp3 chưa nhận được: chỉ nhận {TAKEN}."),
        ("bai.pdf", b"MZ\x90\x00", f"Tệp bai\\.pdf chưa nhận được: chỉ nhận {TAKEN}."),
        ("gif.gif", b"GIF89a", f"Tệp gif\\.gif chưa nhận được: chỉ nhận {TAKEN}."),
        ("rong.pdf", b"", "Tệp rong\\.pdf rỗng, không có gì bên trong. Đồng chí mở lại xem rồi gửi nhé."),
        (
            "bai.pdf",
            PNG,
            "Tệp bai\\.pdf chưa nhận được: bên trong là ảnh PNG, không đúng với đuôi tên. "
            "Đồng chí lưu lại đúng loại, hoặc chụp ảnh rồi gửi.",
        ),
        (
            "bai.exe",
            PDF,
            "Tệp bai\\.exe chưa nhận được: bên trong là PDF, không đúng với đuôi tên. "
            "Đồng chí lưu lại đúng loại, hoặc chụp ảnh rồi gửi.",
        ),
    ],
)
async def test_what_is_refused_says_why_and_loses_nothing(
    chat: Chat, sends: Sends, course: Course, name: str, content: bytes, answer: str
) -> None:
    await chat.sends([await sends.document("trang-1.pdf", PDF)])
    await chat.sends([await sends.document(name, content)])
    assert chat.texts == [f"{answer}\n\nBài đã có 1 tệp.\n\nTệp 1: trang\\-1\\.pdf (1 KB)"]
    assert await names(chat, course) == [("essay", "trang-1.pdf")]
    assert await rows(chat) == 1


async def test_of_an_album_the_good_ones_are_kept(chat: Chat, sends: Sends, course: Course) -> None:
    too_large = Attached("document", "ref", "Ảnh lớn\u202e\n.jpg", size=30 << 20, problem="too_large")
    lost = Attached("photo", "ref", problem="lost")
    video = Attached("other", "ref", "phim.mp4", problem="too_large")
    await chat.sends([too_large, await sends.photo(), lost, video])
    assert chat.texts == [
        "Tệp Ảnh lớn\\.jpg chưa nhận được: lớn hơn 20 MB. "
        "Đồng chí chia nhỏ ra, hoặc chụp ảnh từng trang rồi gửi.\n\n"
        "Tệp vừa gửi chưa tới nơi. Đồng chí gửi lại tệp ấy nhé.\n\n"
        f"Tệp phim\\.mp4 chưa nhận được: chỉ nhận {TAKEN}.\n\n"
        "Đã nhận. Bài có 1 tệp.\n\nTệp 1: anh\\-1\\.jpg (1 KB)"
    ]
    assert await names(chat, course) == [("essay", "anh-1.jpg")]


async def test_the_size_is_bounded_by_the_course_to_the_byte(chat: Chat, course: Course) -> None:
    limit = course.reflection.max_bytes
    for size in (limit, limit + 1):
        stored = Stored(f"{size:064}", size, "application/pdf", f"{size}.pdf")
        await chat.sends([Attached("document", "ref", stored.name, stored=stored)])
    assert await names(chat, course) == [("essay", f"{limit}.pdf")]


async def test_photos_go_with_a_guided_part_too(chat: Chat, sends: Sends, course: Course) -> None:
    await chat.forges("essay_part:van-de")
    await chat.sends([await sends.photo()], caption="Cầu thôn 5")
    assert chat.texts == ["Đã ghi. Phần này có 3 chữ và 1 tệp."]
    assert chat.labels[1:3] == ["🗑 Bỏ anh-1.jpg", "🗑 Xóa phần này, viết lại"]
    assert await names(chat, course) == [("van-de", "anh-1.jpg")]
    await chat.taps("🗑 Xóa phần này, viết lại")
    assert await names(chat, course) == []
    assert await rows(chat) == 0


async def test_files_sent_before_a_way_was_chosen_are_the_ready_essay(
    chats: Callable[..., Chat], sends: Sends, course: Course
) -> None:
    chat = chats(REFLECTION)
    await chat.registers()
    await chat.forges("essay_start")
    await chat.taps("▫️ 2. Điều hành vì tăng trưởng hai con số")
    await chat.taps("Chọn xong →")
    await chat.sends([await sends.photo()])
    assert await names(chat, course) == [("essay", "anh-1.jpg")]
    assert await chat.step() == "essay_part"


async def test_a_new_version_names_the_same_files_until_they_are_removed(
    chat: Chat, sends: Sends, course: Course
) -> None:
    await chat.sends([await sends.photo()])
    await chat.forges("essay_preview")
    await chat.taps("📨 Nộp bài này")
    await chat.forges("essay_start")
    await chat.taps("✏️ Bài viết sẵn")
    await chat.taps("🗑 Bỏ anh-1.jpg")
    assert await names(chat, course) == []
    assert await names(chat, course, latest) == [("essay", "anh-1.jpg")]
    assert await rows(chat) == 1


async def test_what_is_too_large_for_the_chat_may_come_by_the_page(chat: Chat) -> None:
    large = Attached("document", "ref", "video.pdf", size=30 << 20, problem="too_large")
    await chat.sends([large])
    assert "/gui/" not in chat.last.text
    chat.school = replace(chat.school, public_url="https://lop.example")
    await chat.sends([large])
    assert "https\\:\\/\\/lop\\.example\\/gui\\/" in chat.last.text
    await chat.says("Còn đây là chữ")
    assert "gui" not in chat.last.text
