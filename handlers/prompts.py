"""What somebody typed, read against the choices of the open prompt. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.places import fold

FIRM = "!"
"""A choice whose id begins so is picked by a tap or by its whole label only: a stray "1" never sends a notice."""

_NUMBERED = re.compile(r"(?:cau |so |chon )?(\d{1,2}|[a-z])[.)]?")


def resolve(text: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """The id of the choice that the text picks: its number, its letter, its label with or without accents; or None."""
    typed = fold(text)
    if not typed:
        return None
    by_label = [id_ for id_, label in choices if fold(label) == typed or _bare(label) == typed]
    if len(by_label) == 1:
        return by_label[0]
    match = _NUMBERED.fullmatch(typed)
    if match is None:
        return None
    place = _place(match[1])
    if not 0 <= place < len(choices) or choices[place][0].startswith(FIRM):
        return None
    return choices[place][0]


def _place(mark: str) -> int:
    return int(mark) - 1 if mark.isdigit() else ord(mark) - ord("a")


def _bare(label: str) -> str:
    """The label without the signs that decorate buttons: `✅ Đồng ý` → `dong y`."""
    return re.sub(r"^[^0-9a-z]+|[^0-9a-z]+$", "", fold(label))
