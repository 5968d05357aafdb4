"""A reply as Zalo's messages: text with bold where it is sure, everything else plain, choices spelled out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.numbered import Wording, spelled, worded
from bot.delivery.packing import split
from bot.markup import Style, Styled, parse
from handlers.messages import Reply
from handlers.text import units

TEXT = 2000
"""UTF-16 units of a text or caption."""


@dataclass(frozen=True, slots=True)
class Page:
    """One message's text and its bold stretches, (offset, length) in UTF-16 units."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()

    def request(self) -> dict[str, Any]:
        """As parameters of sendMessage."""
        styles = [{"start": start, "len": length, "st": ["b"]} for start, length in self.bold]
        return {"text": self.text} | ({"text_styles": styles} if styles else {})


def pages(reply: Reply, prompt: int, say: Wording, files: Sequence[str] = ()) -> list[Page]:
    """The reply as single messages. `files`: lines that tell of its files, after the text, before the choices."""
    choices = [choice for row in reply.choices for choice in row]
    ends = [*files, spelled(choices, f"\n{parse(reply.text).text}", say) if prompt else worded(choices, say)]
    end = "\n\n".join(filter(None, ends))
    found = [shown(part) for part in split(reply.text, TEXT)]
    if not end:
        return found
    if found and units(found[-1].text) + 2 + units(end) <= TEXT:
        return [*found[:-1], replace(found[-1], text=f"{found[-1].text}\n\n{end}")]
    return [*found, *(Page(part) for part in _cut(end))]


def shown(markdown: str) -> Page:
    """Markdown as Zalo shows it: bold by its styles; a link as its words and, in brackets, its address."""
    styled = _with_addresses(parse(markdown))
    return Page(styled.text, tuple((style.offset, style.length) for style in styled.styles if style.kind == "bold"))


def _with_addresses(styled: Styled) -> Styled:
    links = sorted((style for style in styled.styles if style.kind == "link"), key=lambda link: -link.offset)
    for link in links:
        styled = _with_address(styled, link)
    return styled


def _with_address(styled: Styled, link: Style) -> Styled:
    end = link.offset + link.length
    text = styled.text.encode("utf-16-le", "surrogatepass")
    words = text[2 * link.offset : 2 * end].decode("utf-16-le", "surrogatepass")
    if link.url is None or link.url == words:
        return styled
    added = f" ({link.url})"
    longer = (text[: 2 * end] + added.encode("utf-16-le") + text[2 * end :]).decode("utf-16-le", "surrogatepass")
    styles = tuple(
        replace(style, offset=style.offset + units(added)) if style.offset >= end else style for style in styled.styles
    )
    return Styled(longer, styles)


def _cut(text: str) -> list[str]:
    """A plain text in pieces that fit, cut between lines."""
    found = [""]
    for line in text.split("\n"):
        longer = f"{found[-1]}\n{line}" if found[-1] else line
        if units(longer) <= TEXT:
            found[-1] = longer
        else:
            found.append(line)
    return found
