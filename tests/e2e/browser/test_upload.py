"""The page by which a phone sends its essay, in Chromium at a phone's width."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.acting_files import pdf
from bot.rehearsal.phone import Phone, new_session
from bot.rehearsal.server import Rehearsal, serve
from bot.settings import load_settings
from storage import drafts, people, upload_links
from storage.types import VIETNAM
from tests.bot.rehearsal.pictures import picture

NOW = datetime(2026, 5, 25, 20, tzinfo=VIETNAM)
TOKEN = "12345689:rehearsal-secret-of-zalo"

UNKNOWN_KIND = (
    "Tệp {}: loại này chưa nhận được. Trang này nhận Word, PDF, ảnh JPG hoặc PNG. "
    "Nếu là ảnh, đồng chí chụp lại bằng nút Chụp ảnh."
)
UNSURE = "Mạng bị ngắt nên chưa biết tệp đã tới nơi chưa. Khi có mạng, đồng chí chọn Gửi lại: tệp không bị ghi hai lần."
USED = (
    "Trang này đã nhận {} tệp vào bài và chỉ dùng một lần. Muốn gửi thêm, đồng chí quay lại cuộc trò chuyện, "
    "gõ “nộp bài” để lấy trang mới."
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


@pytest_asyncio.fixture(loop_scope="package")
async def offered(tmp_path: Path) -> AsyncIterator[tuple[str, Phone]]:
    """The address of a learner's upload page, and their Zalo phone."""
    (tmp_path / "files").mkdir()
    rehearsal = Rehearsal("664000:" + "t" * 35, files=tmp_path / "files")
    bot = rehearsal.zalo.add("xa1", TOKEN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with new_session() as session, serve(rehearsal) as server:
        settings = load_settings(
            _env_file=None, zalo_bots=f"xa1={TOKEN}", zalo_base_url=f"{server}/zalo", data_dir=tmp_path / "data",
            public_url=f"http://127.0.0.1:{port}", http_port=port, webhook_secret="a-long-secret",
        )  # fmt: skip
        app = App(settings, RehearsalClock(NOW))
        async with app.running() as running:
            rehearsal.clock.url = f"{running.address}/clock"
            phone = await Phone.create(server, session, "Nguyễn Thị Mẫu", channel="zalo", started=True)
            async with app.db.write() as store:
                person = await people.meet(
                    store, channel="zalo", account="zalo:12345689", chat=bot.person(phone.id), now=NOW
                )
                version = app.school.course.consent.version
                await people.set_consent(store, person.id, "given", version=version, now=NOW)
                await people.register(
                    store, person.id, course=app.school.course.id, now=NOW, full_name="Nguyễn Thị Mẫu",
                    group_id="bi-thu-chi-bo", province="68", commune="24943", position="Trưởng thôn",
                )  # fmt: skip
                await drafts.begin(store, person.id, app.school.course.id, now=NOW)
                token = await upload_links.make(store, person.identity, "essay", now=NOW)
            yield f"{running.address}/gui/{token}", phone


@pytest_asyncio.fixture(loop_scope="package")
async def small(browser: Browser) -> AsyncIterator[Page]:
    """The browser of a small phone. Its console has nothing to complain of but answers that are no 200."""
    context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN", is_mobile=True)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    yield page
    await context.close()
    assert [one for one in complaints if not one.startswith("Failed to load resource")] == []


def photo(name: str, side: int = 8) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(side, side)}


async def width(page: Page) -> int:
    found: int = await page.evaluate("document.documentElement.scrollWidth")
    return found


async def test_an_essay_goes_from_the_phones_files_to_the_chat(
    small: Page, offered: tuple[str, Phone], tmp_path: Path
) -> None:
    address, phone = offered
    page = small
    await page.goto(address)
    boxes = [await page.locator(one).bounding_box() for one in (".button >> nth=0", "#send")]
    assert (await width(page), [box is not None and box["height"] >= 48 for box in boxes]) == (360, [True, True])

    essay, script = tmp_path / "Bài thu hoạch của tôi, bản cuối cùng đã sửa lần thứ ba.pdf", tmp_path / "a.exe"
    essay.write_bytes(pdf("Đường sạt lở") + bytes(300_000))
    script.write_bytes(b"MZ")
    await page.set_input_files("#choose", [essay, script])
    await expect(page.locator("#problem")).to_have_text(UNKNOWN_KIND.format("a.exe"))
    await expect(page.locator("#list li")).to_have_count(1)
    assert await width(page) == 360
    await page.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(page.locator("#done")).to_contain_text("Đã nhận 1 tệp.")
    await expect(page.locator("#done")).to_contain_text("gõ: nộp bài")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    await phone.says("nộp bài")
    await phone.waits_for("Hạn nộp")

    gone = await page.goto(address)
    assert gone is not None
    assert gone.status == 410
    await expect(page.locator("main p")).to_have_text(USED.format(1))
    letters = await page.evaluate("getComputedStyle(document.body).fontSize")
    assert (await width(page), letters) == (360, "18px")


async def test_an_answer_that_was_lost_is_asked_for(small: Page, offered: tuple[str, Phone]) -> None:
    address, phone = offered
    await small.goto(address)
    await small.route(f"{address}/*", answer_lost)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#count")).to_have_text("Đã nhận 1 tệp.")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")


async def answer_lost(route: Route) -> None:
    """What is sent arrives, and its answer does not come back."""
    if route.request.method == "POST":
        await route.fetch()
        await route.abort()
    else:
        await route.continue_()


async def test_without_a_line_the_page_says_that_it_doesnt_know_and_sends_once(
    small: Page, offered: tuple[str, Phone]
) -> None:
    address, phone = offered
    await small.goto(address)
    posts: list[str] = []

    async def line_gone(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            await route.fetch()
        await route.abort()

    await small.route(f"{address}/*", line_gone)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#problem")).to_have_text(UNSURE)
    await expect(small.locator("#list li")).to_have_count(1)
    await small.unroute(f"{address}/*")
    await small.get_by_role("button", name="Gửi lại 1 tệp").click()
    await expect(small.locator("#count")).to_have_text("Đã nhận 1 tệp.")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    assert len(posts) == 1


async def test_what_did_not_arrive_is_sent_again(small: Page, offered: tuple[str, Phone]) -> None:
    address, phone = offered
    await small.goto(address)

    async def cut(route: Route) -> None:
        await (route.abort() if route.request.method == "POST" else route.continue_())

    await small.route(f"{address}/*", cut)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#problem")).to_have_text("Mạng bị ngắt, tệp chưa tới nơi. Đồng chí chọn Gửi lại.")
    await small.unroute(f"{address}/*")
    await small.set_input_files("#choose", [photo("b.jpg", 9)])
    await small.get_by_role("button", name="Gửi lại 2 tệp").click()
    await expect(small.locator("#count")).to_have_text("Đã nhận 2 tệp.")
    await phone.waits_for("Đã nhận. Bài có 2 tệp")


async def test_files_that_were_added_after_a_lost_answer_are_not_said_to_have_come(
    small: Page, offered: tuple[str, Phone]
) -> None:
    address, _ = offered
    await small.goto(address)

    async def line_gone(route: Route) -> None:
        if route.request.method == "POST":
            await route.fetch()
        await route.abort()

    await small.route(f"{address}/*", line_gone)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#problem")).to_have_text(UNSURE)
    await small.unroute(f"{address}/*")
    await small.set_input_files("#choose", [photo("b.jpg", 9)])
    await small.get_by_role("button", name="Gửi lại 2 tệp").click()
    await expect(small.locator("#problem")).to_have_text(USED.format(1))
    await expect(small.locator("#list li")).to_have_count(2)
    await expect(small.locator("#done")).to_be_hidden()


async def test_a_line_that_went_silent_is_given_up(small: Page, offered: tuple[str, Phone]) -> None:
    address, phone = offered
    await small.clock.install()
    await small.goto(address)
    held: list[Route] = []

    async def silent(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            await route.continue_()

    await small.route(f"{address}/*", silent)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#going")).to_have_text("Đang gửi, đồng chí giữ trang này mở.")
    await small.clock.fast_forward(91_000)
    await expect(small.locator("#problem")).to_have_text("Mạng bị ngắt, tệp chưa tới nơi. Đồng chí chọn Gửi lại.")
    await small.unroute(f"{address}/*")
    await small.get_by_role("button", name="Gửi lại 1 tệp").click()
    await expect(small.locator("#count")).to_have_text("Đã nhận 1 tệp.")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    assert len(held) == 1


async def test_nothing_can_be_changed_while_files_are_on_their_way(small: Page, offered: tuple[str, Phone]) -> None:
    address, phone = offered
    await small.goto(address)
    go_on, posts = asyncio.Event(), 0

    async def slow(route: Route) -> None:
        nonlocal posts
        posts += 1
        await go_on.wait()
        await route.continue_()

    await small.route(f"{address}/*", slow)
    await small.set_input_files("#choose", [photo("a.jpg")])
    await small.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(small.locator("#going")).to_have_text("Đang gửi, đồng chí giữ trang này mở.")
    shut = [await small.locator(one).is_disabled() for one in ("#photo", "#choose", "#send", "#list button")]
    assert shut == [True] * 4
    await small.evaluate("find('form').requestSubmit(); add({target: {files: [new File(['x'], 'b.jpg')]}})")
    await expect(small.locator("#list li")).to_have_count(1)
    go_on.set()
    await expect(small.locator("#count")).to_have_text("Đã nhận 1 tệp.")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    assert posts == 1


async def test_what_is_too_much_is_told_before_it_is_sent(
    small: Page, offered: tuple[str, Phone], tmp_path: Path
) -> None:
    address, _ = offered
    await small.goto(address)
    for name in "abc":
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF-" + bytes(40 << 20))
    await small.set_input_files("#choose", [tmp_path / f"{name}.pdf" for name in "abc"])
    told = "Tệp c.pdf chưa thêm được: cả thảy sẽ lớn quá 100 MB. Đồng chí gửi các tệp kia trước."
    await expect(small.locator("#problem")).to_have_text(told)
    await expect(small.locator("#list li")).to_have_count(2)
    await small.reload()
    await small.set_input_files("#choose", [photo(f"{number}.jpg") for number in range(21)])
    await expect(small.locator("#problem")).to_have_text("Mỗi lần nhiều nhất 20 tệp. Đồng chí bỏ bớt rồi gửi lại.")
    heic: FilePayload = {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": b"ftypheic"}
    await small.set_input_files("#choose", [heic])
    await expect(small.locator("#problem")).to_have_text(UNKNOWN_KIND.format("IMG_1.HEIC"))
    assert await width(small) == 360
