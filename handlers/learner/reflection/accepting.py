"""Which files a reflection takes, and under which name. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Literal

from content.models import ReflectionRules
from handlers.messages import Attached, Stored

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "application/msword": ("doc",),
    _WORD: ("docx",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
}
"""What a name may end in, by what the content is; the first is put on a name without an ending."""

FAMILIES = {"image": ("jpg", "jpeg", "png"), "pdf": ("pdf",), "word": ("doc", "docx")}
"""How the endings are spoken of."""

_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{1,4})$")
_NUMBERED_PHOTO = re.compile(r"anh-\d+")

UPLOADED = "upload-page"
"""The reference of a file that came by our own page, which takes larger ones than channels hand over."""
PAGE_BYTES = 50 << 20

Refusal = Literal["type", "too_large", "lost", "empty", "mismatch"]


def refusal(attached: Attached, rules: ReflectionRules) -> Refusal | None:
    """Why the file is not taken, or None where it is."""
    if attached.kind == "other":
        return "type"
    if attached.stored is None:
        return attached.problem or "lost"
    most = max(rules.max_bytes, PAGE_BYTES) if attached.reference == UPLOADED else rules.max_bytes
    return _of_content(attached.stored, rules, most)


def _of_content(stored: Stored, rules: ReflectionRules, most: int) -> Refusal | None:
    if stored.size == 0:
        return "empty"
    if stored.size > most:
        return "too_large"
    endings = ENDINGS.get(stored.type, ())
    if not set(endings) & set(rules.accept):
        return "type"
    ending = _ENDING.search(stored.name)
    return "mismatch" if ending is not None and ending[1].lower() not in endings else None


def families(rules: ReflectionRules) -> list[str]:
    """The families of files that are taken, for saying so."""
    return [name for name, endings in FAMILIES.items() if set(endings) & set(rules.accept)]


def named(stored: Stored, taken: Collection[str]) -> Stored:
    """The file under a name that has its ending and is none of those taken."""
    ending = "" if _ENDING.search(stored.name) else f".{ENDINGS[stored.type][0]}"
    return replace(stored, name=_free(stored.name + ending, taken))


def _free(name: str, taken: Collection[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    base = "anh" if _NUMBERED_PHOTO.fullmatch(stem) else stem
    names: Iterable[str] = (f"{base}-{count}{dot}{ending}" for count in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in names if each not in taken)
