"""Quizzes: a topic's or a group's, whose questions stand in its own file or in the pool of the same name."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content.asking import EXPLANATION_CHARACTERS, Asking, Option, wrong_right
from content.entry import Entry
from content.values import Code, Title, fault, joined

__all__ = ["Kind", "Option", "Pool", "Question", "Quiz", "wrong_mark", "wrong_right"]

Kind = Literal["understand", "apply", "judge"]
"""Understanding; applying to a case; telling a good decision from a poor one."""


class Question(Asking):
    """A question with one right answer or several.

    It is explained by one `why`, or option by option. `lesson` is the one from which it can be answered; `source` is
    given where it takes a fact from a document.
    """

    id: Code
    kind: Kind | None = None
    why: Annotated[str, Field(max_length=EXPLANATION_CHARACTERS, validate_default=True)] = ""
    lesson: Code | None = None
    source: Annotated[str, BeforeValidator(joined), Field(min_length=1)] = ""

    @field_validator("why")
    @classmethod
    def _explains(cls, why: str, info: ValidationInfo) -> str:
        if not why and info.data.get("whys") == {}:
            raise fault("thiếu khóa này")
        return why


class Pool(Entry):
    """Questions to draw from; its file bears the name of the topic or group."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Quiz(Entry):
    """The quiz of a topic or of a group, under its id. `pass_mark` counts right answers; `tries` None: no bound.

    `draw` is how many questions an attempt draws; None: all of them.
    """

    group: Code | None = None
    topic: Annotated[Code | None, Field(validate_default=True)] = None
    title: Title
    tries: int | None = Field(default=None, ge=1)
    draw: int | None = Field(default=None, ge=1)
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = ()
    pass_mark: int = Field(ge=1)

    @property
    def id(self) -> str:
        """The id of its topic or group."""
        return self.topic or self.group or ""

    @property
    def asked(self) -> int:
        """How many questions an attempt has."""
        return len(self.questions) if self.draw is None else min(self.draw, len(self.questions))

    @field_validator("topic")
    @classmethod
    def _one_owner(cls, topic: str | None, info: ValidationInfo) -> str | None:
        if topic is not None and info.data.get("group") is not None:
            raise fault("một bài kiểm tra chỉ thuộc một nhóm hoặc một chuyên đề, không cả hai")
        if topic is None and info.data.get("group", "") is None:
            raise fault("thiếu khóa này")
        return topic

    @field_validator("pass_mark")
    @classmethod
    def _within_reach(cls, mark: int, info: ValidationInfo) -> int:
        asked = info.data.get("draw") or len(info.data.get("questions", ()))
        if asked and (wrong := wrong_mark(mark, asked)):
            raise fault(wrong)
        return mark


def wrong_mark(mark: int, questions: int) -> str | None:
    """What is wrong with a pass mark in a quiz of so many questions; None where nothing is."""
    return f"cần đúng {mark} câu mà bài chỉ có {questions} câu" if mark > questions else None
