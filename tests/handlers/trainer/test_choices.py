"""What learners chose in a situation, as a trainer sees it: numbers, and a picture by target group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from content.models import Course
from content.phrases import Phrases
from handlers.coordinator.reports.choices_chart import NoSuchSituation, Row, rows_of, wrapped
from handlers.learner.situations import SITUATIONS
from handlers.messages import Attachment
from handlers.trainer.choices import CHOICES
from storage.engine import Database
from storage.situation_counts import Chosen
from tests.handlers.chat import Chat
from tests.handlers.report_class import AT, ReportClass
from tests.handlers.small_course import seen

Chats = Callable[..., Chat]
TITLE = "Ranh đất mười một năm chưa yên"


async def plays(chats: Chats, number: int, letters: str, group: str = "bi-thu-chi-bo") -> Chat:
    chat = chats(SITUATIONS, chat=str(2000 + number))
    await chat.registers(group=group, name=f"Học viên {number}")
    await again(chat, letters, 1)
    return chat


async def again(chat: Chat, letters: str, number: int) -> None:
    await chat.forges(f"story-go:dat-thon:{number}")
    for letter in letters:
        await chat.taps(letter)


@pytest.fixture
async def trainer(chats: Chats) -> Chat:
    chat = chats(CHOICES)
    await chat.becomes("trainer")
    return chat


async def test_the_list_counts_who_has_begun(trainer: Chat, chats: Chats) -> None:
    await trainer.commands("luachon")
    heading = "Lựa chọn của lớp trong các tình huống\nChỉ tính lần đi đầu tiên của mỗi người.\n\n• "
    row = f"{TITLE} (nhìn từ: Bí thư chi bộ, trưởng thôn, tổ trưởng)"
    assert (seen(trainer), trainer.labels) == ([f"{heading}{row}: 0 người"], ["🏠 Trang chính"])
    await plays(chats, 1, "B")
    await plays(chats, 2, "")
    await trainer.forges("choices")
    assert seen(trainer) == [f"{heading}{row}: 2 người"]
    assert trainer.labels == [f"📊 {TITLE}", "🏠 Trang chính"]


async def test_each_decision_with_its_numbers_and_the_picture(trainer: Chat, chats: Chats) -> None:
    first = await plays(chats, 1, "BBCAB")
    await again(first, "AAA", 2)  # a second time counts for nothing
    await plays(chats, 2, "BA")
    await plays(chats, 3, "A", group="chinh-quyen")
    await trainer.forges("choices-of:dat-thon")
    parts = seen(trainer)[0].split("\n\n")
    assert parts[1].splitlines()[0].startswith("1. Bảy giờ tối, hàng xóm gọi:")
    assert parts[1].splitlines()[0].endswith("(3 người)")
    assert [line for part in parts for line in part.splitlines() if line.startswith("• ")][:4] == [
        "• Gọi cho chị Lụa, bảo dừng ngay kẻo thôn báo công an: 1 người (33%)",
        "• ✅ Sang từng nhà ngay tối nay, ngồi nghe riêng mỗi bên: 2 người (67%)",
        "• Đưa chuyện lên nhóm của thôn để bà con góp lời: 0 người (0%)",
        "• Phân xử luôn theo trí nhớ, ranh là hàng cau cũ: 1 người (50%)",
    ]
    spec = {
        "kind": "situation_choices", "course": "lop-664", "situation": "dat-thon",
        "at": trainer.clock.now().isoformat(),
    }  # fmt: skip
    assert trainer.last.attachments == (Attachment("lua-chon-dat-thon.png", report=spec, as_photo=True),)


async def test_nobody_yet_and_no_such_situation(trainer: Chat) -> None:
    await trainer.forges("choices-of:dat-thon")
    assert trainer.last.attachments == ()
    await trainer.forges("choices-of:khong-co")
    assert seen(trainer) == ["Tình huống này không còn trong lớp."]


async def test_a_learner_has_no_such_door(chats: Chats) -> None:
    chat = chats(CHOICES)
    await chat.registers()
    await chat.commands("luachon")
    assert chat.texts == ["lost"]


async def test_the_picture(db: Database, course: Course, phrases: Phrases, chats: Chats, tmp_path: Path) -> None:
    await plays(chats, 1, "BBCAB")
    await plays(chats, 2, "AAA", group="chinh-quyen")
    klass = ReportClass(db, course, phrases, tmp_path)
    path = await klass.report("situation_choices", situation="dat-thon")
    with Image.open(path) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)
        colors = {color for _, color in picture.convert("RGB").getcolors(1 << 24) or []}
    assert {(0x1F, 0x6F, 0xB2), (0xE0, 0x8E, 0x0B)} <= colors
    with pytest.raises(NoSuchSituation, match=r"^khong-co$"):
        await klass.report("situation_choices", situation="khong-co", at=AT)


def test_the_rows_of_the_picture(course: Course) -> None:
    situation = course.situation("dat-thon")
    found = [Chosen("toi-nay", "B", "chinh-quyen", 3), Chosen("toi-nay", "B", None, 1)]
    rows = list(rows_of(situation, found))
    assert rows[0] == Row(f"1. {situation.nodes[0].text}")
    assert rows[2] == Row(situation.nodes[0].choices[1].text, {"chinh-quyen": 3, None: 1}, better=True)
    assert len(rows) == sum(1 + len(node.choices) for node in situation.nodes)
    assert wrapped("một hai ba bốn", 7) == "một hai\nba bốn"
