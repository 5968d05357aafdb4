"""Zalo as a channel: one bot of the Zalo Bot Platform, over plain HTTP."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.channels import zalo_parse
from bot.channels.base import ChannelRefused, Later, Outcome, Ready, Refused, Sent, Uncertain
from bot.channels.numbered import Wording
from bot.channels.zalo_pictures import Pictures
from bot.channels.zalo_render import TEXT, Page, pages
from bot.channels.zalo_request import REFUSES, AnswerLost, NotSent, Reply, Requests, outcome
from handlers.messages import Attached, Capabilities, Incoming, restored
from storage.inbox import Received

log = logging.getLogger(__name__)

POLL_SECONDS = 25
MONTH_MESSAGES = 3000
PEOPLE = 50
"""What the Basic plan gives a bot. Source: the Zalo Bot Platform's page of plans."""
EMPTY = 408


class Links(Protocol):
    """Public addresses for files: Zalo takes no file, and a picture by its address only."""

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        """The address of a file for the person of that chat, and until when it works; None without a public address."""
        ...


class Zalo:
    """One bot of Zalo."""

    name = "zalo"
    capabilities = Capabilities(
        buttons=False,
        edits=False,
        inbound_files=False,
        command_menu=False,
        text_length=TEXT,
        caption_length=TEXT,
        links=True,
        sparing=True,
    )

    def __init__(
        self, token: str, *, label: str, base_url: str, wording: Wording, links: Links, loopback_pictures: bool = False
    ) -> None:
        """`label`: what the operators call this bot. `loopback_pictures`: for a rehearsal alone."""
        self.account = f"zalo:{token.partition(':')[0]}"
        self.label = label
        self._requests, self._polling = Requests(token, base_url), Requests(token, base_url, connections=2)
        self._pictures = Pictures(loopback=loopback_pictures)
        self._wording, self._links = wording, links

    async def open(self) -> None:
        """Open the connections. Nothing is sent."""
        for opened in (self._requests, self._polling, self._pictures):
            await opened.open()

    async def close(self) -> None:
        """Close the connections."""
        for opened in (self._requests, self._polling, self._pictures):
            await opened.close()

    # What comes in

    async def updates(self) -> list[Mapping[str, Any]]:
        """The next raw update, or none. **Reading removes it on Zalo's side.**

        Raises ChannelRefused (a wrong token, a webhook is set, a second poller), ConnectionError (try again).
        """
        reply = await self._polling.ask("getUpdates", {"timeout": POLL_SECONDS}, seconds=POLL_SECONDS + 10)
        if reply.code == EMPTY:
            return []
        if reply.code == 400:
            raise ChannelRefused(f"Zalo không cho hỏi tin ({reply.description}); xem donghanh webhook show")
        result = _taken(reply)
        return [result] if isinstance(result, Mapping) and result else []

    async def set_webhook(self, url: str, secret: str) -> Mapping[str, Any]:
        """Have updates brought to `url`. Returns what Zalo says of it. Raises ChannelRefused, ConnectionError."""
        return _about(await self._requests.ask("setWebhook", {"url": url, "secret_token": secret}))

    async def webhook(self) -> Mapping[str, Any]:
        """Where updates are brought: `url` is empty where they are not. Raises ChannelRefused, ConnectionError."""
        reply = await self._requests.ask("getWebhookInfo", {})
        if reply.code == 404 and not reply.description:
            raise ChannelRefused("địa chỉ này không phải của Zalo Bot Platform; xem DONGHANH_ZALO_BASE_URL")
        return {"url": ""} if reply.code == 404 else _about(reply)  # measured: 404 "Not Found" where none is set

    async def drop_webhook(self) -> None:
        """Let updates be polled. Raises ChannelRefused, ConnectionError."""
        _taken(await self._requests.ask("deleteWebhook", {}))

    async def about(self) -> Mapping[str, Any]:
        """What Zalo tells of the bot. Raises ChannelRefused, ConnectionError."""
        return _about(await self._requests.ask("getMe", {}))

    def read(self, raw: Mapping[str, Any]) -> Received | None:
        """What of a raw update is needed to store it."""
        return zalo_parse.read(raw)

    def parse(self, payloads: Sequence[str]) -> Incoming:
        """The stored raw update as a message."""
        return zalo_parse.parse(self.account, payloads)

    async def fetch(self, attached: Attached) -> bytes:
        """The bytes of a picture. Raises FileTooLarge, FileLost, ConnectionError (try again)."""
        return await self._pictures.fetch(attached.reference)

    async def acknowledge(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """There are no taps."""

    async def typing(self, chat: str) -> None:
        """Show that an answer is being made."""
        try:
            await self._requests.ask("sendChatAction", {"chat_id": chat, "action": "typing"})
        except ConnectionError as failed:
            log.debug("typing was not shown: %s", failed)

    # What goes out

    async def send(self, chat: str, body: Mapping[str, Any], files: Sequence[Ready]) -> Outcome:
        """Send an outbox row's body, in several requests where it is long. Raises ChannelRefused.

        Once a part of it has left, what fails is uncertain: it goes out again whole. Unless it is refused.
        """
        if body.get("edit"):  # nothing can be put in a message's place here; what it leads to comes as a message
            return Sent(str(body["edit"]), messages=0)
        reply = restored(body)
        photo, lines = await self._told(chat, files)
        parts = pages(reply, int(body.get("prompt", 0)), self._wording, lines)
        calls = requests_of(photo, parts)
        if not calls:
            return Refused("tin không có nội dung")
        ended: Outcome = Sent(None)
        for number, (method, params) in enumerate(calls):
            ended = await self._call(method, {"chat_id": chat} | params)
            if not isinstance(ended, Sent):
                return _behind(number, ended)
        return replace(ended, messages=len(calls)) if isinstance(ended, Sent) else ended

    async def _call(self, method: str, params: Mapping[str, Any]) -> Outcome:
        try:
            return outcome(await self._requests.ask(method, params))
        except NotSent as failed:
            return Later(reason=str(failed))
        except AnswerLost:
            return Uncertain()

    async def _told(self, chat: str, files: Sequence[Ready]) -> tuple[str | None, list[str]]:
        """The address of the one picture that is shown, and lines that tell where the other files are."""
        photo, lines = None, []
        for file in files:
            offered = await self._links.offer(file, account=self.account, chat=chat)
            if offered is None:
                lines.append(self._wording.no_file.format(name=file.name))
            elif file.as_photo and photo is None:
                photo = offered[0]
            else:
                lines.append(self._wording.file.format(name=file.name, address=offered[0], until=offered[1]))
        return photo, lines


def requests_of(photo: str | None, parts: Sequence[Page]) -> list[tuple[str, dict[str, Any]]]:
    """The requests of a message. A picture takes a short text as its caption, which has no styles."""
    if photo is None:
        return [("sendMessage", part.request()) for part in parts]
    if len(parts) == 1:
        return [("sendPhoto", {"photo": photo, "caption": parts[0].text})]
    return [("sendPhoto", {"photo": photo}), *requests_of(None, parts)]


def _behind(parts: int, ended: Outcome) -> Outcome:
    """How a message ends whose part behind so many others ended so."""
    if not parts:
        return ended
    if isinstance(ended, Refused | Uncertain):
        return replace(ended, messages=parts + ended.messages)
    return Uncertain(messages=parts)


def _taken(reply: Reply) -> Any:
    """The result. Raises ChannelRefused, ConnectionError."""
    if reply.code == 200:
        return reply.result
    if reply.code == 401:
        raise ChannelRefused(REFUSES)
    if reply.code in {400, 404}:
        raise ChannelRefused(reply.description or str(reply.code))
    raise ConnectionError(str(reply.code))


def _about(reply: Reply) -> Mapping[str, Any]:
    result = _taken(reply)
    return result if isinstance(result, Mapping) else {}
