"""The page by which a phone sends its essay, in Chromium at a phone's width."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.acting_files import pdf
from bot.rehearsal.phone import Phone, new_session
from bot.rehearsal.server import Rehearsal, serve
from bot.settings import load_settings
from storage import drafts, people, upload_links
from storage.types import VIETNAM

NOW = datetime(2026, 5, 25, 20, tzinfo=VIETNAM)
TOKEN = "12345689:rehearsal-secret-of-zalo"

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


async def test_an_essay_goes_from_the_phones_files_to_the_chat(
    browser: Browser, offered: tuple[str, Phone], tmp_path: Path
) -> None:
    address, phone = offered
    context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN", is_mobile=True)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    await page.goto(address)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    boxes = [await page.locator(one).bounding_box() for one in (".button >> nth=0", "#send")]
    assert (wide, [box is not None and box["height"] >= 48 for box in boxes]) == (360, [True, True])

    essay, script = tmp_path / "Bài thu hoạch của tôi, bản cuối cùng đã sửa lần thứ ba.pdf", tmp_path / "a.exe"
    essay.write_bytes(pdf("Đường sạt lở") + bytes(300_000))
    script.write_bytes(b"MZ")
    await page.set_input_files("#choose", [essay, script])
    await expect(page.locator("#problem")).to_have_text("Tệp a.exe: loại này chưa nhận được.")
    await expect(page.locator("#list li")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Gửi 1 tệp").click()
    await expect(page.locator("#done")).to_contain_text("Đã nhận 1 tệp.")
    await expect(page.locator("#done")).to_contain_text("gõ: nộp bài")
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    await phone.says("nộp bài")
    await phone.waits_for("Hạn nộp")

    gone = await page.goto(address)
    assert gone is not None
    assert gone.status == 410
    assert [one for one in complaints if "410" not in one] == []
    await context.close()
