"""Everything that a rehearsal holds, and what happens on it: a person writes, taps, blocks; the bot sends and edits."""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rehearsal.chats import Chat, Chats, Message
from bot.rehearsal.clock import Clock
from bot.rehearsal.commands import Commands
from bot.rehearsal.events import Events
from bot.rehearsal.faults import Faults
from bot.rehearsal.files import Files
from bot.rehearsal.limits import Limits, Pace
from bot.rehearsal.updates import Update, Updates
from bot.rehearsal.views import message_view, phone_view
from bot.rehearsal.webhook import Webhook
from bot.rehearsal.zalo.bots import Bots as ZaloBots
from bot.rehearsal.zalo.writing import update_of

Json = dict[str, Any]
EPOCH_2025 = 1_735_689_600


def start_number() -> int:
    """Where numbers begin so that a program that kept its folder meets none twice: tenths of seconds since 2025."""
    return int((time.time() - EPOCH_2025) * 10)


@dataclass(frozen=True, slots=True)
class Tap:
    """A callback query that waits for its answer; `at` is monotonic seconds."""

    id: str
    chat: Chat
    at: float


class Stage:
    """One bot and its people. All state of the server lives here, in memory, but for the files."""

    def __init__(
        self,
        token: str,
        *,
        files: Path,
        clock_url: str | None = None,
        bot_name: str = "Đồng Hành",
        bot_username: str = "donghanh_tap_duot_bot",
        pace: Pace | None = None,
        tap_lifetime: float = 150,
        numbers_from: int | None = None,
        seed: int | None = None,
    ) -> None:
        first = start_number() if numbers_from is None else numbers_from
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.about = {"description": "", "short_description": ""}
        self.chats = Chats(first_message=first)
        self.updates = Updates(first=first)
        self.webhook = Webhook(self.updates)
        self.zalo = ZaloBots()
        self.address = ""
        """Where the server answers, without a slash at its end; empty while it isn't served."""
        self.files = Files(files)
        self.limits = Limits(pace or Pace())
        self.faults = Faults()
        self.events = Events()
        self.clock = Clock(clock_url)
        self.commands = Commands()
        self.log: list[Json] = []
        self.dice = random.Random(seed)  # noqa: S311 - it throws storms, it guards nothing
        self.bring_in: Callable[[int], Awaitable[None]] | None = None
        """Set by whoever wires the rehearsal: brings in that many learners who act by themselves."""
        self._tap_lifetime = tap_lifetime
        self._taps: dict[str, Tap] = {}
        self._numbers = itertools.count(first)
        self._waiting: set[asyncio.Future[None]] = set()

    def number(self) -> int:
        """A number that was not given out before: for taps and albums."""
        return next(self._numbers)

    # The person's side

    async def person_sends(self, chat: Chat, fields: Json) -> Message:
        """A message from the phone, with these fields over the usual ones; `chat` in them may be a group."""
        self.set_blocked(chat, blocked=False)
        place = self.chats.group(fields["chat"]) if fields.get("chat", chat.raw)["id"] != chat.id else chat
        date = await self.clock.fresh_timestamp()
        raw = {"message_id": place.number(), "from": chat.user, "chat": place.raw, "date": date} | fields
        chat.started = True
        message = Message(raw, by_bot=False)
        self._show(place, message, "message")
        if chat.bot:
            self.zalo_update(chat, raw)
        else:
            self.updates.put("message", raw, ("message", place.id))
        return message

    def zalo_update(self, chat: Chat, raw: Json) -> Json:
        """What a Zalo phone shows as `raw` goes to its bot; returns the update."""
        bot = self.zalo.named(chat.bot)
        assert bot is not None, "phones are made for bots that are there"
        stored = self.files.get(raw["photo"][-1]["file_id"]) if "photo" in raw else None
        update = update_of(bot, chat, raw, f"{self.address}/zalo/photos/{stored.address}" if stored else "")
        bot.updates.put(update)
        return update

    def zalo_raw(self, chat: Chat, update: Json) -> None:
        """Any update as a Zalo bot may get it, as it is."""
        bot = self.zalo.named(chat.bot)
        assert bot is not None, "as above"
        bot.updates.put(update)

    def person_taps(self, chat: Chat, message: Message, data: str) -> Tap:
        """A tap on a button of that message (also one that isn't there, where a test forges it)."""
        self._forget_old_taps()
        tap = Tap(str(self.number()), chat, time.monotonic())
        self._taps[tap.id] = tap
        query = {
            "id": tap.id,
            "from": chat.user,
            "message": message.raw,
            "chat_instance": str(chat.id),
            "data": data,
        }
        self.updates.put("callback_query", query, ("tap", chat.id))
        return tap

    def person_causes(self, chat: Chat, kind: str, body: Json) -> Update | None:
        """An update of any kind, such as edited_message; what a message always has is filled in."""
        if "message" in kind:
            usual = {"message_id": chat.next_message, "from": chat.user, "chat": chat.raw}
            body = usual | {"date": self.clock.timestamp()} | body
        return self.updates.put(kind, body, ("message", chat.id))

    def set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        """The person blocks the bot or lets it in again; the bot is told as Telegram tells it. No change, no update."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        if chat.bot:  # Zalo tells nobody
            self.tell_phone(chat)
            return
        member, kicked = {"user": self.bot, "status": "member"}, {"user": self.bot, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        change = {
            "chat": chat.raw,
            "from": chat.user,
            "date": self.clock.timestamp(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.updates.put("my_chat_member", change, ("message", chat.id))
        self.tell_phone(chat)

    # The bot's side

    def bot_sends(self, chat: Chat, fields: Json) -> Json:
        """A message from the bot; returns it as the Bot API does."""
        raw = {
            "message_id": chat.number(),
            "from": self.bot,
            "chat": chat.raw,
            "date": self.clock.timestamp(),
        } | fields
        self._show(chat, Message(raw, by_bot=True, plain=bool(chat.bot)), "message")
        return raw

    def bot_edits(self, chat: Chat, message: Message, raw: Json) -> Json:
        """Puts `raw` in the place of what the message was."""
        message.raw = raw | {"edit_date": self.clock.timestamp()}
        message.edited = True
        self._show(chat, message, "edit")
        return message.raw

    def delete(self, chat: Chat, message: Message) -> None:
        """Takes a message out of the chat."""
        chat.drop(message)
        self.events.tell("delete", phone=chat.id, message_id=message.id)

    def answered(self, tap_id: str) -> Tap | None:
        """The tap that this id belongs to, once; None where it is unknown, answered or too old."""
        self._forget_old_taps()
        return self._taps.pop(tap_id, None)

    # What the pages see

    async def until_changed(self, chat: Chat, patience: float) -> None:
        """Waits up to `patience` seconds until a message of the chat is new or changed, or the server stops."""
        change = asyncio.get_running_loop().create_future()
        chat.waiting.add(change)
        self._waiting.add(change)
        try:
            async with asyncio.timeout(patience):
                await change
        except TimeoutError:
            return
        finally:
            chat.waiting.discard(change)
            self._waiting.discard(change)

    def wake_all(self) -> None:
        """Ends every wait for a change."""
        for change in self._waiting:
            if not change.done():
                change.set_result(None)

    def tell_phone(self, chat: Chat) -> None:
        """Tells the pages that a phone is new or changed."""
        if self.events.watched:
            self.events.tell("phone", phone=self.phone(chat))

    def phone(self, chat: Chat) -> Json:
        """The phone as the page sees it."""
        zalo = self.zalo.named(chat.bot) if chat.bot else None
        name = self.bot["first_name"] if zalo is None else zalo.name
        return phone_view(chat, name, self.commands.of(chat.id))

    def _show(self, chat: Chat, message: Message, kind: str) -> None:
        self.chats.keep(chat, message)
        if self.events.watched:
            self.events.tell(kind, phone=chat.id, message=message_view(message))

    def _forget_old_taps(self) -> None:
        oldest_kept = time.monotonic() - self._tap_lifetime
        while self._taps and (tap := next(iter(self._taps.values()))).at < oldest_kept:
            del self._taps[tap.id]
