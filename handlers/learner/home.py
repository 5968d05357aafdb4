"""The main page: greeting, role, what comes next, how far one is, and the doors that one may go through."""

from __future__ import annotations

from datetime import datetime

from content.models import Course, Session
from handlers.doors import DOORS
from handlers.learner import asking
from handlers.learner.asking import Rows, open_doors, paragraphs
from handlers.learner.fields import place_name
from handlers.text import moment
from handlers.turn import Answer, Reply, Turn
from storage import own_data
from storage.people import Role


async def main_page(turn: Turn, *, note: str = "", first: Rows = ()) -> Answer:
    """The main page, `first` above its doors; the consent question instead where its text is new to the person."""
    if asking.consent_due(turn):
        return asking.consent_question(turn)
    return Answer((Reply(await page(turn, note), first + doors_of(turn)),))


async def page(turn: Turn, note: str = "") -> str:
    """The main page's text."""
    name = turn.person.full_name
    greeting = turn.say("menu.greeting", name=name) if name else turn.say("menu.greeting_unnamed")
    progress = await _progress(turn) if turn.person.registered else ""
    return paragraphs(note, greeting, _class(turn), roles(turn), next_session(turn), progress)


def _class(turn: Turn) -> str:
    """The class in which one is, where that is not the one that newcomers come to."""
    if not turn.courses or turn.course.id == turn.courses[0].id:
        return ""
    return turn.say("menu.class", title=turn.course.name)


def doors_of(turn: Turn) -> Rows:
    """Every door of the main page that is open to the person, and registration where it is still to be done."""
    register = () if turn.person.registered else ((turn.choice("register", "registration.open"),),)
    return (*open_doors(turn, *(name for name in DOORS if name != "menu" and _leads_somewhere(turn, name))), *register)


def _leads_somewhere(turn: Turn, name: str) -> bool:
    """Whether there is anything behind the door."""
    if name in {"stories", "choices"}:
        return bool(turn.course.situations)
    if name == "reflection":
        return turn.course.essay
    if name == "joining":
        return False  # it is done once: help leads there
    return name != "classes" or len(turn.courses) > 1


def roles(turn: Turn) -> str:
    """The person's roles in the staff, or nothing."""
    held = turn.person.roles
    return turn.say("menu.roles", roles=", ".join(role_name(turn, role) for role in held)) if held else ""


def role_name(turn: Turn, role: Role) -> str:
    """`điều phối viên (Xã Đắk Wil, Lâm Đồng)`."""
    name, place = turn.phrases.get(f"menu.role.{role.name}"), place_name(role.province, role.commune)
    return f"{name} ({place})" if place else name


def next_session(turn: Turn) -> str:
    """The session that is on, or else the next one, or that the class is over."""
    session = upcoming(turn.course, turn.now)
    if session is None:
        return turn.say("menu.over" if turn.course.essay else "menu.over_lessons")
    on = session.starts <= turn.now
    when: str = moment(session.ends if on else session.starts)
    if session.provisional:
        when = turn.say("menu.provisional", when=when)
    return turn.say("menu.now" if on else "menu.next", title=session.title, when=when)


def upcoming(course: Course, now: datetime) -> Session | None:
    """The first session that has not ended."""
    return next((session for session in course.sessions if session.ends > now), None)


async def _progress(turn: Turn) -> str:
    mine = await own_data.progress(turn.store, turn.person.id, turn.course.id)
    lessons = {lesson.id for lesson in turn.course.lessons_for(turn.person.group)}
    quizzes = {quiz.id for quiz in turn.course.quizzes_for(turn.person.group)}
    return turn.say(
        "menu.progress" if turn.course.essay else "menu.progress_lessons",
        read=len(mine.read & lessons),
        lessons=len(lessons),
        passed=len(mine.passed & quizzes),
        quizzes=len(quizzes),
        essay=turn.phrases.get("menu.essay.handed_in" if mine.handed_in else "menu.essay.not_yet"),
    )
