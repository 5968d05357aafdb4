"""One of the crowd: what they bring comes as Telegram's raw updates, through the adapter, as in real life."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.channels.telegram import Telegram
from bot.files import clean_name
from bot.turns import Class, take
from handlers.messages import Attached, Incoming, Stored, restored
from storage.engine import Database
from storage.tables import conversations, identities, outbox
from tests.adversity import invariants
from tests.adversity.acts import SPEAK_TO_ALL, WHO
from tests.adversity.updates import MARK
from tests.clock import HandClock
from tests.handlers.chat import Chat

_numbers = itertools.count(1)
CHANNEL = Telegram("1:nobodys", base_url="http://127.0.0.1:9/bot", file_url="http://127.0.0.1:9/file")
"""The adapter of the account that a Chat is on. It is never opened: nothing is sent."""
_STANDS = (
    select(conversations.c.step, conversations.c.prompt)
    .join(identities, identities.c.id == conversations.c.identity_id)
    .where(identities.c.chat == bindparam("chat_"))
)


def mark_of(who: str) -> str:
    """What stands in whatever they write: words of their own, but for those who write for others."""
    return "chung" if who in SPEAK_TO_ALL else invariants.mark(who)


class Somebody(Chat):
    """A chat that takes raw updates, and remembers every button that it was ever shown and every step it stood at."""

    def __init__(self, who: str, db: Database, school: Class, clock: HandClock, graded: invariants.Graded) -> None:
        super().__init__(db, school, clock, str(1001 + WHO.index(who)))
        self.who, self._graded = who, graded
        self.mark = mark_of(who)
        self.at: str | None = None
        self.offered: list[str] = []
        self.lived: set[str] = set()

    async def brings(self, *raws: dict[str, Any], problem: str | None = None, size: int = 900) -> None:
        """An update, or an album's several."""
        received = [CHANNEL.read({"update_id": next(_numbers), **raw}) for raw in raws]
        payloads = [one.payload for one in received if one is not None]
        if not payloads:
            return  # nobody's: it is kept nowhere
        self.clock.move(seconds=1)  # whatever is written again is seen by its time
        incoming = CHANNEL.parse(payloads)
        assert incoming.chat == self.chat
        attachments = incoming.attachments
        if attachments and self.school.router.wants_files(self.at):
            attachments = tuple(_fetched(one, problem, size) for one in attachments)
        await self._lives(replace(incoming, attachments=attachments))

    async def _lives(self, incoming: Incoming) -> None:
        if incoming.picked is not None:
            self.lived.add(incoming.picked.id.partition(":")[0])
        async with self.db.write() as store:
            queued = await take(store, self.school, incoming, [], CHANNEL.capabilities, now=self.clock.now())
            mine = outbox.c.id.in_(queued)
            bodies = [row.body for row in await store.all(select(outbox.c.body).where(mine).order_by(outbox.c.id))]
            await store.run(delete(outbox).where(mine))
            stands = await store.first(_STANDS.params(chat_=self.chat))
            await self._graded.once(store)
        self.at, self.prompt = (None, 0) if stands is None else (stands.step, stands.prompt)
        self.lived |= {self.at} if self.at else set()
        self.replies = [restored(body) for body in bodies if "reply" in body]
        self.offered += [f"{self.prompt}.{choice.id}" for choice in self.choices]
        await self._holds(incoming, bodies)

    async def _holds(self, incoming: Incoming, bodies: Sequence[dict[str, Any]]) -> None:
        invariants.answered(incoming, self.replies)
        invariants.within_limits(bodies)
        if others := invariants.others_in(self.who, self.replies):
            await self._may_be_shown(others)
        if any(file.report for reply in self.replies for file in reply.attachments):
            invariants.of_the_area(await self.person(), self.replies)

    async def _may_be_shown(self, others: set[str]) -> None:
        person = await self.person()
        async with self.db.read() as store:
            invariants.nobody_elses(self.who, others, await invariants.to_phone(store, person))

    def about(self) -> dict[str, Any]:
        """What every message has."""
        number = int(self.chat)
        return {
            "message_id": 5,
            "date": 1_779_450_000,
            "chat": {"id": number, "type": "private"},
            "from": {"id": number},
        }

    def wrote(self, text: str) -> dict[str, Any]:
        """A message of that text."""
        return {"message": {**self.about(), "text": text.replace(MARK, self.mark)}}

    def tap(self, data: str) -> dict[str, Any]:
        """A tap on a button with that data."""
        sender = {"id": int(self.chat)}
        return {"callback_query": {"id": "7", "from": sender, "message": self.about(), "data": data}}

    def marked(self, raw: dict[str, Any]) -> dict[str, Any]:
        """The update, from this person and with their mark."""
        ((kind, about),) = raw.items()
        said: dict[str, Any] = with_mark(about, self.mark)
        if kind == "callback_query":
            message = {"message": {**self.about(), **said["message"]}} if "message" in said else {}
            return {kind: {"from": {"id": int(self.chat)}, **said, **message}}
        return {kind: {**self.about(), **said, "from": {"id": int(self.chat)}}}


def with_mark(content: Any, mark: str) -> Any:
    """The content with that mark, wherever one stands in it."""
    if isinstance(content, str):
        return content.replace(MARK, mark)
    if isinstance(content, dict):
        return {name: with_mark(value, mark) for name, value in content.items()}
    return content


def _fetched(attached: Attached, problem: Any, size: int) -> Attached:
    if attached.kind == "other":
        return attached
    if problem is not None:
        return replace(attached, problem=problem)
    sha256 = hashlib.sha256(f"{attached.name} {attached.type} {size}".encode()).hexdigest()
    return replace(attached, stored=Stored(sha256, size, attached.type, clean_name(attached.name) or "tep-1"))
