"""The course as it stands now: what is written, with the trainers' changes of the timetable on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content.models import Course
from storage import timetable
from storage.engine import Store
from storage.timetable import SessionChange

REFLECTION = "reflection"
"""The subject under which the essay's deadline is moved."""


async def current(store: Store, course: Course) -> Course:
    """The course with the newest changes."""
    changes = await timetable.changes(store, course.id)
    return course if not changes else apply(course, changes)


def apply(course: Course, changes: Sequence[SessionChange]) -> Course:
    """The course with these changes on it; sessions in the order of their new times."""
    by_subject = {change.subject: change for change in changes}
    sessions = tuple(
        session.model_copy(update=_moved(by_subject[session.id])) if session.id in by_subject else session
        for session in course.sessions
    )
    update: dict[str, Any] = {"sessions": tuple(sorted(sessions, key=lambda session: session.starts))}
    if (essay := by_subject.get(REFLECTION)) is not None:
        deadline = {"deadline": essay.starts, "provisional": essay.provisional}
        update["reflection"] = course.reflection.model_copy(update=deadline)
    return course.model_copy(update=update)


def _moved(change: SessionChange) -> dict[str, Any]:
    moved: dict[str, Any] = {"starts": change.starts, "provisional": change.provisional}
    if change.ends is not None:
        moved["ends"] = change.ends
    if change.place is not None:
        moved["place"] = change.place
    return moved
