"""What is so about a reflection: what it lacks, what comes next, its number. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from typing import Literal

from content.models import Course, ReflectionRules
from storage.reflections import ESSAY, Reflection

TOPICS = "topics"


def missing(rules: ReflectionRules, reflection: Reflection) -> list[str]:
    """What keeps it from being handed in: TOPICS, and the ids of required parts with nothing in them.

    An essay that was written elsewhere stands for all the parts.
    """
    lacking = [] if reflection.topics else [TOPICS]
    if reflection.has(ESSAY):
        return lacking
    return lacking + [part.id for part in rules.parts if part.required and not reflection.has(part.id)]


def wanting(reflection: Reflection, part: str) -> bool:
    """Whether an outline says of a part that it is empty: beside a ready essay, a guided part may be."""
    return not reflection.has(ESSAY) or reflection.has(part)


def following(rules: ReflectionRules, reflection: Reflection, part: str) -> str | None:
    """The next guided part with nothing in it, after this one; None where there is none."""
    ids = [each.id for each in rules.parts]
    if part not in ids:
        return None
    return next((id_ for id_ in ids[ids.index(part) + 1 :] if not reflection.has(id_)), None)


def mark(reflection: Reflection) -> str:
    """Eight letters that change with the content: what was previewed is what is handed in."""
    content = [reflection.topics, reflection.levels, [piece.id for piece in reflection.pieces]]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:8]


def receipt_number(course: Course, id_: int) -> str:
    """Such as `TH-664-000123`: from the number of the course's plan, and the row's id."""
    digits = re.match(r"\d+", course.number)
    return f"TH-{digits[0] if digits else course.id}-{id_:06}"


Unit = Literal["days", "hours", "minutes", "over"]


def left(span: timedelta) -> tuple[Unit, int]:
    """How much time is left, in the unit that a person would say: days from two days on, hours from two hours on."""
    minutes = int(span.total_seconds() // 60)
    if span < timedelta():
        return "over", 0
    if minutes >= 2 * 24 * 60:
        return "days", minutes // (24 * 60)
    if minutes >= 2 * 60:
        return "hours", minutes // 60
    return "minutes", max(minutes, 1)
