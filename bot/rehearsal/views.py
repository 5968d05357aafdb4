"""How phones and messages look to the page: the JSON of the rehearsal's own contract."""

from typing import Any

from bot.rehearsal.chats import Chat, Message

Json = dict[str, Any]


def phone_view(chat: Chat, commands: list[Json]) -> Json:
    """A phone: whose it is, what the Start button sends, whether the bot is blocked, the menu of commands."""
    assert chat.user is not None
    return {
        "id": chat.id,
        "channel": "zalo" if chat.bot else "telegram",
        "bot": chat.bot,
        "name": chat.user["first_name"],
        "note": chat.note,
        "start": chat.start,
        "blocked": chat.blocked,
        "commands": commands,
    }


def message_view(message: Message) -> Json:
    """A message with a caption in the text's place."""
    raw = message.raw
    return {
        "id": message.id,
        "seq": message.seq,
        "from": "bot" if message.by_bot else "person",
        "date": raw["date"],
        "text": message.text,
        "entities": raw.get("entities", raw.get("caption_entities", [])),
        "photo": _photo(raw.get("photo")),
        "document": _document(raw.get("document")),
        "album": raw.get("media_group_id"),
        "buttons": [[_button(button) for button in row] for row in message.buttons],
        "edited": message.edited,
    }


def _photo(sizes: list[Json] | None) -> Json | None:
    if not sizes:
        return None
    largest = sizes[-1]
    return {
        "file_id": largest["file_id"],
        "width": largest["width"],
        "height": largest["height"],
        "size": largest["file_size"],
    }


def _document(document: Json | None) -> Json | None:
    if document is None:
        return None
    return {
        "file_id": document["file_id"],
        "name": document.get("file_name", ""),
        "size": document["file_size"],
        "mime": document.get("mime_type", "application/octet-stream"),
    }


def _button(button: Json) -> Json:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    return {"text": button["text"], "url": button.get("url", "")}
