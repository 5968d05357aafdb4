"""Who may do what: one table. What is not in it for a person answers as an unknown command does."""

from __future__ import annotations

from enum import StrEnum

from storage.people import Person


class Action(StrEnum):
    """Everything that the program does for somebody."""

    ARRIVE = "arrive"  # first contact, consent, registration, codes
    LEARN = "learn"  # lessons, quizzes, timetable, reflection, progress
    OWN_DATA = "own_data"
    NOTIFY = "notify"  # write, send, stop and resend notices
    MOVE_SESSION = "move_session"
    EXPORT = "export"
    OVERVIEW = "overview"
    UNREACHED = "unreached"  # whom no channel reaches, by name, to be phoned
    CLASSES = "classes"  # see the classes and go to another
    CHOICES = "choices"  # what was chosen in the situations


EVERYONE = frozenset({Action.ARRIVE, Action.OWN_DATA})
LEARNER = EVERYONE | {Action.LEARN, Action.CLASSES}
ROLES: dict[str, frozenset[Action]] = {
    "owner": frozenset(Action),
    "trainer": LEARNER | {Action.NOTIFY, Action.MOVE_SESSION, Action.CHOICES},
    "coordinator": LEARNER | {Action.EXPORT, Action.OVERVIEW, Action.UNREACHED},
}


def allowed(person: Person) -> frozenset[Action]:
    """All that this person may do. Staff are learners too; without consent nobody does more than arrive."""
    if not person.consents:
        return EVERYONE
    of_roles = (ROLES[role.name] for role in person.roles)
    # Whoever looked into a second class without registering in it can go back.
    between = frozenset({Action.CLASSES} if person.course is not None else ())
    return (LEARNER if person.registered else EVERYONE | between).union(*of_roles)


def area(person: Person) -> tuple[str | None, str | None]:
    """The province and commune that an overseer sees: (None, None) is the whole class.

    Only ask for those who may export, or see the overview or whom no channel reaches.
    """
    role = person.role("owner") or person.role("coordinator")
    assert role is not None
    return role.province, role.commune
