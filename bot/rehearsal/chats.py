"""The phones and their chats: every message that is there now, who is blocked, who changed when."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_INTEGER = re.compile(r"-?[0-9]{1,19}")


@dataclass(slots=True)
class Message:
    """One message as it stands: `raw` as the Bot API tells it, and `seq`, which grows with each change anywhere."""

    raw: Json
    by_bot: bool
    seq: int = 0
    edited: bool = False
    plain: bool = False  # on a channel without buttons: its choices are lines of its text

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def buttons(self) -> list[list[Json]]:
        """The inline keyboard's rows."""
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows


@dataclass(slots=True)
class Chat:
    """A chat with the bot: a person's private one (a phone), or a group that a test made up."""

    raw: Json
    user: Json | None = None
    note: str = ""
    start: str = ""
    blocked: bool = False
    started: bool = False
    next_message: int = 1
    bot: str = ""  # the name of the Zalo bot that this phone writes to; empty: Telegram
    messages: dict[int, Message] = field(default_factory=dict)
    waiting: set[asyncio.Future[None]] = field(default_factory=set)
    _by_change: dict[int, Message] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The chat's id, which for a private chat is the person's too."""
        return int(self.raw["id"])

    @property
    def last_seq(self) -> int:
        """The place of the chat's last change; 0 where nothing was said yet."""
        return next((message.seq for message in reversed(self._by_change.values())), 0)

    def number(self) -> int:
        """The number for the chat's next message."""
        self.next_message += 1
        return self.next_message - 1

    def keep(self, message: Message, seq: int) -> None:
        """Notes a new or changed message under its place in the order of changes, and wakes those who wait."""
        message.seq = seq
        self.messages[message.id] = message
        self._by_change.pop(message.id, None)
        self._by_change[message.id] = message
        while self.waiting:
            self._wake(self.waiting.pop())

    def drop(self, message: Message) -> None:
        """Takes a deleted message out."""
        del self.messages[message.id]
        del self._by_change[message.id]

    def changed_after(self, seq: int) -> list[Message]:
        """The messages that changed after `seq`, in the order of their changes."""
        newest_first = itertools.takewhile(lambda message: message.seq > seq, reversed(self._by_change.values()))
        return list(newest_first)[::-1]

    @staticmethod
    def _wake(future: asyncio.Future[None]) -> None:
        if not future.done():
            future.set_result(None)


class Chats:
    """All chats by id."""

    def __init__(self, *, first_message: int, first_person: int = 700_000_001) -> None:
        self._chats: dict[int, Chat] = {}
        self._people = itertools.count(first_person)
        self._first_message = first_message
        self._seq = itertools.count(1)
        self.changes = 0
        """Grows with everything that a kept rehearsal would miss."""

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def put_back(self, kept: tuple[Chat, list[Message]]) -> None:
        """A chat that an earlier run had, with its messages in their order."""
        chat, messages = kept
        self._chats[chat.id] = chat
        for message in messages:
            self.keep(chat, message)

    def __contains__(self, chat_id: int) -> bool:
        return chat_id in self._chats

    def get(self, chat_id: int) -> Chat | None:
        """The chat, or None."""
        return self._chats.get(chat_id)

    def find(self, wanted: int | str) -> Chat | None:
        """The chat that a chat_id means; None for an unknown one and for any @username."""
        if isinstance(wanted, str):
            wanted = int(wanted) if _INTEGER.fullmatch(wanted) else 0
        return self._chats.get(wanted)

    def phones(self) -> Iterator[Chat]:
        """All private chats in the order in which they were made."""
        return (chat for chat in self._chats.values() if chat.user is not None)

    def add_phone(
        self,
        name: str,
        *,
        note: str = "",
        start: str = "",
        username: str | None = None,
        chat_id: int | None = None,
        started: bool = False,
        bot: str = "",
    ) -> Chat:
        """A new person with an account. `started`: has written to the bot before; `bot`: a Zalo bot's name.

        Raises ValueError for a taken id.
        """
        if chat_id is None:
            chat_id = next(number for number in self._people if number not in self._chats)
        if chat_id in self._chats or chat_id <= 0:
            raise ValueError(f"id {chat_id} is taken or not positive")
        person = {"first_name": name} | ({"username": username} if username else {})
        user = {"id": chat_id, "is_bot": False} | person | {"language_code": "vi"}
        raw = {"id": chat_id} | person | {"type": "private"}
        chat = Chat(raw, user, note, start, started=started, next_message=self._first_message, bot=bot)
        self._chats[chat_id] = chat
        self.changes += 1
        return chat

    def group(self, raw: Json) -> Chat:
        """The group or channel of that id, made where it isn't there yet."""
        known = self._chats.get(raw["id"])
        if known is None:
            known = self._chats[raw["id"]] = Chat(raw, started=True, next_message=self._first_message)
        return known

    def keep(self, chat: Chat, message: Message) -> None:
        """Notes a new or changed message."""
        self.changes += 1
        chat.keep(message, next(self._seq))
