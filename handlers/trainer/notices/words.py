"""The conditions of an audience in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from content.models import Course
from content.phrases import Phrases
from content.places import commune, province
from handlers.text import Markdown
from handlers.turn import say
from storage.audience import Audience


def conditions(course: Course, phrases: Phrases, audience: Audience) -> list[Markdown]:
    """Each condition as a line; with none of them, the line that says everybody."""
    lines = [*_who(course, phrases, audience), *_progress(course, phrases, audience)]
    return lines or [say(phrases, "notices.audience.everybody")]


def one_line(course: Course, phrases: Phrases, audience: Audience) -> Markdown:
    """All of them in one line."""
    return Markdown("; ".join(conditions(course, phrases, audience)))


def _who(course: Course, phrases: Phrases, audience: Audience) -> list[Markdown]:
    groups = [group.short for group in course.groups if group.id in audience.groups]
    communes = [f"{one.name} ({one.province.short})" for one in map(commune, audience.communes)]
    places = [] if audience.province is None else [province(audience.province).name]
    named = (("groups", groups), ("province", places), ("communes", communes))
    return [say(phrases, f"notices.audience.words.{name}", names=", ".join(names)) for name, names in named if names]


def _progress(course: Course, phrases: Phrases, audience: Audience) -> list[Markdown]:
    titles = {lesson.id: lesson.title for lesson in course.lessons}
    quizzes = {quiz.id: quiz.title for quiz in course.quizzes}
    named = (
        ("read", audience.read, titles),
        ("unread", audience.unread, titles),
        ("passed", audience.passed, quizzes),
        ("not_passed", audience.not_passed, quizzes),
    )
    lines = [
        say(phrases, f"notices.audience.words.{name}", names=_quoted(known.get(id_, id_) for id_ in ids))
        for name, ids, known in named
        if ids
    ]
    if audience.reflection is not None:
        lines.append(say(phrases, f"notices.audience.words.{audience.reflection}"))
    return lines


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
