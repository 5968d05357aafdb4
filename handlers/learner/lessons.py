"""The conversation about lessons: the list, one lesson at a time, marking it read, going on where one stopped."""

from __future__ import annotations

from dataclasses import replace

from content.models import Lesson, Quiz
from content.places import fold
from handlers.access import Action
from handlers.learner import lessons_check as checks
from handlers.learner import lessons_pages as pages
from handlers.learner.lessons_shelf import Shelf, shelf
from handlers.messages import Reply, Step
from handlers.text import Markdown
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
    return _shown(turn, mine, found)


async def read(turn: Turn) -> Answer:
    """Mark a lesson as read and go on to what follows it. A second time marks nothing and opens nothing."""
    mine = await _shelf(turn)
    found = mine.find(":".join(turn.arguments))
    return Answer((pages.not_mine(turn, mine),)) if found is None else await _read(turn, found)


async def check(turn: Turn) -> Answer:
    """The question after a lesson. One that has been read, or has no question, is as before."""
    mine = await _shelf(turn)
    found = mine.find(":".join(turn.arguments))
    if found is None:
        return Answer((pages.not_mine(turn, mine),))
    if found.id in mine.read:
        return Answer((pages.already(turn, mine, found),))
    return await _read(turn, found) if found.check is None else checks.ask(turn, found)


async def answered(turn: Turn) -> Answer:
    """Say what there is to say to the tapped answer, and mark the lesson as read."""
    id, _, letter = ":".join(turn.arguments).rpartition(":")
    mine = await _shelf(turn)
    found = mine.find(id)
    if found is None:
        return Answer((pages.not_mine(turn, mine),))
    return await _answered(turn, found, letter)


async def wrote(turn: Turn) -> Answer:
    """Read a typed answer; what is no answer is asked again."""
    assert turn.step is not None
    mine = await _shelf(turn)
    found = mine.find(turn.step.data["lesson"])
    if found is None or found.check is None:
        return await listed(turn)
    letters = [option.id for option in found.check.options]
    letter = fold(turn.text).removeprefix("cau ").removeprefix("dap an ").strip(" .)").upper()
    if letter not in letters:
        return checks.ask(turn, found, before=turn.say("lessons.check.hint", letters=", ".join(letters)))
    return await _answered(turn, found, letter)


async def _answered(turn: Turn, lesson: Lesson, letter: str) -> Answer:
    """A lesson that was read before stays as it is: the first answer is the one that was taken."""
    mine = await _shelf(turn)
    if lesson.id in mine.read:
        return Answer((pages.already(turn, mine, lesson),))
    if checks.option(lesson, letter) is None:
        return _shown(turn, mine, lesson) if lesson.check is None else checks.ask(turn, lesson)
    onward = await _read(turn, lesson)
    if turn.incoming.message_ref is not None:
        return Answer((checks.answered(turn, lesson, letter), *onward.replies), onward.step)
    # It was typed: there is no message whose place the words could take.
    (next_,) = onward.replies
    assert isinstance(next_, Reply)
    told = replace(next_, text=f"{checks.feedback(turn, lesson, letter)}\n\n{next_.text}")
    return Answer((told,), onward.step)


async def _read(turn: Turn, found: Lesson) -> Answer:
    """Mark it as read, and go on to what follows it."""
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
    return _shown(turn, mine, following, before=marked, quiz=quiz)


def _shown(
    turn: Turn, mine: Shelf, lesson: Lesson, *, before: Markdown | None = None, quiz: Quiz | None = None
) -> Answer:
    """The lesson; where its question is asked in the same message, the answer is waited for."""
    asks = pages.asks_here(turn, mine, lesson)
    step = Step(checks.STEP, {"lesson": lesson.id}) if asks else None
    question = "\n\n".join(checks.beneath(turn, lesson)) if asks else ""
    return Answer((pages.page(turn, mine, lesson, before=before, quiz=quiz),), step, asks=question)


async def _shelf(turn: Turn) -> Shelf:
    readings = await lessons.readings(turn.store, turn.person.id, turn.course.id)
    return shelf(turn.course, turn.person, readings)


LESSONS = Conversation(
    name="lessons",
    action=Action.LEARN,
    waits=True,
    commands={"baihoc": listed},
    words={"bai hoc": listed},
    choices={"lessons": listed, "part": part, "lesson": lesson, "read": read, "check": check, "check-answer": answered},
    steps={checks.STEP: wrote},
)
