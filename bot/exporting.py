"""`donghanh export`: the class's results into a file, from the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.accounts import limits_of
from bot.clock import SystemClock
from bot.errors import OperatorMistake
from bot.opening import bring_up
from bot.places import Area
from bot.reporting import make_export
from bot.school import load_school
from bot.settings import Settings
from handlers.quota import spent
from handlers.timetable import current
from storage import audit
from storage.engine import Database

FORMATS = {".xlsx": "xlsx", ".zip": "zip"}
BY = "người quản trị"


async def export_to(settings: Settings, where: Area, out: Path, *, on_progress: Callable[[int, int], None]) -> int:
    """Write the results of that area (codes of province and commune, None: all) to `out`, .xlsx or .zip.

    `on_progress` is told (done, in all). Returns the number of learners in it. Raises OperatorMistake where `out` can't
    be written or has another ending.
    """
    kind = _format(out)
    school = load_school(settings.content_dir, settings.course, pace=settings.bulk_rate)
    await asyncio.to_thread(bring_up, settings.database_url)
    now = settings.clock_start or SystemClock().now()  # the program's clock, as for an invitation
    province, commune = where
    async with Database(settings.database_url) as db:
        async with db.read() as store:
            course = await current(store, school.course)
            gone = await spent(store, limits_of(settings), now=now)
        await _note(db, course.id, {"format": kind, "province": province, "commune": commune}, now)
        spec = {
            "at": now.isoformat(),
            "format": kind,
            "province": province,
            "commune": commune,
            "by": BY,
            "spent": gone,
        }
        try:
            return await make_export(
                settings.database_url, settings.files_dir, course, school.phrases, spec, out, on_progress
            )
        except OSError as refused:
            raise OperatorMistake(f"--out: không ghi được {out} ({refused.strerror})") from None


def _format(out: Path) -> str:
    if out.suffix.lower() not in FORMATS:
        raise OperatorMistake(f"--out: {out} phải có đuôi .xlsx hoặc .zip")
    if out.is_dir():
        raise OperatorMistake(f"--out: {out} là một thư mục")
    if not out.parent.is_dir():
        raise OperatorMistake(f"--out: không có thư mục {out.parent}")
    return FORMATS[out.suffix.lower()]


async def _note(db: Database, course: str, detail: Mapping[str, str | None], now: datetime) -> None:
    """Each export is in the audit, the operator's too; before it is made, so that none is without its line."""
    async with db.write() as store:
        await audit.record(store, person=None, action="export", subject=course, detail=detail, now=now)
