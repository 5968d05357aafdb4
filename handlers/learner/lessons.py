"""The conversation about lessons: the list, one lesson at a time, marking it read, going on where one stopped."""

from __future__ import annotations

from handlers.access import Action
from handlers.learner import lessons_pages as pages
from handlers.learner.lessons_shelf import Shelf, shelf
from handlers.turn import Answer, Conversation, Turn
from storage import lessons


async def listed(turn: Turn) -> Answer:
    """All parts, and where to go on."""
    return Answer((pages.overview(turn, await _shelf(turn)),))


async def part(turn: Turn) -> Answer:
    """One part's lessons in the place of the list; without a part that the person has, all parts again."""
    mine = await _shelf(turn)
    found = mine.part(":".join(turn.arguments))
    reply = pages.overview(turn, mine, replaces=True) if found is None else pages.part_list(turn, mine, found)
    return Answer((reply,))


async def lesson(turn: Turn) -> Answer:
    """One lesson of the person's own."""
    mine = await _shelf(turn)
    found = mine.find(":".join(turn.arguments))
    if found is None:
        return Answer((pages.not_mine(turn, mine),))
    await lessons.opened(turn.store, turn.person.id, turn.course.id, found.id, now=turn.now)
    return Answer((pages.page(turn, mine, found),))


async def read(turn: Turn) -> Answer:
    """Mark a lesson as read and go on to what follows it. A second time marks nothing and opens nothing."""
    mine = await _shelf(turn)
    found = mine.find(":".join(turn.arguments))
    if found is None:
        return Answer((pages.not_mine(turn, mine),))
    first = await lessons.mark_read(turn.store, turn.person.id, turn.course.id, found.id, now=turn.now)
    mine = await _shelf(turn)
    if not first:
        return Answer((pages.already(turn, mine, found),))
    quiz = pages.quiz_after(turn, mine, found)
    following = None if quiz and not turn.sparing else mine.following(found)
    if following is None:
        return Answer((pages.done(turn, mine, found, quiz),))
    await lessons.opened(turn.store, turn.person.id, turn.course.id, following.id, now=turn.now)
    marked = turn.say("lessons.marked", title=found.title)
    return Answer((pages.page(turn, mine, following, before=marked, quiz=quiz),))


async def _shelf(turn: Turn) -> Shelf:
    readings = await lessons.readings(turn.store, turn.person.id, turn.course.id)
    return shelf(turn.course, turn.person, readings)


LESSONS = Conversation(
    name="lessons",
    action=Action.LEARN,
    commands={"baihoc": listed},
    words={"bai hoc": listed},
    choices={"lessons": listed, "part": part, "lesson": lesson, "read": read},
)
