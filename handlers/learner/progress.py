"""The conversation about progress: what is read, passed and handed in, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.access import Action
from handlers.doors import door, doors
from handlers.learner import quizzes_pages
from handlers.learner.lessons_shelf import Shelf, shelf
from handlers.learner.quizzes_plan import Record
from handlers.learner.quizzes_seat import all_records
from handlers.messages import Choice, Reply
from handlers.reminders import tentative
from handlers.text import Markdown, moment
from handlers.turn import Answer, Conversation, Turn
from storage import lessons
from storage.progress import Essay, essay


async def shown(turn: Turn) -> Answer:
    """Everything that the person has done for the class, and the one thing to do next."""
    mine = shelf(turn.course, turn.person, await lessons.readings(turn.store, turn.person.id, turn.course.id))
    records, written = await all_records(turn), await essay(turn.store, turn.person.id, turn.course.id)
    following, onward = _next(turn, mine, records, written)
    text = [
        turn.say("progress.heading"),
        turn.say("progress.lessons", read=len(mine.lessons) - len(mine.unread), all=len(mine.lessons)),
        "\n".join(_quizzes(turn, records)),
        *(["\n".join(_essay(turn, written))] if turn.course.essay else []),
        following,
    ]
    rooms = ("lessons", "quizzes", *(("reflection",) if turn.course.essay else ()), "menu")
    others = [name for name in rooms if name not in {each.id for each in onward}]
    rows = tuple((choice,) for choice in onward)
    return Answer((Reply("\n\n".join(text), (*rows, *doors(turn.phrases, *others))),))


def _quizzes(turn: Turn, records: Sequence[Record]) -> list[Markdown]:
    passed = sum(record.passed for record in records)
    lines = [
        turn.say("progress.quiz", title=record.quiz.title, state=quizzes_pages.state(turn, record))
        for record in records
    ]
    return [turn.say("progress.quizzes", passed=passed, all=len(records)), *lines]


def _essay(turn: Turn, written: Essay | None) -> list[Markdown]:
    if written is not None and written.handed_in:
        key = "progress.essay.handed_in_late" if written.late else "progress.essay.handed_in"
        assert written.handed_in_at is not None
        return [turn.say(key, time=moment(written.handed_in_at), receipt=written.receipt)]
    rules = turn.course.reflection
    until = tentative(turn.phrases, moment(rules.deadline), rules.provisional)
    state = turn.say("progress.essay.none" if written is None else "progress.essay.draft")
    return [state, turn.say("progress.essay.deadline", deadline=until)]


def _next(
    turn: Turn, mine: Shelf, records: Sequence[Record], written: Essay | None
) -> tuple[Markdown, tuple[Choice, ...]]:
    """What to do next, in the order of learning, and the choice that leads there."""
    lesson = mine.resume()
    if lesson is not None:
        choice = turn.choice(f"lesson:{lesson.id}", "progress.buttons.lesson", title=lesson.title)
        return turn.say("progress.next.lesson", title=lesson.title), (choice,)
    quiz = next((record.quiz for record in records if record.open or not (record.passed or record.left == 0)), None)
    if quiz is not None:
        choice = turn.choice(f"quiz:{quiz.id}", "progress.buttons.quiz", title=quiz.title)
        return turn.say("progress.next.quiz", title=quiz.title), (choice,)
    if turn.course.essay and (written is None or not written.handed_in):
        return turn.say("progress.next.essay"), (door(turn.phrases, "reflection"),)
    return turn.say("progress.next.nothing"), ()


PROGRESS = Conversation(
    name="progress",
    action=Action.LEARN,
    commands={"tiendo": shown},
    words={"tien do": shown, "ket qua": shown},
    choices={"progress": shown},
)
