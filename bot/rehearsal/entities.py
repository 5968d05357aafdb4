"""Texts and their entities as the official server reads them: HTML, explicit entities, cleaning, UTF-16 lengths."""

import re
from typing import Any

from bot.rehearsal.errors import bad_request
from bot.rehearsal.html_text import parse_html

Entity = dict[str, Any]
Formatted = tuple[str, list[Entity]]

_REMOVED = re.compile("[\r\u2028-\u202e]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
_BOT_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_URL = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, which is how the Bot API counts."""
    return len(text) + sum(char > "\uffff" for char in text) if not text.isascii() else len(text)


def cut_utf16(text: str, limit: int) -> tuple[str, str]:
    """`text` split so that the first part has at most `limit` UTF-16 units."""
    if utf16_length(text) <= limit:
        return text, ""
    units = 0
    for index, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return text[:index], text[index:]
    return text, ""


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    """The clean text and all entities, the detected commands and links too. Raises ApiError 400."""
    mode = (parse_mode or "none").lower()
    if mode not in {"none", "html"}:
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        text, entities = parse_html(text)
    else:
        _check_offsets(text, entities or [])
    text, kept = _trimmed(*_cleaned(text, list(entities or [])))
    return text, _ordered(kept + _detected(text, kept))


def detected(text: str) -> list[Entity]:
    """The entities that a person's message gets by itself: commands and links."""
    return _ordered(_detected(text, []))


def links_in(text: str) -> list[Entity]:
    """The links among them, which is all that Zalo shows by itself."""
    return [entity for entity in detected(text) if entity["type"] == "url"]


def _check_offsets(text: str, entities: list[Entity]) -> None:
    size = utf16_length(text)
    starts = _boundaries(text) if entities else frozenset[int]()
    for entity in entities:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if first < 0 or entity["length"] <= 0 or last > size:
            raise bad_request(
                f"entity beginning at UTF-16 offset {first} ends after the end of the text at UTF-16 offset {last}"
            )
        if first not in starts or last not in starts:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {first}")


def _boundaries(text: str) -> frozenset[int]:
    offset, found = 0, {0}
    for char in text:
        offset += 2 if char > "\uffff" else 1
        found.add(offset)
    return frozenset(found)


def _cleaned(text: str, entities: list[Entity]) -> Formatted:
    """Without the characters that the official server removes; other control characters become spaces."""
    for match in reversed(list(_REMOVED.finditer(text))):
        at = utf16_length(text[: match.start()])
        text = text[: match.start()] + text[match.end() :]
        entities = _shifted(entities, at, at + 1)
    return _BLANKED.sub(" ", text), entities


def _trimmed(text: str, entities: list[Entity]) -> Formatted:
    right = text.rstrip(" \n")
    size, left = utf16_length(right), right.lstrip(" \n")
    if len(left) == len(text):
        return text, entities
    entities = _shifted(entities, size, utf16_length(text))
    return left, _shifted(entities, 0, size - utf16_length(left))


def _shifted(entities: list[Entity], first: int, last: int) -> list[Entity]:
    """The entities after the units from `first` up to `last` are taken out; those that become empty are gone."""

    def moved(offset: int) -> int:
        return offset - max(0, min(offset, last) - first)

    cut = [(entity, moved(entity["offset"]), moved(entity["offset"] + entity["length"])) for entity in entities]
    return [entity | {"offset": start, "length": end - start} for entity, start, end in cut if end > start]


def _detected(text: str, known: list[Entity]) -> list[Entity]:
    if "/" not in text:
        return []
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in known if _is_closed(entity)]
    found = []
    for kind, pattern in (("url", _URL), ("bot_command", _BOT_COMMAND)):
        for match in pattern.finditer(text):
            first = utf16_length(text[: match.start()])
            last = first + utf16_length(match.group())
            if not any(first < end and start < last for start, end in taken):
                taken.append((first, last))
                found.append({"type": kind, "offset": first, "length": last - first})
    return found


def _is_closed(entity: Entity) -> bool:
    """Whether nothing may be detected inside this entity."""
    return entity["type"] in {"code", "pre", "text_link", "text_mention", "url", "bot_command", "mention"}


def _ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))
