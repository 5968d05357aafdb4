"""The real program beside the rehearsal's server, in one event loop, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot.app import App, Running
from bot.clock import RehearsalClock
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from bot.settings import Settings, load_settings
from handlers.messages import Reply, stored
from storage import memberships, notices
from storage.audience import Audience
from storage.engine import Store
from storage.notices import NewNotice, Notice
from storage.tables import identities, inbox, outbox, people, roles
from storage.types import VIETNAM

TOKEN = "664000:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
ACCOUNT = "telegram:664000"
BEGINS = datetime(2026, 5, 22, 18, 55, tzinfo=VIETNAM)
PATIENCE = 10.0


def settings_for(page: str, data_dir: Path, **others: Any) -> Settings:
    """A program's settings against a rehearsal at that address; nothing of the environment but a wish."""
    wish: dict[str, Any] = {
        "telegram_token": TOKEN,
        "telegram_base_url": f"{page}/bot",
        "telegram_file_url": f"{page}/file/bot",
        "data_dir": data_dir,
        "database_url": f"sqlite+aiosqlite:///{data_dir / 'donghanh.db'}",
        "http_port": 0,
        "bulk_rate": 1000,
    }
    return load_settings(_env_file=None, **{**wish, **others})


@dataclass
class Program:
    """A running program, what it runs against, and the test's hands on both."""

    app: App
    running: Running
    rehearsal: Rehearsal
    page: str
    session: aiohttp.ClientSession

    @property
    def clock(self) -> RehearsalClock:
        assert isinstance(self.app.clock, RehearsalClock)
        return self.app.clock

    async def phone(self, name: str = "Nguyễn Văn Bình", **about: Any) -> Phone:
        return await Phone.create(self.page, self.session, name, **about)

    async def faults(self, **switches: Any) -> None:
        async with self.session.put(f"{self.page}/api/faults", json=switches) as answer:
            assert answer.status == 200, await answer.text()

    def calls(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        """The Bot API calls of that method so far."""
        return [call for call in self.rehearsal.log if call["method"] == method]

    async def until(self, look: Callable[[Store], Awaitable[Any]], wanted: Any) -> None:
        """Wait for the database to say so; looks after each of the program's commits."""
        changed = asyncio.Event()
        self.app.db.listen(lambda _tables: changed.set())
        seen: Any = None
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    changed.clear()
                    async with self.app.db.read() as store:
                        if (seen := await look(store)) == wanted:
                            return
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"waited for {wanted!r}, the last was {seen!r}") from None

    async def look(self, statement: Any) -> list[tuple[Any, ...]]:
        async with self.app.db.read() as store:
            return [tuple(row) for row in await store.all(statement)]

    async def learners(self, count: int, *, first: int = 500_000, role: str | None = None) -> list[int]:
        """So many registered learners (or staff), each with a phone that has started; their chats."""
        chats = [first + number for number in range(count)]
        now = self.clock.now()
        async with self.app.db.write() as store:
            for chat in chats:
                self.rehearsal.chats.add_phone(f"Học viên {chat}", chat_id=chat, started=True)
                person = await store.added(
                    store.insert(people).values(
                        created_at=now,
                        consent="given",
                        course="lop-664",
                        registered_at=None if role else now,
                        full_name=f"Học viên {chat}",
                    )
                )
                await memberships.keep(store, person)
                await store.run(
                    store.insert(identities).values(
                        person_id=person, channel="telegram", account=ACCOUNT, chat=str(chat), reachable=True,
                        last_seen_at=now,
                    )
                )  # fmt: skip
                if role is not None:
                    await store.run(store.insert(roles).values(person_id=person, role=role, given_at=now))
        return chats

    async def notice(self, text: str, *, after: timedelta = timedelta(0), **others: Any) -> int:
        """A notice to all who are registered, due after so long."""
        now = self.clock.now()
        body = stored(Reply(text))
        given = {"kind": "broadcast", "audience": Audience(course="lop-664"), **others}
        async with self.app.db.write() as store:
            made = await notices.make(store, NewNotice(title=text, body=body, due=now + after, **given), now=now)
        assert made is not None
        return made

    async def find(self, id_: int) -> Notice:
        async with self.app.db.read() as store:
            found = await notices.notice(store, id_)
        assert found is not None
        return found

    async def ended(self, notice: int, state: str = "done") -> dict[str, int]:
        """Wait until that notice has ended so; how many rows ended how."""
        await self.until(lambda store: _state(store, notice), state)
        async with self.app.db.read() as store:
            tally = dict(await notices.tally(store, notice))
        return {name: rows for name, rows in tally.items() if rows}

    async def quiet(self, turns: int) -> None:
        """Wait until so many turns have been held since the data began, and nothing waits in the outbox."""
        await self.until(_turns_and_open, (turns, 0))


async def _state(store: Store, notice: int) -> str | None:
    found = await notices.notice(store, notice)
    return None if found is None else found.state


async def _turns_and_open(store: Store) -> tuple[int, int]:
    held = await store.value(select(func.count()).select_from(inbox).where(inbox.c.state != "new"))
    going = await store.value(
        select(func.count()).select_from(outbox).where(outbox.c.state.in_(["pending", "sending"]))
    )
    return held, going
