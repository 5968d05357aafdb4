"""A Zalo phone on the page, at a phone's width: typed from its first word, its files by the upload page, a full bot."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.rehearsal.acting_files import pdf
from content import PACKAGED
from content.loading import load_course
from tests.e2e.browser.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

BOTS = ("Bot-lớp-664", "Bot-lớp-664-2")


@pytest.fixture
def on_zalo(page: Page) -> Handset:
    return Handset(page, "Ka Múp")


async def registers(handset: Handset) -> None:
    await handset.does(
        ("c24943", "có đồng ý không"),
        ("1", "họ và tên đầy đủ"),
        ("Ka Múp", "thuộc nhóm nào"),
        ("1", "Chức vụ của đồng chí"),
        ("Trưởng bon", "Xã Ka Đô, Lâm Đồng"),
        ("1", "Chào mừng đồng chí Ka Múp vào lớp"),
    )


async def test_at_a_phones_width_a_lesson_is_read_and_an_essay_goes_by_the_upload_page(
    page: Page, on_zalo: Handset, tmp_path: Path
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    chip = page.get_by_role("button", name="Ka Múp, Zalo")
    await chip.click()
    await expect(on_zalo.part("channel-mark")).to_have_text("Zalo")
    await expect(on_zalo.part("channel-mark")).to_be_visible()
    await expect(on_zalo.column.locator(".empty")).to_contain_text("Trên Zalo, đồng chí gõ “c24943”")
    for absent in ("start", "commands", "choice"):
        await expect(on_zalo.part(absent).and_(page.locator(":visible"))).to_have_count(0)
    await on_zalo.part("composer").fill("/")
    await expect(on_zalo.part("command")).to_have_count(0)

    await registers(on_zalo)
    first = load_course(PACKAGED / "courses" / "lop-664").lessons_for("bi-thu-chi-bo")[0]
    assert first.check is not None
    await on_zalo.does(
        ("đọc bài đầu tiên", first.title),
        (min(first.check.right), "Đúng vậy."),
        ("nộp bài", "gõ các số cách nhau bằng dấu phẩy"),
        ("1", "làm bài theo cách nào"),
        ("gửi bài đã viết sẵn", "mở trang này trên điện thoại"),
    )
    assert await page.evaluate("document.documentElement.scrollWidth") == 390

    async with page.expect_popup() as opening:
        await on_zalo.last.get_by_role("link").click()
    upload = await opening.value
    await upload.set_viewport_size({"width": 390, "height": 844})
    essay = tmp_path / "Bài thu hoạch.pdf"
    essay.write_bytes(pdf("Đường sạt lở"))
    await upload.set_input_files("#choose", [essay])
    await upload.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(upload.locator("#done")).to_contain_text("Đã nhận 1 tệp.")
    assert await upload.evaluate("document.documentElement.scrollWidth") == 390
    await upload.close()

    await on_zalo.reads("Đã nhận. Bài có 1 tệp.")
    await on_zalo.does(("nộp bài", "Hạn nộp"))


async def test_ones_own_data_is_a_link_that_opens(page: Page, on_zalo: Handset) -> None:
    await registers(on_zalo)
    await on_zalo.does(("dữ liệu của tôi", "những gì tôi giữ"), ("tải về", "chỉ dành cho đồng chí"))
    link = on_zalo.last.get_by_role("link")
    address = await link.get_attribute("href")
    assert address is not None
    got = await page.request.get(address)
    assert (got.status, "Ka Múp" in (await got.body()).decode()) == (200, True)


async def test_a_full_bot_shows_the_next_one_where_a_new_phone_comes_in(page: Page, on_zalo: Handset) -> None:
    await adds(page, "Nguyễn Thị A", "telegram")
    await expect(Handset(page, "Nguyễn Thị A").part("start")).to_be_visible()
    await registers(on_zalo)
    for name in ("K'Brèo", "K'Tem"):
        await adds(page, name, BOTS[0])
        await Handset(page, name).does(("c24943", "có đồng ý không"), ("1", "họ và tên đầy đủ"))
    late = Handset(page, "Ma Thị Hạnh")
    await adds(page, "Ma Thị Hạnh", BOTS[0])
    await late.does(("c24943", f"Mời đồng chí mở bot Zalo “{BOTS[1]}”"))

    there = Handset(page, "Lò Văn Pá")
    await adds(page, "Lò Văn Pá", BOTS[1])
    await expect(there.column.locator(".bot-name")).to_have_text(BOTS[1])
    await there.does(("xin chào", "có đồng ý không"))


async def adds(page: Page, name: str, by: str) -> None:
    """Add a phone that writes by this: telegram, or a Zalo bot's name."""
    await page.get_by_test_id("add-phone").click()
    await page.get_by_test_id(f"add-by-{by}").check()
    await page.get_by_test_id("add-name").fill(name)
    await page.get_by_test_id("add-save").click()
    await expect(page.locator(".owner-name", has_text=name)).to_be_visible()
