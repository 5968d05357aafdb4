"""Files that mean harm, through the steps that take files: told by their content, opened by nobody, named safely."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.files import Files
from handlers.learner.reflection import REFLECTION
from handlers.messages import Attached
from handlers.trainer.notices import NOTICES
from storage.engine import Database
from storage.tables import files
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]
PDF = b"%PDF-1.7\n"
BOMB_SIZE = 200 << 20


def bomb() -> bytes:
    """A Word document of 200 KB that holds 200 MB of the same letter."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(BOMB_SIZE >> 20):
            part.write(b"a" * (1 << 20))
    return whole.getvalue()


def vast_image() -> bytes:
    """A PNG of a few bytes that claims 50,000 × 50,000 pixels (https://www.w3.org/TR/png/#11IHDR)."""
    claim = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    head = struct.pack(">I", 13) + claim + struct.pack(">I", zlib.crc32(claim))
    return b"\x89PNG\r\n\x1a\n" + head


async def document(folder: Path, name: str, content: bytes) -> Attached:
    """As the channel's adapter hands it over."""
    return Attached("document", "ref", name, stored=await Files(folder).keep(content, name))


async def essay(chats: Chats) -> Chat:
    """A learner at the page that takes a ready essay."""
    chat: Chat = chats(REFLECTION)
    await chat.registers()
    await chat.forges("essay_start")
    await chat.taps("▫️ 2. Điều hành vì tăng trưởng hai con số")
    await chat.taps("Chọn xong →")
    await chat.taps("📎 Gửi bài đã viết sẵn")
    return chat


async def notice(chats: Chats) -> Chat:
    """A trainer who writes a notice."""
    chat: Chat = chats(NOTICES)
    await chat.becomes("trainer")
    await chat.forges("nnew")
    return chat


STEPS = {"essay": essay, "notice": notice}


async def kept(db: Database) -> list[tuple[str, int]]:
    """(name, bytes) of every file that somebody's words hold on to."""
    async with db.read() as store:
        return [(row.name, row.size) for row in await store.all(select(files).order_by(files.c.id))]


@pytest.mark.parametrize("into", STEPS)
@pytest.mark.parametrize(("name", "make"), [("bom.docx", bomb), ("rong-lon.png", vast_image)])
async def test_what_would_burst_is_kept_as_it_came_and_never_opened(
    into: str, name: str, make: Callable[[], bytes], chats: Chats, tmp_path: Path, db: Database
) -> None:
    chat = await STEPS[into](chats)
    content = make()
    tracemalloc.start()
    began = time.monotonic()
    await chat.sends([await document(tmp_path / "files", name, content)])
    spent, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert await kept(db) == [(name, len(content))]
    assert peak < BOMB_SIZE // 10
    assert spent < 5


NAMES = [
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("..\\..\\Windows\\bai.pdf", "bai.pdf"),
    ("CON.pdf", "_CON.pdf"),
    ("NUL", "_NUL.pdf"),
    ("ạ" * 300 + ".pdf", "ạ" * 116 + ".pdf"),
    ("bai\u202efdp.pdf", "baifdp.pdf"),
    ("a\x00\r\nb.pdf", "a b.pdf"),
    ("*_[đây](http://a.vn)_*.pdf", "a.vn)_-.pdf"),
]


@pytest.mark.parametrize("into", STEPS)
@pytest.mark.parametrize(("name", "safe"), NAMES)
async def test_names_are_safe_wherever_they_came_in(
    into: str, name: str, safe: str, chats: Chats, tmp_path: Path, db: Database
) -> None:
    chat = await STEPS[into](chats)
    folder = tmp_path / "files"
    await chat.sends([await document(folder, name, PDF)])
    ((kept_as, _),) = await kept(db)
    assert kept_as == safe
    assert {path.name.isalnum() for path in folder.rglob("*")} == {True}


WRONG = [
    ("bai.pdf", b"MZ\x90\x00"),
    ("bai.docx", PDF),
    ("chay.exe", PDF),
    ("trang.html", PDF),
    ("bai.docx", b"PK\x03\x04"),
]


@pytest.mark.parametrize("into", STEPS)
@pytest.mark.parametrize(("name", "content"), WRONG)
async def test_what_is_not_what_it_is_called_is_not_taken(
    into: str, name: str, content: bytes, chats: Chats, tmp_path: Path, db: Database
) -> None:
    chat = await STEPS[into](chats)
    await chat.sends([await document(tmp_path / "files", name, content)])
    assert await kept(db) == []
