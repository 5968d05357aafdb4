"""Makes docs/images/*.png: a rehearsal acted out in the system's Chromium and photographed (`make screenshots`)."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.rehearsal.actors import Actors
from content import PACKAGED
from content.loading import load_course
from tests.e2e.browser import learning
from tests.e2e.browser.conftest import ABSENT, ARGUMENTS, CHROMIUM, PATIENCE
from tests.e2e.browser.handset import Handset
from tests.e2e.browser.rehearsing import rehearsing

IMAGES = Path(__file__).with_name("images")
LARGEST = 200 * 1024
"""Bytes of a picture: people on a weak line read the guide too."""
CLASSMATES = 45
ONE_PHONE, AROUND = 760, 173
"""Pixels: a page of this width, and what it has above and below a phone."""
ALONE = "@media (max-width: 1000px) { .phone { flex: none; width: 390px } .roster, .down { display: none !important } }"
NOTICE = "Điểm cầu mở cửa lúc 7:15 sáng mai. Đồng chí mang theo sổ ghi chép và nước uống."


class Studio:
    """The page of a rehearsal, and its people's phones."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.learner, self.leader = Handset(page, "Nguyễn Văn Bình"), Handset(page, "Trần Thị Hạnh")
        self.on_zalo = Handset(page, "Ka Múp")
        self.trainer, self.coordinator = Handset(page, "Lê Minh Tâm"), Handset(page, "Phạm Thu Hà")

    async def takes(self, name: str, handset: Handset, *, height: int = 800) -> None:
        """A picture of one phone, 390 pixels wide; a long message asks for a greater height."""
        await self.page.set_viewport_size({"width": ONE_PHONE, "height": height + AROUND})
        await self.page.mouse.move(0, 0)
        await handset.column.scroll_into_view_if_needed()
        await handset.part("composer").blur()
        await handset.column.locator(".scroll").evaluate("it => it.scrollTo(0, it.scrollHeight)")
        await self._keeps(name, handset.column.locator(".frame"))

    async def _keeps(self, name: str, part: Locator | Page) -> None:
        shot = await part.screenshot(animations="disabled")
        kept = BytesIO()
        plain = Image.open(BytesIO(shot)).convert("RGB")
        plain.quantize(256, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() > LARGEST:
            raise ValueError(f"{name}.png has {kept.tell()} bytes")
        await asyncio.to_thread((IMAGES / f"{name}.png").write_bytes, kept.getvalue())
        sys.stdout.write(f"docs/images/{name}.png, {kept.tell() // 1024} KB\n")

    async def registers(self) -> None:
        """Two learners come in, one by a commune's link, one by searching for it."""
        leader = self.leader
        await leader.starts()
        await leader.reads("có đồng ý không")
        await self.takes("dong-y", leader, height=1060)
        await leader.does(
            ("▸✅ Đồng ý", "họ và tên đầy đủ"),
            ("Trần Thị Hạnh", "thuộc nhóm nào"),
            ("▸Lãnh đạo, quản lý cấp xã", "công tác ở xã"),
            ("da teh", "Có phải nơi này không"),
        )
        await self.takes("tim-xa", leader)
        await leader.does(
            ("▸Xã Đạ Tẻh, Lâm Đồng", "Chức vụ của đồng chí"),
            ("Chủ tịch Ủy ban nhân dân xã", "xem lại giúp tôi"),
        )
        await self.takes("xac-nhan", leader)
        await leader.does(("▸✅ Đúng", "Chào mừng đồng chí"))
        await self.learner.registers(learning.HEAD, learning.FARMER)

    async def learns(self) -> None:
        """A lesson, a quiz, the timetable, the reflection, one's own data."""
        learner, course = self.learner, load_course(PACKAGED / "courses" / "lop-664")
        quiz, own = course.quizzes[0], course.lessons_for("bi-thu-chi-bo")
        await learner.does(("▸📖 Đọc bài đầu tiên", own[0].title))
        await self.takes("bai-hoc", learner, height=1190)
        await learner.does(("▸✅ Đã đọc · Trả lời một câu", "Một câu nhỏ để nhớ lâu"))
        await self.takes("cau-hoi-sau-bai", learner)
        await learner.does(("▸A", own[1].title))
        await learning.opens_quiz(learner, quiz)
        await self.takes("phone", learner)
        await learning.answers(learner, quiz)
        await learner.reads("đúng 5/5 câu, đạt")
        await self.takes("kiem-tra", learner)
        await learning.plays(learner, course.situation("dat-thon"))
        await self.takes("tinh-huong", learner, height=900)
        await learner.does(("/menu", "bài kiểm tra, chưa nộp"))
        await self.takes("trang-chinh", learner)
        await learner.does(("/lich", "Lịch lớp"))
        await self.takes("lich-lop", learner, height=1090)
        await learner.does(("/dulieu", "những gì tôi giữ"))
        await self.takes("du-lieu", learner)

    async def learns_on_zalo(self) -> None:
        """The same by numbers and words, where there are no buttons: a lesson, a quiz, a situation."""
        learner, course = self.on_zalo, load_course(PACKAGED / "courses" / "lop-664")
        quiz, situation = course.quizzes[0], course.situation("dat-thon")
        await learner.does(
            ("c24943", "có đồng ý không"),
            ("1", "họ và tên đầy đủ"),
            ("Ka Múp", "thuộc nhóm nào"),
            ("1", "Chức vụ của đồng chí"),
            ("Trưởng bon", "xem lại giúp tôi"),
            ("1", "Chào mừng đồng chí Ka Múp vào lớp"),
            ("đọc bài đầu tiên", course.lessons_for("bi-thu-chi-bo")[0].title),
        )
        await self.takes("zalo-bai-hoc", learner, height=1750)
        await learner.does(("kiểm tra", "Mỗi bài vài câu"), ("1", f"Câu {quiz.asked}."))
        await self.takes("zalo-cau-hoi", learner, height=2000)
        await learner.does(
            ("tình huống", "Mỗi tình huống vài quyết định"),
            (situation.title, "Nhìn từ"),
            ("bắt đầu", "Quyết định 1"),
        )
        await self.takes("zalo-tinh-huong", learner, height=900)

    async def hands_in(self) -> None:
        """The reflection, from its first question to its receipt."""
        await learning.writes_essay(self.learner)
        await self.takes("thu-hoach-xem-lai", self.learner, height=900)
        await self.learner.does(("▸📨 Nộp bài này", "Đã nhận bài thu hoạch"))
        await self.takes("thu-hoach-so-nhan", self.learner)

    async def announces(self) -> None:
        """A trainer's notice to one group, of whom one can't be reached; then a session that moves."""
        await self.leader.part("phone-menu").click()
        await self.leader.part("block").click()
        await expect(self.leader.part("unblock")).to_be_visible()
        trainer = self.trainer
        await trainer.takes_office("giảng viên")
        await trainer.does(
            ("/thongbao", "Thông báo của đồng chí"),
            ("▸✏️ Viết thông báo mới", "Viết thông báo"),
            (NOTICE, "Người nhận"),
        )
        await self.takes("thong-bao-nguoi-nhan", trainer)
        await trainer.does(("▸👀 Xem trước và gửi", "Số người:"))
        await self.takes("thong-bao-xem-truoc", trainer)
        await trainer.part("choice").filter(has_text="📣 Gửi ngay cho").last.click()
        await trainer.reads("Kết thúc lúc")
        await self.takes("thong-bao-ket-qua", trainer)

    async def moves(self) -> None:
        """The first topic begins later."""
        await self.trainer.does(
            ("/doilich", "Đồng chí muốn đổi buổi nào?"),
            ("▸Chuyên đề 1 · 8:30 23/5", "Giờ bắt đầu mới?"),
            ("9:00 23/5", "Kết thúc lúc mấy giờ?"),
            ("▸Giữ thời lượng, kết thúc 12:00", "Nơi học hiện nay"),
            ("▸Giữ nơi học", "Giờ này đã chắc chưa?"),
            ("▸✔️ Giờ đã chắc", "Xem lại trước khi đổi"),
        )
        await self.takes("doi-lich", self.trainer)
        await self.trainer.does(("▸🕗 Đổi và báo cho học viên", "Kết thúc lúc"))
        await self.learner.reads("Lịch lớp có thay đổi")

    async def reports(self) -> None:
        """What a coordinator sees and takes away."""
        coordinator = self.coordinator
        await coordinator.takes_office("điều phối viên (Tỉnh Lâm Đồng)")
        await coordinator.does(("/tongquan", "học viên đã đăng ký"))
        await expect(coordinator.column.locator("[data-from=bot] img").last).to_be_visible()
        await self.takes("tong-quan", coordinator, height=1160)
        await coordinator.does(("/xuat", "Tải kết quả lớp"))
        await self.takes("xuat", coordinator, height=860)
        await coordinator.does(("▸📥 Tải Excel", ".xlsx"))
        await self.takes("xuat-tep", coordinator)

    async def is_reminded(self) -> None:
        """The evening before the first day."""
        await self.page.get_by_test_id("clock-next").click()
        await self.learner.reads("Đây là lịch học sắp tới")
        await self.takes("nhac-lich", self.learner)

    async def stands_side_by_side(self) -> None:
        """The page on a desk's screen."""
        await self.page.set_viewport_size({"width": 1440, "height": 900})
        shown = ("Nguyễn Văn Bình", "Lê Minh Tâm", "Phạm Thu Hà")
        for name in await self.page.locator("[data-phone] .owner-name").all_inner_texts():
            if name not in shown:
                await Handset(self.page, name).part("unpin").click()
        await expect(self.page.locator("[data-phone] .owner-name")).to_have_text(shown)
        await self.page.mouse.move(0, 0)
        await self._keeps("rehearsal", self.page)


async def main() -> None:
    """Make every picture. Raises RuntimeError where there is no Chromium."""
    if CHROMIUM is None:
        raise RuntimeError(ABSENT)
    IMAGES.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as folder:
        async with rehearsing(Path(folder)) as address, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            context = await browser.new_context(
                device_scale_factor=1.5, locale="vi-VN", reduced_motion="reduce", bypass_csp=True
            )
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            await page.goto(address)
            await page.add_style_tag(content=ALONE)
            studio = Studio(page)
            await studio.registers()
            async with Actors(address, seed=664, pace=0) as classmates:
                await classmates.bring_in(CLASSMATES)
                await classmates.settled()
            await studio.learns()
            await studio.learns_on_zalo()
            await studio.hands_in()
            await studio.announces()
            await studio.moves()
            await studio.reports()
            await studio.is_reminded()
            await studio.stands_side_by_side()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
