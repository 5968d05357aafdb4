"""How phones and messages look to the page: the JSON of the rehearsal's own contract."""

import re
from typing import Any

from bot.rehearsal.chats import Chat, Message

Json = dict[str, Any]
_HOW = re.compile("Đồng chí trả lời bằng ")
_CHOICE = re.compile(r"(?P<number>\d{1,2})\. (?P<label>.+)|Gõ nguyên cụm: (?P<whole>.+)")
_LETTERS = re.compile(r"một chữ cái(?: \(|: )(?P<letters>[A-Z](?:, [A-Z])*)")


def phone_view(chat: Chat, bot_name: str, commands: list[Json]) -> Json:
    """A phone: whose it is, whom it writes to, what it begins with, whether the bot is blocked, the menu of commands.

    On Telegram the Start button sends `start`; Zalo has no such button and no menu, there `start` is typed.
    """
    assert chat.user is not None
    return {
        "id": chat.id,
        "channel": "zalo" if chat.bot else "telegram",
        "bot": chat.bot,
        "bot_name": bot_name,
        "name": chat.user["first_name"],
        "note": chat.note,
        "start": chat.start,
        "blocked": chat.blocked,
        "commands": [] if chat.bot else commands,
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
    } | ({"choices": spelled_out(message.text)} if message.by_bot and message.plain else {})


def spelled_out(text: str) -> list[Json]:
    """The choices that a text without buttons offers, as a reader sees them: each label, and what is typed for it.

    Numbered lines, letters of options and whole phrases count only at the end, before or in the line that says how to
    answer.
    """
    lines = text.split("\n")
    how = next((at for at in range(len(lines) - 1, -1, -1) if _HOW.match(lines[at])), len(lines))
    found: list[Json] = []
    for line in reversed(lines[:how]):
        match = _CHOICE.fullmatch(line)
        if match is None:
            break
        found.insert(0, {"text": match["label"] or match["whole"], "data": match["number"] or match["whole"]})
    letters = _LETTERS.search(lines[how]) if how < len(lines) else None
    if letters is not None:
        found = [{"text": letter, "data": letter} for letter in letters["letters"].split(", ")] + found
    return found


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
