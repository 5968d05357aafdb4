"""A phone for tests and acting learners: a client of the rehearsal's server that writes, taps, sends and waits."""

import io
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

from bot.rehearsal.entities import cut_utf16, utf16_length
from bot.rehearsal.phone_message import Button, File, Message, Photo, message_from, undecorated

__all__ = ["Button", "File", "Message", "Phone", "PhoneRefused", "Photo", "new_session"]

TEXT = 4096
"""UTF-16 units of a message that a phone sends."""
LONG_POLL = 30.0
"""Seconds that the server holds one request for changes; waiting longer takes several."""

Wanted = Callable[[Message], bool] | str | None


class PhoneRefused(Exception):
    """The rehearsal's server refused what the phone did: its HTTP status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status


def new_session() -> aiohttp.ClientSession:
    """A session for any number of phones: each one that waits holds a connection, so there is no limit on them."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


@dataclass(slots=True)
class Phone:
    """One person's phone. `base_url` as serve() yields it; `id` is the person's and the chat's id."""

    base_url: str
    session: aiohttp.ClientSession
    id: int
    channel: str = "telegram"
    _seen: dict[int, Message] = field(default_factory=dict)
    _read_up_to: int = 0
    _fetched_up_to: int = 0

    @classmethod
    async def create(
        cls,
        base_url: str,
        session: aiohttp.ClientSession,
        name: str,
        *,
        note: str = "",
        start: str = "",
        username: str | None = None,
        id: int | None = None,
        started: bool = False,
        channel: str = "telegram",
        bot: str = "",
    ) -> Self:
        """A new person's phone. `started`: they have written to the bot before; `bot`: which Zalo bot, by its name.

        Raises PhoneRefused for a taken id.
        """
        wish = {"name": name, "note": note, "start": start, "username": username, "id": id, "started": started}
        wish |= {"channel": channel, "bot": bot}
        made = await _asked(session, "POST", f"{base_url}/api/phones", json=wish)
        return cls(base_url, session, made["id"], channel)

    async def says(self, text: str) -> Message:
        """Sends a text; over 4096 characters it goes in pieces, and the last one is returned.

        On Zalo, where a number answers the newest question, each piece waits for the answer to the one before.
        """
        while self.channel == "zalo" and utf16_length(text) > TEXT:
            piece, text = cut_utf16(text, TEXT)
            self._did(message_from(await self._post("text", json={"text": piece})))
            await self.waits_for()
        return self._did(message_from(await self._post("text", json={"text": text})))

    async def starts(self, payload: str = "") -> Message:
        """Presses Start, or opens a deep link with this payload."""
        return await self.says(f"/start {payload}".strip())

    async def taps(self, label: str, on: Message | None = None, *, force: bool = False) -> str:
        """Taps the button whose label is, or else begins with, `label`; returns the tap's id.

        Where there are no buttons, what the message says is typed instead, and there is no id.

        The button is looked for on `on` as it was seen then, or on the newest message that has such a button.
        `force` taps also what is no longer there. Raises LookupError without such a button, PhoneRefused where the
        server finds it gone.
        """
        if on is None:
            await self._fetch(0)
        messages = [on] if on else list(self._newest_first())
        typed = _typed(label, messages)
        if typed is not None:
            await self.says(typed)
            return ""
        message, button = _button(label, messages)
        return await self.taps_data(message.id, button.data, force=force)

    async def taps_data(self, message_id: int, data: str, *, force: bool = False) -> str:
        """Taps by what the button carries; with `force` any data on any message number."""
        wish = {"message_id": message_id, "data": data, "force": force}
        answer = await self._post("tap", json=wish)
        self._read_up_to = max(self._read_up_to, answer["seq"])
        return str(answer["tap"])

    async def sends_files(
        self, files: Iterable[tuple[str, bytes]], as_: str = "document", caption: str = ""
    ) -> list[Message]:
        """Sends files, each a name and its bytes, as "document" or "photo"; several make an album.

        On Zalo pictures go one by one, each after the answer to the one before, and documents by the page whose address
        the bot's last message has, if it has one.
        """
        files = list(files)
        newest = next(iter(self._newest_first()), None)
        page = None if newest is None or self.channel != "zalo" or as_ != "document" else _page_in(newest.text)
        if page is not None:
            await self._by_page(page, files)
            return []
        if self.channel == "zalo" and len(files) > 1:
            sent = []
            for file in files:
                sent += await self.sends_files([file], as_, caption)
                if file is not files[-1]:
                    await self.waits_for()
            return sent
        form = aiohttp.FormData({"as": as_, "caption": caption}, quote_fields=False)
        for name, content in files:
            form.add_field("files", io.BytesIO(content), filename=name)
        sent = [message_from(message) for message in await self._post("files", data=form)]
        for message in sent:
            self._did(message)
        return sent

    async def _by_page(self, page: str, files: Iterable[tuple[str, bytes]]) -> None:
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, content in files:
            form.add_field("files", io.BytesIO(content), filename=name)
        await _asked(self.session, "POST", page, data=form)

    async def sends_raw(self, message: dict[str, Any]) -> Message:
        """Sends a message with any fields of the Bot API's Message over the usual ones."""
        return self._did(message_from(await self._post("raw", json={"message": message})))

    async def causes(self, update: dict[str, Any]) -> list[int | None]:
        """Brings about any update, such as {"edited_message": {…}}; returns the updates' ids, None for unwanted."""
        ids: list[int | None] = (await self._post("raw", json={"update": update}))["update_ids"]
        return ids

    async def blocks(self, blocked: bool = True) -> None:
        """Blocks the bot, or lets it in again."""
        await self._post("block", json={"blocked": blocked})

    async def downloads(self, file: File | Photo) -> bytes:
        """The bytes of a file that was sent in either direction."""
        async with self.session.get(f"{self._url}/files/{file.file_id}") as answer:
            if answer.status != 200:
                raise PhoneRefused(answer.status, await answer.text())
            return await answer.read()

    async def messages(self) -> list[Message]:
        """All messages that are in the chat now, oldest first; those that were deleted are no longer seen."""
        now = [message_from(raw) for raw in await _asked(self.session, "GET", f"{self._url}/messages")]
        self._seen = {message.id: message for message in now}
        self._fetched_up_to = max((message.seq for message in now), default=self._fetched_up_to)
        return now

    @property
    def last(self) -> Message:
        """The newest message or edit of the bot that this phone has seen. Raises LookupError where there is none."""
        for message in self._newest_first():
            return message
        raise LookupError("this phone has seen no message of the bot")

    async def waits_for(self, wanted: Wanted = None, timeout: float = 10) -> Message:  # noqa: ASYNC109 - as callers say it
        """The next message of the bot that fits: new or edited since this phone's last action or the last one found.

        `wanted`: a part of its text, a predicate, or None for any. Waits up to `timeout` seconds. Raises TimeoutError
        that tells what came instead.
        """
        fits = _predicate(wanted)
        end = time.monotonic() + timeout
        while True:
            for message in self._unread():
                self._read_up_to = message.seq
                if fits(message):
                    return message
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"phone {self.id} waited for {wanted!r}; the bot's last: {self._last_texts()}")
            await self._fetch(min(left, LONG_POLL))

    def _unread(self) -> list[Message]:
        fresh = [message for message in self._seen.values() if message.by_bot and message.seq > self._read_up_to]
        return sorted(fresh, key=lambda message: message.seq)

    def _newest_first(self) -> Sequence[Message]:
        bots = [message for message in self._seen.values() if message.by_bot]
        return sorted(bots, key=lambda message: message.seq, reverse=True)

    def _last_texts(self) -> str:
        return json.dumps([message.text[:80] for message in self._newest_first()[:3]], ensure_ascii=False)

    async def _fetch(self, patience: float) -> None:
        query = {"after": str(self._fetched_up_to), "timeout": str(patience)}
        for raw in await _asked(self.session, "GET", f"{self._url}/messages", params=query):
            message = message_from(raw)
            self._seen[message.id] = message
            self._fetched_up_to = max(self._fetched_up_to, message.seq)

    def _did(self, message: Message) -> Message:
        self._read_up_to = max(self._read_up_to, message.seq)
        return message

    @property
    def _url(self) -> str:
        return f"{self.base_url}/api/phones/{self.id}"

    async def _post(self, what: str, **content: Any) -> Any:
        return await _asked(self.session, "POST", f"{self._url}/{what}", **content)


async def _asked(session: aiohttp.ClientSession, method: str, url: str, **content: Any) -> Any:
    async with session.request(method, url, **content) as answer:
        if answer.status >= 400:
            raise PhoneRefused(answer.status, await answer.text())
        return await answer.json()


def _predicate(wanted: Wanted) -> Callable[[Message], bool]:
    if wanted is None:
        return lambda _message: True
    if isinstance(wanted, str):
        part = wanted
        return lambda message: part in message.text
    return wanted


def _page_in(text: str) -> str | None:
    """The address of a page that takes files, where the text has one."""
    found = re.search(r"https?://\S+/gui/\S+", text)
    return found[0] if found else None


def _typed(label: str, messages: Sequence[Message]) -> str | None:
    """What one types for that choice on a channel without buttons; None where there is no such choice."""
    for fits in (label.__eq__, lambda text: text.startswith(label), undecorated(label).__eq__):
        for message in messages:
            for choice in message.choices:
                if fits(choice.text):
                    return choice.data
    return None


def _button(label: str, messages: Sequence[Message]) -> tuple[Message, Button]:
    for fits in (label.__eq__, lambda text: text.startswith(label)):
        for message in messages:
            for button in message.taps:
                if fits(button.text):
                    return message, button
    offered = [[button.text for button in message.taps] for message in messages[:3]]
    raise LookupError(f"no button {label!r}; the newest messages have {offered}")
