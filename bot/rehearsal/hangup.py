"""Closing a connection without an answer, which plain ASGI can't: the open connections by their peer's address."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class Connections:
    """The transports of the connections that are open."""

    def __init__(self) -> None:
        self._open: dict[Peer, asyncio.Transport] = {}

    def hang_up(self, scope: Scope) -> None:
        """Closes the connection on which this request came, after what was written."""
        transport = self._open.get(tuple(scope["client"]))
        if transport is not None:
            transport.close()

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's protocol, which also notes its connections here."""
        opened = self._open

        class Noted(H11Protocol):
            """HTTP/1.1 whose transport can be found by the peer's address."""

            _peer: Peer | None = None

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
                super().connection_made(transport)
                self._peer = tuple(transport.get_extra_info("peername"))
                opened[self._peer] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self._peer is not None:
                    opened.pop(self._peer, None)
                super().connection_lost(exc)

        return Noted


class HangUp:
    """An answer that is none: the connection is closed, after the first half of `body` where there is one."""

    def __init__(self, connections: Connections, body: bytes = b"") -> None:
        self._connections = connections
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._body:
            await send(_start(len(self._body)))
            await send({"type": "http.response.body", "body": self._body[: len(self._body) // 2], "more_body": True})
        self._connections.hang_up(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


def _start(length: int) -> dict[str, Any]:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": 200, "headers": headers}
