"""The crowd before the whole program and the strict server: every request that leaves is one that Telegram takes."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import func, select

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal import acting_files
from bot.rehearsal.chats import Chat as Chatroom
from bot.rehearsal.chats import Message
from bot.rehearsal.phone import new_session
from bot.rehearsal.server import Rehearsal, serve
from storage.tables import conversations, identities, inbox, outbox
from tests.adversity import invariants
from tests.adversity.acts import WHO, Act, acts
from tests.adversity.crowd import Crowd
from tests.adversity.fitting import fitting
from tests.adversity.somebody import mark_of, with_mark
from tests.adversity.test_any_order import EXAMPLES
from tests.bot.conftest import NO_LIMIT
from tests.bot.program import BEGINS, Program, settings_for

TOKEN = "1:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
"""Of the account that the crowd's chats are on."""
FEW = 2
PATIENCE = 30.0
MAY_BE_REFUSED = {"editMessageText", "answerCallbackQuery", "getFile"}
"""What the program tries knowing that it may be too late: a message that can't be edited is sent anew."""


class Handset:
    """One of the crowd at the rehearsal's server."""

    def __init__(self, who: str, chat: Chatroom) -> None:
        self.who, self.chat, self.mark = who, chat, mark_of(who)

    @property
    def shown(self) -> list[Message]:
        return [message for message in self.chat.messages.values() if message.by_bot]

    @property
    def offered(self) -> list[tuple[Message, str]]:
        """Every button that can be tapped, the newest message's first."""
        newest_first = reversed(self.shown)
        return [
            (message, button["callback_data"]) for message in newest_first for row in message.buttons for button in row
        ]

    @property
    def newest(self) -> list[tuple[Message, str]]:
        """The buttons of the newest message that has some."""
        return [(message, data) for message, data in self.offered if message is self.offered[0][0]]


class Hall:
    """The crowd with their handsets, and the program that they write to."""

    def __init__(self, program: Program) -> None:
        self.program, self.stage = program, program.rehearsal
        self.people = {
            who: Handset(who, self.stage.chats.add_phone(who, chat_id=1001 + place, started=True))
            for place, who in enumerate(WHO)
        }
        self._looked_at = 0

    async def does(self, act: Act) -> None:
        """Let somebody do that, wait until all is answered, and look at what was refused."""
        await self._done(self.people[act.who], act)
        await self._settled()
        self._nothing_refused()

    async def _done(self, one: Handset, act: Act) -> None:
        match act.kind:
            case "says":
                await self._says(one, act.what)
            case "fits":
                await self._fits(one, act.what)
            case "taps" | "taps_twice" if one.newest:
                for _ in range(1 if act.kind == "taps" else 2):
                    self._tap(one, one.newest[act.what % len(one.newest)])
            case "taps_old" if one.offered:
                self._tap(one, one.offered[act.what % len(one.offered)])
            case "taps_anothers" if one.shown:
                offered = [data for other in self.people.values() if other is not one for _, data in other.offered]
                self.stage.person_taps(
                    one.chat, one.shown[-1], offered[act.what % len(offered)] if offered else "1.menu"
                )
            case "forges" if one.shown:
                self.stage.person_taps(one.chat, one.shown[-1], act.what)
            case "sends":
                await self._sends(one, act.what)
            case "brings":
                await self._brings(one, act.what)
            case _:
                pass  # nothing to tap yet; and the clock of this program goes by itself

    async def _says(self, one: Handset, text: str) -> None:
        whole = with_mark(text, one.mark).encode("utf-8", "replace").decode()[:4000]
        if whole:
            await self.stage.person_sends(one.chat, {"text": whole})

    async def _fits(self, one: Handset, what: int) -> None:
        wishes = fitting(await self._step(one), [data.partition(".")[2] for _, data in one.newest])
        start = what % len(wishes)
        for wish in wishes[start:] + wishes[:start]:
            wished = [
                tap for tap in one.newest if wish.startswith("#") and tap[1].partition(".")[2].startswith(wish[1:])
            ]
            if wish.startswith("@"):
                return await self._sends(one, [("document", wish[1:], "application/pdf", 1, None)])
            if not wish.startswith("#"):
                return await self._says(one, wish)
            if wished:
                return self._tap(one, wished[what % len(wished)])
        return self._tap(one, one.newest[what % len(one.newest)]) if one.newest else await self._says(one, "/start")

    def _tap(self, one: Handset, tap: tuple[Message, str]) -> None:
        self.stage.person_taps(one.chat, *tap)

    async def _step(self, one: Handset) -> str | None:
        query = select(conversations.c.step).join(identities, identities.c.id == conversations.c.identity_id)
        found = await self.program.look(query.where(identities.c.chat == str(one.chat.id)))
        return found[0][0] if found else None

    async def _sends(self, one: Handset, files: Sequence[tuple[str, str, str, int, str | None]]) -> None:
        album = {"media_group_id": str(self.stage.number())} if len(files) > 1 else {}
        for kind, name, type_, _, _ in files:
            if kind == "photo":
                sizes = await self.stage.files.add_photo(acting_files.photo(one.mark), "anh.jpg")
                content: dict[str, Any] = {"photo": [size.photo_size() for size in sizes]}
            else:
                named = with_mark(name, one.mark) or "tep"
                stored = await self.stage.files.add_document(acting_files.pdf(one.mark), named, type_)
                content = {"document": stored.document()}
            await self.stage.person_sends(one.chat, {**content, **album, "caption": f"Ảnh của {one.mark}"})

    async def _brings(self, one: Handset, raw: dict[str, Any]) -> None:
        ((kind, about),) = with_mark(raw, one.mark).items()
        body = {name: value for name, value in about.items() if name != "from"}
        if kind == "message":
            await self.stage.person_sends(one.chat, body)
        elif kind in {"callback_query", "my_chat_member"}:
            self.stage.person_causes(one.chat, kind, {"from": one.chat.user, "chat": one.chat.raw, **body})
        else:
            self.stage.person_causes(one.chat, kind, body)

    async def _settled(self) -> None:
        """Wait until every update had its turn and every message has left."""
        going = outbox.c.state.in_(["pending", "sending"])
        new = select(func.count()).select_from(inbox).where(inbox.c.state == "new").scalar_subquery()
        waiting = select(new, select(func.count()).select_from(outbox).where(going).scalar_subquery())
        async with asyncio.timeout(PATIENCE):
            # In this order: what the server holds no more is in the inbox.
            while self.stage.updates.waiting or await self.program.look(waiting) != [(0, 0)]:
                await asyncio.sleep(0.015)

    def _nothing_refused(self) -> None:
        calls, self._looked_at = self.stage.log[self._looked_at :], len(self.stage.log)
        refused = [call for call in calls if call["result"] not in {"ok", "pending"}]
        assert [call for call in refused if call["method"] not in MAY_BE_REFUSED] == []

    async def holds(self) -> None:
        """In the end: no turn failed, no row was refused, and nobody's chat has what another person wrote."""
        assert await self.program.look(select(inbox).where(inbox.c.state == "failed")) == []
        assert await self.program.look(select(outbox).where(outbox.c.state.in_(["refused", "uncertain"]))) == []
        for one in self.people.values():
            told = "\n".join(str(message.raw) for message in one.shown)
            assert invariants.marks(told) <= {one.who}


async def _lives(examples: list[list[Act]], folder: Path, empty_database: Path) -> int:
    """All of them, one after the other, before one program. How many requests were made."""
    (folder / "telegram").mkdir()
    (folder / "data").mkdir()
    shutil.copy(empty_database, folder / "data" / "donghanh.db")
    rehearsal = Rehearsal(TOKEN, files=folder / "telegram", numbers_from=1, seed=1, pace=NO_LIMIT)
    async with new_session() as session, serve(rehearsal) as page:
        app = App(settings_for(page, folder / "data", telegram_token=TOKEN), RehearsalClock(BEGINS))
        async with app.running() as running:
            hall = Hall(Program(app, running, rehearsal, page, session))
            await Crowd(app.db, app.school).gathers()
            for done in examples:
                for act in done:
                    await hall.does(act)
            await hall.holds()
    return len(rehearsal.log)


def _drawn(count: int) -> list[list[Act]]:
    """So many examples, the same at every run: the longest of five times as many."""
    found: list[list[Act]] = []

    @settings(
        max_examples=5 * count, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(done=acts)
    def draw(done: list[Act]) -> None:
        found.append(done)

    draw()
    return sorted(found, key=len)[-count:]


def test_the_strict_server_takes_every_request(
    tmp_path: Path, empty_database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch.ALBUM_QUIET_SECONDS", 0.1)
    examples = _drawn(max(FEW, EXAMPLES // 500))
    requests = asyncio.run(_lives(examples, tmp_path, empty_database))
    assert requests > sum(map(len, examples)) // 2
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
