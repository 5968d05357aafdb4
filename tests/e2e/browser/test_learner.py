"""A learner on the page: registers, reads, answers, writes, sends files."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.rehearsal import acting_files
from content import PACKAGED
from content.loading import load_course
from tests.e2e.browser import learning
from tests.e2e.browser.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_learner_registers_reads_a_lesson_and_passes_a_quiz(learner: Handset) -> None:
    quiz = load_course(PACKAGED / "courses" / "lop-664").quizzes[0]
    await learner.registers(learning.HEAD, learning.FARMER)

    await learner.does(("▸📖 Đọc bài đầu tiên", "Nắm tình hình tư tưởng trong Nhân dân"))
    await learner.does(("▸✅ Đã đọc · Bài tiếp theo", "Ba thói quen số mỗi ngày"))
    await learning.opens_quiz(learner, quiz)
    await learning.answers(learner, quiz)
    await learner.reads(f"🎉 {quiz.title}: đúng 5/5 câu, đạt.", "Đồng chí trả lời đúng tất cả.")

    await learner.does(("/menu", "Đã đọc 1/7 bài học, đạt 1/4 bài kiểm tra, chưa nộp bài thu hoạch."))


async def test_a_learner_writes_the_reflection_part_by_part(learner: Handset) -> None:
    await learner.registers(learning.HEAD, learning.FARMER)
    await learning.writes_essay(learner)
    await learner.reads(*learning.PARTS, "Cấp giải quyết: Cấp xã")

    await learner.taps("📨 Nộp bài này")
    await learner.reads("Số biên nhận: TH-664-000001 (bản 1)", "Bài nộp đúng hạn.")


async def test_a_learner_hands_in_photos_and_a_file(page: Page, neighbour: Handset) -> None:
    sheets: list[FilePayload] = [
        {"name": f"trang-{number}.jpg", "mimeType": "image/jpeg", "buffer": acting_files.photo(f"Trang {number}")}
        for number in (1, 2)
    ]
    paper: FilePayload = {"name": "Bài thu hoạch.pdf", "mimeType": "application/pdf", "buffer": acting_files.pdf("Bai")}
    await neighbour.registers(learning.FRONT, learning.DEPUTY)
    await learning.begins_essay(neighbour, "📎 Gửi bài đã viết sẵn")
    await neighbour.reads("Chưa có trang nào.")

    await neighbour.sends(sheets, as_photos=True)
    await neighbour.reads("Đã nhận. Bài có 2 tệp.")
    await neighbour.sends([paper])
    await neighbour.reads("Đã nhận. Bài có 3 tệp.")
    await expect(neighbour.column.locator(".album img")).to_have_count(2)

    await neighbour.does(
        ("▸✅ Gửi đủ rồi", "cần cấp nào giải quyết"),
        ("▸Chưa rõ cấp nào →", "Bài đã đủ."),
        ("▸📨 Nộp bài này", "Số biên nhận: TH-664-000001 (bản 1)"),
    )
    assert await neighbour.downloads("Bài thu hoạch.pdf") == paper["buffer"]
