"""Lays down the folder of a new course: a small one that passes the check and explains itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.errors import OperatorMistake
from content import PACKAGED

SKELETON: Final = PACKAGED / "skeleton"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAYS_AHEAD, _DAYS_TO_WRITE = 30, 7


def lay_down(courses: Path, slug: str, today: date) -> Path:
    """Write the course `slug` into the folder of courses, and return its folder.

    Raises OperatorMistake for a slug that is none, or that there is already.
    """
    if not SLUG.fullmatch(slug) or len(slug) > 32:
        raise OperatorMistake(f"mã lớp {slug!r}: chỉ gồm chữ thường không dấu, số và gạch nối, nhiều nhất 32 ký tự")
    folder = courses / slug
    if folder.exists():
        raise OperatorMistake(f"đã có thư mục {folder}")
    day = today + timedelta(days=_DAYS_AHEAD)
    filled = {
        "@@slug@@": slug,
        "@@today@@": today.isoformat(),
        "@@day@@": day.isoformat(),
        "@@deadline@@": (day + timedelta(days=_DAYS_TO_WRITE)).isoformat(),
    }
    try:
        for source in sorted(path for path in SKELETON.rglob("*") if path.is_file()):
            text = source.read_text(encoding="utf-8")
            for mark, value in filled.items():
                text = text.replace(mark, value)
            target = folder / source.relative_to(SKELETON)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as refused:
        raise OperatorMistake(f"không ghi được {folder} ({refused.strerror})") from None
    return folder
