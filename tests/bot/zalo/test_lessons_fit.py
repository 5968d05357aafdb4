"""A lesson, its question, and what is said to the answer before it: one message of Zalo, for every packaged lesson."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from bot.accounts import wording
from bot.channels.zalo import Zalo
from bot.channels.zalo_render import pages
from bot.delivery.packing import pack
from content.loading import load_course
from content.models import Course, Lesson
from content.phrases import load_phrases
from handlers.learner import lessons_check as checks
from handlers.learner import lessons_pages
from handlers.learner.lessons_shelf import Shelf, shelf
from handlers.messages import Incoming
from handlers.text import Markdown
from handlers.turn import Turn
from storage.engine import Store
from storage.people import Person
from storage.types import VIETNAM

CONTENT = Path(__file__).parents[3] / "content"
NOW = datetime(2026, 5, 20, 8, tzinfo=VIETNAM)
COURSES = sorted(path.parent for path in (CONTENT / "courses").glob("*/course.yaml"))


def turn_of(course: Course, group: str) -> Turn:
    person = Person(1, 1, "zalo", "zalo:1", "a", full_name="Nguyễn Thị Mẫu", group=group, course=course.id)
    incoming = Incoming("zalo:1", "zalo", "a", "1", NOW, text="a")
    nowhere = cast(Store, None)  # pages read nothing
    return Turn(incoming, person, None, nowhere, course, load_phrases(CONTENT / "phrases"), NOW, sparing=True)


def longest(turn: Turn, lesson: Lesson) -> Markdown:
    """The longest answer to the question of a lesson, and that it is read."""
    options = () if lesson.check is None else lesson.check.options
    told = [checks.feedback(turn, lesson, option.id) for option in options]
    return Markdown("\n\n".join([*sorted(told, key=len)[-1:], turn.say("lessons.marked", title=lesson.title)]))


def messages(turn: Turn, mine: Shelf, lesson: Lesson, before: Lesson) -> int:
    quiz = next((one for one in turn.course.quizzes if one.id in (before.topic, before.group)), None)
    reply = lessons_pages.page(turn, mine, lesson, before=longest(turn, before), quiz=quiz)
    say = wording(turn.phrases)
    return sum(len(pages(part, 1, say)) for part in pack(reply, Zalo.capabilities))


@pytest.mark.parametrize("course", COURSES, ids=lambda path: path.name)
def test_every_lesson_is_one_message(course: Path) -> None:
    held = load_course(course)
    too_long = []
    for group in held.groups:
        turn = turn_of(held, group.id)
        mine = shelf(held, turn.person, [])
        for before, lesson in zip(mine.lessons, mine.lessons[1:], strict=False):
            if messages(turn, mine, lesson, before) > 1:
                too_long.append(lesson.id)
    assert too_long == []
