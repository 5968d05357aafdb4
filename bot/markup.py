"""The Markdown subset (bold, italics, lists, links) as plain text with styles on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handlers.text import units

_PARSER = MarkdownIt("zero", {"breaks": True}).enable(
    ["emphasis", "list", "link", "newline", "escape", "paragraph"], ignoreInvalid=True
)
_STYLES = {"strong_open": "bold", "em_open": "italic", "link_open": "link"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style on a stretch of text; offset and length in UTF-16 units."""

    kind: str  # bold | italic | link
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Styled:
    """Text as it is shown, and the styles on it."""

    text: str
    styles: tuple[Style, ...] = ()


@lru_cache(maxsize=512)
def parse(markdown: str) -> Styled:
    """The text as it is shown, paragraphs apart by an empty line, list items by a line each."""
    writer = _Writer()
    for token in _PARSER.parse(markdown):
        writer.take(token)
    return writer.finished()


class _Writer:
    """Writes tokens down as text, and remembers where styles begin and end."""

    def __init__(self) -> None:
        self._text = ""
        self._styles: list[Style] = []
        self._open: list[tuple[str, int, str | None]] = []
        self._numbers: list[int | None] = []
        self._gap = ""

    def take(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            self._numbers.append(None if token.type.startswith("bullet") else int(start or 1))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._numbers.pop()
            self._gap = "\n\n" if not self._numbers else "\n"
        elif token.type == "list_item_open":
            self._item()
        elif token.type == "inline":
            self._inline(token.children or [])
            self._gap = "\n" if self._numbers else "\n\n"

    def _item(self) -> None:
        self._write("")
        number = self._numbers[-1]
        self._write("  " * (len(self._numbers) - 1) + ("• " if number is None else f"{number}. "))
        if number is not None:
            self._numbers[-1] = number + 1

    def _inline(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type in {"text", "text_special"}:
                self._write(token.content)
            elif token.type in {"softbreak", "hardbreak"}:
                self._write("\n")
            elif token.type in _STYLES:
                href = token.attrGet("href")
                self._write("")
                self._open.append((_STYLES[token.type], units(self._text), None if href is None else str(href)))
            elif token.nesting == -1:
                self._close()

    def _write(self, text: str) -> None:
        if self._text and self._gap:
            self._text += self._gap
        self._gap = ""
        self._text += text

    def _close(self) -> None:
        kind, offset, url = self._open.pop()
        if length := units(self._text) - offset:
            self._styles.append(Style(kind, offset, length, url))

    def finished(self) -> Styled:
        text = self._text.rstrip()
        inside = [self._clipped(style, units(text)) for style in self._styles if style.offset < units(text)]
        return Styled(text, tuple(sorted(inside, key=lambda style: (style.offset, -style.length))))

    @staticmethod
    def _clipped(style: Style, whole: int) -> Style:
        return replace(style, length=min(style.length, whole - style.offset))
