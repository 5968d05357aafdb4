"""Every reminder that a course calls for, as arithmetic on its timetable: no clock, no database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from content.models import Course, ReminderRule, Session
from content.phrases import Phrases
from handlers.doors import door, doors
from handlers.messages import Choice, Reply
from handlers.text import Markdown, clock, date, moment
from handlers.turn import say
from storage.audience import Audience


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """A reminder with its time. `key` changes with what it tells of the timetable; after `expires_at` it is void."""

    key: str
    title: str
    due: datetime
    expires_at: datetime
    reply: Reply
    audience: Audience


def planned(course: Course, phrases: Phrases) -> list[PlannedReminder]:
    """Every reminder by the course's rules, past ones too, the earliest first."""
    of = {"session": _of_sessions, "day": _of_days, "materials": _of_materials, "reflection": _of_reflection}
    reminders = [reminder for rule in course.reminders for reminder in of[rule.about](course, phrases, rule)]
    timely = [reminder for reminder in reminders if reminder.due < reminder.expires_at]
    return sorted(timely, key=lambda reminder: (reminder.due, reminder.key))


def of_another_class(reminder: PlannedReminder, course: Course, phrases: Phrases) -> PlannedReminder:
    """The reminder of a class beside the one that newcomers come to: it names the class, and leads there."""
    choice = Choice(f"class:{course.id}", phrases.get("classes.buttons.move").format(title=course.name))
    text = say(phrases, "reminders.of_class", title=course.name)
    reply = replace(reminder.reply, text=Markdown(f"{text}\n\n{reminder.reply.text}"), choices=((choice,),))
    return replace(reminder, reply=reply)


def session_title(course: Course, session: Session) -> str:
    """`Chuyên đề 1: Quản trị toàn diện ở cấp xã`; a session without a topic has its title alone."""
    return session.title if session.topic is None else f"{session.title}: {course.topic(session.topic).short}"


def tentative(phrases: Phrases, shown: str, provisional: bool) -> str:
    """A time as shown, with the mark of what is not settled yet where it is due."""
    return f"{shown} {phrases.get('reminders.provisional')}" if provisional else shown


def _of_sessions(course: Course, phrases: Phrases, rule: ReminderRule) -> Iterator[PlannedReminder]:
    assert rule.before is not None
    for session in course.sessions:
        yield PlannedReminder(
            key=_key(course, rule, session.id, session.starts - rule.before, [session]),
            title=_title(phrases, "session", title=session_title(course, session), time=moment(session.starts)),
            due=session.starts - rule.before,
            expires_at=session.starts,
            reply=Reply(_session_text(course, phrases, rule, session), _session_doors(course, phrases, session)),
            audience=Audience(course=course.id),
        )


def _session_text(course: Course, phrases: Phrases, rule: ReminderRule, session: Session) -> Markdown:
    return _said(
        phrases,
        rule.phrase,
        title=session_title(course, session),
        time=tentative(phrases, clock(session.starts), session.provisional),
        date=date(session.starts),
        place=session.place,
        preparation=session.preparation,
    )


def _session_doors(course: Course, phrases: Phrases, session: Session) -> tuple[tuple[Choice, ...], ...]:
    lesson = None if session.topic is None else next(iter(course.topic_lessons(session.topic)), None)
    if lesson is None:
        return doors(phrases, "timetable", "lessons")
    return ((Choice(f"lesson:{lesson.id}", phrases.get("reminders.buttons.lesson")),), (door(phrases, "timetable"),))


def _of_days(course: Course, phrases: Phrases, rule: ReminderRule) -> Iterator[PlannedReminder]:
    assert rule.day_before_at is not None
    in_order = sorted(course.sessions, key=lambda session: session.starts)
    for day, group in groupby(in_order, key=lambda session: session.starts.date()):
        sessions = list(group)
        first = sessions[0].starts
        due = datetime.combine(day - timedelta(days=1), rule.day_before_at, first.tzinfo)
        lines = _day_lines(course, phrases, sessions)
        yield PlannedReminder(
            key=_key(course, rule, day.isoformat(), due, sessions),
            title=_title(phrases, "day", date=date(first)),
            due=due,
            expires_at=first,
            reply=Reply(_said(phrases, rule.phrase, sessions=lines), doors(phrases, "timetable", "lessons")),
            audience=Audience(course=course.id),
        )


def _day_lines(course: Course, phrases: Phrases, sessions: list[Session]) -> Markdown:
    """The day and its sessions as a list; the place once where it is one for all of them."""
    together = len({session.place for session in sessions}) == 1
    lines = [
        say(
            phrases,
            "reminders.lines.session" if together else "reminders.lines.session_at",
            time=tentative(phrases, f"{clock(session.starts)}–{clock(session.ends)}", session.provisional),
            title=session_title(course, session),
            place=session.place,
        )
        for session in sessions
    ]
    place = [say(phrases, "reminders.lines.place", place=sessions[0].place)] if together else []
    day = say(phrases, "reminders.lines.day", date=date(sessions[0].starts))
    return Markdown("\n\n".join([day, "\n".join(lines), *place]))


def _of_materials(course: Course, phrases: Phrases, rule: ReminderRule) -> Iterator[PlannedReminder]:
    assert rule.at is not None
    if course.sessions:
        yield PlannedReminder(
            key=_key(course, rule, "materials", rule.at, []),
            title=_title(phrases, "materials"),
            due=rule.at,
            expires_at=min(session.starts for session in course.sessions),
            reply=Reply(_said(phrases, rule.phrase), doors(phrases, "lessons", "timetable")),
            audience=Audience(course=course.id),
        )


def _of_reflection(course: Course, phrases: Phrases, rule: ReminderRule) -> Iterator[PlannedReminder]:
    assert rule.before is not None
    essay = course.reflection
    deadline = tentative(phrases, moment(essay.deadline), essay.provisional)
    yield PlannedReminder(
        key=_key(course, rule, "reflection", essay.deadline - rule.before, [essay.deadline, essay.provisional]),
        title=_title(phrases, "reflection", deadline=moment(essay.deadline)),
        due=essay.deadline - rule.before,
        expires_at=essay.deadline,
        reply=Reply(_said(phrases, rule.phrase, deadline=deadline), doors(phrases, "reflection", "menu")),
        audience=Audience(course=course.id, reflection="not_handed_in"),
    )


def _key(course: Course, rule: ReminderRule, subject: str, due: datetime, told: list[Session] | list[object]) -> str:
    """One for each state of the timetable: what was planned for a time that no longer holds is not planned any more."""
    facts = [
        (told_one.id, told_one.starts.isoformat(), told_one.ends.isoformat(), told_one.place, told_one.provisional)
        if isinstance(told_one, Session)
        else str(told_one)
        for told_one in told
    ]
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:12]
    return f"{course.id}:{rule.id}:{subject}:{due:%Y%m%dT%H%M}:{digest}"


def _title(phrases: Phrases, about: Literal["session", "day", "materials", "reflection"], **values: str) -> str:
    return phrases.get(f"reminders.titles.{about}").format(**values)


def _said(phrases: Phrases, key: str, **values: object) -> Markdown:
    """The phrase, without the gap that an empty value leaves."""
    return Markdown(re.sub(r"\n{3,}", "\n\n", say(phrases, key, **values)).strip())
