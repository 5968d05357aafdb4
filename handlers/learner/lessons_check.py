"""The one question after a lesson: how it is asked, and what is said to the answer. It counts for nothing. Pure."""

from __future__ import annotations

from content.models import Lesson, Option
from handlers.messages import Choice, Reply, Step
from handlers.text import Markdown, plain
from handlers.turn import Answer, Turn

STEP = "lesson-check"
"""The step that waits for an answer. Its data: lesson."""


def ask(turn: Turn, lesson: Lesson, *, before: Markdown | None = None) -> Answer:
    """Ask it, with `before` above it."""
    text = [*([before] if before else []), *question(turn, lesson)]
    back = turn.choice(f"lesson:{lesson.id}", "lessons.buttons.again")
    return Answer((Reply("\n\n".join(text), (letters(lesson), (back,))),), Step(STEP, {"lesson": lesson.id}))


def letters(lesson: Lesson) -> tuple[Choice, ...]:
    """A lasting choice for each option."""
    options = () if lesson.check is None else lesson.check.options
    return tuple(Choice(f"check-answer:{lesson.id}:{each.id}", each.id) for each in options)


def answered(turn: Turn, lesson: Lesson, picked: str) -> Reply:
    """The question as it was answered, and what is said to that; it stands in the place of the tapped one."""
    text = [*question(turn, lesson, picked), feedback(turn, lesson, picked)]
    return Reply("\n\n".join(text), replaces=True)


def feedback(turn: Turn, lesson: Lesson, picked: str) -> Markdown:
    """What is said of the picked option; of the better one too, where it is another."""
    own, better = option(lesson, picked), _right(lesson)
    assert own is not None
    if own.right:
        return turn.say("lessons.check.right", why=own.why)
    return turn.say("lessons.check.other", why=own.why, right=better.id, better=better.why)


def option(lesson: Lesson, letter: str) -> Option | None:
    """The option of this letter, or None."""
    options = () if lesson.check is None else lesson.check.options
    return next((each for each in options if each.id == letter), None)


def _right(lesson: Lesson) -> Option:
    assert lesson.check is not None
    return next(each for each in lesson.check.options if each.right)


def question(turn: Turn, lesson: Lesson, picked: str | None = None) -> list[Markdown]:
    """Its paragraphs; with the option that was picked, each option has its mark."""
    return [turn.say("lessons.check.heading", title=lesson.title), *_asked(turn, lesson, picked)]


def beneath(turn: Turn, lesson: Lesson) -> list[Markdown]:
    """Its paragraphs where it stands under the lesson, in the same message."""
    return [turn.say("lessons.check.beneath"), *_asked(turn, lesson, None)]


def _asked(turn: Turn, lesson: Lesson, picked: str | None) -> list[Markdown]:
    assert lesson.check is not None
    options = [_line(turn, each, picked) for each in lesson.check.options]
    return [plain(lesson.check.text), Markdown("\n".join(options))]


def _line(turn: Turn, shown: Option, picked: str | None) -> Markdown:
    mark = "option" if picked is None or picked != shown.id else "picked"
    if picked is not None and shown.right:
        mark = "better"
    return turn.say(f"lessons.check.{mark}", letter=shown.id, text=shown.text)
