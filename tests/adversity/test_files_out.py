"""What people typed and sent comes out of an export as they meant it: no cell is a formula, no name leads elsewhere."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.files import Files
from bot.reporting import write_report
from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import router
from handlers.coordinator.reports.cells import looks_like_formula
from handlers.messages import Attached
from storage import notices
from storage.engine import Database
from storage.tables import outbox
from tests.adversity.test_odd_files import NAMES, PDF, bomb, vast_image
from tests.clock import HandClock
from tests.handlers.chat import Chat

FORMULAS = [
    '=HYPERLINK("http://a.vn";"bấm")', "+84 900 000 000", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", '"=1+1', "{=1+1}", "%0A-1+1", "=Lệ Thị @Hoa",
]  # fmt: skip
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}


@pytest.fixture
def opened(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Callable[[str], Chat]:
    return lambda chat: Chat(db, Class(course, phrases, router()), clock, chat)


async def registered(chat: Chat, name: str, position: str) -> None:
    """By the conversation itself, with whatever it takes of these words."""
    await chat.commands("start")
    await chat.taps("agree")
    await chat.says(name)
    if await chat.step() == "registration.name":
        await chat.says("Nguyễn Văn An")
    await chat.taps("group:bi-thu-chi-bo")
    await chat.says("da teh")
    if await chat.step() == "registration.place":
        await chat.taps("commune:25126")
    await chat.says(position)
    if await chat.step() == "registration.position":
        await chat.says("Trưởng thôn")
    await chat.taps("confirm")


async def handed_in(chat: Chat, text: str, attached: Attached | None = None) -> None:
    """An essay of that text in each part, and a file where there is one."""
    await chat.forges("essay_start")
    await chat.forges("essay_topic:cd1:1")
    for part in chat.school.course.reflection.parts:
        await chat.forges(f"essay_part:{part.id}")
        await chat.says(text)
    if attached is not None:
        await chat.sends([attached], caption=text)
    await chat.forges("essay_preview")
    await chat.taps(next(choice.id for choice in chat.choices if choice.id.startswith("!essay_hand")))


async def exported(chat: Chat, folder: Path, format_: str) -> bytes:
    """The file of that coordinator's own export, made as it is when it is sent."""
    await chat.commands("xuat")
    await chat.taps(f"x-{format_}")
    (spec,) = [file.report for reply in chat.replies for file in reply.attachments if file.report is not None]
    return await made(chat, folder, spec)


async def made(chat: Chat, folder: Path, spec: Any) -> bytes:
    out = folder / "report"
    await write_report(chat.db.url, folder / "files", chat.school.course, chat.school.phrases, spec, out)
    return out.read_bytes()


def formulas(book: bytes) -> list[tuple[str, str]]:
    """Every cell that is, or that Excel would take for, a formula: (sheet and place, content)."""
    found = []
    for sheet in load_workbook(BytesIO(book)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            text = cell.value if isinstance(cell.value, str) else ""
            if cell.data_type == "f" or (looks_like_formula(text) and not cell.quotePrefix):
                found.append((f"{sheet.title}!{cell.coordinate}", text))
    with zipfile.ZipFile(BytesIO(book)) as parts:
        found += [(name, "<f>") for name in parts.namelist() if re.search(rb"<f[ >/]", parts.read(name))]
    return found


async def test_no_cell_of_an_export_is_a_formula(opened: Callable[[str], Chat], tmp_path: Path) -> None:
    for number, text in enumerate(FORMULAS):
        chat = opened(str(100 + number))
        await registered(chat, text, text)
        await handed_in(chat, text)
    coordinator = opened("11")
    await registered(coordinator, "Hoa", "@Phòng +84")
    await coordinator.becomes("coordinator")
    book = await exported(coordinator, tmp_path, "xlsx")
    assert formulas(book) == []
    essays = load_workbook(BytesIO(book))["Bài thu hoạch"].iter_rows(min_row=3, values_only=True)
    told = [str(value) for row in essays for value in row]
    typed = [text.strip().replace("\r", "\n") for text in FORMULAS]
    assert {text for text in typed if not any(text in value for value in told)} == set()


async def test_no_cell_of_a_list_of_recipients_is_a_formula(
    opened: Callable[[str], Chat], db: Database, tmp_path: Path
) -> None:
    await registered(opened("100"), "-An", "=1+1")
    trainer = opened("12")
    await trainer.becomes("trainer")
    await trainer.forges("nnew")
    await trainer.says('=HYPERLINK("http://a.vn")')
    await trainer.taps("nd:preview")
    await trainer.taps("!send:now")
    notice = int(next(choice.id for choice in trainer.choices if choice.id.startswith("nstop:")).partition(":")[2])
    async with db.write() as store:
        await notices.release(store, notice, now=trainer.clock.now())
        reason = "=cmd|' /C calc'!A0"
        await store.run(outbox.update().where(outbox.c.notice_id == notice).values(state="refused", reason=reason))
        assert await store.value(select(outbox.c.reason).where(outbox.c.notice_id == notice)) == reason
    await trainer.forges(f"nlist:{notice}")
    ((spec,),) = [[file.report for file in reply.attachments] for reply in trainer.replies]
    assert formulas(await made(trainer, tmp_path, {**(spec or {}), "at": trainer.clock.now().isoformat()})) == []


def unsafe(name: str) -> list[str]:
    """What of a zip's entry some system could not unpack, or would unpack elsewhere."""
    parts = name.split("/")
    reasons = [] if not PurePosixPath(name).is_absolute() and not PureWindowsPath(name).drive else ["a root"]
    reasons += [f"{part!r}" for part in parts if part in {"", ".", ".."} or len(part) > 120 or len(part.encode()) > 255]
    reasons += [part for part in parts if part.split(".")[0].strip().upper() in RESERVED]
    reasons += [sign for sign in name if sign in '<>:"\\|?*' or not sign.isprintable()]
    return reasons + [part for part in parts if part != part.rstrip(". ")]


@pytest.mark.parametrize("content", [PDF, None], ids=["a small one", "what would burst"])
async def test_the_zip_of_an_export_unpacks_anywhere(
    content: bytes | None, opened: Callable[[str], Chat], tmp_path: Path
) -> None:
    bursting = [("bom.docx", bomb()), ("rong-lon.png", vast_image())]
    sent = [(name, content) for name, _ in NAMES] if content is not None else bursting
    kept = Files(tmp_path / "files")
    for number, (name, inside) in enumerate(sent):
        chat = opened(str(100 + number))
        await registered(chat, "An" if number % 2 else "Con", "Trưởng thôn")
        await handed_in(chat, "Đường hỏng.", Attached("document", "ref", name, stored=await kept.keep(inside, name)))
    coordinator = opened("11")
    await coordinator.becomes("coordinator", "68")
    with zipfile.ZipFile(BytesIO(await exported(coordinator, tmp_path, "zip"))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        inside_all = [archive.read(name) for name in names]
    assert {name: unsafe(name) for name in names if unsafe(name)} == {}
    assert len({name.casefold() for name in names}) == len(names) == 1 + 2 * len(sent)
    assert [body in inside_all for _, body in sent] == [True] * len(sent)
