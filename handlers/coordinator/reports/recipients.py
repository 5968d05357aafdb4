"""The people of a notice as an Excel file: who got it, who did not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handlers.coordinator.reports.desk import Desk, workbook
from handlers.coordinator.reports.workbook import Sheet
from storage.notice_rows import RecipientRow, recipients
from storage.notices import notice

_COLUMNS = ("name", "group", "commune", "province", "position", "state", "reason", "doubts", "channel", "sent_at")


class NoSuchNotice(LookupError):
    """The notice of that number is not there."""


async def make_recipients(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Write the rows of the spec's `notice`. Raises NoSuchNotice."""
    sent = await notice(desk.store, spec["notice"])
    if sent is None:
        raise NoSuchNotice(spec["notice"])
    rows = await recipients(desk.store, sent.id)
    with workbook(desk, spec, out, about=sent.title) as book:
        sheet = Sheet(book, desk.word("sheets.recipients"), desk.columns(*_COLUMNS))
        for row in rows:
            _add(desk, sheet, row)
        sheet.finish()
    return len(rows)


def _channel(desk: Desk, row: RecipientRow) -> str | None:
    """The channel by which it went, and the one whose place it took."""
    if row.channel is None or row.instead_of is None:
        return row.channel and row.channel.title()
    key = "channel_same" if row.instead_of == row.channel else "channel_instead"
    return desk.word(key, channel=row.channel.title(), other=row.instead_of.title())


def _add(desk: Desk, sheet: Sheet, row: RecipientRow) -> None:
    names = desk.names
    where = (names.group(row.group), names.commune(row.commune), names.province(row.province))
    outcome = (desk.word(f"states.{row.state}"), row.reason, row.doubts, _channel(desk, row), row.sent_at)
    sheet.add(row.name, *where, row.position, *outcome)
