"""The rehearsal's server: one app of everything, and serving it on the loopback in this event loop."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.rehearsal.bot_api import BotApi
from bot.rehearsal.control_api import ControlApi
from bot.rehearsal.hangup import Connections
from bot.rehearsal.phones_api import PhonesApi
from bot.rehearsal.stage import Stage
from bot.rehearsal.zalo.api import ZaloApi

STATIC = Path(__file__).with_name("static")
KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than clients keep theirs, so that none is closed under a call."""


class Rehearsal(Stage):
    """A stage with its app."""

    @cached_property
    def connections(self) -> Connections:
        """The connections that are open."""
        return Connections()

    @cached_property
    def app(self) -> Starlette:
        """Both bot APIs, the phones, the controls and the page."""
        bot_api = BotApi(self, self.connections)
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", bot_api.call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", bot_api.download, methods=["GET"]),
                *ZaloApi(self, self.connections).routes(),
                *PhonesApi(self).routes(),
                *self._controls.routes(),
                Route("/", _page, methods=["GET"]),
                Mount("/static", _Static(directory=STATIC, check_dir=False)),
            ],
            exception_handlers={HTTPException: _error},
        )

    @cached_property
    def _controls(self) -> ControlApi:
        return ControlApi(self)

    def open(self) -> None:
        """Gets ready to be served (again)."""
        self.events.open()
        self.updates.open()
        self.webhook.open()
        for bot in self.zalo:
            bot.updates.open()
            bot.webhook.open()

    async def close(self) -> None:
        """Ends whatever waits, so that the server stops at once; phones, messages and updates stay."""
        self.events.close()
        self.updates.close()
        self.wake_all()
        await self._controls.close()
        await self.webhook.close()
        for bot in self.zalo:
            bot.updates.close()
            await bot.webhook.close()


class _Static(StaticFiles):
    """The page's files, asked for anew each time: after an update no browser shows a mix of old and new."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with the header that says so."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _page(_request: Request) -> Response:
    policy = "default-src 'self'; img-src 'self' blob:"  # nothing from outside, nothing inline
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy})


async def _error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


class _Server(uvicorn.Server):
    """uvicorn that leaves the process's signals alone, says when it is ready, and stops when it is told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stop = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.stop.wait()


@asynccontextmanager
async def serve(rehearsal: Rehearsal, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves on the loopback (port 0: a free one) and yields the address without a slash at its end.

    After the block the port is closed; the same rehearsal can be served again with all its phones and messages.
    Raises ValueError for a host that isn't the loopback, OSError for a port that is taken.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError("the rehearsal is served on the loopback only")
    listener = _listener(host, port)
    server = _Server(_config(rehearsal))
    rehearsal.address = f"http://{host}:{listener.getsockname()[1]}"
    rehearsal.open()
    serving = asyncio.create_task(server.serve([listener]))
    try:
        ready = asyncio.create_task(server.ready.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        yield rehearsal.address
    finally:
        server.stop.set()
        await rehearsal.close()
        await serving


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio turns Nagle's delay off for TCP sockets that say they are.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _config(rehearsal: Rehearsal) -> uvicorn.Config:
    return uvicorn.Config(
        rehearsal.app,
        http=rehearsal.connections.protocol(),
        ws="none",
        lifespan="off",
        log_level="warning",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=5,
    )
