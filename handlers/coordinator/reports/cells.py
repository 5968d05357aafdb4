"""What may stand in a cell of a workbook: texts made harmless and cut to Excel's limit. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

LIMIT = 32_767
"""Characters of a cell, in UTF-16 units: https://support.microsoft.com/office/excel-specifications-and-limits"""

# What XML 1.0 refuses (https://www.w3.org/TR/xml/#charsets), halves of surrogate pairs among it.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


class Share(float):
    """A part of a whole, 0 to 1, shown in per cent."""


class Mean(float):
    """An average, shown with one decimal."""


Value = str | int | Share | Mean | datetime | None


def clean(text: str) -> str:
    """The text without what XML refuses; every kind of line end as one."""
    if text.isprintable():
        return text
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def looks_like_formula(text: str) -> bool:
    """Whether Excel would take the text for a formula if somebody typed it, or opened it as CSV."""
    return text.startswith(_FORMULA_SIGNS)


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """The cleaned text in pieces of at most `limit` UTF-16 units; joined they are the text."""
    text = clean(text)
    return [text] if 2 * len(text) <= limit else list(_cut(text, limit))


def _cut(text: str, limit: int) -> Iterator[str]:
    start, size = 0, 0
    for at, letter in enumerate(text):
        weight = 2 if letter > "\uffff" else 1
        if size + weight > limit:
            end = _before_accents(text, start, at)
            yield text[start:end]
            start, size = end, sum(2 if each > "\uffff" else 1 for each in text[end:at])
        size += weight
    yield text[start:]


def _before_accents(text: str, start: int, at: int) -> int:
    """Where to cut so that a letter keeps its combining accents; a run of accents alone is cut anywhere."""
    end = at
    while end > start + 1 and at - end < 8 and unicodedata.combining(text[end]):
        end -= 1
    return at if unicodedata.combining(text[end]) else end


def rows(values: Sequence[Value], continued: str) -> list[list[Value]]:
    """The row, and the further rows that its overlong texts need.

    A further row begins with the first cell and `continued` (with its `{number}`), and holds what follows alone.
    """
    if not any(isinstance(value, str) and 2 * len(value) > LIMIT for value in values):
        return [[clean(value) if isinstance(value, str) else value for value in values]]
    cut: list[Sequence[Value]] = [pieces(value) if isinstance(value, str) else [value] for value in values]
    first, *others = zip_longest(*cut)
    return [
        list(first),
        *([f"{first[0]} {continued.format(number=at)}", *row[1:]] for at, row in enumerate(others, start=2)),
    ]
