"""What Zalo's messages look like, files as links, and the pictures that people send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.channels.base import FileLost, FileTooLarge, Later, Ready, Sent, Uncertain
from bot.channels.zalo_pictures import LARGEST, Pictures
from bot.channels.zalo_render import pages
from handlers.messages import Attachment, Choice, Reply, stored
from handlers.text import units
from tests.bot.rehearsal.pictures import picture
from tests.bot.zalo.samples import CHAT, SAMPLES, WORDING, recorded

OK = SAMPLES["responses"]["sendMessage"]


def texts(reply: Reply, prompt: int = 1, files: tuple[str, ...] = ()) -> list[str]:
    return [page.text for page in pages(reply, prompt, WORDING, files)]


def test_options_that_stand_in_the_text_are_not_repeated() -> None:
    choices = (tuple(Choice(letter, letter) for letter in "ABC"), (Choice("later", "⏸ Để sau"),))
    assert texts(Reply("**Câu 1/5**\n\nA. Một\nB. Hai\nC. Ba", choices)) == [
        "Câu 1/5\n\nA. Một\nB. Hai\nC. Ba\n\n4. ⏸ Để sau\nTrả lời bằng chữ cái (A, B, C) hoặc số (4)"
    ]
    assert texts(Reply("A. Một\nB. Hai", choices[:1])) == [
        "A. Một\nB. Hai\n\n3. C\nTrả lời bằng chữ cái (A, B) hoặc số (3)"
    ]


def test_a_firm_choice_has_no_number_and_keeps_its_place() -> None:
    row = (Choice("!gui", "Gửi ngay"), Choice("hai", "Sửa"))
    assert texts(Reply("Gửi?", (row,))) == ["Gửi?\n\nGõ nguyên câu: Gửi ngay\n2. Sửa\nTrả lời bằng số: 2"]


def test_a_notice_has_words_instead_of_numbers() -> None:
    row = (Choice("timetable", "🗓 Lịch lớp"), Choice("lessons", "📖 Bài học"))
    assert texts(Reply("Mai học", (row,)), prompt=0) == ["Mai học\n\nGõ: “Lịch lớp” · “Bài học”"]


def test_long_texts_are_cut_at_paragraphs_and_end_with_the_choices() -> None:
    paragraph = "😀" * 450
    found = texts(Reply("\n\n".join([paragraph] * 4), ((Choice("a", "Tiếp"),),)))
    assert found == [
        "\n\n".join([paragraph] * 2),
        "\n\n".join([paragraph] * 2) + "\n\n1. Tiếp\nTrả lời bằng số: 1",
    ]
    assert [units(page) <= 2000 for page in found] == [True, True]


def test_marks_are_shown_as_written_and_lists_stay() -> None:
    assert texts(Reply("- *nghiêng*\n- **đậm**\n\n1\\. a\\_b")) == ["• nghiêng\n• đậm\n\n1. a_b"]


async def test_files_are_links_and_a_picture_is_shown() -> None:
    ready = [Ready("bang.xlsx", as_photo=False, content=b"x"), Ready("anh.png", as_photo=True, content=b"y")]
    async with recorded() as (server, channel):
        server.answers = [OK, OK, OK]
        one = stored(Reply("Tệp đây", attachments=(Attachment("bang.xlsx", content="x"),)))
        assert await channel.send(CHAT, one, ready[:1]) == Sent("82599fa32f56d00e8941")
        assert await channel.send(CHAT, stored(Reply("**Biểu đồ**")), ready[1:]) == Sent("82599fa32f56d00e8941")
        assert await channel.send(CHAT, stored(Reply("")), ready[1:]) == Sent("82599fa32f56d00e8941")
        address = f"https://xa-mau.example/tep/{CHAT}"
        assert server.calls == [
            ("sendMessage", {"chat_id": CHAT, "text": f"Tệp đây\n\nTệp bang.xlsx (đến 9:00): {address}/bang.xlsx"}),
            ("sendPhoto", {"chat_id": CHAT, "photo": f"{address}/anh.png", "caption": "Biểu đồ"}),
            ("sendPhoto", {"chat_id": CHAT, "photo": f"{address}/anh.png"}),
        ]


async def test_once_a_part_has_left_a_failure_is_uncertain() -> None:
    long = stored(Reply("\n\n".join(["chữ " * 300] * 3)))
    async with recorded() as (server, channel):
        server.answers = [SAMPLES["errors"]["gateway_html"]]
        assert await channel.send(CHAT, long, []) == Later(reason="502")
        server.answers = [OK, SAMPLES["errors"]["gateway_html"]]
        assert await channel.send(CHAT, long, []) == Uncertain(messages=1)
        assert [call[0] for call in server.calls] == ["sendMessage"] * 3


@asynccontextmanager
async def pictured() -> AsyncIterator[str]:
    """A server with pictures and what is none."""

    async def give(request: web.Request) -> web.Response:
        match request.match_info["name"]:
            case "a.jpg":
                return web.Response(body=picture(3, 2))
            case "text.jpg":
                return web.Response(body=b"no picture", content_type="image/jpeg")
            case "large.jpg":
                return web.Response(body=b"\xff\xd8\xff" + bytes(LARGEST))
            case "moved.jpg":
                return web.Response(status=302, headers={"Location": "/a.jpg"})
            case "round.jpg":
                return web.Response(status=302, headers={"Location": "/round.jpg"})
            case "out.jpg":
                return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest"})
            case "ill.jpg":
                return web.Response(status=503)
            case _:
                return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{name}", give)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_pictures_are_fetched_checked_and_measured() -> None:
    pictures = Pictures(loopback=True)
    await pictures.open()
    expected = {
        "a.jpg": picture(3, 2), "moved.jpg": picture(3, 2), "text.jpg": FileLost, "large.jpg": FileTooLarge,
        "round.jpg": FileLost, "out.jpg": FileLost, "ill.jpg": ConnectionError, "none.jpg": FileLost,
    }  # fmt: skip
    found: dict[str, object] = {}
    async with pictured() as address:
        for name in expected:
            try:
                found[name] = await pictures.fetch(f"{address}/{name}")
            except (FileLost, FileTooLarge, ConnectionError) as failed:
                found[name] = type(failed)
    await pictures.close()
    assert found == expected


@pytest.mark.parametrize(
    "address",
    [
        "http://photo.example/a.jpg", "ftp://photo.example/a.jpg", "https://127.0.0.1/a.jpg", "https://localhost/a.jpg",
        "https://10.0.0.1/a.jpg", "https://[::1]/a.jpg", "https://169.254.169.254/a", "https://0.0.0.0/a", "https:///a",
        "https://[::ffff:127.0.0.1]/a", "https://100.64.0.1/a", "https://[fc00::1]/a", "https://[", "a.jpg",
    ],
)  # fmt: skip
async def test_only_public_addresses_are_asked(address: str) -> None:
    pictures = Pictures()
    await pictures.open()
    with pytest.raises(FileLost):
        await pictures.fetch(address)
    await pictures.close()
