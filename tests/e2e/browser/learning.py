"""What learners do on a handset from one end to the other: a quiz answered right, a reflection handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.async_api import expect

from content.models import Lesson, Situation
from content.quizzes import Question, Quiz
from tests.e2e.browser.handset import Handset

HEAD, FARMER = "Bí thư chi bộ, trưởng thôn, tổ trưởng", "Trưởng thôn 3"
FRONT, DEPUTY = "Mặt trận và các đoàn thể", "Phó Chủ tịch Mặt trận xã"
PARTS = (
    "Đường vào thôn 3 sạt lở từ mùa mưa năm ngoái, 42 hộ khó chở nông sản ra chợ.",
    "Chưa rõ đoạn đường này thôn lo hay xã lo; tiền bảo trì về muộn.",
    "Xã giao một người lo chính, xong trước ngày 30/6; thôn góp công dọn đất.",
)
TITLES = ("Vấn đề ở nơi tôi", "Nguyên nhân", "Kiến nghị, đề xuất")
TOPIC = "1. Quản trị toàn diện ở cấp xã"


async def finishes(handset: Handset, lesson: Lesson, following: Lesson) -> None:
    """Answer the question after the open lesson well; the lesson that follows is shown."""
    assert lesson.check is not None
    await handset.does(("▸✅ Đã đọc · Trả lời một câu", "Một câu nhỏ để nhớ lâu"))
    await handset.taps(min(lesson.check.right))
    await handset.reads(f"đọc xong bài “{lesson.title}”", following.title)
    await expect(handset.column.locator("[data-from=bot]", has_text="Đúng vậy.").last).to_be_visible()


async def plays(handset: Handset, situation: Situation) -> None:
    """Open a situation up to its first decision."""
    await handset.does(
        ("/tinhhuong", "Mỗi tình huống vài quyết định"),
        (f"▸{situation.title}", "Nhìn từ"),
        ("▸▶️ Bắt đầu", "Quyết định 1"),
    )


async def opens_quiz(handset: Handset, quiz: Quiz) -> None:
    """Open a quiz up to its first question."""
    await handset.does(
        ("/kiemtra", "Mỗi bài vài câu"),
        (f"▸{quiz.title}", "Không tính giờ"),
        ("▸▶️ Bắt đầu làm bài", f"Câu 1/{quiz.asked}"),
    )


async def answers(handset: Handset, quiz: Quiz) -> None:
    """Answer every question right."""
    count = quiz.asked
    for number in range(1, count + 1):
        await handset.reads(f"Câu {number}/{count}")
        shown = await handset.last.inner_text()
        question = next(one for one in quiz.questions if one.text in shown)
        await _answer(handset, question, right_letters(question, shown))


def right_letters(question: Question, shown: str) -> list[str]:
    """The letters under which the right options stand in a question as it is shown."""
    right = {option.text for option in question.options if option.right}
    return [letter for letter, text in re.findall(r"^([A-F])\. (.+)$", shown, re.MULTILINE) if text in right]


async def _answer(handset: Handset, question: Question, letters: Sequence[str]) -> None:
    if len(question.right) == 1:
        await handset.taps(letters[0])
        return
    for letter in letters:
        await handset.taps(f"☐ {letter}")
        await expect(handset.choice(f"☑ {letter}")).to_be_visible()
    await handset.taps("Chốt đáp án")


async def begins_essay(handset: Handset, way: str) -> None:
    """A reflection on the first topic, up to its first page; `way` is the label of how it is written."""
    await handset.does(
        ("/thuhoach", "Đồng chí chưa viết bài."),
        ("▸✏️ Bắt đầu viết", "gắn với chuyên đề nào"),
    )
    await handset.taps(f"▫️ {TOPIC}")
    await expect(handset.choice(f"✅ {TOPIC}")).to_be_visible()
    await handset.does(("▸Chọn xong →", "làm bài theo cách nào"))
    await handset.taps(way)


async def writes_essay(handset: Handset) -> None:
    """A reflection part by part, up to its preview."""
    await begins_essay(handset, "✏️ Viết theo từng phần")
    for number, (title, text) in enumerate(zip(TITLES, PARTS, strict=True), 1):
        await handset.reads(f"Phần {number}/3. {title}")
        await handset.does((text, "Đã ghi."))
        await handset.taps("✅ Xong phần này")
    await handset.reads("cần cấp nào giải quyết")
    await handset.taps("▫️ Cấp xã")
    await expect(handset.choice("✅ Cấp xã")).to_be_visible()
    await handset.does(("▸Chọn xong →", "Bài đã đủ."))
