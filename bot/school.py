"""The class that a program holds: its course, its phrases, and every conversation there is."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.errors import OperatorMistake
from bot.turns import Class
from content.faults import ContentFaults
from content.loading import load_course
from content.models import Course
from content.phrases import load_phrases
from handlers.conversations import router

log = logging.getLogger(__name__)


def load_school(content_dir: Path, course: str, *, pace: float) -> Class:
    """The class of that course. Raises OperatorMistake, naming the first fault's file and line."""
    directory = content_dir / "courses" / course
    if not directory.is_dir():
        known = ", ".join(sorted(path.name for path in (content_dir / "courses").glob("*") if path.is_dir()))
        raise OperatorMistake(f"DONGHANH_COURSE: không có lớp {course!r} trong {content_dir} (đang có: {known})")
    try:
        held, phrases = load_course(directory), load_phrases(content_dir / "phrases")
    except ContentFaults as wrong:
        more = f" (và {len(wrong.faults) - 1} lỗi khác; xem `donghanh check`)" if len(wrong.faults) > 1 else ""
        raise OperatorMistake(f"{wrong.faults[0]}{more}") from None
    return Class(held, phrases, router(), pace, _others(directory))


def _others(directory: Path) -> tuple[Course, ...]:
    """The open courses beside that one. One with faults is left out, and the log says so: it must not stop this one."""
    found = []
    for path in sorted(directory.parent.iterdir()):
        if path == directory or not (path / "course.yaml").is_file():
            continue
        try:
            course = load_course(path)
        except ContentFaults as wrong:
            log.warning("course %s is left out, it has %d faults: %s", path.name, len(wrong.faults), wrong.faults[0])
            continue
        found += [course] if course.open else []
    return tuple(found)
