"""Telegram as a channel: the one door to python-telegram-bot, and what its errors mean."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, BotCommand
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels import telegram_parse
from bot.channels.base import ChannelRefused, FileLost, FileTooLarge, Outcome, Ready, Sent
from bot.channels.telegram_outcomes import outcome
from bot.channels.telegram_request import AiohttpRequest
from bot.channels.telegram_sending import Sending
from handlers.messages import Attached, Capabilities, Incoming, Menu
from storage.inbox import Received

log = logging.getLogger(__name__)

POLL_SECONDS = 25
CONNECTIONS = 500
"""More than all notices (200), replies (200), taps and files that may be under way: a reply finds one free (P5)."""
TAPS_AT_ONCE = 50


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
        self._sending = Sending(self._bot, self._request)

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

    async def acknowledge(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Answer the tap, so that the button stops waiting. An old tap can't be answered any more; no matter."""
        ids = filter(None, map(telegram_parse.callback_id, raws))
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
            return Sent(await self._sending.send(chat, body, files))
        except InvalidToken:
            raise ChannelRefused("Telegram không nhận mã bot (token)") from None
        except TelegramError as failed:
            return outcome(failed)
