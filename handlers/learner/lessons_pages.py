"""What the lessons look like in the chat: the overview, a part's list, one lesson, and what follows it. Pure."""

from __future__ import annotations

from content.models import Lesson, Quiz
from handlers.doors import door, doors
from handlers.learner import lessons_check as checks
from handlers.learner.lessons_shelf import Part, Shelf
from handlers.messages import Choice, Reply
from handlers.text import Markdown
from handlers.turn import Turn

Rows = tuple[tuple[Choice, ...], ...]


def overview(turn: Turn, shelf: Shelf, *, replaces: bool = False) -> Reply:
    """All parts with how much of each is read, and where to go on."""
    if not shelf.lessons:
        return Reply(turn.say("lessons.list.none"), doors(turn.phrases, "timetable", "menu"))
    key = "lessons.list.heading" if shelf.unread else "lessons.list.finished"
    lines = [turn.say("lessons.list.part", part=_name(turn, part), **_count(shelf, part)) for part in shelf.parts]
    text = [turn.say(key, read=len(shelf.lessons) - len(shelf.unread), all=len(shelf.lessons)), "\n".join(lines)]
    parts = tuple(
        (turn.choice(f"part:{part.key}", "lessons.buttons.part", part=_name(turn, part), **_count(shelf, part)),)
        for part in shelf.parts
    )
    rows = (*_resume(turn, shelf), *parts, *doors(turn.phrases, "quizzes", "menu"))
    return Reply("\n\n".join(text), rows, replaces=replaces)


def part_list(turn: Turn, shelf: Shelf, part: Part) -> Reply:
    """The lessons of a part, each with its mark."""
    heading = turn.say("lessons.part.heading", part=_name(turn, part), **_count(shelf, part))
    topics = "\n".join(_topics(turn, part))
    lessons = tuple((_entry(turn, shelf, lesson),) for lesson in part.lessons)
    back = (turn.choice("part:all", "lessons.buttons.parts"), door(turn.phrases, "menu"))
    return Reply(f"{heading}\n\n{topics}".strip(), (*lessons, back), replaces=True)


def page(
    turn: Turn, shelf: Shelf, lesson: Lesson, *, before: Markdown | None = None, quiz: Quiz | None = None
) -> Reply:
    """One lesson, whole, with its source; `before` is said above it, and `quiz` offered below.

    Where messages are counted its question stands under it.
    """
    text = [
        *([before] if before else []),
        turn.say("lessons.title", title=lesson.title) + "\n" + turn.say("lessons.under", place=_place(turn, lesson)),
        lesson.body,
        turn.say("lessons.source", source="; ".join(map(turn.course.cite, lesson.sources))),
        *(checks.beneath(turn, lesson) if asks_here(turn, shelf, lesson) else []),
    ]
    return Reply("\n\n".join(text), (*_onward(turn, shelf, lesson), *_quiz(turn, quiz), _home(turn)))


def asks_here(turn: Turn, shelf: Shelf, lesson: Lesson) -> bool:
    """Whether the lesson's page asks its question: where messages are counted, and it has not been answered."""
    return turn.sparing and lesson.check is not None and lesson.id not in shelf.read


def done(turn: Turn, shelf: Shelf, lesson: Lesson, quiz: Quiz | None) -> Reply:
    """A lesson was marked as read, and its topic's quiz is next; or, without one, there is nothing left to read."""
    if quiz is not None:
        text = _marked_all(turn, lesson, quiz)
        return Reply(text, (*_quiz(turn, quiz), *_resume(turn, shelf), _home(turn)))
    text = turn.say("lessons.marked_last", title=lesson.title, all=len(shelf.lessons))
    rooms = ("quizzes", *(("reflection",) if turn.course.essay else ()), "lessons", "menu")
    return Reply(text, doors(turn.phrases, *rooms))


def already(turn: Turn, shelf: Shelf, lesson: Lesson) -> Reply:
    """The lesson was marked before."""
    rows = (*_quiz(turn, quiz_after(turn, shelf, lesson)), *_resume(turn, shelf), _home(turn))
    return Reply(turn.say("lessons.already", title=lesson.title), rows)


def not_mine(turn: Turn, shelf: Shelf) -> Reply:
    """The lesson is another group's, or not in the course any more."""
    return Reply(turn.say("lessons.not_mine"), (*_resume(turn, shelf), _home(turn)))


def quiz_after(turn: Turn, shelf: Shelf, lesson: Lesson) -> Quiz | None:
    """The quiz of the lesson's topic or group, once all lessons of it are read."""
    owner = lesson.topic or lesson.group
    if owner is None or not shelf.finished(lesson):
        return None
    return next((quiz for quiz in turn.course.quizzes if quiz.id == owner), None)


def _marked_all(turn: Turn, lesson: Lesson, quiz: Quiz) -> Markdown:
    if quiz.topic is None:
        return turn.say("lessons.marked_group", title=lesson.title)
    return turn.say("lessons.marked_topic", title=lesson.title, number=turn.course.topic(quiz.topic).number)


def _name(turn: Turn, part: Part) -> str:
    if part.group is not None:
        return turn.phrases.get("lessons.parts.group").format(group=part.group.short)
    return turn.phrases.get(f"lessons.parts.{part.key}")


def _count(shelf: Shelf, part: Part) -> dict[str, int]:
    return {"read": sum(lesson.id in shelf.read for lesson in part.lessons), "all": len(part.lessons)}


def _topics(turn: Turn, part: Part) -> list[Markdown]:
    ids = {lesson.topic for lesson in part.lessons}
    topics = [topic for topic in turn.course.topics if topic.id in ids]
    return [turn.say("lessons.part.topic", number=topic.number, topic=topic.short) for topic in topics]


def _entry(turn: Turn, shelf: Shelf, lesson: Lesson) -> Choice:
    state = "read" if lesson.id in shelf.read else "unread"
    if lesson.topic is None:
        return turn.choice(f"lesson:{lesson.id}", f"lessons.buttons.{state}", title=lesson.title)
    number = turn.course.topic(lesson.topic).number
    return turn.choice(f"lesson:{lesson.id}", f"lessons.buttons.{state}_topic", title=lesson.title, number=number)


def _place(turn: Turn, lesson: Lesson) -> Markdown:
    if lesson.group is not None:
        return turn.say("lessons.place.group", group=turn.course.group(lesson.group).short)
    if lesson.topic is not None:
        topic = turn.course.topic(lesson.topic)
        place = turn.say("lessons.place.topic", number=topic.number, topic=topic.short)
        if lesson.moment is None:
            return place
        return turn.say("lessons.place.moment", place=place, moment=turn.say(f"lessons.moments.{lesson.moment}"))
    return turn.say("lessons.place.common")


def _onward(turn: Turn, shelf: Shelf, lesson: Lesson) -> Rows:
    following = shelf.following(lesson)
    if asks_here(turn, shelf, lesson):
        return (checks.letters(lesson),)
    if lesson.id not in shelf.read and lesson.check is not None:
        return ((turn.choice(f"check:{lesson.id}", "lessons.buttons.check"),),)
    if lesson.id not in shelf.read:
        return (
            (turn.choice(f"read:{lesson.id}", "lessons.buttons.mark" if following else "lessons.buttons.mark_last"),),
        )
    onward = () if following is None else ((turn.choice(f"lesson:{following.id}", "lessons.buttons.next"),),)
    return (*_quiz(turn, quiz_after(turn, shelf, lesson)), *onward)


def _resume(turn: Turn, shelf: Shelf) -> Rows:
    lesson = shelf.resume()
    return (
        () if lesson is None else ((turn.choice(f"lesson:{lesson.id}", "lessons.buttons.resume", title=lesson.title),),)
    )


def _quiz(turn: Turn, quiz: Quiz | None) -> Rows:
    return () if quiz is None else ((turn.choice(f"quiz:{quiz.id}", "lessons.buttons.quiz", title=quiz.title),),)


def _home(turn: Turn) -> tuple[Choice, ...]:
    return (turn.choice("lessons", "lessons.buttons.list"), door(turn.phrases, "menu"))
