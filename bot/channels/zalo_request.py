"""How Zalo's requests travel, and what their answers mean for a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.base import ChannelRefused, Gone, Later, Outcome, Refused, Sent, Uncertain

READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
GATEWAY_TIMEOUT = 504
QUOTA = "Zalo báo đã hết lượt tin của tháng"
REFUSES = "Zalo không nhận mã bot (token)"


class NotSent(ConnectionError):
    """The connection was not made: Zalo has nothing of it."""


class AnswerLost(ConnectionError):
    """The request left and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What Zalo answered: its code (200 where all is well), the result, what it says of an error."""

    code: int
    result: Any = None
    description: str = ""


class Requests:
    """Requests of one bot. The address holds the token: it is in no error's text, nor in what Zalo says of one."""

    def __init__(self, token: str, base_url: str, *, connections: int = 100) -> None:
        self._address, self._token = f"{base_url.rstrip('/')}/bot{token}", token
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self._connections))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, method: str, params: Mapping[str, Any], *, seconds: float = READ_SECONDS) -> Reply:
        """One call. Raises NotSent, AnswerLost."""
        assert self._session is not None, "open() comes first"
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.post(f"{self._address}/{method}", json=params, timeout=timeout) as answer:
                return _reply(answer.status, (await answer.read()).replace(self._token.encode(), b"***"))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failed:
            raise NotSent(type(failed).__name__) from None
        except (TimeoutError, aiohttp.ClientError, ConnectionError) as failed:
            raise AnswerLost(type(failed).__name__) from None


def _reply(status: int, body: bytes) -> Reply:
    """The answer read. A code in the body wins over the HTTP status: Zalo tells errors with 200 as well."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        if 200 <= status < 300:
            raise AnswerLost("unreadable")
        return Reply(status)
    if said.get("ok") is True:
        return Reply(200, said.get("result"))
    code = said.get("error_code", said.get("errorCode", status))
    known = code if isinstance(code, int) and not isinstance(code, bool) else status
    return Reply(known, description=str(said.get("description", "")))


def outcome(reply: Reply) -> Outcome:
    """What an answer to a send means. Raises ChannelRefused for a token that Zalo refuses. Pure."""
    match reply.code:
        case 200:
            return Sent(_message_id(reply.result))
        case 401:
            raise ChannelRefused(REFUSES)
        case 403 if "internal" in reply.description.lower():
            return Later(reason="403")  # Zalo's own fault: it says "Internal server error" with a 403
        case 403:
            return Gone("không nhận tin của bot trên Zalo")
        case 400 if "chat not found" in reply.description.lower():
            return Gone("không tìm thấy tài khoản Zalo")
        case 408 | 504:
            return Uncertain()
        case 429:
            return Refused(QUOTA, spent=True)
        case code if code >= 500:
            return Later(reason=str(code))
        case _:
            return Refused(f"Zalo từ chối: {reply.description or reply.code}")


def _message_id(result: Any) -> str | None:
    found = result.get("message_id") if isinstance(result, Mapping) else None
    return None if found is None else str(found)
