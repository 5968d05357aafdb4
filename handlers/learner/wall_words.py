"""A commune as people type it off the wall of their hall, where the poster says `c24943`. Pure."""

from __future__ import annotations

import re

from content.places import fold
from handlers.courtesy import plainly

_BETWEEN = r"[\s_.,:\-–]*"
_DIGITS = r"(\d(?:\s?\d){4})"
_COMMUNE = re.compile(
    rf"/?{_BETWEEN}(?:(?:start|bat\s?dau|nhan){_BETWEEN}c?|c){_BETWEEN}{_DIGITS}",
)


def typed_commune(text: str) -> str | None:
    """The five digits in a text such as `c24943`, `C 24943`, `start c_24943`, `/start 24943`; None in any other.

    Whether there is such a commune is another question. Five digits alone may be anything.
    """
    match = _COMMUNE.fullmatch(fold(plainly(text)))
    return None if match is None else re.sub(r"\s", "", match[1])
