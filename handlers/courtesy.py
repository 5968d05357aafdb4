"""The polite words around an answer, which answer nothing: "dạ", "ạ", "nhé". Pure."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = r"[\s.,;:!…()\[\]“”\"'‘’«»]"
_BEFORE = "dạ|da|vâng|vang|thưa|thua|ừ|em|tôi|toi|tui|mình"
_AFTER = "ạ|á|à|ah|nhé|nhá|nhe|nha|nghen|hen|rồi|roi|đó|đấy|luôn|giúp tôi|giúp em"
_HEAD = re.compile(rf"^{_SIGNS}*(?:(?:{_BEFORE}){_SIGNS}+)*")
_TAIL = re.compile(rf"(?:{_SIGNS}+(?:{_AFTER}))*{_SIGNS}*$")
_POLITE = re.compile(rf"{_BEFORE}|{_AFTER}")


def plainly(text: str) -> str:
    """The text in small letters without the polite words and signs around it; what is nothing else is left as it is.

    It goes before accents are dropped: without its accent "ạ" is the letter of an answer.
    """
    composed = unicodedata.normalize("NFC", text).lower().strip()
    if composed.isalnum():
        return composed  # one word: nothing stands around it
    bare = _TAIL.sub("", _HEAD.sub("", composed, count=1), count=1).strip()
    return composed if not bare or _POLITE.fullmatch(bare) else bare
