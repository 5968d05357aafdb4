"""Files on disk: kept once by content, typed by content, named safely, swept when nobody names them."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import Files, clean_name, sniff
from handlers.messages import Stored

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNKNOWN = "application/octet-stream"


def zipped(*names: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x")
    return whole.getvalue()


def zip64(content: bytes) -> bytes:
    """The zip with a zip64 locator put before its end."""
    end = content.rfind(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1) + content[end:]


async def test_bytes_lie_under_their_hash_and_are_what_came(tmp_path: Path) -> None:
    files = Files(tmp_path)
    data = b"%PDF-1.7 " + bytes(range(256))
    stored = await files.keep(data, "Bài.pdf", "text/plain")
    sha256 = hashlib.sha256(data).hexdigest()
    assert stored == Stored(sha256, len(data), "application/pdf", "Bài.pdf")
    assert files.path(sha256) == tmp_path / sha256[:2] / sha256
    assert files.path(sha256).read_bytes() == data


async def test_the_same_content_is_kept_once_under_each_name(tmp_path: Path) -> None:
    files = Files(tmp_path)
    first, second = await files.keep(b"%PDF-", "a.pdf"), await files.keep(b"%PDF-", "b.pdf")
    assert (first.sha256, first.name, second.name) == (second.sha256, "a.pdf", "b.pdf")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [files.path(first.sha256)]


@pytest.mark.parametrize(
    ("data", "declared", "name"),
    [
        (b"\xff\xd8\xff", "image/jpeg", "anh-1.jpg"),
        (b"\x89PNG\r\n\x1a\n", "image/jpeg", "anh-1.png"),
        (b"%PDF-", "", "tep-1.pdf"),
        (b"?", "audio/mpeg", "tep-1.mp3"),
        (b"?", "", "tep-1"),
    ],
)
async def test_a_file_without_a_name_is_named_by_its_type(
    tmp_path: Path, data: bytes, declared: str, name: str
) -> None:
    assert (await Files(tmp_path).keep(data, " / ", declared)).name == name


async def test_a_sweep_takes_what_is_old_and_unknown_and_nothing_else(tmp_path: Path) -> None:
    files = Files(tmp_path)
    known, orphan, young = [(await files.keep(data, "x")).sha256 for data in (b"1", b"2", b"3")]
    left_over = files.path(orphan).with_name("tmp123.part")
    left_over.write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    for path in (files.path(known), files.path(orphan), left_over):
        os.utime(path, (two_hours_ago, two_hours_ago))
    assert sorted(await files.sweep({known})) == sorted([orphan, "tmp123.part"])
    assert [files.path(sha256).exists() for sha256 in (known, orphan, young)] == [True, False, True]
    assert await files.sweep(set(), timedelta(hours=3)) == []


async def test_an_orphan_that_comes_again_is_young_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    stored = await files.keep(b"1", "x")
    os.utime(files.path(stored.sha256), (0, 0))
    await files.keep(b"1", "x")
    assert await files.sweep(set()) == []


async def test_a_folder_that_is_not_there_yet_has_nothing_to_sweep(tmp_path: Path) -> None:
    assert await Files(tmp_path / "none").sweep(set()) == []


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (b"", UNKNOWN),
        (b"%PDF-1.4", "application/pdf"),
        (b" %PDF-1.4", UNKNOWN),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", UNKNOWN),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (OLE + b"\0" * 600, UNKNOWN),
        (zipped("[Content_Types].xml", "word/document.xml"), WORD),
        (zipped("word/document2.xml"), WORD),
        (zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (zipped("evil/word/document.xml"), "application/zip"),
        (zipped("a.txt"), "application/zip"),
        (zipped("word/document.xml")[:40], "application/zip"),
        (zip64(zipped("word/document.xml")), "application/zip"),
        (zipped(*(f"{'x' * 200}{number}" for number in range(5000)), "word/document.xml"), "application/zip"),
        (b"MZ\x90\x00", UNKNOWN),
        ("Bài thu hoạch".encode(), UNKNOWN),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_type_is_read_from_the_content(data: bytes, type_: str) -> None:
    assert sniff(data) == type_


@given(st.binary(max_size=200))
def test_no_bytes_after_a_zips_beginning_break_it(data: bytes) -> None:
    whole = zipped("word/document.xml")
    for broken in (b"PK\x03\x04" + data, whole[: len(whole) // 2] + data + whole[len(whole) // 2 :], whole + data):
        assert sniff(broken) in {WORD, "application/zip", UNKNOWN}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Bài thu hoạch.pdf", "Bài thu hoạch.pdf"),
        ("Ba\u0300i.pdf", "Bài.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\bài.docx", "bài.docx"),
        ("a\x00b\n c\u202egpj.exe", "ab cgpj.exe"),
        ('a<b>:"c|d?e*.pdf', "a-b---c-d-e-.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1"),
        ("console.pdf", "console.pdf"),
        (".bashrc", "bashrc"),
        ("tên.pdf. . ", "tên.pdf"),
        ("  nhiều   khoảng  trắng.pdf", "nhiều khoảng trắng.pdf"),
        ("\ud83d.pdf", "pdf"),
        ("ạ" * 300 + ".docx", "ạ" * 115 + ".docx"),
        ("x" * 300, "x" * 120),
        ("", ""),
        ("///", ""),
        ("...", ""),
    ],
)
def test_names_are_made_safe_and_keep_their_letters(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text())
def test_a_clean_name_is_short_flat_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert len(clean) <= 120
    assert not set(clean) & set('/\\<>:"|?*')
    assert clean.isprintable()
    assert clean_name(clean) == clean
