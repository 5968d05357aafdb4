"""What can be counted of a text: sentences, words, the lengths of options, turns of phrase that are no answer."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from content.standards import OPTIONS_RATIO, OPTIONS_SLACK

_MARKS: Final = re.compile(r"[*_`#>\[\]]|^\s*(?:-|\d+\.)\s+", re.MULTILINE)
_END: Final = re.compile(r"[.!?…]+[”’)]*(?=\s|$)|\n+")
_WORD: Final = re.compile(r"\w")
_ALL_OF_THEM: Final = re.compile(
    r"tất cả (?:các |những )?(?:đáp án|phương án|lựa chọn|câu|ý|điều)|cả (?:hai|ba|bốn) (?:đáp án|phương án|ý|câu)|"
    r"(?:không|chẳng) (?:đáp án|phương án|ý) nào|\b[A-D] và [A-D]\b",
    re.IGNORECASE,
)
_A_LETTER: Final = re.compile(r"(?:đáp án|lựa chọn|phương án|câu|ý) [A-H]\b")


def sentences(text: str) -> list[str]:
    """The sentences of a text in the Markdown subset; an item of a list is one too."""
    bare = _MARKS.sub(" ", unicodedata.normalize("NFC", text))
    return [found.strip() for found in _END.split(bare) if words(found)]


def words(text: str) -> list[str]:
    """Its words, as spaces part them; signs alone are none."""
    return [word for word in text.split() if _WORD.search(word)]


def average_sentence(text: str) -> float:
    """Words a sentence; 0 for a text without any."""
    found = sentences(text)
    return sum(len(words(each)) for each in found) / len(found) if found else 0.0


def unlike(texts: Sequence[str]) -> bool:
    """Whether these options give themselves away by their lengths."""
    longest, shortest = max(map(len, texts)), min(map(len, texts))
    return longest > OPTIONS_RATIO * shortest and longest - shortest > OPTIONS_SLACK


def all_of_them(text: str) -> bool:
    """Whether an option stands for the others: "all of the above" and the like."""
    return _ALL_OF_THEM.search(text) is not None


def names_a_letter(text: str) -> bool:
    """Whether an explanation calls an option by its letter, which shuffling changes."""
    return _A_LETTER.search(text) is not None


def runs(text: str, length: int) -> Iterator[str]:
    """Every run of so many words in the text, without case and marks."""
    bare = [re.sub(r"[^\w]", "", word).lower() for word in words(_MARKS.sub(" ", text))]
    kept = [word for word in bare if word]
    for at in range(len(kept) - length + 1):
        yield " ".join(kept[at : at + length])
