"""What somebody typed, read against the choices of the open prompt. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.places import fold

FIRM = "!"
"""A choice whose id begins so is picked by a tap or by its whole label only: a stray "1" never sends a notice."""

_BEFORE = "cau|so|chon|dap an|phuong an|muc|y|la|toi|em|tui"
_AFTER = "nhe|nha|ha|di"
_NUMBERED = re.compile(rf"(?:(?:{_BEFORE}) )*(\d{{1,2}}|[a-z])[.)]?(?: (?:{_AFTER}))*")
SHORTEST = 5
"""Labels of fewer letters must be typed right: a letter changed makes another word of them."""
LONG = 10
"""From so many letters on two of them may be wrong, below it one."""

Choices = Sequence[tuple[str, str]]


def fitting(text: str, choices: Choices) -> list[str]:
    """The ids that the text may mean: by the whole label, else by number or letter, else by a label slightly misspelt.

    Accents don't matter. Of a misspelt label only choices that are neither firm nor short are meant: what is graded
    or sent is never guessed.
    """
    typed = fold(text)
    if not typed:
        return []
    if whole := [id_ for id_, label in choices if fold(label) == typed or bare(label) == typed]:
        return whole
    if (place := marked(text)) is not None:
        known = 0 <= place < len(choices) and not choices[place][0].startswith(FIRM)
        return [choices[place][0]] if known else []
    return [id_ for id_, label in choices if not id_.startswith(FIRM) and _nearly(typed, bare(label))]


def labelled(text: str, choices: Choices) -> str | None:
    """The id of the one choice whose whole label, accents apart, was typed."""
    found = {id_ for id_, label in choices if bare(label) == bare(text) != ""}
    return found.pop() if len(found) == 1 else None


def marked(text: str) -> int | None:
    """The place, from 0, that a text such as `2`, `b.`, `câu 2`, `đáp án B nhé` names; None where it names none."""
    match = _NUMBERED.fullmatch(fold(text))
    if match is None:
        return None
    mark = match[1]
    return int(mark) - 1 if mark.isdigit() else ord(mark) - ord("a")


def bare(label: str) -> str:
    """The label folded, without the signs that decorate buttons: `✅ Đồng ý` → `dong y`."""
    return re.sub(r"^[^0-9a-z]+|[^0-9a-z]+$", "", fold(label))


def _nearly(typed: str, label: str) -> bool:
    """Whether the label was meant: as many wrong, missing, added or swapped letters as its length allows."""
    if len(label) < SHORTEST:
        return False
    most = 2 if len(label) >= LONG else 1
    return abs(len(typed) - len(label)) <= most and _distance(typed, label) <= most


def _distance(one: str, other: str) -> int:
    """Letters to change, add, leave out, or swap with the next (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, 1):
        row = [at]
        for place, wanted in enumerate(other, 1):
            least = min(rows[-1][place] + 1, row[-1] + 1, rows[-1][place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                least = min(least, rows[-2][place - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]
