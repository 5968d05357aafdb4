"""The doors between conversations: lasting choices and commands that lead from any of them to another."""

from __future__ import annotations

from content.phrases import Phrases
from handlers.access import Action
from handlers.messages import Choice, Menu

COMMANDS: tuple[tuple[str, Action], ...] = (
    ("menu", Action.LEARN),
    ("baihoc", Action.LEARN),
    ("kiemtra", Action.LEARN),
    ("tinhhuong", Action.LEARN),
    ("lich", Action.LEARN),
    ("thuhoach", Action.LEARN),
    ("tiendo", Action.LEARN),
    ("thongbao", Action.NOTIFY),
    ("doilich", Action.MOVE_SESSION),
    ("xuat", Action.EXPORT),
    ("tongquan", Action.OVERVIEW),
    ("goidien", Action.UNREACHED),
    ("luachon", Action.CHOICES),
    ("lop", Action.CLASSES),
    ("dulieu", Action.OWN_DATA),
    ("lienket", Action.OWN_DATA),
    ("trogiup", Action.ARRIVE),
)
"""Every command that a chat's list may show, in that order, and what it takes."""

DOORS: dict[str, Action] = {
    "menu": Action.LEARN,
    "lessons": Action.LEARN,
    "quizzes": Action.LEARN,
    "stories": Action.LEARN,
    "timetable": Action.LEARN,
    "reflection": Action.LEARN,
    "progress": Action.LEARN,
    "notices": Action.NOTIFY,
    "move": Action.MOVE_SESSION,
    "export": Action.EXPORT,
    "overview": Action.OVERVIEW,
    "unreached": Action.UNREACHED,
    "choices": Action.CHOICES,
    "classes": Action.CLASSES,
    "mydata": Action.OWN_DATA,
    "joining": Action.OWN_DATA,
    "help": Action.ARRIVE,
}
"""Every lasting choice that opens a conversation at its beginning: its id, and what it takes."""


def door(phrases: Phrases, name: str) -> Choice:
    """The choice that leads to a conversation, such as `door(turn.phrases, "menu")`."""
    assert name in DOORS
    return Choice(name, phrases.get(f"doors.{name}"))


def doors(phrases: Phrases, *names: str) -> tuple[tuple[Choice, ...], ...]:
    """These doors, two a row."""
    choices = [door(phrases, name) for name in names]
    return tuple(tuple(choices[at : at + 2]) for at in range(0, len(choices), 2))


def command_menu(phrases: Phrases, actions: frozenset[Action]) -> Menu:
    """The list of commands of somebody who may do these actions."""
    return Menu(tuple((name, phrases.get(f"commands.{name}")) for name, action in COMMANDS if action in actions))
