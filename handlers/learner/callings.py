"""Which target groups somebody means who types what they are instead of a number: `trưởng thôn`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from content.models import Group
from content.places import fold


def called(text: str, groups: Iterable[Group]) -> list[str]:
    """The ids of the groups of which the text says a word, accents apart, in their order.

    A word within a longer one that is also said doesn't count: `bí thư đảng ủy` is not the office of the `đảng ủy`.
    """
    typed = f" {_words(text)} "
    groups = tuple(groups)
    said = {(group.id, word) for group in groups for word in map(_words, group.also) if f" {word} " in typed}
    words = {word for _, word in said}
    longest = {word for word in words if not any(word != other and f" {word} " in f" {other} " for other in words)}
    meant = {id_ for id_, word in said if word in longest}
    return [group.id for group in groups if group.id in meant]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
