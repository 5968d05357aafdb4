"""The conversation about the timetable: day by day, what is on and what comes next, and the calendar's file."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from content.models import Session
from content.phrases import Phrases
from handlers.access import Action
from handlers.doors import doors
from handlers.learner.calendar_file import NAME, calendar
from handlers.messages import Attachment, Reply
from handlers.reminders import session_title, tentative
from handlers.text import Markdown, clock, date, moment
from handlers.turn import Answer, Conversation, Turn


async def shown(turn: Turn) -> Answer:
    """The whole timetable, with the essay's deadline."""
    sessions = turn.course.sessions
    text = [
        turn.say("timetable.heading"),
        "\n".join(_now_and_next(turn)),
        *(_day(turn, list(day)) for _, day in groupby(sessions, key=lambda session: session.starts.date())),
        *([turn.say("timetable.place", place=sessions[0].place)] if _one_place(turn) else []),
        *([deadline(turn)] if turn.course.essay else []),
        *([turn.say("timetable.provisional")] if _unsettled(turn) else []),
    ]
    file = ((turn.choice("calendar", "timetable.buttons.calendar"),),) if turn.gives_files else ()
    return Answer((Reply("\n\n".join(text), (*file, *doors(turn.phrases, "lessons", "menu"))),))


async def filed(turn: Turn) -> Answer:
    """The timetable as a file for the phone's calendar."""
    onward = doors(turn.phrases, "timetable", "menu")
    if not turn.gives_files:
        return Answer((Reply(turn.say("timetable.file.not_here"), onward),))
    file = Attachment(NAME, content=calendar(turn.course, turn.phrases, turn.now))
    return Answer((Reply(turn.say("timetable.file.sent"), onward, attachments=(file,)),))


def deadline(turn: Turn) -> Markdown:
    """Until when the essay is to be handed in, and how long that is."""
    essay = turn.course.reflection
    until = tentative(turn.phrases, moment(essay.deadline), essay.provisional)
    if essay.deadline <= turn.now:
        return turn.say("timetable.deadline_over", deadline=until)
    return turn.say("timetable.deadline", deadline=until, left=left(turn.phrases, essay.deadline - turn.now))


def left(phrases: Phrases, span: timedelta) -> str:
    """How long that is, as people say it, in whole minutes: `2 giờ 15 phút`; from a day on in whole hours."""
    minutes = span // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    units = {"days": days, "hours": hours} if days else {"hours": hours, "minutes": minutes % 60}
    named = "_".join(name for name, count in units.items() if count) or "moment"
    return phrases.get(f"timetable.left.{named}").format(**units)


def _now_and_next(turn: Turn) -> list[Markdown]:
    sessions = turn.course.sessions
    if not sessions:
        return [turn.say("timetable.none")]
    on = [session for session in sessions if session.starts <= turn.now < session.ends]
    following = next((session for session in sessions if session.starts > turn.now), None)
    if not on and following is None:
        return [turn.say("timetable.over")]
    return [_on(turn, session) for session in on] + ([] if following is None else [_next(turn, following)])


def _on(turn: Turn, session: Session) -> Markdown:
    until = tentative(turn.phrases, clock(session.ends), session.provisional)
    return turn.say("timetable.now", title=session_title(turn.course, session), time=until)


def _next(turn: Turn, session: Session) -> Markdown:
    return turn.say(
        "timetable.next",
        title=session_title(turn.course, session),
        time=tentative(turn.phrases, _when(session.starts, turn.now), session.provisional),
        left=left(turn.phrases, session.starts - turn.now),
    )


def _when(start: datetime, now: datetime) -> str:
    return clock(start) if start.date() == now.astimezone(start.tzinfo).date() else moment(start)


def _day(turn: Turn, sessions: list[Session]) -> str:
    key = "timetable.session" if _one_place(turn) else "timetable.session_at"
    lines = [
        turn.say(
            key,
            time=tentative(turn.phrases, f"{clock(session.starts)}–{clock(session.ends)}", session.provisional),
            title=session_title(turn.course, session),
            place=session.place,
        )
        for session in sessions
    ]
    first = date(sessions[0].starts)
    return "\n".join([turn.say("timetable.day", date=first[0].upper() + first[1:]), *lines])


def _one_place(turn: Turn) -> bool:
    return len({session.place for session in turn.course.sessions}) == 1


def _unsettled(turn: Turn) -> bool:
    """Whether a provisional time is still to come."""
    essay = turn.course.reflection
    due = turn.course.essay and essay.provisional and essay.deadline > turn.now
    return due or any(session.provisional and session.ends > turn.now for session in turn.course.sessions)


TIMETABLE = Conversation(
    name="timetable",
    action=Action.LEARN,
    commands={"lich": shown},
    words={"lich": shown, "lich hoc": shown},
    choices={"timetable": shown, "calendar": filed},
)
