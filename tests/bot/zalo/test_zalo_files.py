"""Files on Zalo: out as signed links of one person, in by a page that works once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from sqlalchemy import select

from bot.app import App
from bot.channels.base import Ready
from bot.clock import RehearsalClock
from bot.files import Files
from bot.handouts import Expired, Handouts
from bot.rehearsal.acting_files import pdf
from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from storage.tables import reflection_parts, upload_links
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.rehearsal.pictures import picture
from tests.bot.zalo.test_sparing import a_learner


@pytest.fixture
async def public(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession],
    database: Path,
    zalo_settings: dict[str, Any],
    unused_tcp_port: int,
) -> AsyncIterator[Program]:
    """The real program on Zalo, with a public address and both channels."""
    rehearsal, page, session = stage
    url = f"http://127.0.0.1:{unused_tcp_port}"
    settings = zalo_settings | {"public_url": url, "http_port": unused_tcp_port}
    app = App(settings_for(page, database.parent, **settings), RehearsalClock(BEGINS))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        yield Program(app, running, rehearsal, page, session)


def address(text: str) -> str:
    found = re.search(r"http://\S+", text)
    assert found is not None, text
    return found[0]


async def test_a_file_comes_as_a_link_that_is_signed_and_expires(public: Program) -> None:
    learner = await a_learner(public)
    assert await learner.pursues(Registering())
    phone = learner.phone
    await phone.says("lịch lớp")
    shown = await phone.waits_for("Lịch lớp")
    await phone.taps("📲 Tải vào lịch", shown)
    link = address((await phone.waits_for("📎")).text)
    async with public.session.get(link) as got:
        assert (got.status, (await got.read())[:15]) == (200, b"BEGIN:VCALENDAR")
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
    token = link.split("/")[4]
    for forged in (token[:-2] + "AA", "A" + token[1:], token.partition(".")[0], "x.y", "."):
        async with public.session.get(link.replace(token, forged)) as refused:
            assert (forged, refused.status) == (forged, 404)
    public.clock.advance(timedelta(hours=25))
    async with public.session.get(link) as late:
        assert (late.status, (await late.text())[:20]) == (410, "Đường dẫn này đã hết")


async def test_a_link_dies_with_the_person_it_is_for(public: Program) -> None:
    learner = await a_learner(public)
    assert await learner.pursues(Registering())
    handouts = public.app.handouts
    assert handouts is not None
    chat = public.rehearsal.zalo.named("").person(learner.phone.id)  # type: ignore[union-attr]  # it is there
    for whose, status in ((chat, 200), ("somebody", 410)):
        offered = await handouts.offer(
            Ready("Bảng điểm.xlsx", as_photo=False, content=b"PK"), account="zalo:12345689", chat=whose
        )
        assert offered is not None
        assert unquote(offered[0]).endswith("/Bảng điểm.xlsx")
        async with public.session.get(offered[0]) as got:
            assert (whose, got.status) == (whose, status)


async def test_the_key_outlives_a_restart_and_old_contents_go(tmp_path: Path) -> None:
    clock, files = RehearsalClock(BEGINS), Files(tmp_path / "files")
    first = Handouts(tmp_path / "out", files, "https://lop.example", clock)
    offered = await first.offer(Ready("a.txt", as_photo=False, content=b"a"), account="zalo:1", chat="x")
    assert offered is not None
    assert offered[1] == "18:55 ngày 23/5"
    token = offered[0].split("/")[4]
    again = Handouts(tmp_path / "out", files, "https://lop.example", clock)
    found = await again.opened(token)
    assert found is not None
    assert (found.path.read_bytes(), found.chat) == (b"a", "x")
    assert (tmp_path / "out" / "key").stat().st_mode & 0o777 == 0o600
    found.path.unlink()
    with pytest.raises(Expired):
        await again.opened(token)


async def upload_page(public: Program) -> tuple[Phone, str]:
    """A learner at the page of a ready essay, and the address that it offers."""
    learner = await a_learner(public)
    assert await learner.pursues(Registering())
    phone = learner.phone
    await phone.says("thu hoạch")
    await phone.taps("✏️ Bắt đầu viết", await phone.waits_for("Hạn nộp"))
    await phone.waits_for("gắn với chuyên đề nào")
    await phone.says("1")
    await phone.taps("📎 Gửi bài", await phone.waits_for("làm bài theo cách nào"))
    return phone, address((await phone.waits_for("Bài đã viết sẵn")).text)


async def posted(program: Program, url: str, *files: tuple[str, bytes]) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, content in files:
        form.add_field("files", content, filename=name)
    async with program.session.post(url, data=form) as answer:
        return answer.status, await answer.json()


async def test_an_essay_is_sent_by_the_page_once(public: Program) -> None:
    phone, url = await upload_page(public)
    async with public.session.get(url) as page:
        assert (page.status, "Gửi bài thu hoạch" in await page.text()) == (200, True)
        assert page.headers["Referrer-Policy"] == "no-referrer"
    refused = await posted(public, url, ("bai.exe", b"MZ"), ("bai.pdf", b"PK"), ("rong.pdf", b""))
    assert refused == (422, {"problem": " ".join([
        "Tệp bai.exe: loại này chưa nhận được.", "Tệp bai.pdf: loại này chưa nhận được.", "Tệp rong.pdf rỗng.",
    ])})  # fmt: skip
    assert await posted(public, url) == (400, {"problem": "Chưa có tệp nào."})
    essay, photo = ("Bài thu hoạch.pdf", pdf("Đường sạt lở")), ("trang 2.jpg", picture(30, 20))
    assert await posted(public, url, essay, photo) == (200, {"files": 2})
    await phone.waits_for("Đã nhận. Bài có 2 tệp")
    assert (await posted(public, url, essay))[0] == 410
    async with public.session.get(url) as page:
        assert page.status == 410
    await phone.says("nộp bài")
    await phone.taps("👀 Xem lại", await phone.waits_for("Hạn nộp"))
    await phone.taps("📨 Nộp bài này", await phone.waits_for("Xem lại trước khi nộp"))
    await phone.waits_for("Số biên nhận")
    parts = await public.look(select(reflection_parts.c.part).where(reflection_parts.c.file_id.is_not(None)))
    assert len(parts) == 2


async def test_the_page_closes_after_an_hour(public: Program) -> None:
    _, url = await upload_page(public)
    public.clock.advance(timedelta(minutes=61))
    assert (await posted(public, url, ("a.pdf", pdf("a"))))[0] == 410
    assert await public.look(select(upload_links.c.used_at)) == [(None,)]
    assert url.rpartition("/")[2] not in str(await public.look(select(upload_links)))
