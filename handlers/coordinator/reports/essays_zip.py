"""The zip of a class: the workbook, and each essay's text and files in folders by commune and person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from handlers.coordinator.reports import people
from handlers.coordinator.reports.desk import Desk
from handlers.coordinator.reports.file_names import Folder, part
from storage.report_rows import Essay
from storage.report_scope import Scope

_PACKED = (
    "application/pdf",
    "image/",
    "application/zip",
    "application/vnd.openxmlformats",
)
"""Types whose bytes are compressed already: packing them again takes time and saves nothing."""


async def write_zip(desk: Desk, scope: Scope, workbook: Path, out: Path) -> None:
    """Write the zip. A file that is no longer on disk is listed in a text, so that nobody looks for it in vain."""
    missing: list[str] = []
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.write(workbook, desk.word("zip.workbook"), ZIP_STORED)
        for place in await people.places(desk, scope):
            for essay in await people.essays(desk, scope, place):
                missing += _add(desk, archive, essay)
        if missing:
            archive.writestr(desk.word("zip.missing"), _text(missing))


def _add(desk: Desk, archive: ZipFile, essay: Essay) -> Iterator[str]:
    """Add an essay; give a line for each file that is missing."""
    folder, taken = _folder(desk, essay), Folder()
    if text := _guided(desk, essay):
        info = _info(f"{folder}/{taken.take(desk.word('zip.text'))}", essay.handed_in_at)
        archive.writestr(info, _text(text), ZIP_DEFLATED)
    for file in essay.files:
        name = taken.take(file.name)
        source = desk.file(file.sha256)
        if source.is_file():
            packed = file.type.startswith(_PACKED)
            info = _info(
                f"{folder}/{name}", essay.handed_in_at, size=file.size, method=ZIP_STORED if packed else ZIP_DEFLATED
            )
            with source.open("rb") as whole, archive.open(info, "w") as into:
                shutil.copyfileobj(whole, into, 1 << 20)
        else:
            yield desk.word("zip.missing_line", folder=folder, name=name)


def _folder(desk: Desk, essay: Essay) -> str:
    province = desk.names.province(essay.place.province).removeprefix("Tỉnh ")
    commune = desk.names.commune(essay.place.commune)
    who = part(f"{part(essay.name)[:75]} - {essay.receipt}")
    return f"{part(province)}/{part(commune)}/{who}"


def _guided(desk: Desk, essay: Essay) -> list[str]:
    """The lines of what was written in the chat, part by part under their titles; none where nothing was."""
    parts = [(each.title, essay.text(each.id)) for each in desk.course.reflection.parts]
    rest = people.other_text(essay, [each.id for each in desk.course.reflection.parts])
    parts.append((desk.word("columns.whole_essay"), rest))
    written = [line for title, text in parts if text for line in (title.upper(), text, "")]
    if not written:
        return []
    topics, levels = desk.names.topics(essay.topics), desk.names.levels(essay.levels)
    return [essay.name, essay.receipt, "", desk.word("columns.topics").upper(), topics, "",
            *written, desk.word("columns.levels").upper(), levels]  # fmt: skip


def _text(lines: list[str]) -> bytes:
    """UTF-8 with its mark and Windows' line ends: old Notepads show it right."""
    text = "\n".join(lines).replace("\r\n", "\n").replace("\n", "\r\n")
    return f"{text}\r\n".encode("utf-8-sig", "replace")


def _info(name: str, moment: datetime, *, size: int = 0, method: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, moment.timetuple()[:6])
    info.compress_type, info.file_size = method, size
    info.external_attr = 0o644 << 16  # otherwise Linux unpacks files that nobody may read
    return info
