"""HTML parse mode, with the official server's errors and their byte offsets (tdlib, MessageEntity.cpp)."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bot.rehearsal.errors import ApiError, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#[xX][0-9A-Fa-f]+);")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]+")
_SPACES = re.compile(r"\s*")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    offset: int
    begin: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    size: int = 0
    text: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, message: str, at: int, rest: str = "") -> ApiError:
        return bad_request(f"can't parse entities: {message} at byte offset {len(self.source[:at].encode())}{rest}")

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.size += len(piece) + sum(char > "\uffff" for char in piece)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without tags, and its entities in UTF-16 units. Raises ApiError 400 `can't parse entities: …`."""
    reader = _Reader(source)
    while reader.at < len(source):
        following = source.find("<", reader.at)
        end = len(source) if following < 0 else following
        reader.add(_decoded(source[reader.at : end]))
        reader.at = end
        if following >= 0:
            _end_tag(reader) if source.startswith("</", end) else _start_tag(reader)
    if reader.open:
        tag = reader.open[-1].tag
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return "".join(reader.text), reader.entities


def _decoded(piece: str) -> str:
    return _REFERENCE.sub(lambda match: unescape(match.group()), piece) if "&" in piece else piece


def _start_tag(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    tag = reader.take(_NAME).lower()
    if not reader.peek():
        raise reader.fault("Unclosed start tag", begin)
    if tag not in KINDS:
        raise reader.fault(f'Unsupported start tag "{tag}"', begin)
    attributes = _attributes(reader, tag, begin)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.fault('Tag "span" must have class "tg-spoiler"', begin)
    reader.open.append(_Open(tag, reader.size, len(reader.text), attributes))


def _attributes(reader: _Reader, tag: str, begin: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while True:
        reader.take(_SPACES)
        if not reader.peek():
            raise reader.fault("Unclosed start tag", begin)
        if reader.peek() == ">":
            reader.at += 1
            return found
        name = reader.take(_ATTRIBUTE_NAME).lower()
        if not name:
            raise reader.fault(f'Empty attribute name in the tag "{tag}"', begin)
        reader.take(_SPACES)
        if reader.peek() != "=":
            found[name] = ""  # an attribute without a value, such as <blockquote expandable>
            continue
        reader.at += 1
        found[name] = _attribute_value(reader, begin)


def _attribute_value(reader: _Reader, begin: int) -> str:
    reader.take(_SPACES)
    quote = reader.peek()
    if not quote:
        raise reader.fault("Unclosed start tag", begin)
    if quote not in {"'", '"'}:
        token_at, value = reader.at, reader.take(_BARE_VALUE)
        if not reader.peek().isspace() and reader.peek() != ">":
            raise reader.fault("Unexpected end of name token", token_at)
        return value.lower()
    closing = reader.source.find(quote, reader.at + 1)
    if closing < 0:
        raise reader.fault("Unclosed start tag", begin)
    value = _decoded(reader.source[reader.at + 1 : closing])
    reader.at = closing + 1
    return value


def _end_tag(reader: _Reader) -> None:
    begin = reader.at
    if not reader.open:
        raise reader.fault("Unexpected end tag", begin)
    reader.at += 2
    tag = reader.take(_NAME).lower()
    reader.take(_SPACES)
    if reader.peek() != ">":
        raise reader.fault("Unclosed end tag", begin)
    reader.at += 1
    opened = reader.open.pop()
    if tag and tag != opened.tag:
        raise reader.fault("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{tag}>"')
    if reader.size > opened.offset:
        _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    entity: dict[str, Any] = {
        "type": KINDS[opened.tag],
        "offset": opened.offset,
        "length": reader.size - opened.offset,
    }
    if opened.tag == "a":
        entity["url"] = opened.attributes.get("href") or "".join(reader.text[opened.begin :])
        if not re.match(r"(https?|tg|mailto|tel)://?\S|[\w-]+(\.[\w-]+)+(/\S*)?$", entity["url"]):
            return  # the official server drops a link that leads nowhere and keeps its text
    if opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    if opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
        entity["language"] = opened.attributes["class"].removeprefix("language-")
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    reader.entities.append(entity)
