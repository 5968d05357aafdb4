"""Files on Zalo: out as signed links of one person, in by a page that works once."""

from __future__ import annotations

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.channels.base import Ready
from bot.clock import RehearsalClock
from bot.files import Files
from bot.handouts import Expired, Handouts
from bot.rehearsal.acting_files import pdf
from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from storage.tables import outbox, reflection_parts, upload_links
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


GONE = "Đường dẫn này đã hết hạn. Đồng chí mở lại cuộc trò chuyện và xin tệp một lần nữa."


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
        said = await late.text()
        assert (late.status, GONE in said, 'name="viewport"' in said) == (410, True, True)


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
        assert re.fullmatch(r"[0-9a-f]{32}\.[A-Za-z0-9_-]{22}", offered[0].split("/")[4])
        async with public.session.get(offered[0]) as got:
            assert (whose, got.status) == (whose, status)


async def test_many_first_links_at_once_make_one_key(tmp_path: Path) -> None:
    files, clock = Files(tmp_path / "files"), RehearsalClock(BEGINS)
    for number in range(100):
        out = Handouts(tmp_path / str(number), files, "https://lop.example", clock)
        assert await asyncio.gather(*(out.opened("no.link") for _ in range(8))) == [None] * 8


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
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == ["", "", ".json"]
    found.path.unlink()
    with pytest.raises(Expired):
        await again.opened(token)
    for path in (tmp_path / "out").iterdir():
        os.utime(path, (0, 0))
    await Handouts(tmp_path / "out", files, "https://lop.example", clock).offer(
        Ready("b.txt", as_photo=False, content=b"b"), account="zalo:1", chat="x"
    )
    assert [path.name for path in (tmp_path / "out").iterdir() if path.stat().st_mtime == 0] == ["key"]
    with pytest.raises(Expired):
        await again.opened(token)


async def upload_page(public: Program) -> tuple[Phone, str]:
    """A learner at the page of a ready essay, and the address that it offers."""
    learner = await a_learner(public)
    assert await learner.pursues(Registering())
    phone = learner.phone
    await phone.says("thu hoạch")
    await phone.waits_for("gắn với chuyên đề nào")
    await phone.says("1")
    await phone.taps("📎 Gửi bài", await phone.waits_for("làm bài theo cách nào"))
    return phone, address((await phone.waits_for("Bài đã viết sẵn")).text)


NONCE = "0123456789abcdef"
KINDS = "Trang này nhận Word, PDF, ảnh JPG hoặc PNG. Nếu là ảnh, đồng chí chụp lại bằng nút Chụp ảnh."
USED = (
    "Trang này đã nhận {} tệp vào bài và chỉ dùng một lần. Muốn gửi thêm, đồng chí quay lại cuộc trò chuyện, "
    "gõ “nộp bài” để lấy trang mới."
)
NO_DRAFT = (
    "Tệp chưa được ghi, vì lúc này đồng chí không có bài nháp nào đang mở (bài đã nộp hoặc đã bỏ). Đồng chí quay lại "
    "cuộc trò chuyện, gõ “nộp bài” và mở bài để viết, rồi trở lại trang này gửi lại."
)
OVER = (
    "Trang này đã quá một giờ, hoặc địa chỉ chưa đủ. Đồng chí quay lại cuộc trò chuyện, gõ “nộp bài” để lấy trang mới."
)


async def posted(
    program: Program, url: str, *files: tuple[str, bytes], nonce: str = NONCE
) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, content in files:
        form.add_field("files", io.BytesIO(content), filename=name)
    async with program.session.post(f"{url}/{nonce}", data=form) as answer:
        return answer.status, await answer.json()


async def told(program: Program, url: str, nonce: str = NONCE) -> tuple[int, dict[str, Any]]:
    async with program.session.get(f"{url}/{nonce}") as answer:
        return answer.status, await answer.json()


async def test_an_essay_is_sent_by_the_page_once(public: Program) -> None:
    phone, url = await upload_page(public)
    async with public.session.get(url) as page:
        assert (page.status, "Gửi bài thu hoạch" in await page.text()) == (200, True)
        assert page.headers["Referrer-Policy"] == "no-referrer"
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    refused = await posted(public, url, ("bai.exe", b"MZ"), ("anh.heic", heic), ("rong.pdf", b""))
    assert refused == (422, {"problem": " ".join([
        f"Tệp bai.exe: loại này chưa nhận được. {KINDS}", f"Tệp anh.heic: loại này chưa nhận được. {KINDS}",
        "Tệp rong.pdf rỗng.",
    ])})  # fmt: skip
    assert await posted(public, url) == (400, {"problem": "Chưa có tệp nào."})
    essay, photo = ("Bài thu hoạch.pdf", pdf("Đường sạt lở")), ("trang 2.jpg", picture(30, 20))
    assert await told(public, url) == (200, {"waits": True})
    assert await posted(public, url, essay, photo) == (200, {"files": 2, "again": 0})
    await phone.waits_for("Đã nhận. Bài có 2 tệp")
    async with public.session.get(url) as page:
        assert (page.status, USED.format(2) in await page.text()) == (410, True)
        assert 'name="viewport"' in await page.text()
    await phone.says("nộp bài")
    await phone.taps("👀 Xem lại", await phone.waits_for("Hạn nộp"))
    await phone.waits_for("Xem lại trước khi nộp")
    await phone.says("Nộp bài này")
    await phone.waits_for("Số biên nhận")
    parts = await public.look(select(reflection_parts.c.part).where(reflection_parts.c.file_id.is_not(None)))
    assert len(parts) == 2


async def test_the_same_sending_again_is_told_what_became_of_it(public: Program) -> None:
    _, url = await upload_page(public)
    essay, other = ("a.pdf", pdf("a")), ("b.pdf", pdf("b"))
    at_once = await asyncio.gather(*(posted(public, url, essay) for _ in range(3)))
    assert [(status, said["files"]) for status, said in at_once] == [(200, 1)] * 3
    assert await posted(public, url, essay) == await told(public, url) == (200, {"files": 1, "again": 0})
    another = "f" * 16
    used = (410, {"problem": USED.format(1)})
    assert [await posted(public, url, other, nonce=another), await told(public, url, another)] == [used] * 2
    assert await told(public, url, "short") == used
    public.clock.advance(timedelta(minutes=61))
    assert await told(public, url) == (200, {"files": 1, "again": 0})
    assert len(await public.look(select(reflection_parts.c.id))) == 1


async def test_the_page_counts_what_the_essay_gained(public: Program) -> None:
    phone, url = await upload_page(public)
    photo = picture(30, 20)
    assert await posted(public, url, ("a.jpg", photo), ("b.jpg", photo)) == (200, {"files": 1, "again": 1})
    await phone.waits_for("Đã nhận. Bài có 1 tệp")
    await phone.says("nộp bài")
    await phone.taps("✏️ Viết tiếp bài nháp", await phone.waits_for("Hạn nộp"))
    await phone.taps("✏️ Bài viết sẵn", await phone.waits_for("Chọn mục muốn viết"))
    second = address((await phone.waits_for("Bài đã viết sẵn")).text)
    assert await posted(public, second, ("c.jpg", photo)) == (200, {"files": 0, "again": 1})
    async with public.session.get(second) as page:
        assert (page.status, "Các tệp gửi bằng trang này đã có sẵn trong bài." in await page.text()) == (410, True)


async def test_without_an_open_draft_nothing_is_taken_and_the_page_stays(public: Program) -> None:
    phone, url = await upload_page(public)
    await phone.says("nộp bài")
    await phone.taps("✏️ Viết tiếp bài nháp", await phone.waits_for("Hạn nộp"))
    await phone.taps("🗑 Bỏ bài nháp", await phone.waits_for("Chọn mục muốn viết"))
    await phone.waits_for("muốn bỏ bài nháp")
    await phone.says("Bỏ hẳn bài nháp")
    await phone.waits_for("Đã bỏ bài nháp.")
    rows = select(func.count()).select_from(outbox)
    before = await public.look(rows)
    assert await posted(public, url, ("f.jpg", picture(4, 4))) == (409, {"problem": NO_DRAFT})
    assert await public.look(rows) == before
    await phone.says("1")
    await phone.waits_for("làm bài theo cách nào")
    assert await posted(public, url, ("f.jpg", picture(4, 4))) == (200, {"files": 1, "again": 0})


async def test_too_many_and_too_large_are_told_as_such(public: Program) -> None:
    _, url = await upload_page(public)
    many = [(f"{number}.jpg", picture(number, 1)) for number in range(1, 22)]
    few = {"problem": "Mỗi lần nhiều nhất 20 tệp. Đồng chí bỏ bớt rồi gửi lại."}
    assert await posted(public, url, *many) == (413, few)
    assert await posted(public, url, ("a.pdf", bytes((50 << 20) + 1))) == (413, {"problem": "Có tệp lớn hơn 50 MB."})
    assert await told(public, url) == (200, {"waits": True})


async def test_the_page_closes_after_an_hour(public: Program) -> None:
    _, url = await upload_page(public)
    public.clock.advance(timedelta(minutes=61))
    assert await posted(public, url, ("a.pdf", pdf("a"))) == await told(public, url) == (410, {"problem": OVER})
    assert await public.look(select(upload_links.c.used_at)) == [(None,)]
    assert url.rpartition("/")[2] not in str(await public.look(select(upload_links)))
