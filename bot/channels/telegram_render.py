"""A reply as Telegram's parameters: text with entities, and the keyboard. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.markup import Styled
from handlers.messages import Choice

_TYPES = {"bold": MessageEntity.BOLD, "italic": MessageEntity.ITALIC, "link": MessageEntity.TEXT_LINK}


def entities(styled: Styled) -> list[MessageEntity]:
    """The styles as entities (offsets in UTF-16 units, as Telegram counts).

    Source: https://core.telegram.org/bots/api#messageentity
    """
    return [MessageEntity(_TYPES[style.kind], style.offset, style.length, url=style.url) for style in styled.styles]


def keyboard(rows: Sequence[Sequence[Choice]], prompt: int) -> InlineKeyboardMarkup | None:
    """The choices as buttons. Each carries the number of its prompt: a tap belongs to the prompt it was made for."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=f"{prompt}.{choice.id}") for choice in row] for row in rows]
    )
