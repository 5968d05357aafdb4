"""The rehearsal's strict server as a process of its own, with doors for a crowd: all write at once, sends are timed.

Run as `python -m tests.bench.server`; prints its address when it is ready and stops at SIGTERM.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import tempfile
import time
from functools import cached_property
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.chats import Chat
from bot.rehearsal.limits import Limits, Pace
from bot.rehearsal.server import Rehearsal, serve
from tests.bench.probe import Probe, typed
from tests.bench.tally import Tally

Json = dict[str, Any]
TOKEN = "664000:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


class CrowdedServer(Rehearsal):
    """A rehearsal that counts what the bot sends, and lets thousands write in one request."""

    def __init__(self, token: str, *, files: Path) -> None:
        super().__init__(token, files=files)
        self._tallies: list[Tally] = []

    def bot_sends(self, chat: Chat, fields: Json) -> Json:
        """As always, and counted."""
        for tally in self._tallies:
            tally.count(fields.get("text", ""))
        return super().bot_sends(chat, fields)

    @cached_property
    def app(self) -> Starlette:
        """The rehearsal's app with the crowd's doors."""
        app = super().app
        for name in ("people", "say", "watch", "tally", "pace", "probe"):
            app.router.routes.append(Route(f"/crowd/{name}", getattr(self, name), methods=["POST"]))
        return app

    async def people(self, request: Request) -> Response:
        """{first, count, step}: so many phones that pressed Start long ago, with ids so far apart."""
        for number in _numbers(await request.json()):
            self.chats.add_phone(f"Học viên {number}", chat_id=number, started=True)
        return JSONResponse({})

    async def say(self, request: Request) -> Response:
        """{first, count, step, text}: all of them write; returned is the moment at which all of it was there.

        Nothing is handed out before the last of them has written.
        """
        wish = await request.json()
        for number in _numbers(wish):
            chat = self.chats.get(number)
            assert chat is not None
            await self.person_sends(chat, typed(wish["text"]))
        return JSONResponse(time.monotonic())

    async def watch(self, request: Request) -> Response:
        """{prefix}: count the bot's messages that begin so, from now on; returned is the count's number."""
        self._tallies.append(Tally((await request.json())["prefix"]))
        return JSONResponse(len(self._tallies) - 1)

    async def tally(self, request: Request) -> Response:
        """{number, count, patience}: when they came, up to that count, and how many calls got a 429.

        Waits for that count, at most `patience` seconds.
        """
        wish = await request.json()
        tally = self._tallies[wish["number"]]
        await tally.until(wish["count"], wish["patience"])
        came = tally.came[: wish["count"]] or [time.monotonic()]
        refused = sum(call["result"] == "429" for call in self.log)
        return JSONResponse({"count": len(came), "first": came[0], "last": came[-1], "refused": refused})

    async def pace(self, request: Request) -> Response:
        """{overall}: so many messages in any second from now on; null: as many as it can take."""
        overall = (await request.json())["overall"]
        self.faults = self.faults.model_copy(update={"rate_limits": overall is not None})
        if overall is not None:
            self.limits = Limits(Pace(overall=overall))
        return JSONResponse({})

    async def probe(self, request: Request) -> Response:
        """{first, count, text, every, seconds}: the seconds that each reply took, for people who write in turn."""
        return JSONResponse(await Probe(self, **await request.json()).times())


def _numbers(wish: Json) -> range:
    return range(wish["first"], wish["first"] + wish["count"] * wish["step"], wish["step"])


async def main(files: Path) -> None:
    """Serve until SIGTERM."""
    gc.disable()  # half a second's pause among 100,000 chats would be the server's, and be told as the bot's
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(CrowdedServer(TOKEN, files=files)) as address:
        print(address, flush=True)
        await stop.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder)))
