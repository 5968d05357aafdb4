"""Names of folders and files inside a zip that every system can unpack, Windows too. Pure."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST, LONGEST_BYTES = 100, 240  # characters; Linux takes 255 bytes of UTF-8 a name

# What Windows refuses in names: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")  # they make `gpj.exe` of `exe.jpg`


def part(text: str, nameless: str = "khong-ten") -> str:
    """One part of a path: the text without what systems refuse, at most 100 characters, its ending kept."""
    clean = _TURNING.sub("", _REFUSED.sub(" ", unicodedata.normalize("NFC", text)))
    clean = _trimmed(" ".join(clean.split())) or nameless
    if _DEVICES.fullmatch(clean.partition(".")[0].strip()):
        clean = f"_{clean}"
    ending = PurePosixPath(clean).suffix if len(PurePosixPath(clean).suffix) <= 10 else ""
    return _shortened(clean.removesuffix(ending), ending)


def _trimmed(text: str) -> str:
    return text.strip().rstrip(". ")


def _shortened(stem: str, ending: str, mark: str = "") -> str:
    """As much of the stem as fits before the mark and the ending."""
    stem = stem[: LONGEST - len(mark + ending)]
    while len(f"{stem}{mark}{ending}".encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return f"{_trimmed(stem)}{mark}{ending}"


class Folder:
    """The names that are taken in a folder; systems that know no case would mix up `a.pdf` and `A.PDF`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str, nameless: str = "khong-ten") -> str:
        """A clean name that is free: `bai.pdf`, then `bai (2).pdf`."""
        name = wanted = part(text, nameless)
        ending = PurePosixPath(wanted).suffix
        number = 1
        while name.casefold() in self._taken:
            number += 1
            name = _shortened(wanted.removesuffix(ending), ending, f" ({number})")
        self._taken.add(name.casefold())
        return name
