"""Which class a message is about, said where there are several. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from content.models import Course
from content.phrases import Phrases
from handlers.text import Markdown, units
from handlers.turn import say

GAP = "\n\n"


def heading(phrases: Phrases, courses: Sequence[Course], course: str) -> Markdown:
    """The line that names the class; empty where only one is held, or this one is held no more."""
    title = next((each.name for each in courses if each.id == course), None)
    return Markdown("") if title is None or len(courses) < 2 else say(phrases, "reminders.of_class", title=title)


def headed(phrases: Phrases, courses: Sequence[Course], course: str, text: Markdown) -> Markdown:
    """The text under that line."""
    return Markdown(GAP.join(part for part in (heading(phrases, courses, course), text) if part))


def taken(phrases: Phrases, courses: Sequence[Course], course: str) -> int:
    """So many UTF-16 units of a message that line takes, at most."""
    head = heading(phrases, courses, course)
    return units(head) + units(GAP) if head else 0
