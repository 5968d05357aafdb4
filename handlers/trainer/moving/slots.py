"""When and where a session is, before and after a move; the essay's deadline is one without end and place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from content.models import Course, Session
from content.phrases import Phrases
from handlers.messages import Step
from handlers.reminders import session_title, tentative
from handlers.text import Markdown, clock, date, moment
from handlers.timetable import REFLECTION
from handlers.turn import Turn, say
from storage.timetable import SessionChange


@dataclass(frozen=True, slots=True)
class Slot:
    """A time, a place, and whether both may still change. The essay has `ends` and `place` None."""

    starts: datetime
    provisional: bool
    ends: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change being put together. `id` is of this change alone: it is made at most once."""

    id: str
    subject: str  # a session's id, or handlers.timetable.REFLECTION
    old: Slot
    new: Slot

    @property
    def essay(self) -> bool:
        """Whether it is the essay's deadline that moves."""
        return self.subject == REFLECTION

    def change(self) -> SessionChange:
        """As the database keeps it: whole, since the newest change stands for itself."""
        return SessionChange(self.subject, self.new.starts, self.new.ends, self.new.place, self.new.provisional)


_MOVE = TypeAdapter(Move)


def held(turn: Turn) -> Move:
    """The move of the open step."""
    assert turn.step is not None
    return _MOVE.validate_python(dict(turn.step.data))


def step(name: str, move: Move) -> Step:
    """The step of that name, with the move in it."""
    return Step(name, _MOVE.dump_python(move, mode="json"))


def slot(course: Course, subject: str) -> Slot:
    """Where the subject stands in the course. Raises KeyError for one that it doesn't have."""
    if subject == REFLECTION and course.essay:
        return Slot(course.reflection.deadline, course.reflection.provisional)
    session = course.session(subject)
    return Slot(session.starts, session.provisional, session.ends, session.place)


def subject_title(course: Course, phrases: Phrases, subject: str) -> str:
    """The session's title, or what the essay's deadline is called."""
    if subject == REFLECTION:
        return phrases.get("move.essay")
    return session_title(course, course.session(subject))


def shown_time(phrases: Phrases, slot: Slot) -> str:
    """`8:30–11:30 thứ Bảy, 23/5/2026 (dự kiến)`."""
    if slot.ends is None:
        return tentative(phrases, moment(slot.starts), slot.provisional)
    if slot.ends.date() == slot.starts.date():
        text = f"{clock(slot.starts)}–{clock(slot.ends)} {date(slot.starts)}"
    else:
        text = f"{moment(slot.starts)} – {moment(slot.ends)}"
    return tentative(phrases, text, slot.provisional)


def differences(phrases: Phrases, move: Move) -> Markdown:
    """Old and new, line by line; what stays has one line."""
    old, new = shown_time(phrases, move.old), shown_time(phrases, move.new)
    if old == new:
        lines = [say(phrases, "move.lines.time", time=new)]
    else:
        lines = [say(phrases, "move.lines.old_time", time=old), say(phrases, "move.lines.new_time", time=new)]
    if move.new.place is not None and move.new.place != move.old.place:
        lines.append(say(phrases, "move.lines.old_place", place=move.old.place))
        lines.append(say(phrases, "move.lines.new_place", place=move.new.place))
    elif move.new.place is not None:
        lines.append(say(phrases, "move.lines.place", place=move.new.place))
    return Markdown("\n".join(lines))


def overlapping(course: Course, move: Move) -> list[Session]:
    """The other sessions that are at the same time as the moved one would be."""
    if move.new.ends is None:
        return []
    return [
        session
        for session in course.sessions
        if session.id != move.subject and session.starts < move.new.ends and move.new.starts < session.ends
    ]
