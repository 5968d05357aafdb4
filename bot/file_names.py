"""Names of files that people sent, made safe to show and to use on any system. Pure."""

from __future__ import annotations

import re
import unicodedata

LENGTH = 120
"""The most characters that a name keeps, its ending included."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: with any ending, these open a device.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])[. ]*(\.|$)")


def clean_name(name: str) -> str:
    """The name without folders, control or direction characters and device names; "" where nothing remains.

    Vietnamese letters and the ending stay.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if char.isspace() else char for char in last if char.isspace() or not _unseen(char))
    tidy = re.sub(" +", " ", _FORBIDDEN.sub("-", seen)).strip(" .")
    return _shortened(f"_{tidy}" if _DEVICE.match(tidy) else tidy)


def _unseen(char: str) -> bool:
    """Controls, direction and other format marks, lone surrogates, unassigned: the categories C*."""
    return unicodedata.category(char).startswith("C")


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LENGTH or not stem or len(ending) > 10:
        return name[:LENGTH].rstrip(" .")
    return stem[: LENGTH - len(ending) - 1].rstrip(" .") + dot + ending
