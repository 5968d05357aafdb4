"""What an error of python-telegram-bot means for a message: the only place that knows. Pure."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.channels.base import Gone, Later, Outcome, Refused, Uncertain
from bot.channels.telegram_request import AnswerLost, NotSent, ServerFailed

_GONE = {
    "bot was blocked by the user": "đã chặn hoặc xóa cuộc trò chuyện",
    "user is deactivated": "tài khoản Telegram không còn",
    "chat not found": "không tìm thấy tài khoản Telegram",
    "can't initiate conversation": "chưa bắt đầu trò chuyện",
}


def outcome(error: TelegramError) -> Outcome:
    """The outcome of a send that raised this."""
    match error:
        case RetryAfter():
            pause = error.retry_after
            return Later(pause if isinstance(pause, timedelta) else timedelta(seconds=pause), told=True)
        case Forbidden():
            return Gone(_plain(error.message, "không cho bot nhắn tin"))
        case BadRequest():
            lowered = error.message.lower()
            if "chat not found" in lowered:
                return Gone(_GONE["chat not found"])
            return Refused(f"Telegram từ chối: {error.message}")
        case AnswerLost():
            return Uncertain()
        case NotSent() | ServerFailed():
            return Later(reason=type(error).__name__)
        case _:
            return Uncertain()  # an answer that can't be read: the message may be there


def _plain(message: str, otherwise: str) -> str:
    return next((text for mark, text in _GONE.items() if mark in message.lower()), otherwise)
