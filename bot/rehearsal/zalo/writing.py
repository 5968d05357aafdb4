"""What a person does on a Zalo phone, as the update that tells the bot of it."""

from typing import Any

from bot.rehearsal.chats import Chat
from bot.rehearsal.zalo.bots import Bot

Json = dict[str, Any]


def message_id(chat: Chat, number: int) -> str:
    """Zalo's name for a message."""
    return f"{chat.id:010x}{number:010x}"


def update_of(bot: Bot, chat: Chat, raw: Json, photo_address: str) -> Json:
    """The update of a message that the phone shows as `raw`. A file has no address there: it is unsupported."""
    assert chat.user is not None
    known = bot.person(chat.id)
    message: Json = {
        "from": {"id": known, "display_name": chat.user["first_name"], "is_bot": False},
        "chat": {"id": known, "chat_type": "PRIVATE"},
        "message_id": message_id(chat, raw["message_id"]),
        "date": raw["date"] * 1000,
    }
    event, said = _said(bot, raw, photo_address)
    return {"event_name": f"message.{event}.received", "message": message | said}


def _said(bot: Bot, raw: Json, photo_address: str) -> tuple[str, Json]:
    if "photo" in raw:
        caption = {"caption": raw["caption"]} if raw.get("caption") else {}
        return "image", {"message_type": "CHAT_PHOTO", bot.manner.photo_key: photo_address} | caption
    if isinstance(raw.get("text"), str):
        return "text", {"text": raw["text"]}
    return "unsupported", {}
