"""How a place's name is recognized in what people type: no accents, no kind, half a word, the tone on another vowel."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

_Item = TypeVar("_Item")
# The marks of the five tones, as against those that make another letter (â, ă, ê, ô, ơ, ư).
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_KINDS: Final = {"xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "dac khu": "đặc khu", "dk": "đặc khu"}
# Before 2025 there were towns too; people still type them.
_OTHER_KINDS: Final = ("thi tran", "tt", "thi xa", "tx", "tinh", "thanh pho", "tp")
_KIND: Final = re.compile(rf"({'|'.join([*_KINDS, *_OTHER_KINDS])})(?:\. ?| )(?=\S)")
_LONGEST_PROVINCE: Final = 5  # words: thành phố Hồ Chí Minh
_EXACT, _BEGINNING, _WORD, _WITHIN = range(4)


def fold(text: str) -> str:
    """Lower case, no accents, đ as d, runs of spaces as one, none at the ends."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


@dataclass(frozen=True, slots=True)
class Name(Generic[_Item]):
    """A name to be found: what it is the name of, its folded words, and its words with accents."""

    item: _Item
    words: str
    accented: tuple[str, ...]
    kind: str = ""
    initials: str = ""


def named(item: _Item, short: str, *, kind: str = "") -> Name[_Item]:
    """The name `short` of an item of a kind."""
    return Name(item, _words(short), _accented(short), kind)


def named_with_initials(item: _Item, short: str) -> Name[_Item]:
    """The name `short` of an item that people also call by its initials."""
    words = _words(short)
    return Name(item, words, _accented(short), initials="".join(word[0] for word in words.split()))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed: folded; without the kind in front; the kind; the words with accents, if there are any."""

    whole: str
    words: str
    kind: str | None
    accented: tuple[str, ...]


def typed(text: str) -> Typed:
    """Take apart what a person typed."""
    folded = fold(text)
    found = _KIND.match(folded)
    kind = None if found is None else _KINDS.get(found[1])
    words = _words(folded if found is None else folded[found.end() :])
    accented = _accented(text)[-len(words.split()) :] if words else ()
    return Typed(_words(text), words, kind, accented if " ".join(accented) != words else ())


def cuts(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read the text as one name and then another, the longest first name first."""
    words = text.replace(",", " ").split()
    for length in range(1, min(len(words), _LONGEST_PROVINCE + 1)):
        yield " ".join(words[:-length]), " ".join(words[-length:])


def exact(query: Typed, names: Iterable[Name[_Item]]) -> list[_Item]:
    """The items whose whole name is what was typed."""
    return [name.item for name in names if query.words and name.words == query.words]


def rank(query: Typed, names: Iterable[Name[_Item]]) -> list[_Item]:
    """The items that the query may mean: by the whole name, its beginning, a word's beginning, any part.

    Among equals those with the same accents come first, then those of the kind that was typed, then by name. Where
    nothing is found, spaces are left out of account.
    """
    names = tuple(names)
    found = [(tier, name) for name in names if (tier := _tier(query, name)) is not None]
    if not found and len(query.words) > 2:
        unspaced = query.words.replace(" ", "")
        found = [(_WITHIN, name) for name in names if unspaced in name.words.replace(" ", "")]
    return [name.item for _, name in sorted(found, key=lambda pair: (pair[0], *_finer(query, pair[1])))]


def _tier(query: Typed, name: Name[_Item]) -> int | None:
    """How well a name answers: to the text without its kind, or with it where it is a part of the name (Xa Dung)."""
    tier = _tier_of(query.words, name)
    if query.whole == query.words:
        return tier
    whole = _tier_of(query.whole, name)
    return whole if tier is None or (whole is not None and whole < tier) else tier


def _tier_of(words: str, name: Name[_Item]) -> int | None:
    if not words:
        return None
    if name.initials and words.removeprefix("tp") == name.initials:
        return _BEGINNING
    if words not in name.words:
        return None
    if name.words.startswith(words):
        return _EXACT if words == name.words else _BEGINNING
    return _WORD if f" {words}" in name.words else _WITHIN


def _finer(query: Typed, name: Name[_Item]) -> tuple[bool, bool, str]:
    other_accents = bool(query.accented) and not _holds(name.accented, query.accented)
    return other_accents, query.kind is not None and query.kind != name.kind, name.words


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether `wanted` stands in `words` in a row with the same accents; its last may be the beginning of a word."""
    *before, last = wanted
    for start in range(len(words) - len(before)):
        *head, tail = words[start : start + len(wanted)]
        if (tail.startswith(last) or _same(tail, last)) and all(map(_same, head, before)):
            return True
    return False


def _same(word: str, other: str) -> bool:
    """Whether two words differ in nothing but the vowel that bears the tone: hòa and hoà."""
    return word == other or (len(word) == len(other) and _tone_last(word) == _tone_last(other))


@lru_cache(maxsize=4096)
def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


def _words(text: str) -> str:
    return " ".join(_plain(fold(text)))


def _accented(text: str) -> tuple[str, ...]:
    return tuple(_plain(unicodedata.normalize("NFC", text.lower())))


def _plain(text: str) -> list[str]:
    """The words of a text without its apostrophes and dashes, as in Ea M’Droh and Chân Mây – Lăng Cô."""
    return re.sub(r"[^\w\s]|_", " ", re.sub(r"[’'`ʼ]", "", text)).split()
