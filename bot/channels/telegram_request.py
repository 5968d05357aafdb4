"""How Telegram's requests travel: aiohttp under python-telegram-bot, and whether a failed one may have arrived."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

# The library's own way of asking for timedeltas; without it, every 429 comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL


class NotSent(NetworkError):
    """The connection was not made: the server has nothing of it."""


class ServerFailed(NetworkError):
    """The server said itself that it failed (5xx)."""


class AnswerLost(TimedOut):
    """The request left and no whole answer came back."""


READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
UPLOAD_SECONDS = 120.0
GATEWAY_TIMEOUT = 504


JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One parameter, as `RequestData` asks for it."""

    name: str
    value: Any
    input_files: None = None
    multipart_data: None = None


class AiohttpRequest(BaseRequest):
    """A `BaseRequest` on one aiohttp session."""

    def __init__(self, *, connections: int = 100) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call names none."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, url: str, values: Mapping[str, Any]) -> Any:
        """One method called with these values, and its plain result. Raises the library's TelegramError.

        For what is asked thousands of times: making the library's objects costs more than the request itself.
        """
        data = RequestData([_Parameter(name, value) for name, value in values.items()])  # type: ignore[misc]
        return await self.post(url, data)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request. Raises NotSent, ServerFailed or AnswerLost; their texts never hold the address (the token)."""
        del write_timeout, connect_timeout, pool_timeout
        assert self._session is not None, "initialize() comes first"
        uploads = request_data is not None and bool(request_data.multipart_data)
        seconds = READ_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(
            total=UPLOAD_SECONDS if uploads else seconds, sock_connect=CONNECT_SECONDS, connect=None
        )
        try:
            async with self._session.request(
                method, _url(url), data=_body(request_data), headers=None if uploads else JSON, timeout=timeout
            ) as response:
                return _checked(response.status), await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failed:
            raise NotSent(type(failed).__name__) from None
        except (TimeoutError, aiohttp.ClientError, ConnectionError) as failed:
            raise AnswerLost(type(failed).__name__) from None


def _checked(status: int) -> int:
    if status == GATEWAY_TIMEOUT:
        raise AnswerLost("504")  # the gateway gave up waiting: the server behind it may have done it
    if status >= 500:
        raise ServerFailed(str(status))
    return status


@lru_cache(maxsize=128)
def _url(url: str) -> URL:
    return URL(url)


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if data is None:
        return None
    if not data.multipart_data:
        return json.dumps(data.parameters, ensure_ascii=False).encode()
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)  # Vietnamese file names as they are
    for field, (name, content, kind) in data.multipart_data.items():
        # In pieces: bytes as they are would go into the socket at once, and everybody else would wait.
        pieces = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(field, pieces, filename=name, content_type=kind)
    return form
