"""A learner on the page: registers, reads, answers, writes, sends files."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.rehearsal import acting_files
from content import PACKAGED
from content.loading import load_course
from content.walking import good_course
from tests.e2e.browser import learning
from tests.e2e.browser.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_learner_registers_reads_a_lesson_and_passes_a_quiz(learner: Handset) -> None:
    course = load_course(PACKAGED / "courses" / "lop-664")
    quiz, own = course.quizzes[0], course.lessons_for("bi-thu-chi-bo")
    await learner.registers(learning.HEAD, learning.FARMER)

    await learner.does(("▸📖 Đọc bài đầu tiên", own[0].title))
    await learning.finishes(learner, own[0], own[1])
    await learning.opens_quiz(learner, quiz)
    await learning.answers(learner, quiz)
    await learner.reads(f"🎉 {quiz.title}: đúng 5/5 câu, đạt.", "Đồng chí trả lời đúng tất cả.")

    quizzes = len(course.quizzes_for("bi-thu-chi-bo"))
    await learner.does(("/menu", f"Đã đọc 1/{len(own)} bài học, đạt 1/{quizzes} bài kiểm tra, chưa nộp bài thu hoạch."))


async def test_a_learner_decides_in_a_situation_and_goes_on_after_a_stop(learner: Handset) -> None:
    course = load_course(PACKAGED / "courses" / "lop-664")
    situation = course.situation("dat-thon")
    await learner.registers(learning.HEAD, learning.FARMER)
    await learning.plays(learner, situation)
    taken = good_course(situation).taken
    await learner.does((f"▸{taken[0].choice.id}", "Quyết định 2"))
    await learner.does(("▸⏸ Để sau", "đang dở, đã quyết 1 lần"), ("tình huống", "Quyết định 2"))
    for number, each in enumerate(taken[1:-1], start=3):
        await learner.does((f"▸{each.choice.id}", f"Quyết định {number}"))
    await learner.does((f"▸{taken[-1].choice.id}", "Nhìn lại từng quyết định"))
    await expect(learner.column.locator("[data-from=bot]", has_text="🏁 Lối đi yên")).to_be_visible()


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
