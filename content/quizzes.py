"""A topic's quiz: its questions, their options and right answers."""

from collections.abc import Set
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content.entry import Entry
from content.values import Code, Letter, Title, fault, joined, letters

OPTION_CHARACTERS: Final = 160
QUESTION_CHARACTERS: Final = 400
EXPLANATION_CHARACTERS: Final = 600


class Option(Entry):
    """One answer to choose, named by a letter."""

    id: Letter
    text: Annotated[str, Field(min_length=1, max_length=OPTION_CHARACTERS)]
    right: bool


class Question(Entry):
    """A question with one right answer or several, the explanation shown after it, and its source."""

    id: Code
    text: Annotated[str, Field(min_length=1, max_length=QUESTION_CHARACTERS)]
    right: Annotated[frozenset[Letter], BeforeValidator(letters)]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    why: Annotated[str, Field(min_length=1, max_length=EXPLANATION_CHARACTERS)]
    source: Annotated[str, BeforeValidator(joined), Field(min_length=1)]

    @property
    def several(self) -> bool:
        """Whether more than one answer is right."""
        return len(self.right) > 1

    @field_validator("options", mode="before")
    @classmethod
    def _from_letters(cls, options: object, info: ValidationInfo) -> object:
        if not isinstance(options, dict):
            return options
        right = info.data.get("right", frozenset())
        return [{"id": letter, "text": text, "right": letter in right} for letter, text in options.items()]

    @field_validator("options")
    @classmethod
    def _has_right_answer(cls, options: tuple[Option, ...], info: ValidationInfo) -> tuple[Option, ...]:
        right: frozenset[str] | None = info.data.get("right")
        if right is None:
            return options
        if wrong := wrong_right(right, {option.id for option in options}):
            raise fault(wrong, field="right")
        return options


class Quiz(Entry):
    """The quiz of a topic, under the topic's id. `pass_mark` counts right answers; `tries` None: no bound."""

    topic: Code
    title: Title
    tries: int | None = Field(default=None, ge=1)
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    pass_mark: int = Field(ge=1)

    @property
    def id(self) -> str:
        """The topic's id."""
        return self.topic

    @field_validator("pass_mark")
    @classmethod
    def _within_reach(cls, mark: int, info: ValidationInfo) -> int:
        if "questions" in info.data and (wrong := wrong_mark(mark, len(info.data["questions"]))):
            raise fault(wrong)
        return mark


def wrong_right(right: Set[str], options: Set[str]) -> str | None:
    """What is wrong with the letters of the right answers among those of the options; None where nothing is."""
    if not right:
        return "câu hỏi chưa có đáp án đúng"
    if unknown := right - options:
        return f"đáp án {', '.join(sorted(unknown))} không có trong các lựa chọn"
    return "mọi lựa chọn đều đúng thì không còn gì để chọn" if right == options else None


def wrong_mark(mark: int, questions: int) -> str | None:
    """What is wrong with a pass mark in a quiz of so many questions; None where nothing is."""
    return f"cần đúng {mark} câu mà bài chỉ có {questions} câu" if mark > questions else None
