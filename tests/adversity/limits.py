"""Whether an outgoing message is within what Telegram takes (https://core.telegram.org/bots/api#sendmessage)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.markup import parse
from handlers.messages import Reply, restored
from handlers.text import units

TEXT, CAPTION, BUTTONS, ROW, DATA = 4096, 1024, 100, 8, 64


def faults(body: Mapping[str, Any]) -> list[str]:
    """What Telegram would refuse of an outbox row's body; nothing where it takes it."""
    if "commands" in body:
        good = all(0 < len(about) <= 256 and name.isascii() and 0 < len(name) <= 32 for name, about in body["commands"])
        return [] if good and len(body["commands"]) <= 100 else ["commands"]
    reply = restored(body)
    return [*_text(reply), *_keyboard(reply, body["prompt"])]


def _text(reply: Reply) -> list[str]:
    styled, limit = parse(reply.text), CAPTION if reply.attachments else TEXT
    whole = units(styled.text)
    found = []
    if whole > limit:
        found.append(f"{whole} units of text")
    if not reply.attachments and not styled.text.strip():
        found.append("no text")
    if any(style.length < 1 or style.offset < 0 or style.offset + style.length > whole for style in styled.styles):
        found.append("a style outside the text")
    if any(style.kind == "link" and not style.url for style in styled.styles):
        found.append("a link to nowhere")
    if any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in styled.text):
        found.append("no character")
    return found


def _keyboard(reply: Reply, prompt: int) -> list[str]:
    found = []
    choices = [choice for row in reply.choices for choice in row]
    if len(choices) > BUTTONS or any(not 1 <= len(row) <= ROW for row in reply.choices):
        found.append("buttons")
    for choice in choices:
        if len(f"{prompt}.{choice.id}".encode()) > DATA or not choice.id:
            found.append(f"the data {choice.id!r}")
        if not choice.label.strip():
            found.append(f"the label of {choice.id!r}")
    return found
