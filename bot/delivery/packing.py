"""Cutting a reply into requests that the channel takes, at paragraphs where it can. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.channels.numbered import room
from bot.markup import parse
from handlers.messages import Capabilities, Reply
from handlers.text import units


def pack(reply: Reply, can: Capabilities) -> list[Reply]:
    """The reply as single requests, in order: texts, then attachments.

    The choices are on the last text, or on the last attachment where there is no text. One attachment takes the text as
    its caption where it fits.
    """
    kept = 0 if can.buttons else room(reply)  # where choices are lines of the text, they need their room
    if len(reply.attachments) == 1 and shown_length(reply.text) <= can.caption_length - kept:
        return [replace(reply, replaces=False)]
    texts = split(reply.text, max(can.text_length - kept, can.text_length // 4))
    packed = [Reply(text) for text in texts]
    if can.links:
        last = packed.pop() if packed else Reply("")
        return [*packed, replace(last, choices=reply.choices, attachments=reply.attachments)]
    files = [Reply("", attachments=(attachment,)) for attachment in reply.attachments]
    if packed:
        packed[0] = replace(packed[0], replaces=reply.replaces)
    holders = packed or files
    if holders:
        holders[-1] = replace(holders[-1], choices=reply.choices)
    return packed + files


def shown_length(markdown: str) -> int:
    """The length of the text as shown, in UTF-16 units."""
    return units(parse(markdown).text)


def split(markdown: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units as shown: cut between paragraphs, else lines, else words."""
    if not markdown.strip():
        return []
    if shown_length(markdown) <= limit:
        return [markdown]
    return list(_fill(_pieces(markdown, limit, ["\n\n", "\n", " "]), limit))


def _pieces(text: str, limit: int, joints: list[str]) -> Iterator[tuple[str, str]]:
    """(joint, piece): pieces that fit, each with what joins it to the one before."""
    if shown_length(text) <= limit:
        yield "", text
    elif not joints:
        yield from (("", part) for part in _slices(text, limit))
    else:
        for number, part in enumerate(text.split(joints[0])):
            for place, (joint, piece) in enumerate(_pieces(part, limit, joints[1:])):
                yield (joints[0] if number and not place else joint), piece


def _slices(text: str, limit: int) -> list[str]:
    """A word longer than the limit, in slices; an escaped mark is never parted from its backslash."""
    atoms = re.findall(r"\\.|.", text, flags=re.DOTALL)
    slices, size = [""], 0
    for atom in atoms:
        weight = units(atom.removeprefix("\\") or atom)
        if size + weight > limit:
            slices.append("")
            size = 0
        slices[-1] += atom
        size += weight
    return slices


def _fill(pieces: Iterable[tuple[str, str]], limit: int) -> Iterator[str]:
    page = ""
    for joint, piece in pieces:
        if page and shown_length(page + joint + piece) <= limit:
            page += joint + piece
        else:
            if page.strip():
                yield page
            page = piece
    if page.strip():
        yield page
