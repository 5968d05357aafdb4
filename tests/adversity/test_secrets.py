"""A day with all that could give a secret away, at the lowest log level: none is written down or told anywhere."""

from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.clock import RehearsalClock
from bot.logs import set_up
from bot.rehearsal.server import Rehearsal
from bot.settings import Settings
from storage import invites
from storage.invites import normalize
from tests.bot.program import BEGINS, TOKEN, Program, settings_for

SECRET = "a-secret_of_this_webhook"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the program's own logging writes, at DEBUG; pytest's handlers come back afterwards."""
    root = logging.getLogger()
    handlers, level, stderr = root.handlers[:], root.level, sys.stderr
    root.handlers, sys.stderr = [], io.StringIO()  # else `set_up` would close pytest's
    try:
        set_up("DEBUG", as_json=False, secrets=[TOKEN, SECRET])
        assert isinstance(sys.stderr, io.StringIO)
        yield sys.stderr
    finally:
        root.handlers, sys.stderr = handlers, stderr
        root.setLevel(level)


Stage = tuple[Rehearsal, str, aiohttp.ClientSession]


async def lived(app: App, stage: Stage, codes: list[str]) -> str:
    """Start, take updates, codes and wrong secrets, meet errors, stop. What was answered over HTTP and in the chats."""
    rehearsal, page, session = stage
    async with app.running() as running:
        program = Program(app, running, rehearsal, page, session)
        async with app.db.write() as store:
            expires = BEGINS + timedelta(days=7)
            codes += [await invites.make_invite(store, "trainer", expires_at=expires, now=BEGINS) for _ in range(4)]
        await _codes_are_typed(program, codes)
        await program.faults(storm_5xx={"share": 1.0})
        phone = await program.phone()
        await phone.says("chào")
        await asyncio.sleep(0.3)
        await program.faults(refuse=True)
        await asyncio.sleep(0.3)
        await program.faults()
        await phone.waits_for("Đồng Hành")
        answers = [await _answer(program, path) for path in ("/healthz", "/metrics", "/telegram", "/nowhere")]
        rehearsal.token = TOKEN.replace("AA", "ZZ")
        await phone.says("sau khi mã bot bị thu hồi")
        rehearsal.updates.put("message", {"text": "from nowhere"}, ("message", 0))  # ends the poll that waits
        await asyncio.sleep(0.3)
        rehearsal.token = TOKEN
    told = [str(call["params"]) for call in rehearsal.log]
    return "\n".join([*answers, *told])


async def _codes_are_typed(program: Program, codes: list[str]) -> None:
    waiting, linked, used, late = codes
    one, two, three = [await program.phone(name) for name in ("Một", "Hai", "Ba")]
    await one.says(waiting.lower())  # before the consent, which never comes
    await two.says(f"/start {invites.start_payload(linked)}")
    await three.says(used)
    await three.waits_for("đồng ý")
    await three.taps("✅ Đồng ý")
    await three.waits_for("giảng viên")
    await three.says(late)
    await three.says("DH-0000-0000-0000")
    await three.waits_for("Mã")
    await program.quiet(6)


async def _answer(program: Program, path: str) -> str:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "wrong"}
    async with program.session.post(f"{program.running.address}{path}", data=b"{", headers=headers) as posted:
        refused = await posted.text()
    async with program.session.get(f"{program.running.address}{path}") as got:
        return f"{refused}\n{await got.text()}"


def dumped(database: Path) -> str:
    """The whole database as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def settings(page: str, database: Path, **others: object) -> Settings:
    return settings_for(page, database.parent, webhook_secret=SECRET, log_level="DEBUG", **others)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_no_secret_is_told_anywhere(
    way: str, written: io.StringIO, stage: Stage, database: Path, unused_tcp_port: int
) -> None:
    hooked = {"http_port": unused_tcp_port, "public_url": f"http://127.0.0.1:{unused_tcp_port}"}
    app = App(settings(stage[1], database, **(hooked if way == "webhook" else {})), RehearsalClock(BEGINS))
    codes: list[str] = []
    told = await lived(app, stage, codes)
    logged, kept = written.getvalue(), dumped(database)
    assert " bot." in logged  # something was logged at all
    secrets = [TOKEN, TOKEN.partition(":")[2], SECRET, *codes, *map(normalize, codes)]
    for secret in secrets:
        for place, said in {"log": logged, "answers": told, "database": kept}.items():
            assert (place, secret.lower() in said.lower()) == (place, False), secret


@pytest.mark.parametrize("around", ["{}", "POST http://127.0.0.1/bot{}/getMe", "token={}.", "xin: {}"])
def test_any_bots_token_is_cut_out_of_a_line(around: str, written: io.StringIO) -> None:
    anothers = TOKEN.replace("664000", "664999")
    logging.getLogger("bot").warning("refused: %s", around.format(anothers))
    (line,) = written.getvalue().splitlines()
    assert line.endswith("refused: " + around.format("***"))
