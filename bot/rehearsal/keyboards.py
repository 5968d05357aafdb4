"""What the official server asks of the buttons under a message."""

import re
from typing import Any

from bot.rehearsal.errors import bad_request

Json = dict[str, Any]
MOST = 100
MOST_IN_ROW = 8
DATA_BYTES = 64
LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})
_URL = re.compile(r"https?://[^\s/?#]+\S*|tg://\S+")


def checked(markup: Json | None) -> Json:
    """The fields that a message gets from its reply_markup: an inline keyboard without empty rows, or nothing.

    Raises ApiError 400. Other kinds of keyboard are accepted; as on the official server a message doesn't show them.
    """
    rows = (markup or {}).get("inline_keyboard")
    if not rows or not any(rows):
        return {}
    if sum(map(len, rows)) > MOST or any(len(row) > MOST_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": [[_button(button) for button in row] for row in rows if row]}}


def _button(button: Json) -> Json:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Inline keyboard button text must be non-empty")
    kinds = [key for key, value in button.items() if key not in LOOKS and value != ""]
    if not kinds:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request(f"can't parse inline keyboard button: exactly one of {', '.join(sorted(kinds))} is allowed")
    if len(button.get("callback_data", "").encode()) > DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in kinds and not _URL.fullmatch(button["url"]):
        raise bad_request("BUTTON_URL_INVALID")
    return {key: value for key, value in button.items() if value != ""}
