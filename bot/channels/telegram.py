"""Telegram as a channel: the one door to python-telegram-bot, and what its errors mean."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

# The library's own way of asking for timedeltas; without it, every 429 comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot, BotCommand, BotCommandScopeChat, InputFile, LinkPreviewOptions, Message
from telegram.constants import FileSizeLimit
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels import telegram_parse
from bot.channels.base import (
    ChannelRefused,
    FileLost,
    FileTooLarge,
    Gone,
    Later,
    Outcome,
    Ready,
    Refused,
    Sent,
    Uncertain,
)
from bot.channels.telegram_render import entities, keyboard
from bot.channels.telegram_request import AiohttpRequest, AnswerLost, NotSent, ServerFailed
from bot.delivery.markup import parse
from handlers.messages import Attached, Capabilities, Incoming, Menu, Reply, restored
from storage.inbox import Received

log = logging.getLogger(__name__)

POLL_SECONDS = 25
CONNECTIONS = 400
"""More than all notices (200), replies (100), taps and files that may be under way: a reply finds one free (P5)."""
TAPS_AT_ONCE = 50
CONNECTIONS = 400
"""More than replies and notices can have in flight together: a reply never waits for a connection."""
_GONE = {
    "bot was blocked by the user": "đã chặn hoặc xóa cuộc trò chuyện",
    "user is deactivated": "tài khoản Telegram không còn",
    "chat not found": "không tìm thấy tài khoản Telegram",
    "can't initiate conversation": "chưa bắt đầu trò chuyện",
}


class Telegram:
    """One bot of Telegram."""

    name = "telegram"
    capabilities = Capabilities(
        buttons=True, edits=True, inbound_files=True, command_menu=True, text_length=4096, caption_length=1024
    )

    def __init__(self, token: str, *, base_url: str, file_url: str) -> None:
        self.account = f"telegram:{token.partition(':')[0]}"
        self._request, self._polling = AiohttpRequest(connections=CONNECTIONS), AiohttpRequest(connections=2)
        self._bot = Bot(
            token,
            base_url=base_url,
            base_file_url=file_url,
            request=self._request,
            get_updates_request=self._polling,
        )
        self._acknowledging = asyncio.Semaphore(TAPS_AT_ONCE)
        self._uploads: dict[tuple[str, bool], str] = {}
        self._uploading: dict[tuple[str, bool], asyncio.Lock] = {}

    async def open(self) -> None:
        """Open the connections. Nothing is sent: the program starts without the network too."""
        await self._request.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()
        await self._polling.shutdown()

    async def username(self) -> str:
        """The bot's name, for deep links. Raises ChannelRefused (an unknown token), ConnectionError."""
        try:
            me = await self._bot.get_me()
        except InvalidToken:
            raise ChannelRefused("Telegram không nhận mã bot (token)") from None
        except TelegramError as failed:
            raise ConnectionError(type(failed).__name__) from None
        return me.username or ""

    # What comes in

    async def updates(self, offset: int) -> list[Mapping[str, Any]]:
        """The raw updates from `offset` on, waiting for the first up to 25 s. Asking confirms all before `offset`.

        Raises ChannelRefused (wrong token, second poller), ConnectionError (try again).
        """
        allowed = json.dumps(telegram_parse.ALLOWED)
        asked = urlencode({"offset": offset, "limit": 100, "timeout": POLL_SECONDS, "allowed_updates": allowed})
        try:
            # Not Bot.get_updates: the raw updates are stored as they came, with fields that the library doesn't know.
            raws: list[Mapping[str, Any]] = await self._polling.post(  # type: ignore[assignment]  # a list here
                f"{self._bot.base_url}/getUpdates?{asked}", read_timeout=POLL_SECONDS + 10
            )
        except InvalidToken:
            raise ChannelRefused("Telegram không nhận mã bot (token)") from None
        except Conflict:
            raise ChannelRefused("một chương trình khác đang nhận tin của bot này") from None
        except TelegramError as failed:
            raise ConnectionError(type(failed).__name__) from None
        return raws

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates brought to `url`, with the secret in the header. Raises ChannelRefused, ConnectionError."""
        await self._switch(
            self._bot.set_webhook(url, secret_token=secret, allowed_updates=telegram_parse.ALLOWED, max_connections=40)
        )

    async def drop_webhook(self) -> None:
        """Let updates be polled. Raises ChannelRefused, ConnectionError."""
        await self._switch(self._bot.delete_webhook())

    async def introduce(self, menu: Menu) -> None:
        """Show these commands to all who have no list of their own. Raises ChannelRefused, ConnectionError."""
        await self._switch(self._bot.set_my_commands([BotCommand(name, text) for name, text in menu.commands]))

    async def _switch(self, call: Awaitable[object]) -> None:
        try:
            await call
        except InvalidToken:
            raise ChannelRefused("Telegram không nhận mã bot (token)") from None
        except BadRequest as refused:
            raise ChannelRefused(refused.message) from None
        except TelegramError as failed:
            raise ConnectionError(type(failed).__name__) from None

    def read(self, raw: Mapping[str, Any]) -> Received | None:
        """What of a raw update is needed to store it."""
        return telegram_parse.read(raw)

    def parse(self, payloads: Sequence[str]) -> Incoming:
        """The stored raw updates as one message."""
        return telegram_parse.parse(self.account, payloads)

    async def fetch(self, attached: Attached) -> bytes:
        """The bytes of an attachment. Raises FileTooLarge (over 20 MB), FileLost, ConnectionError (try again)."""
        if attached.size is not None and attached.size > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise FileTooLarge
        try:
            file = await self._bot.get_file(attached.reference)
            return bytes(await file.download_as_bytearray(read_timeout=120))
        except BadRequest as refused:
            raise (FileTooLarge if "too big" in refused.message else FileLost) from None
        except (NetworkError, RetryAfter) as failed:
            raise ConnectionError(type(failed).__name__) from None
        except TelegramError:
            raise FileLost from None

    async def acknowledge(self, payloads: Sequence[str]) -> None:
        """Answer the tap, so that the button stops waiting. An old tap can't be answered any more; no matter."""
        ids = filter(None, map(telegram_parse.callback_id, payloads))
        await asyncio.gather(*map(self._acknowledge, ids))

    async def _acknowledge(self, tap: str) -> None:
        try:
            async with self._acknowledging:
                await self._bot.answer_callback_query(tap)
        except TelegramError as failed:
            log.debug("a tap was not acknowledged: %s", type(failed).__name__)

    async def typing(self, chat: str) -> None:
        """Show that an answer is being made."""
        try:
            await self._bot.send_chat_action(chat, "typing")
        except TelegramError as failed:
            log.debug("typing was not shown: %s", type(failed).__name__)

    # What goes out

    async def send(self, chat: str, body: Mapping[str, Any], files: Sequence[Ready]) -> Outcome:
        """Make one request of an outbox row's body. Raises ChannelRefused for a token that Telegram refuses."""
        try:
            return Sent(await self._made(chat, body, files))
        except InvalidToken:
            raise ChannelRefused("Telegram không nhận mã bot (token)") from None
        except TelegramError as failed:
            return outcome(failed)

    async def _made(self, chat: str, body: Mapping[str, Any], files: Sequence[Ready]) -> str | None:
        if "commands" in body:
            commands = [BotCommand(name, text) for name, text in body["commands"]]
            await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(int(chat)))
            return None
        reply = restored(body)
        if files:
            return await self._send_file(chat, reply, body["prompt"], files[0])
        if body.get("edit") and (edited := await self._edit(chat, reply, body)):
            return edited
        styled = parse(reply.text)
        sent = await self._bot.send_message(
            chat,
            styled.text,
            entities=entities(styled),
            reply_markup=keyboard(reply.choices, body["prompt"]),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return str(sent.message_id)

    async def _edit(self, chat: str, reply: Reply, body: Mapping[str, Any]) -> str | None:
        """Put the reply in the place of a message. None where that message can't be edited any more."""
        styled = parse(reply.text)
        try:
            await self._bot.edit_message_text(
                styled.text,
                chat_id=chat,
                message_id=int(body["edit"]),
                entities=entities(styled),
                reply_markup=keyboard(reply.choices, body["prompt"]),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as refused:
            return str(body["edit"]) if "not modified" in refused.message.lower() else None
        return str(body["edit"])

    async def _send_file(self, chat: str, reply: Reply, prompt: int, file: Ready) -> str:
        """Send one file. What was uploaded once is sent by its id from then on."""
        key = None if file.sha256 is None else (file.sha256, file.as_photo)
        if key is None:
            return str((await self._upload(chat, reply, prompt, file, None)).message_id)
        async with self._uploading.setdefault(key, asyncio.Lock()) if key not in self._uploads else _NoLock():
            known = self._uploads.get(key)
            if known is None:
                sent = await self._upload(chat, reply, prompt, file, None)
                self._uploads[key] = _file_id(sent)
                return str(sent.message_id)
        return str((await self._upload(chat, reply, prompt, file, known)).message_id)

    async def _upload(self, chat: str, reply: Reply, prompt: int, file: Ready, known: str | None) -> Message:
        styled = parse(reply.text)
        content = known or InputFile(await asyncio.to_thread(file.read), filename=file.name)
        common: dict[str, Any] = {
            "caption": styled.text or None,
            "caption_entities": entities(styled) or None,
            "reply_markup": keyboard(reply.choices, prompt),
        }
        send: Callable[..., Awaitable[Message]] = self._bot.send_photo if file.as_photo else self._bot.send_document
        return await send(chat, content, **common)


class _NoLock:
    """Nothing to wait for: the file is known."""

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


def _file_id(sent: Message) -> str:
    if sent.photo:
        return sent.photo[-1].file_id
    file = sent.document or sent.animation or sent.video or sent.audio
    assert file is not None
    return file.file_id


def outcome(error: TelegramError) -> Outcome:
    """What an error of the library means for the message. The only place that knows."""
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
