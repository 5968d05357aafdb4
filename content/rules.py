"""The rules of a course: what the reflection asks for and takes, and when to remind of what."""

from collections.abc import Container, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationInfo, field_validator

from content.entry import Entry
from content.values import (
    AttachmentSize,
    Code,
    Ending,
    Label,
    Length,
    Moment,
    Text,
    TimeOfDay,
    YesNo,
    fault,
)

MARKS_OF_RULES: Final[Mapping[str, frozenset[str]]] = {
    "session": frozenset({"before"}),
    "day": frozenset({"day_before_at"}),
    "materials": frozenset({"at"}),
    "reflection": frozenset({"before"}),
}


class Part(Entry):
    """One guided part of the reflection: `ask` is what the learner is asked."""

    id: Code
    title: Label
    ask: Text
    required: YesNo


class Level(Entry):
    """A level of authority that should act on a proposal."""

    id: Code
    name: Label


class ReflectionRules(Entry):
    """What the essay asks for and takes: deadline in Vietnamese time, endings of files, bytes of each file."""

    addressed_to: Text
    deadline: Moment
    provisional: YesNo
    intro: Text
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    accept: Annotated[tuple[Ending, ...], Field(min_length=1)]
    max_bytes: AttachmentSize


def no_reflection(ends: Moment) -> ReflectionRules:
    """What stands for the rules in a class that ends then and asks for no reflection: it has no parts."""
    return ReflectionRules.model_construct(
        addressed_to="", deadline=ends, provisional=False, intro="", parts=(), levels=(), accept=(), max_bytes=0
    )


class ReminderRule(Entry):
    """When to remind, and of what: `before` a session or the deadline, `at` a moment, or the evening before a day.

    `phrase` is the key of its text in the phrases.
    """

    id: Code
    before: Length | None = None
    at: Moment | None = None
    day_before_at: TimeOfDay | None = None
    about: Literal["session", "day", "materials", "reflection"]
    phrase: Text

    @field_validator("about")
    @classmethod
    def _with_its_time(cls, about: str, info: ValidationInfo) -> str:
        given = {key: value for key, value in info.data.items() if value is not None}
        if MARKS_OF_RULES[about] <= set(info.data) and (wrong := wrong_marks(about, given)):
            raise fault(wrong)
        return about


def wrong_marks(about: str, given: Container[str]) -> str | None:
    """What is wrong with the keys of time given to a reminder of a kind; None where nothing is, or for no kind."""
    wanted = MARKS_OF_RULES.get(about)
    marks = {key for key in ("before", "at", "day_before_at") if key in given}
    return None if wanted in (None, marks) else f"nhắc loại {about} cần đúng một mốc giờ: {', '.join(wanted or ())}"
