"""What a notice may say: text, a photo, a file with a caption."""

from __future__ import annotations

import pytest

from handlers.messages import Attached, Attachment, Reply, Stored, restored
from storage.engine import Database
from storage.tables import files
from tests.handlers.chat import Chat
from tests.handlers.trainer.desk import kept, pdf, rows, writes


async def test_files_that_cannot_go_are_refused_and_the_draft_stays(trainer: Chat, db: Database) -> None:
    await trainer.forges("nnew")
    await trainer.sends([pdf()], caption="Kính gửi")
    await trainer.taps("✏️ Sửa nội dung")
    answers = []
    for sent in (
        [pdf(), pdf()],
        [Attached("document", "ref", "to.pdf", problem="too_large")],
        [Attached("document", "ref", "mat.pdf", problem="lost")],
        [pdf("trong.pdf", 0, "application/octet-stream")],
        [pdf("chay.exe", 90, "application/octet-stream")],
        [pdf("chay.exe", 90)],
        [pdf("trang.html", 90)],
        [pdf("anh.pdf", 90, "image/png")],
        [Attached("other", "ref")],
    ):
        await trainer.sends(sent, caption="mới")
        answers.append(trainer.last.text.splitlines()[0])
    assert answers == [
        "Mỗi thông báo kèm được một tệp, đồng chí vừa gửi 2 tệp.",
        "Tệp này lớn quá 20 MB nên không gửi kèm được.",
        "Chưa lấy được tệp về. Đồng chí gửi lại tệp giúp.",
        "Tệp này trống, không có nội dung. Đồng chí xem lại và gửi tệp khác.",
        "Chưa gửi kèm được loại tệp này.",
        "Đuôi tên của tệp không khớp với nội dung bên trong.",
        "Đuôi tên của tệp không khớp với nội dung bên trong.",
        "Đuôi tên của tệp không khớp với nội dung bên trong.",
        "Chưa gửi kèm được loại tệp này.",
    ]
    assert trainer.labels == ["Bỏ tệp kèm theo", "Giữ nguyên nội dung", "🗑 Bỏ thông báo này"]
    assert await rows(db, files, files.c.name) == [("kế hoạch.pdf",)]
    await trainer.taps("Bỏ tệp kèm theo")
    await trainer.taps("Giữ nguyên nội dung")
    await trainer.taps("✏️ Sửa nội dung")
    assert trainer.texts == [
        "✏️ **Sửa nội dung**\n\nĐồng chí gửi nội dung mới, nội dung cũ sẽ được thay. Người nhận đã chọn vẫn giữ."
    ]


async def test_a_file_with_a_caption(trainer: Chat, class_of_three: list[Chat], db: Database) -> None:
    await trainer.forges("nnew")
    await trainer.sends([pdf()], caption="y" * 1025)
    assert trainer.texts == [
        "Lời kèm tệp dài quá 1.024 ký tự, cần bớt 1 ký tự. Tệp đã được giữ.\nĐồng chí gửi lại lời kèm ngắn hơn."
    ]
    await trainer.says("y" * 1024)
    await trainer.taps("👀 Xem trước và gửi")
    file = Attachment("kế hoạch.pdf", sha256="ab" * 32)
    assert trainer.replies[0] == Reply("y" * 1024, attachments=(file,))
    await trainer.taps("📣 Gửi ngay cho 3 người")
    (notice,) = await kept(db)
    assert restored(notice.body).attachments == (file,)
    assert await rows(db, files, files.c.name, files.c.size, files.c.person_id) == [
        ("kế hoạch.pdf", 900, (await trainer.person()).id)
    ]


async def test_a_photo_alone_is_named_by_its_file(trainer: Chat, class_of_three: list[Chat], db: Database) -> None:
    await trainer.forges("nnew")
    photo = Stored("cd" * 32, 5, "image/jpeg", "anh-1.jpg")
    await trainer.sends([Attached("photo", "ref", stored=photo)])
    await trainer.taps("👀 Xem trước và gửi")
    await trainer.taps("📣 Gửi ngay cho 3 người")
    (notice,) = await kept(db)
    assert notice.title == "anh-1.jpg"
    assert restored(notice.body).attachments == (Attachment("anh-1.jpg", sha256="cd" * 32, as_photo=True),)


@pytest.mark.parametrize(
    ("text", "over"), [("a" * 4096, 0), ("😀" * 2048, 0), ("a" * 4097, 1), ("😀" * 2049, 2), ("a" * 10_000, 5904)]
)
async def test_the_length_is_that_of_one_message(trainer: Chat, text: str, over: int) -> None:
    await trainer.forges("nnew")
    await trainer.says(text)
    said = trainer.last.text.splitlines()[0]
    if over:
        number = f"{over:,}".replace(",", ".")
        assert said == f"Nội dung dài quá 4.096 ký tự, cần bớt {number} ký tự."
    assert await trainer.step() == ("notice_write" if over else "notice_audience")


async def test_texts_that_nobody_could_read_are_not_taken(trainer: Chat) -> None:
    await trainer.forges("nnew")
    for text in ("", "\x00", " \n ", "\u200b\u202e"):
        await trainer.says(text)
        assert (await trainer.step(), trainer.last.text.splitlines()[1]) == ("notice_write", "Đồng chí gửi lại giúp.")
    await trainer.says("\u202eđảo\x00 chữ 😀 <b>&amp;</b>")
    assert await trainer.step() == "notice_audience"


async def test_an_overlong_text_leaves_the_earlier_one(trainer: Chat, class_of_three: list[Chat]) -> None:
    await writes(trainer, "bản đầu")
    await trainer.taps("✏️ Sửa nội dung")
    await trainer.says("z" * 5000)
    await trainer.taps("Giữ nguyên nội dung")
    await trainer.taps("👀 Xem trước và gửi")
    assert trainer.texts[0] == "bản đầu"


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        ("Kế hoạch.PDF", "Kế hoạch.PDF"),
        ("Kế hoạch", "Kế hoạch.pdf"),
        ("Kế hoạch 23.5.2026", "Kế hoạch 23.5.2026.pdf"),
        ("Công văn T.Ư", "Công văn T.Ư.pdf"),
    ],
)
async def test_a_file_goes_out_under_a_name_that_opens(trainer: Chat, db: Database, came: str, goes: str) -> None:
    await trainer.forges("nnew")
    await trainer.sends([pdf(came)])
    assert await rows(db, files, files.c.name) == [(goes,)]


async def test_a_typed_number_drops_nothing(trainer: Chat, class_of_three: list[Chat]) -> None:
    await trainer.commands("thongbao")
    await trainer.taps("✏️ Viết thông báo mới")
    await trainer.says("1")
    await trainer.taps("👀 Xem trước và gửi")
    assert trainer.replies[0].text == "1"
    dropping = trainer.labels.index("🗑 Bỏ thông báo này") + 1
    await trainer.says(str(dropping))
    assert "🗑 Bỏ thông báo này" in trainer.labels
    await trainer.taps("🗑 Bỏ thông báo này")
    assert trainer.texts == ["Đã bỏ thông báo đang viết. Chưa gửi cho ai."]
