"""The page itself: its clock, more phones, a crowd, a block, and the width of a real phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browser import learning
from tests.e2e.browser.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

EVE = "Đây là lịch học sắp tới của lớp ta."


async def test_the_clock_goes_on_to_the_next_notice_and_to_a_day(page: Page, learner: Handset) -> None:
    await learner.registers(learning.HEAD, learning.FARMER)
    coming = page.get_by_test_id("clock-next")
    await expect(coming).to_contain_text("19:00 hôm nay")

    await coming.click()
    await learner.reads(EVE)
    await expect(page.get_by_test_id("clock-now")).to_contain_text("19:00:")

    await page.get_by_test_id("clock-1h").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text("20:00:")
    await page.get_by_test_id("clock-date").click()
    await page.get_by_test_id("clock-day").fill("23/5/2026")
    await page.get_by_test_id("clock-time").fill("07:46")
    await page.get_by_test_id("clock-set").click()
    await learner.reads("sắp đến Khai giảng, lúc 8:00.")
    await expect(page.get_by_test_id("clock-now")).to_contain_text("07:46:")
    await expect(page.get_by_test_id("clock-now")).to_contain_text("Thứ bảy, 23/5/2026")


async def test_a_learner_who_blocked_the_bot_is_counted_as_unreachable(
    page: Page, learner: Handset, trainer: Handset
) -> None:
    await learner.registers(learning.HEAD, learning.FARMER)
    await trainer.takes_office("giảng viên")
    await learner.part("phone-menu").click()
    await learner.part("block").click()
    await expect(learner.part("unblock")).to_be_visible()
    await trainer.does(
        ("/thongbao", "Thông báo của đồng chí"),
        ("▸✏️ Viết thông báo mới", "Viết thông báo"),
        ("Mai học nhé.", "1 người, trong đó 1 người hiện không liên lạc được"),
    )

    await learner.part("unblock").click()
    await expect(learner.part("composer")).to_be_visible()
    await learner.does(("/menu", "Chào đồng chí Nguyễn Văn Bình"))
    await trainer.does(("▸👀 Xem trước và gửi", "Số người: 1, đều liên lạc được"))


async def test_fifty_learners_come_in_and_act_by_themselves(page: Page) -> None:
    await page.get_by_test_id("bring-in").click()
    await expect(page.get_by_test_id("toast")).to_have_text("50 học viên đang vào lớp và tự học.")

    roster = page.get_by_test_id("roster")
    await expect(roster.locator("[data-list-phone]")).to_have_count(56)
    await expect(page.locator("[data-phone]")).to_have_count(6)
    await page.get_by_test_id("roster-search").fill("tôi là Đồng Hành")
    await expect(roster.locator("[data-list-phone]:visible").first).to_be_visible()


async def test_a_phone_that_is_added_comes_in_by_its_link(page: Page) -> None:
    await page.get_by_test_id("add-phone").click()
    await page.get_by_test_id("add-name").fill("Lò Thị Mỷ")
    await page.get_by_test_id("add-note").fill("Bí thư chi bộ bản")
    await page.get_by_test_id("add-start").fill("c_25159")
    await page.get_by_test_id("add-save").click()

    added = Handset(page, "Lò Thị Mỷ")
    await added.registers(learning.HEAD, "Bí thư chi bộ")
    await added.does(("/dulieu", "Xã Cát Tiên, Lâm Đồng"))


async def test_on_a_screen_of_360_pixels_one_phone_fills_the_page(
    page: Page, learner: Handset, trainer: Handset
) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await expect(learner.column).to_be_visible()
    await expect(trainer.column).to_be_hidden()
    assert await learner.column.evaluate("phone => phone.clientWidth") == 360
    await learner.registers(learning.HEAD, learning.FARMER)

    await page.locator("[data-chip]", has_text="Lê Minh Tâm").click()
    await expect(learner.column).to_be_hidden()
    await trainer.takes_office("giảng viên")
    await page.get_by_test_id("bar-more").click()
    await page.get_by_test_id("clock-10m").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text("19:05:")
    await page.locator("[data-chip]", has_text="Nguyễn Văn Bình").click()
    await learner.reads(EVE)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
