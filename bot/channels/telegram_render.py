"""A reply as Telegram's parameters: text with entities, and the keyboard. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import MessageEntity

from bot.markup import Styled
from handlers.messages import Choice

_TYPES = {"bold": MessageEntity.BOLD, "italic": MessageEntity.ITALIC, "link": MessageEntity.TEXT_LINK}


def entities(styled: Styled) -> list[dict[str, Any]]:
    """The styles as entities (offsets in UTF-16 units, as Telegram counts).

    Source: https://core.telegram.org/bots/api#messageentity
    """
    return [
        {"type": _TYPES[style.kind], "offset": style.offset, "length": style.length}
        | ({} if style.url is None else {"url": style.url})
        for style in styled.styles
    ]


def keyboard(rows: Sequence[Sequence[Choice]], prompt: int) -> dict[str, Any] | None:
    """The choices as buttons. Each carries the number of its prompt: a tap belongs to the prompt it was made for."""
    if not rows:
        return None
    return {
        "inline_keyboard": [
            [{"text": choice.label, "callback_data": f"{prompt}.{choice.id}"} for choice in row] for row in rows
        ]
    }
