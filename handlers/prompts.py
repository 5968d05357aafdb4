"""What somebody typed, read against the choices of the open prompt. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from content.places import fold
from handlers.courtesy import plainly

FIRM = "!"
"""A choice whose id begins so is picked by a tap or by its whole label only: a stray "1" never sends a notice."""
SEVERAL = "+"
"""Choices whose ids begin so can be picked several at once, by one message such as "1, 3"."""

_BEFORE = "chuyen de|cau|so|chon|dap an|phuong an|muc|y|la|toi|em|tui"
_AFTER = "nhe|nha|ha|di"
_NUMBERED = re.compile(rf"(?:(?:{_BEFORE}) )*(\d{{1,2}}|[a-z])[.)]?(?: (?:{_AFTER}))*")
_AROUND = re.compile(rf"^(?:(?:{_BEFORE}) )+|(?: (?:{_AFTER}|xong))+$")
_BETWEEN = re.compile(r"\s*[,;+&/]\s*|\s+va\s+")
SHORTEST = 5
"""Labels of fewer letters must be typed right: a letter changed makes another word of them."""
LONG = 10
"""From so many letters on two of them may be wrong, below it one."""

Choices = Sequence[tuple[str, str]]


def fitting(text: str, choices: Choices) -> list[str]:
    """The ids that the text may mean: by the whole label, else by number or letter, else by a label slightly misspelt.

    Accents don't matter, nor polite words around it. Of a misspelt label only choices that are neither firm nor short
    are meant: what is graded or sent is never guessed.
    """
    return _fitting(text, choices) or _fitting(plainly(text), choices)


def _fitting(text: str, choices: Choices) -> list[str]:
    typed, bared = fold(text), "" if text.rstrip().endswith("?") else bare(text)  # who asks has not answered
    if not typed:
        return []
    if whole := [id_ for id_, label in choices if _folded(label) == typed or _bared(label) == bared != ""]:
        return whole
    if (place := marked(text)) is not None:
        known = 0 <= place < len(choices) and not choices[place][0].startswith(FIRM)
        return [choices[place][0]] if known else []
    return [id_ for id_, label in choices if not id_.startswith(FIRM) and _nearly(typed, _bared(label))]


def together(text: str, choices: Choices) -> list[str]:
    """The ids of the choices that a text such as `1, 3`, `1 và 3`, `a c` or two labels names, in the choices' order.

    None of them where any part of the text is unclear, or names what can't be picked together with others.
    """
    named: set[str] = set()
    for part in _parts(text):
        found = fitting(part, choices)
        if len(found) != 1 or not found[0].startswith(SEVERAL):
            return []
        named.add(found[0])
    return [id_ for id_, _ in choices if id_ in named]


def _parts(text: str) -> list[str]:
    """What stands between commas, "và" and the like; marks may stand side by side: `1 3`."""
    parts = [part.strip(" .") for part in _BETWEEN.split(_AROUND.sub("", fold(text.replace("\n", ", "))))]
    found: list[str] = []
    for part in filter(None, parts):
        marks = list(filter(None, re.split(r"[\s.)]+", part)))
        found += marks if all(marked(mark) is not None for mark in marks) else [part]
    return found


def labelled(text: str, choices: Choices) -> str | None:
    """The id of the one choice whose whole label, accents apart, was typed."""
    found = {id_ for id_, label in choices if bare(label) == bare(text) != ""}
    return found.pop() if len(found) == 1 else None


def firm(text: str, choices: Choices) -> str | None:
    """The label, without its signs, of the firm choice whose number or letter was typed: it wants the whole label."""
    place = marked(text)
    if place is None or not 0 <= place < len(choices) or not choices[place][0].startswith(FIRM):
        return None
    return undecorated(choices[place][1])


def undecorated(label: str) -> str:
    """The label without the signs that decorate buttons, as it may be typed: `📨 Nộp bài này` → `Nộp bài này`."""
    return re.sub(r"^[^\w]+|[^\w)?]+$", "", label)


def marked(text: str) -> int | None:
    """The place, from 0, that a text such as `2`, `b.`, `câu 2`, `đáp án B ạ` names; None where it names none."""
    place = _marked(text)
    return place if place is not None else _marked(plainly(text))


def _marked(text: str) -> int | None:
    match = _NUMBERED.fullmatch(fold(text))
    if match is None:
        return None
    mark = match[1]
    if mark.isdigit():
        return int(mark) - 1
    written = re.search(rf"(?<!\w){mark}(?!\w)", unicodedata.normalize("NFC", text).lower())
    return ord(mark) - ord("a") if written else None  # "ạ" is a polite word, not the letter of an answer


def bare(label: str) -> str:
    """The label folded, without the signs that decorate buttons: `✅ Đồng ý` → `dong y`."""
    return re.sub(r"^[^0-9a-z]+|[^0-9a-z]+$", "", fold(label))


_folded, _bared = lru_cache(4096)(fold), lru_cache(4096)(bare)
"""Of labels alone, which are the same for everybody."""


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
