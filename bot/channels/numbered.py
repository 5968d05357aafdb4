"""Choices where a channel has no buttons: numbered lines, and one line that says how to answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.messages import Choice, Reply
from handlers.prompts import FIRM, SEVERAL, undecorated
from handlers.text import units

_LETTER = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a channel without buttons says things; templates with the names in braces."""

    number: str  # {numbers}: the numbers that may be typed
    either: str  # {first} and {last}: two numbers
    span: str  # {first} and {last}: the ends of a row of numbers
    several: str  # {example}: two numbers that may be typed in one message
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
    several: list[int] = []
    for place, choice in enumerate(choices, 1):
        if choice.id.startswith(FIRM):
            lines.append(say.whole.format(label=undecorated(choice.label)))
        elif _LETTER.fullmatch(choice.label) and f"\n{choice.label}. " in text:
            letters.append(choice.label)
        else:
            lines.append(f"{place}. {choice.label}")
            numbers.append(place)
            several += [place] if choice.id.startswith(SEVERAL) else []
    how = [_several(several, say)] if len(several) > 1 and not letters else _how(letters, numbers, say)
    return "\n".join([*lines, *how])


def _several(numbers: Sequence[int], say: Wording) -> str:
    """The first and, where there is one, the third: two that stand apart make it plain that they are only named."""
    return say.several.format(example=", ".join(map(str, numbers[:3:2] if len(numbers) > 2 else numbers)))


def _how(letters: Sequence[str], numbers: Sequence[int], say: Wording) -> list[str]:
    if letters and numbers:
        return [say.both.format(letters=", ".join(letters), numbers=", ".join(map(str, numbers)))]
    if letters:
        return [say.letters.format(letters=", ".join(letters))]
    return [say.number.format(numbers=_named(numbers, say))] if numbers else []


def _named(numbers: Sequence[int], say: Wording) -> str:
    """All of them, none before the others: an example would be copied, "don't agree" as soon as any."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return str(first)
    if len(numbers) > 2 and last - first == len(numbers) - 1:
        return say.span.format(first=first, last=last)
    return say.either.format(first=", ".join(map(str, numbers[:-1])), last=last)


def worded(choices: Sequence[Choice], say: Wording) -> str:
    """The lasting choices of a notice: no numbers, since a number answers the open prompt."""
    return (
        say.words.format(labels=" · ".join(f"“{undecorated(choice.label)}”" for choice in choices)) if choices else ""
    )


HOW_ROOM = 100
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
