"""Going from one class to another: the same person, another course, what they are in it."""

from __future__ import annotations

from dataclasses import replace

from handlers.timetable import current
from handlers.turn import Turn
from storage import memberships, people


async def moved(turn: Turn, id_: str) -> Turn | None:
    """The turn in that class, where the person now is; None where there is no such class."""
    course = next((course for course in turn.courses if course.id == id_), None)
    if course is None:
        return None
    person = await people.moved(turn.store, turn.person, id_)
    return replace(turn, person=person, course=await current(turn.store, course), step=None)


async def back(turn: Turn) -> Turn | None:
    """The turn in the class that the person was registered in last; None where they are of none that is held."""
    for membership in reversed(await memberships.of(turn.store, turn.person.id)):
        if (there := await moved(turn, membership.course)) is not None:
            return there
    return None
