"""The timetable as an iCalendar file (RFC 5545) for the phone's own calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from content.models import Course, Session
from content.phrases import Phrases
from content.values import VIETNAM
from handlers.reminders import session_title, tentative

NAME = "lich-lop.ics"
LINE = 75
"""The octets of a line without its end (RFC 5545 §3.1); a longer one is folded."""

BEFORE_SESSION = timedelta(minutes=60)
BEFORE_DEADLINE = timedelta(days=1)

_ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{VIETNAM.key}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar(course: Course, phrases: Phrases, now: datetime) -> str:
    """Every session and the essay's deadline, each with an alarm.

    An event's UID stays the same whatever moves, and its SEQUENCE grows with `now`, so that a file loaded later
    replaces what an earlier one brought (RFC 5545 §3.8.7.4).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dong Hanh//donghanh//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(phrases.get('timetable.file.calendar'))}",
        *_ZONE,
        *(line for session in course.sessions for line in _session(course, phrases, session, now)),
        *(_deadline(course, phrases, now) if course.essay else ()),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + "\r\n" for line in lines)


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545 §3.3.11); control characters that it can't hold are dropped."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first begun by a space; no letter is cut in two."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)


def _session(course: Course, phrases: Phrases, session: Session, now: datetime) -> Iterator[str]:
    title = session_title(course, session)
    yield from _opened(f"{course.id}-{session.id}", now)
    yield f"DTSTART;{_local(session.starts)}"
    yield f"DTEND;{_local(session.ends)}"
    yield from _told(tentative(phrases, title, session.provisional), session.preparation, session.provisional)
    yield f"LOCATION:{escaped(session.place)}"
    yield from _closed(title, BEFORE_SESSION)


def _deadline(course: Course, phrases: Phrases, now: datetime) -> Iterator[str]:
    essay, title = course.reflection, phrases.get("timetable.file.deadline")
    yield from _opened(f"{course.id}-reflection-deadline", now)
    yield f"DTSTART;{_local(essay.deadline)}"
    yield from _told(tentative(phrases, title, essay.provisional), essay.addressed_to, essay.provisional)
    yield from _closed(title, BEFORE_DEADLINE)


def _opened(uid: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@donghanh"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(now.timestamp()) // 60}"


def _told(title: str, description: str, provisional: bool) -> Iterator[str]:
    yield f"SUMMARY:{escaped(title)}"
    if description:
        yield f"DESCRIPTION:{escaped(description)}"
    yield f"STATUS:{'TENTATIVE' if provisional else 'CONFIRMED'}"


def _closed(title: str, before: timedelta) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(title)}"
    yield f"TRIGGER:-PT{before // timedelta(minutes=1)}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def _local(moment: datetime) -> str:
    return f"TZID={VIETNAM.key}:{moment.astimezone(VIETNAM):%Y%m%dT%H%M%S}"
