"""Choices where a channel has no buttons: numbered lines, and one line that says how to answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.messages import Choice, Reply
from handlers.prompts import FIRM
from handlers.text import units

_LETTER = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a channel without buttons says things; templates with the names in braces."""

    number: str  # {example}: a number that may be typed
    letters: str  # {letters}: the letters of the options in the text
    both: str  # {letters} and {numbers}
    whole: str  # {label}: a choice that takes its whole label
    words: str  # {labels}: what may be typed after a notice, whatever prompt is open
    file: str  # {name}, {address}, {until}
    no_file: str  # {name}: a file for which there is no address


def spelled(choices: Sequence[Choice], text: str, say: Wording) -> str:
    """The choices of a prompt as lines, and how to answer; empty where there are none.

    The number of a line is the choice's place in the prompt. Options whose letters stand in the text already aren't
    repeated; a firm choice has no number, since only its whole label picks it.
    """
    lines: list[str] = []
    letters: list[str] = []
    numbers: list[int] = []
    for place, choice in enumerate(choices, 1):
        if choice.id.startswith(FIRM):
            lines.append(say.whole.format(label=choice.label))
        elif _LETTER.fullmatch(choice.label) and f"\n{choice.label}. " in text:
            letters.append(choice.label)
        else:
            lines.append(f"{place}. {choice.label}")
            numbers.append(place)
    return "\n".join([*lines, *_how(letters, numbers, say)])


def _how(letters: Sequence[str], numbers: Sequence[int], say: Wording) -> list[str]:
    if letters and numbers:
        return [say.both.format(letters=", ".join(letters), numbers=", ".join(map(str, numbers)))]
    if letters:
        return [say.letters.format(letters=", ".join(letters))]
    return [say.number.format(example=numbers[-1])] if numbers else []


def worded(choices: Sequence[Choice], say: Wording) -> str:
    """The lasting choices of a notice: no numbers, since a number answers the open prompt."""
    return say.words.format(labels=" · ".join(f"“{_bare(choice.label)}”" for choice in choices)) if choices else ""


def _bare(label: str) -> str:
    """The label without the signs that decorate buttons."""
    return re.sub(r"^[^\w]+|[^\w)?]+$", "", label)


HOW_ROOM = 80
"""UTF-16 units kept for the line that says how to answer, and for what joins it."""
LINE_ROOM = 10
"""The same for a choice, beside its label: its number in two places."""
FIRM_ROOM = 20
"""The same for a choice that takes its whole label."""


def room(reply: Reply) -> int:
    """The UTF-16 units that a reply's choices take at most where they are spelled out."""
    choices = [choice for row in reply.choices for choice in row]
    beside = [FIRM_ROOM if choice.id.startswith(FIRM) else LINE_ROOM for choice in choices]
    return sum(units(choice.label) for choice in choices) + sum(beside) + HOW_ROOM if choices else 0
