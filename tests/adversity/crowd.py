"""Seven people of one class on one real database, who do what hypothesis thinks of; what must hold after each act."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update

from bot.announcer import Announcer
from bot.turns import Class
from handlers.messages import Choice
from storage import audit, notices, own_chats
from storage.engine import Database
from storage.notices import Notice
from storage.tables import identities, outbox
from tests.adversity import invariants
from tests.adversity.acts import SECOND_CHAT, WHO, Act
from tests.adversity.fitting import fitting
from tests.adversity.somebody import Somebody
from tests.adversity.updates import MARK
from tests.clock import HandClock

SIZES = (0, 900, 21 << 20, 60 << 20)
File = tuple[str, str, str, int, str | None]


class CrowdClock(HandClock):
    """A clock that announcements can be planned by."""

    def real(self, moment: datetime) -> datetime:
        """Nobody waits for it: the same moment."""
        return moment


class Crowd:
    """The seven, in a class whose day begins."""

    def __init__(self, db: Database, school: Class) -> None:
        self.db, self.clock = db, CrowdClock()
        self._graded = invariants.Graded()
        self._announcer = Announcer(db, school, self.clock)
        self.people = {who: Somebody(who, db, school, self.clock, self._graded) for who in WHO}

    async def gathers(self) -> None:
        """Let them take their places, in an empty database."""
        learner, neighbour = self.people["learner"], self.people["neighbour"]
        await learner.registers(name=f"Nguyễn {learner.mark}")
        await neighbour.registers(name=f"Trần {neighbour.mark}", province="01", commune="00070", group="giang-vien")
        await self.people["trainer"].becomes("trainer")
        await self.people["coordinator"].becomes("coordinator", "68", "24781")
        await self.people["inspector"].becomes("coordinator", "68")
        await self.people["owner"].becomes("owner")
        await self._joins_a_second_chat(neighbour)

    async def _joins_a_second_chat(self, one: Somebody) -> None:
        """Another channel's chat is theirs too, joined by a code from theirs, as lienket leaves it."""
        person = await one.person()
        async with self.db.write() as store:
            chat = await store.added(
                store.insert(identities).values(
                    person_id=person.id, channel="zalo", account="zalo:1", chat="second", reachable=True,
                    last_seen_at=self.clock.now(),
                )
            )  # fmt: skip
            assert chat == SECOND_CHAT
            about = {"made": [person.identity], "typed": [chat]}
            await audit.record(
                store, person=person.id, action=own_chats.JOINED, subject="person:0", detail=about, now=self.clock.now()
            )

    @property
    def lived(self) -> set[str]:
        """Every step that somebody stood at, and every choice by its name that somebody picked."""
        return set().union(*(one.lived for one in self.people.values()))

    async def does(self, act: Act) -> None:
        """Let somebody do that, and look whether all that must hold still does."""
        one = self.people[act.who]
        match act.kind:
            case "says":
                await one.brings(one.wrote(act.what))
            case "fits":
                await self._fits(one, act.what)
            case "sends":
                await self._sends(one, act.what)
            case "brings":
                await one.brings(one.marked(act.what))
            case "moves_clock":
                self.clock.move(minutes=act.what)
            case "time_passes":
                await self._time_passes(act.what)
            case "taps" | "taps_twice":
                await self._taps(one, one.choices, act.what, times=1 if act.kind == "taps" else 2)
            case _:
                await one.brings(one.tap(self._odd_tap(one, act)))

    def _odd_tap(self, one: Somebody, act: Act) -> str:
        """The data of a button that isn't on the newest message: an older one, another person's, a forged one."""
        if act.kind == "forges":
            return str(act.what)
        others = [data for other in self.people.values() if other is not one for data in other.offered]
        offered = (one.offered if act.kind == "taps_old" else others) or ["1.menu"]
        data: str = offered[act.what % len(offered)]
        return data

    async def _taps(self, one: Somebody, choices: Sequence[Choice], what: int, *, times: int = 1) -> None:
        if choices:
            data = f"{one.prompt}.{choices[what % len(choices)].id}"
            for _ in range(times):
                await one.brings(one.tap(data))

    async def _fits(self, one: Somebody, what: int) -> None:
        """What the open step waits for: the first of its things, from `what` on, that can be done now."""
        wishes = fitting(one.at, [choice.id for choice in one.choices])
        start, turn = what % len(wishes), what // len(wishes)
        times = 2 if what % 4 == 1 else 1  # an impatient finger
        for wish in wishes[start:] + wishes[:start]:
            wished = [choice for choice in one.choices if wish.startswith("#") and choice.id.startswith(wish[1:])]
            if wish.startswith("@"):
                return await self._sends(one, [("document", wish[1:], "application/pdf", 1, None)])
            if not wish.startswith("#"):
                return await one.brings(one.wrote(wish))
            if wished:
                return await self._taps(one, wished, turn, times=times)
        return await self._taps(one, one.choices, what)

    async def _sends(self, one: Somebody, files: Sequence[File]) -> None:
        raws = []
        for kind, name, type_, _, _ in files:
            media: Any = {"file_id": "ref", "file_name": name.replace(MARK, one.mark), "mime_type": type_}
            if kind == "photo":
                media = [{"file_id": "ref", "width": 50_000, "height": 50_000}]
            album = {"media_group_id": "3"} if len(files) > 1 else {}
            raws.append({"message": {**one.about(), "caption": f"Ảnh của {one.mark}", kind: media, **album}})
        await one.brings(*raws, problem=files[0][4], size=SIZES[files[0][3]])

    async def _time_passes(self, what: int) -> None:
        """What is due is released, and every row of a notice ends, in one way or another."""
        await self._announcer.release_due()
        state = ("sent", "unreachable", "refused")[what % 3]
        ends = {"state": state, "reason": None if state == "sent" else "vì thế", "ended_at": self.clock.now()}
        of_notices = outbox.c.notice_id.is_not(None)
        async with self.db.write() as store:
            rows = await store.all(select(outbox.c.body, outbox.c.notice_id).where(outbox.c.state == "pending"))
            await store.run(update(outbox).where(of_notices, outbox.c.state == "pending").values(**ends))
            await store.run(delete(outbox).where(~of_notices))
            going = [await notices.notice(store, id_) for id_ in {row.notice_id for row in rows} - {None}]
            await notices.finish(store, now=self.clock.now())
        invariants.within_limits([row.body for row in rows if row.body is not None])
        invariants.within_limits([notice.body for notice in going if isinstance(notice, Notice)])

    async def nobody_is_stuck(self) -> None:
        """Whatever happened, the menu opens for those who have one, and the beginning for all others."""
        for one in self.people.values():
            person = await one.person()
            has_menu = person.consents and (person.registered or person.roles)
            await one.brings(one.wrote("/menu" if has_menu else "/start"))
            if has_menu:
                assert one.at is None, f"{one.who} is stuck at {one.at}"
                assert {"help", "mydata", "lessons"} <= {choice.id for choice in one.choices}, f"{one.who}: no menu"
            else:
                assert one.at is not None, f"{one.who} is asked nothing"


class Morning:
    """The database as it is when everybody has just taken their place: made once, put back before each example."""

    def __init__(self, path: Path) -> None:
        self._path, self._kept = path, sqlite3.connect(":memory:")

    def keep(self) -> None:
        """It is now."""
        with closing(sqlite3.connect(self._path)) as database:
            database.backup(self._kept)

    def comes(self) -> None:
        """It is again."""
        with closing(sqlite3.connect(self._path)) as database:
            self._kept.backup(database)

    def close(self) -> None:
        self._kept.close()
