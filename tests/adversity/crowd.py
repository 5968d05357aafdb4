"""Five people of one class on one real database, who do what hypothesis thinks of; what must hold after each act."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, text

from bot.channels import telegram_parse
from bot.files import clean_name
from bot.markup import parse
from bot.turns import Class
from handlers.access import area
from handlers.messages import Attached, Incoming, Reply, Stored
from storage.engine import Database
from storage.tables import metadata, outbox, quiz_answers
from tests.adversity.acts import MARK, WHO, Act
from tests.adversity.limits import faults
from tests.clock import HandClock
from tests.handlers.chat import Chat

_numbers = itertools.count(1)
_MARKED = re.compile(r"Mk(\w+?)kM")
SILENT = {"blocked", "unblocked"}


class Somebody(Chat):
    """A chat that takes Telegram's raw updates, and remembers every button that it was ever shown."""

    def __init__(self, who: str, db: Database, school: Class, clock: HandClock) -> None:
        super().__init__(db, school, clock, str(1001 + WHO.index(who)))
        self.who = who
        self.offered: list[str] = []

    @property
    def mark(self) -> str:
        """Words of their own. What a trainer writes is for others to read: it has none."""
        return "chung" if self.who == "trainer" else f"Mk{self.who}kM"

    async def brings(self, *raws: dict[str, Any], problem: str | None = None, size: int = 900) -> None:
        """An update, or an album's several, by the way that they really come."""
        payloads = []
        for raw in raws:
            received = telegram_parse.read({"update_id": next(_numbers), **raw})
            if received is not None:
                payloads.append(received.payload)
        if payloads:
            await self._held(telegram_parse.parse("telegram:1", payloads), problem, size)

    async def _held(self, incoming: Incoming, problem: str | None, size: int) -> None:
        attachments = incoming.attachments
        if attachments and self.school.router.wants_files(await self.step()):
            attachments = tuple(_fetched(one, problem, size) for one in attachments)
        fields = ("text", "picked", "command", "argument", "message_ref", "other")
        await self._turn(**{name: getattr(incoming, name) for name in fields}, attachments=attachments)
        self.offered += [f"{self.prompt}.{choice.id}" for choice in self.choices]
        assert self.replies or incoming.other in SILENT, f"no answer to {incoming}"

    def about(self) -> dict[str, Any]:
        """What every message has."""
        number = int(self.chat)
        return {
            "message_id": 5,
            "date": 1_779_450_000,
            "chat": {"id": number, "type": "private"},
            "from": {"id": number},
        }

    def tap(self, data: str) -> dict[str, Any]:
        """A tap on a button with that data."""
        sender = {"id": int(self.chat)}
        return {"callback_query": {"id": "7", "from": sender, "message": self.about(), "data": data}}


def _fetched(attached: Attached, problem: Any, size: int) -> Attached:
    if problem is not None:
        return replace(attached, problem=problem)
    sha256 = hashlib.sha256(f"{attached.name} {attached.type} {size}".encode()).hexdigest()
    return replace(attached, stored=Stored(sha256, size, attached.type, clean_name(attached.name) or "tep-1"))


class Crowd:
    """The five, from an empty database on."""

    def __init__(self, db: Database, school: Class) -> None:
        self.db, self.clock = db, HandClock()
        self.people = {who: Somebody(who, db, school, self.clock) for who in WHO}
        self._graded: dict[tuple[int, str], tuple[Any, ...]] = {}

    async def gathers(self) -> None:
        """Empty the database and let the five take their places."""
        async with self.db.write() as store:
            for table in reversed(metadata.sorted_tables):
                await store.run(delete(table))
            await store.run(text("DELETE FROM sqlite_sequence"))
        await self.people["learner"].registers(name=f"Nguyễn {self.people['learner'].mark}")
        await self.people["neighbour"].registers(
            name=f"Trần {self.people['neighbour'].mark}", province="01", commune="00070", group="giang-vien"
        )
        await self.people["trainer"].becomes("trainer")
        await self.people["coordinator"].becomes("coordinator", "68", "24781")

    async def does(self, act: Act) -> None:
        """Let somebody do that, and look whether all that must hold still does."""
        somebody = self.people[act.who]
        await self._done(somebody, act)
        await self.holds(somebody)

    async def _done(self, one: Somebody, act: Act) -> None:
        match act.kind:
            case "says":
                await one.brings({"message": {**one.about(), "text": act.what.replace(MARK, one.mark)}})
            case "taps" if one.choices:
                choice = one.choices[act.what % len(one.choices)]
                await one.brings(one.tap(f"{one.prompt}.{choice.id}"))
            case "taps_old" if one.offered:
                await one.brings(one.tap(one.offered[act.what % len(one.offered)]))
            case "taps_anothers":
                offered = [data for other in self.people.values() if other is not one for data in other.offered]
                await one.brings(one.tap(offered[act.what % len(offered)] if offered else "1.menu"))
            case "forges":
                await one.brings(one.tap(act.what))
            case "sends":
                await self._sends(one, act.what)
            case "brings":
                await one.brings(_of(one, act.what))
            case "moves_clock":
                self.clock.move(minutes=act.what)
            case _:
                pass  # nothing to tap yet

    async def _sends(self, one: Somebody, files: Sequence[tuple[str, str, str, int, str | None]]) -> None:
        raws = []
        for kind, name, type_, _, _ in files:
            media: Any = {"file_id": "ref", "file_name": name.replace(MARK, one.mark), "mime_type": type_}
            if kind == "photo":
                media = [{"file_id": "ref", "width": 50_000, "height": 50_000}]
            raws.append(
                {"message": {**one.about(), "caption": f"Ảnh của {one.mark}", kind: media, "media_group_id": "3"}}
            )
        await one.brings(*raws, problem=files[0][4], size=(0, 900, 21 << 20, 60 << 20)[files[0][3]])

    async def holds(self, one: Somebody) -> None:
        """After each act: what goes out is within the limits and nobody else's; what was graded stays."""
        for body in await self._outgoing():
            assert faults(body) == []
        shown = "\n".join(_shown(reply) for reply in one.replies)
        assert set(_MARKED.findall(shown)) <= {one.who}
        await self._reports_only_the_area(one)
        await self._grades_once()

    async def _outgoing(self) -> list[Any]:
        async with self.db.write() as store:
            rows = await store.all(select(outbox.c.body))
            await store.run(delete(outbox))
        return [row.body for row in rows]

    async def _reports_only_the_area(self, one: Somebody) -> None:
        reports = [file.report for reply in one.replies for file in reply.attachments if file.report is not None]
        if not reports:
            return
        person = await one.person()
        for report in reports:
            if report["kind"] == "recipients":
                assert person.role("trainer") is not None
                continue
            assert (report["province"], report["commune"]) == area(person)

    async def _grades_once(self) -> None:
        async with self.db.read() as store:
            rows = await store.all(select(quiz_answers))
        now = {(row.attempt_id, row.question): tuple(row) for row in rows}
        assert len(now) == len(rows)
        assert all(now[key] == graded for key, graded in self._graded.items() if key in now)
        self._graded = now

    async def nobody_is_stuck(self) -> None:
        """Whatever happened, the menu opens for those who have one, and the beginning for all others."""
        for one in self.people.values():
            person = await one.person()
            if person.consents and (person.registered or person.roles):
                await one.brings({"message": {**one.about(), "text": "/menu"}})
                assert await one.step() is None
                assert {"help", "mydata", "lessons"} <= {choice.id for choice in one.choices}
            else:
                await one.brings({"message": {**one.about(), "text": "/start"}})
                assert await one.step() is not None
            await self.holds(one)


def _of(one: Somebody, raw: dict[str, Any]) -> dict[str, Any]:
    """The update, from that person."""
    ((kind, about),) = raw.items()
    said = {name: value.replace(MARK, one.mark) if isinstance(value, str) else value for name, value in about.items()}
    if kind == "callback_query":
        return {kind: {"from": {"id": int(one.chat)}, **said}}
    return {kind: {**one.about(), **said}}


def _shown(reply: Reply) -> str:
    labels = [choice.label for row in reply.choices for choice in row]
    files = [f"{file.name}\n{file.content or ''}" for file in reply.attachments]
    return "\n".join([parse(reply.text).text, *labels, *files])
