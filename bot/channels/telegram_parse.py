"""Raw Telegram updates: what of them is stored, and what they say. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from handlers.messages import Attached, Incoming, Picked
from storage.inbox import Received
from storage.types import VIETNAM

ALLOWED = ["message", "edited_message", "channel_post", "callback_query", "my_chat_member"]
"""The kinds of update that we ask for."""

_HALVES = re.compile("[\ud800-\udfff]")
_MEDIA = ("video", "audio", "voice", "video_note", "animation")


def read(raw: Mapping[str, Any]) -> Received | None:
    """What is needed to store an update and to keep its chat's order; None where it concerns nobody."""
    found = _about(raw)
    if found is None:
        return None
    kind, about = found
    chat = _chat(about)
    if chat is None:
        return None
    album = about.get("media_group_id") if kind == "message" else None
    return Received(str(raw["update_id"]), str(chat["id"]), _payload(raw), album)


def _payload(raw: Mapping[str, Any]) -> str:
    """The update as JSON. Half a surrogate pair is no character: no database and no channel takes it."""
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", json.dumps(raw, ensure_ascii=False))


def _chat(about: Mapping[str, Any]) -> Mapping[str, Any] | None:
    message = about.get("message")
    places = (about.get("chat"), message.get("chat") if isinstance(message, Mapping) else None, about.get("from"))
    return next((place for place in places if isinstance(place, Mapping) and "id" in place), None)


def _about(raw: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    for kind in ALLOWED:
        if isinstance(raw.get(kind), Mapping):
            return kind, raw[kind]
    return None


def parse(account: str, payloads: Sequence[str]) -> Incoming:
    """One stored update, or an album's several, as one message."""
    raws = [json.loads(payload) for payload in payloads]
    first = _single(account, raws[0])
    if len(raws) == 1:
        return first
    parts = [first, *(_single(account, raw) for raw in raws[1:])]
    return Incoming(
        account=account,
        channel=first.channel,
        chat=first.chat,
        update_id=first.update_id,
        sent_at=first.sent_at,
        text="\n".join(part.text for part in parts if part.text),
        attachments=tuple(attached for part in parts for attached in part.attachments),
        private=first.private,
    )


def _single(account: str, raw: Mapping[str, Any]) -> Incoming:
    found = _about(raw)
    assert found is not None, "only updates that `read` took are stored"
    kind, about = found
    message, chat = about.get("message") or about, _chat(about)
    assert chat is not None, "as above"
    common: dict[str, Any] = {
        "account": account,
        "channel": "telegram",
        "chat": str(chat["id"]),
        "update_id": str(raw["update_id"]),
        "sent_at": datetime.fromtimestamp(about.get("date") or message.get("date") or 0, UTC).astimezone(VIETNAM),
        "private": chat.get("type", "private") == "private",
    }
    return Incoming(**common, **_said(kind, about))


def _said(kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "callback_query":
        return _tapped(about)
    if kind == "my_chat_member":
        left = about.get("new_chat_member", {}).get("status") in {"kicked", "left"}
        return {"other": "blocked" if left else "unblocked"}
    if kind == "edited_message":
        return {"other": "edited", "text": about.get("text") or about.get("caption") or ""}
    return _written(about)


def _tapped(query: Mapping[str, Any]) -> dict[str, Any]:
    prompt, _, id_ = str(query.get("data", "")).partition(".")
    number = int(prompt) if prompt.isascii() and prompt.isdigit() and len(prompt) < 10 else -1
    message = query.get("message") or {}
    ref = message.get("message_id")
    return {"picked": Picked(id_ or "?", number), "message_ref": None if ref is None else str(ref)}


def _written(message: Mapping[str, Any]) -> dict[str, Any]:
    if attachments := _attachments(message):
        return {"attachments": attachments, "text": _without_nul(message.get("caption") or "")}
    text = message.get("text")
    if not isinstance(text, str):
        return {"other": "unsupported"}
    text = _without_nul(text)
    command = _command(text)
    if command is None:
        return {"text": text}
    return {"command": command[0], "argument": command[1]}


def _without_nul(text: str) -> str:
    """PostgreSQL keeps no NUL in a text, and nobody types one."""
    return text.replace("\x00", "")


def _command(text: str) -> tuple[str, str] | None:
    """`/Start@some_bot c_1` → ("start", "c_1"); None where the text is no command."""
    if not text.startswith("/") or len(text) == 1:
        return None
    head, _, argument = text[1:].partition(" ")
    name = head.partition("@")[0].lower()
    return (name, argument.strip()) if name.isascii() and name.replace("_", "").isalnum() else None


def _attachments(message: Mapping[str, Any]) -> tuple[Attached, ...]:
    if photo := message.get("photo"):
        largest = max(photo, key=lambda size: size.get("width", 0) * size.get("height", 0))
        return (Attached("photo", largest["file_id"], type="image/jpeg", size=largest.get("file_size")),)
    for kind in _MEDIA:  # before `document`: an animation carries both
        if isinstance(media := message.get(kind), Mapping):
            return (_file("other", media),)
    if isinstance(document := message.get("document"), Mapping):
        return (_file("document", document),)
    return ()


def _file(kind: Any, media: Mapping[str, Any]) -> Attached:
    return Attached(
        kind,
        media["file_id"],
        name=media.get("file_name") or "",
        type=media.get("mime_type") or "",
        size=media.get("file_size"),
    )


def callback_id(raw: Mapping[str, Any]) -> str | None:
    """The id of the tap that a raw update is, or None."""
    query = raw.get("callback_query")
    return str(query["id"]) if isinstance(query, Mapping) and "id" in query else None
