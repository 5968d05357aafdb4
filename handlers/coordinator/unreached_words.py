"""Why somebody is reached by no channel, in words, for the list in the chat and for the one in Excel. Pure."""

from __future__ import annotations

from datetime import datetime

from content.phrases import Phrases
from handlers.text import clock
from storage.reached import LostChat, Unreached


def reasons(phrases: Phrases, one: Unreached) -> list[str]:
    """One reason a chat: `Telegram: đã chặn …, từ 19:00 22/5/2026`; that there is no chat, where there is none."""
    return [_reason(phrases, chat) for chat in one.chats] or [phrases.get("unreached.no_chat")]


def _reason(phrases: Phrases, chat: LostChat) -> str:
    why = phrases.get("unreached.spent") if chat.reason is None else chat.reason or phrases.get("unreached.unknown")
    key = "unreached.reason" if chat.since is None else "unreached.reason_since"
    since = "" if chat.since is None else short_moment(chat.since)
    return phrases.get(key).format(channel=chat.channel.title(), why=why, since=since)


def short_moment(at: datetime) -> str:
    """`19:00 22/5/2026`."""
    return f"{clock(at)} {at.day}/{at.month}/{at.year}"
