"""What a learner is asked: options under letters, which of them are right, and what is said of each afterwards."""

from collections.abc import Set
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content.entry import Entry
from content.values import Letter, fault, letters

OPTION_CHARACTERS: Final = 160
QUESTION_CHARACTERS: Final = 400
EXPLANATION_CHARACTERS: Final = 600
OWN_EXPLANATION_CHARACTERS: Final = 300

Explanation = Annotated[str, Field(min_length=1, max_length=OWN_EXPLANATION_CHARACTERS)]


class Option(Entry):
    """One answer to choose, named by a letter; `why` is what is said of it afterwards, where it has its own words."""

    id: Letter
    text: Annotated[str, Field(min_length=1, max_length=OPTION_CHARACTERS)]
    right: bool
    why: str = ""


class Asking(Entry):
    """A text, options to choose from, and the letters of the right ones. `whys` are kept by the options."""

    text: Annotated[str, Field(min_length=1, max_length=QUESTION_CHARACTERS)]
    right: Annotated[frozenset[Letter], BeforeValidator(letters)]
    whys: dict[str, Explanation] = Field(default={}, repr=False)
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @property
    def several(self) -> bool:
        """Whether more than one answer is right."""
        return len(self.right) > 1

    @property
    def explained(self) -> bool:
        """Whether each option has its own explanation."""
        return all(option.why for option in self.options)

    @field_validator("options", mode="before")
    @classmethod
    def _from_letters(cls, options: object, info: ValidationInfo) -> object:
        if not isinstance(options, dict):
            return options
        right, whys = info.data.get("right", frozenset()), info.data.get("whys", {})
        return [
            {"id": letter, "text": text, "right": letter in right, "why": whys.get(letter, "")}
            for letter, text in options.items()
        ]

    @field_validator("options")
    @classmethod
    def _fitting(cls, options: tuple[Option, ...], info: ValidationInfo) -> tuple[Option, ...]:
        known = {option.id for option in options}
        if (right := info.data.get("right")) is not None and (wrong := wrong_right(right, known)):
            raise fault(wrong, field="right")
        if (whys := info.data.get("whys")) and (wrong := wrong_whys(set(whys), known)):
            raise fault(wrong, field="whys")
        return options


class Check(Asking):
    """The one question after a lesson: one option is right, and each has its own explanation. It counts for nothing."""

    @field_validator("options")
    @classmethod
    def _gentle(cls, options: tuple[Option, ...], info: ValidationInfo) -> tuple[Option, ...]:
        if len(info.data.get("right", ())) > 1:
            raise fault("câu hỏi sau bài chỉ có một đáp án đúng", field="right")
        if info.data.get("whys") == {}:
            raise fault("thiếu khóa này", field="whys")
        return options


def wrong_right(right: Set[str], options: Set[str]) -> str | None:
    """What is wrong with the letters of the right answers among those of the options; None where nothing is."""
    if not right:
        return "câu hỏi chưa có đáp án đúng"
    if unknown := right - options:
        return f"đáp án {', '.join(sorted(unknown))} không có trong các lựa chọn"
    return "mọi lựa chọn đều đúng thì không còn gì để chọn" if right == options else None


def wrong_whys(whys: Set[str], options: Set[str]) -> str | None:
    """What is wrong with the letters under which explanations stand; None where each option has its own."""
    if missing := options - whys:
        return f"lựa chọn {', '.join(sorted(missing))} chưa có lời giải thích"
    return f"lời giải thích {', '.join(sorted(whys - options))} không có lựa chọn nào" if whys - options else None
