"""The methods that send: texts, photos by their address, stickers, and the sign that the bot is typing."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.rehearsal.chats import Chat
from bot.rehearsal.entities import links_in, utf16_length
from bot.rehearsal.errors import ApiError
from bot.rehearsal.zalo.call import Call, Json
from bot.rehearsal.zalo.errors import bad_photo, bad_request
from bot.rehearsal.zalo.writing import message_id

NOT_AN_ADDRESS = "The photo must start with http:// or https://"
INVALID = "The photo URL is invalid"
STYLE = re.compile(r"[bius]|c_[0-9a-f]{6}|f_[0-9]{2}|lst_[12]")
"""The styles that clients are known to send: bold, italics, underlined, struck, colours, sizes, lists."""
PHOTO_BYTES = 10 << 20
PATIENCE = aiohttp.ClientTimeout(total=10)


async def send_message(call: Call) -> Json:
    """sendMessage."""
    call.only("chat_id", "text", "parse_mode", "text_styles")
    text = call.text("text")
    if call.params.get("parse_mode", "markdown") not in {"markdown", "html"}:
        raise bad_request("parse_mode must be markdown or html")
    if {"parse_mode", "text_styles"} <= call.params.keys():
        raise bad_request("parse_mode and text_styles can't be used together")
    entities = _entities(call.params.get("text_styles", []), utf16_length(text)) + links_in(text)
    return _sent(call, call.chat(), {"text": text} | ({"entities": entities} if entities else {}))


async def send_photo(call: Call) -> Json:
    """sendPhoto: the rehearsal fetches the picture as Zalo does, from the loopback alone."""
    call.only("chat_id", "photo", "caption")
    photo = call.params.get("photo")
    if not isinstance(photo, str) or not photo.startswith(("http://", "https://")):
        raise bad_photo(NOT_AN_ADDRESS)
    caption = {"caption": call.text("caption")} if "caption" in call.params else {}
    chat = call.chat()
    return _sent(call, chat, await _picture(call, photo) | caption)


async def send_sticker(call: Call) -> Json:
    """sendSticker."""
    call.only("chat_id", "sticker")
    return _sent(call, call.chat(), {"text": f"[{call.string('sticker')}]"})


async def send_chat_action(call: Call) -> None:
    """sendChatAction: the only action is typing, and the answer has no result."""
    call.only("chat_id", "action")
    if call.string("action") != "typing":
        raise bad_request("action must be typing")
    call.stage.events.tell("typing", phone=call.chat().id)


def _sent(call: Call, chat: Chat, fields: Json) -> Json:
    call.paid()
    raw = call.stage.bot_sends(chat, fields)
    return {"message_id": message_id(chat, raw["message_id"]), "date": raw["date"] * 1000}


def _entities(styles: Any, length: int) -> list[Json]:
    """text_styles as the page shows them. Raises ZaloError 400 for a style outside of the text."""
    if not isinstance(styles, list):
        raise bad_request("text_styles must be a list")
    entities = []
    for style in styles:
        if not isinstance(style, dict) or style.keys() != {"start", "len", "st"}:
            raise bad_request("a style has start, len and st")
        start, size, kinds = style["start"], style["len"], style["st"]
        if not (type(start) is int and type(size) is int and isinstance(kinds, list) and kinds):  # a bool is an int too
            raise bad_request("a style has start, len and st")
        if not all(isinstance(kind, str) and STYLE.fullmatch(kind) for kind in kinds):
            raise bad_request("unknown style")
        if start < 0 or size < 1 or start + size > length:
            raise bad_request("a style lies outside of the text")
        entities += [{"type": "bold", "offset": start, "length": size}] if "b" in kinds else []
    return entities


async def _picture(call: Call, address: str) -> Json:
    if not _on_loopback(address):
        raise bad_photo(INVALID)  # the rehearsal reaches nothing outside
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(address) as answer:
            content = await answer.content.read(PHOTO_BYTES + 1)
            if answer.status != 200 or not answer.content_type.startswith("image/"):
                raise bad_photo(INVALID)
        return {"photo": [size.photo_size() for size in await call.stage.files.add_photo(content)]}
    except (aiohttp.ClientError, TimeoutError, ApiError):
        raise bad_photo(INVALID) from None


def _on_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendChatAction": send_chat_action,
}
