"""A trainer and a coordinator on the page: a notice that reaches the learner, an Excel file that opens."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.e2e.browser import learning
from tests.e2e.browser.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

WORDS = "Điểm cầu mở cửa lúc 7:15 sáng mai."


async def test_a_trainers_notice_reaches_one_group_and_nobody_else(
    learner: Handset, neighbour: Handset, trainer: Handset
) -> None:
    await learner.registers(learning.HEAD, learning.FARMER)
    await neighbour.registers(learning.FRONT, learning.DEPUTY)
    await trainer.takes_office("giảng viên")

    await trainer.does(
        ("/thongbao", "Thông báo của đồng chí"),
        ("▸✏️ Viết thông báo mới", "Viết thông báo"),
        (WORDS, "2 người, đều liên lạc được"),
        ("▸Nhóm đối tượng", "Gửi cho nhóm nào"),
    )
    await trainer.taps(f"☐ {learning.HEAD}")
    await expect(trainer.choice(f"☑ {learning.HEAD}")).to_be_visible()
    await trainer.does(
        ("▸✔️ Xong", "1 người, đều liên lạc được"),
        ("▸👀 Xem trước và gửi", "Số người: 1, đều liên lạc được"),
        ("▸📣 Gửi ngay cho 1 người", "Kết thúc lúc"),
    )
    await trainer.reads("Đến được 1/1 người.", "✔️ Đã gửi: 1")
    await learner.reads(WORDS)
    await neighbour.reads("Chào mừng đồng chí K'Brơi vào lớp")


async def test_a_coordinator_downloads_the_class_as_excel(learner: Handset, coordinator: Handset) -> None:
    await learner.registers(learning.HEAD, learning.FARMER)
    await learning.writes_essay(learner)
    await learner.does(("▸📨 Nộp bài này", "Đã nhận bài thu hoạch"))
    await coordinator.takes_office("điều phối viên (Tỉnh Lâm Đồng)")

    await coordinator.does(
        ("/xuat", "Hiện có 1 học viên, 1 bài thu hoạch đã nộp."),
        ("▸📥 Tải Excel", "ket-qua-lop-664-20260522-"),
    )
    book = load_workbook(BytesIO(await coordinator.downloads("ket-qua-lop-664-20260522-")))
    assert book.sheetnames == [
        "Tổng hợp", "Học viên", "Bài học", "Kiểm tra", "Bài thu hoạch", "Kiến nghị theo cấp", "Chưa liên lạc được",
    ]  # fmt: skip
    assert ["Nguyễn Văn Bình", *learning.PARTS] == [
        cell
        for row in book["Bài thu hoạch"].iter_rows(values_only=True)
        for cell in row
        if cell in {"Nguyễn Văn Bình", *learning.PARTS}
    ]
