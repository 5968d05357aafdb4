"""The clock is the program's: asked, moved, told to pages, put on messages."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from tests.bot.rehearsal.calling import BotApi


class ProgramClock:
    """A program's clock that stands still, with its address."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-05-22T18:55:00+07:00")
        self.url = ""

    def json(self) -> dict[str, Any]:
        return {"now": self.now.isoformat(), "next": {"at": "2026-05-22T19:00:00+07:00", "title": "Nhắc"}}

    async def tell(self, _request: web.Request) -> web.Response:
        return web.json_response(self.json())

    async def move(self, request: web.Request) -> web.Response:
        wish = await request.json()
        if "advance" not in wish:
            return web.Response(status=400, text="Chỉ tiến được thôi.")
        self.now += timedelta(seconds=wish["advance"])
        return web.json_response(self.json())


@pytest.fixture
async def program() -> AsyncIterator[ProgramClock]:
    made = ProgramClock()
    app = web.Application()
    app.router.add_get("/clock", made.tell)
    app.router.add_post("/clock", made.move)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/clock"
    yield made
    await runner.cleanup()


async def clock(api: BotApi, **wish: Any) -> tuple[int, Any]:
    method = "POST" if wish else "GET"
    async with api.session.request(method, f"{api.base_url}/api/clock", json=wish or None) as answer:
        return answer.status, await answer.json()


async def test_the_programs_clock_is_told_and_moved(rehearsal: Rehearsal, api: BotApi, program: ProgramClock) -> None:
    rehearsal.clock.url = program.url
    assert await clock(api) == (200, program.json())
    assert await clock(api, advance=600) == (200, program.json())
    assert program.now.isoformat() == "2026-05-22T19:05:00+07:00"
    assert await clock(api, to="yesterday") == (400, {"error": "Chỉ tiến được thôi."})


async def test_messages_bear_the_programs_time(
    rehearsal: Rehearsal, api: BotApi, phone: Phone, program: ProgramClock
) -> None:
    rehearsal.clock.url = program.url
    program.now = datetime.fromisoformat("2026-05-24T16:30:00+07:00")
    assert (await phone.says("a")).date == int(program.now.timestamp())
    sent = await api.result("sendMessage", chat_id=phone.id, text="b")
    assert sent["date"] - int(program.now.timestamp()) in {0, 1}


async def test_a_program_that_is_away_leaves_the_time_as_last_heard(
    rehearsal: Rehearsal, api: BotApi, phone: Phone, program: ProgramClock, unused_tcp_port: int
) -> None:
    rehearsal.clock.url = program.url
    await clock(api)
    rehearsal.clock.url = f"http://127.0.0.1:{unused_tcp_port}/clock"
    status, told = await clock(api)
    assert (status, told["next"]) == (200, None)
    assert datetime.fromisoformat(told["now"]) - program.now < timedelta(seconds=5)
    assert (await phone.says("a")).date - int(program.now.timestamp()) in range(5)
    assert await clock(api, next=True) == (502, {"error": "the program's clock doesn't answer"})
