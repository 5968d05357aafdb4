"""Making one request of an outbox row: a text, an edit, a file, a list of commands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardMarkup, InputFile, Message, MessageEntity
from telegram.error import BadRequest

from bot.channels.base import Ready
from bot.channels.telegram_render import entities, keyboard
from bot.channels.telegram_request import AiohttpRequest
from bot.markup import parse
from handlers.messages import Reply, restored


class Sending:
    """Sends by one bot, and remembers what it has uploaded already."""

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._bot, self._request = bot, request
        self._uploads: dict[tuple[str, bool], str] = {}
        self._uploading: dict[tuple[str, bool], asyncio.Lock] = {}

    async def send(self, chat: str, body: Mapping[str, Any], files: Sequence[Ready]) -> str | None:
        """One request of an outbox row's body. Returns the message's id. Raises the library's TelegramError."""
        if "commands" in body:
            commands = [BotCommand(name, text) for name, text in body["commands"]]
            await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(int(chat)))
            return None
        reply = restored(body)
        if files:
            return await self._send_file(chat, reply, body["prompt"], files[0])
        if body.get("edit") and (edited := await self._edit(chat, reply, body)):
            return edited
        sent = await self._ask("sendMessage", {"chat_id": chat, **_text(reply, body["prompt"])})
        return str(sent["message_id"])

    async def _ask(self, method: str, values: Mapping[str, Any]) -> Any:
        return await self._request.ask(f"{self._bot.base_url}/{method}", values)

    async def _edit(self, chat: str, reply: Reply, body: Mapping[str, Any]) -> str | None:
        """Put the reply in the place of a message. None where that message can't be edited any more."""
        edited = {"chat_id": chat, "message_id": int(body["edit"]), **_text(reply, body["prompt"])}
        try:
            await self._ask("editMessageText", edited)
        except BadRequest as refused:
            return str(body["edit"]) if "not modified" in refused.message.lower() else None
        return str(body["edit"])

    async def _send_file(self, chat: str, reply: Reply, prompt: int, file: Ready) -> str:
        """Send one file. What was uploaded once is sent by its id from then on."""
        key = None if file.sha256 is None else (file.sha256, file.as_photo)
        if key is None:
            return str((await self._upload(chat, reply, prompt, file, None)).message_id)
        async with self._uploading.setdefault(key, asyncio.Lock()) if key not in self._uploads else nullcontext():
            known = self._uploads.get(key)
            if known is None:
                sent = await self._upload(chat, reply, prompt, file, None)
                self._uploads[key] = _file_id(sent)
                return str(sent.message_id)
        return str((await self._upload(chat, reply, prompt, file, known)).message_id)

    async def _upload(self, chat: str, reply: Reply, prompt: int, file: Ready, known: str | None) -> Message:
        styled, buttons = parse(reply.text), keyboard(reply.choices, prompt)
        content = known or InputFile(await asyncio.to_thread(file.read), filename=file.name)
        common: dict[str, Any] = {
            "caption": styled.text or None,
            "caption_entities": MessageEntity.de_list(entities(styled), self._bot) or None,
            "reply_markup": InlineKeyboardMarkup.de_json(buttons, self._bot) if buttons else None,
        }
        send: Callable[..., Awaitable[Message]] = self._bot.send_photo if file.as_photo else self._bot.send_document
        return await send(chat, content, **common)


def _text(reply: Reply, prompt: int) -> dict[str, Any]:
    styled = parse(reply.text)
    shown: dict[str, Any] = {"text": styled.text, "link_preview_options": {"is_disabled": True}}
    if styled.styles:
        shown["entities"] = entities(styled)
    if reply.choices:
        shown["reply_markup"] = keyboard(reply.choices, prompt)
    return shown


def _file_id(sent: Message) -> str:
    if sent.photo:
        return sent.photo[-1].file_id
    file = sent.document or sent.animation or sent.video or sent.audio
    assert file is not None
    return file.file_id
