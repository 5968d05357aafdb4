"""Raw updates of Zalo, in every shape they have been seen in: what of them is stored, and what they say. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from handlers.messages import Attached, Incoming
from storage.inbox import Received
from storage.types import VIETNAM

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOLD = frozenset(
    f"message.{kind}.received" for kind in ("unsupported", "sticker", "voice", "file", "video", "audio", "gif")
)
"""Kinds that carry nothing for us, and whose sender waits for an answer: the documented ones, and those of Zalo's own
application that may come to have a name."""
ID_LENGTH = 64
"""Characters of an id that columns have room for; also those of a hash."""
_MILLISECONDS = 10**11
"""Dates above this are in milliseconds: in seconds it is the year 5138."""


def unwrapped(raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The update itself, from a body that is flat or within {ok, result}; None where there is none."""
    found = raw.get("result", raw) if "message" not in raw else raw
    return found if isinstance(found, Mapping) and isinstance(found.get("message"), Mapping) else None


def read(raw: Mapping[str, Any]) -> Received | None:
    """What is needed to store an update; None where it concerns nobody (no message, a bot's own, an unknown event)."""
    update = unwrapped(raw)
    if update is None:
        return None
    message = update["message"]
    sender = message.get("from")
    if isinstance(sender, Mapping) and sender.get("is_bot") is True:
        return None
    chat = _chat(message)
    if chat is None or _said(update) is None:
        return None
    payload = _whole(json.dumps(update, ensure_ascii=False))
    return Received(_number(message, payload), chat[0], payload)


def _number(message: Mapping[str, Any], payload: str) -> str:
    """The message's own id, by which a second delivery is known; an update without one is known by its content."""
    given = message.get("message_id")
    if isinstance(given, str | int) and str(given):
        return _id(given)
    return hashlib.sha256(payload.encode()).hexdigest()


def _id(given: str | int) -> str:
    """An id as columns hold it; a longer one by its hash, so that two of them stay two."""
    text = _whole(str(given))
    return text if len(text) <= ID_LENGTH else hashlib.sha256(text.encode()).hexdigest()


def _whole(text: str) -> str:
    """The text without NUL and half characters, which no database takes."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _chat(message: Mapping[str, Any]) -> tuple[str, bool] | None:
    """The chat's id, and whether it is a private one."""
    place, sender = message.get("chat"), message.get("from")
    for holder in (place, sender):
        if isinstance(holder, Mapping) and isinstance(holder.get("id"), str | int) and str(holder["id"]):
            kind = str(holder.get("chat_type", "PRIVATE"))  # a sender has none
            return _id(holder["id"]), kind.upper() == "PRIVATE"
    return None


def parse(account: str, payloads: Sequence[str]) -> Incoming:
    """One stored update as a message. Zalo has no albums: each picture comes by itself."""
    update = json.loads(payloads[0])
    message = update["message"]
    chat, said = _chat(message), _said(update)
    assert chat is not None, "only updates that `read` took are stored"
    assert said is not None, "as above"
    return Incoming(
        account=account,
        channel="zalo",
        chat=chat[0],
        update_id=_number(message, payloads[0]),
        sent_at=_moment(message.get("date")),
        private=chat[1],
        **said,
    )


def _moment(date: Any) -> datetime:
    """The message's own date; 1970 where it has none, or one that can't be."""
    given = date if isinstance(date, int | float) and not isinstance(date, bool) else 0
    try:
        seconds = given / 1000 if given > _MILLISECONDS else given
        return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM)
    except (ValueError, OverflowError, OSError):  # NaN and infinity among them
        return datetime.fromtimestamp(0, UTC).astimezone(VIETNAM)


def _said(update: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of an Incoming that say what it is; None where it says nothing to us."""
    message, event = update["message"], str(update.get("event_name", ""))
    if address := _picture(message):
        return {"attachments": (Attached("photo", address),), "text": _clean(message.get("caption"))}
    if text := _clean(message.get("text")):
        return _written(text)
    return {"other": "unsupported"} if event in _TOLD else None


def _picture(message: Mapping[str, Any]) -> str | None:
    for field in ("photo_url", "photo"):
        given = message.get(field)
        if isinstance(given, Mapping):
            given = given.get("media_url") or given.get("url")
        if isinstance(given, str) and given:
            return given
    return None


def _clean(text: Any) -> str:
    """The text, composed (iPhones send accents apart), without NUL."""
    return unicodedata.normalize("NFC", text).replace("\x00", "") if isinstance(text, str) else ""


def _written(text: str) -> dict[str, Any]:
    if text.startswith("/") and len(text) > 1:
        name, _, argument = text[1:].partition(" ")
        if name.isascii() and name.replace("_", "").isalpha():
            return {"command": name.lower(), "argument": argument.strip()}
    return {"text": text}
