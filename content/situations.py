"""Situations: stories that branch by what the reader decides. What an outcome brings depends on what went before."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content.entry import Entry
from content.values import Code, Letter, Text, Title, fault, several

MOST: Final = 10
"""Time and trust are counted from 0 to this."""
TEXT_CHARACTERS: Final = 600
CHOICE_CHARACTERS: Final = 90

Marks = Annotated[tuple[Code, ...], BeforeValidator(several)]
Story = Annotated[str, Field(min_length=1, max_length=TEXT_CHARACTERS)]
Level = Annotated[int, Field(ge=0, le=MOST)]


class Condition(Entry):
    """Holds where all that it names holds: marks set, marks not set, so much trust, so much time."""

    when: Marks = ()
    unless: Marks = ()
    trust_from: Level = 0
    time_from: Level = 0

    @property
    def bound(self) -> bool:
        """Whether it names anything at all."""
        return bool(self.when or self.unless or self.trust_from or self.time_from)


class Aside(Condition):
    """A paragraph of a node that is shown only where its condition holds."""

    text: Annotated[str, Field(min_length=1, max_length=300)]


class Outcome(Condition):
    """What a choice brings: what happens, what it costs, what is remembered of it, and what comes next."""

    says: Annotated[str, Field(min_length=1, max_length=400)]
    time: int = Field(default=0, ge=-4, le=0)
    trust: int = Field(default=0, ge=-4, le=4)
    marks: Marks = ()
    next: Code

    @field_validator("next")
    @classmethod
    def _brings_something(cls, next: str, info: ValidationInfo) -> str:
        if not any(info.data.get(key, True) for key in ("time", "trust", "marks")):
            raise fault("lựa chọn này chưa có hệ quả: cần đổi time, trust hoặc ghi marks", field="says")
        return next


class Choice(Entry):
    """One thing to do. The first outcome whose condition holds counts; the last one has none."""

    id: Letter
    text: Annotated[str, Field(min_length=1, max_length=CHOICE_CHARACTERS)]
    outcomes: tuple[Outcome, ...]

    @field_validator("outcomes")
    @classmethod
    def _always_one(cls, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        if not outcomes or outcomes[-1].bound:
            raise fault("nhánh cuối cùng không được có điều kiện")
        if any(not outcome.bound for outcome in outcomes[:-1]):
            raise fault("chỉ nhánh cuối cùng được để trống điều kiện")
        return outcomes


class Node(Entry):
    """A moment of deciding. `better` is the good course's choice here, `why` what is said for it."""

    id: Code
    text: Story
    also: tuple[Aside, ...] = ()
    choices: tuple[Choice, ...]
    better: Letter
    why: Annotated[str, Field(min_length=1, max_length=200)]

    @field_validator("choices", mode="before")
    @classmethod
    def _from_letters(cls, choices: object) -> object:
        return choices if not isinstance(choices, dict) else [_choice(*each) for each in choices.items()]

    @field_validator("choices")
    @classmethod
    def _a_few(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        # Not by `Field`: a choice with faults of its own would be missed in the count, and be a second fault.
        if not 2 <= len(choices) <= 4:
            raise fault("mỗi đoạn cần 2–4 lựa chọn")
        return choices

    @field_validator("better")
    @classmethod
    def _known(cls, better: str, info: ValidationInfo) -> str:
        choices: tuple[Choice, ...] | None = info.data.get("choices")
        if choices is not None and better not in {choice.id for choice in choices}:
            raise fault(f"không có lựa chọn {better}")
        return better

    def choice(self, id: str) -> Choice | None:
        """The choice of this letter, or None."""
        return next((choice for choice in self.choices if choice.id == id), None)


class Ending(Entry):
    """How a story may end."""

    id: Code
    kind: Literal["good", "fair", "poor"]
    title: Title
    text: Story


class Situation(Entry):
    """A branching story, seen from a group's place. `case` is what the views of the same trouble share."""

    id: Code
    title: Title
    case: Code
    group: Code
    topic: Code
    sources: Annotated[tuple[Text, ...], BeforeValidator(several)] = Field(validation_alias="source", min_length=1)
    lessons: Annotated[tuple[Code, ...], BeforeValidator(several)] = ()
    seat: Annotated[str, Field(min_length=1, max_length=400)]
    time: Level = MOST
    trust: Level = MOST // 2
    first: Code
    nodes: tuple[Node, ...]
    endings: tuple[Ending, ...]
    debrief: Annotated[str, Field(min_length=1, max_length=900)]

    @field_validator("endings")
    @classmethod
    def _several_endings(cls, endings: tuple[Ending, ...]) -> tuple[Ending, ...]:
        if len(endings) < 3:
            raise fault("cần ít nhất ba cái kết")
        return endings

    def node(self, id: str) -> Node | None:
        """The node of this id, or None."""
        return next((node for node in self.nodes if node.id == id), None)

    def ending(self, id: str) -> Ending | None:
        """The ending of this id, or None."""
        return next((ending for ending in self.endings if ending.id == id), None)


def _choice(letter: str, written: object) -> object:
    """A choice as the model has it: one outcome may stand right in the choice."""
    if not isinstance(written, Mapping):
        return written
    if "outcomes" in written:
        return {"id": letter, **written}
    text = {"text": written["text"]} if "text" in written else {}
    return {"id": letter, **text, "outcomes": [{key: written[key] for key in written if key != "text"}]}
