"""The HTTP side of Zalo's API: tokens, the log, faults, and the method that answers."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.rehearsal.hangup import Connections, HangUp
from bot.rehearsal.stage import Stage
from bot.rehearsal.zalo import receiving, sending
from bot.rehearsal.zalo.bots import Bot
from bot.rehearsal.zalo.call import Call, Method, given
from bot.rehearsal.zalo.errors import ZaloError, not_found, nothing_new, quota_exceeded

logger = logging.getLogger(__name__)
METHODS: Mapping[str, Method] = {**receiving.METHODS, **sending.METHODS}
Json = dict[str, Any]


class BadGateway(Exception):
    """The gateway answers instead of Zalo."""


class ZaloApi:
    """Answers /zalo/bot<token>/<method> and /zalo/photos/<path> for one stage."""

    def __init__(self, stage: Stage, connections: Connections) -> None:
        self._stage = stage
        self._connections = connections

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/zalo/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/zalo/photos/{path:path}", self.photo, methods=["GET"]),
        ]

    async def photo(self, request: Request) -> Response:
        """A picture that a person sent: public, as on Zalo."""
        stored = self._stage.files.at(request.path_params["path"])
        if stored is None or not stored.width:
            return Response(status_code=404)
        return FileResponse(stored.path, media_type=stored.mime)

    async def call(self, request: Request) -> ASGIApp:
        """One call."""
        if self._stage.faults.refuse:
            return HangUp(self._connections)
        bot = self._stage.zalo.of_token(request.path_params["token"])
        if bot is None:
            return _answer(401, ZaloError(401, "Unauthorized").body())
        method = request.path_params["method"]
        try:
            params = await given(request)
        except ZaloError as error:
            return _answer(error.status, error.body())
        entry = self._note(bot, method, params)
        try:
            status, body = await self._carried_out(bot, method, params, entry, request)
        except BadGateway:
            entry |= {"result": "502", "answered": True}
            return Response("<html><h1>Bad gateway</h1></html>", 502, media_type="text/html")
        return self._delivered(method, entry, status, body)

    def _note(self, bot: Bot, method: str, params: Json) -> Json:
        shown = params | ({"secret_token": "***"} if "secret_token" in params else {})
        entry: Json = {"channel": "zalo", "account": bot.name, "method": method, "params": shown}
        entry |= {"result": "pending", "at": time.monotonic(), "message_id": None, "answered": False}
        if method != "getUpdates":
            self._stage.log.append(entry)
        return entry

    async def _carried_out(
        self, bot: Bot, method: str, params: Json, entry: Json, request: Request
    ) -> tuple[int, Json]:
        try:
            result = await self._result(bot, method, params, request)
        except ZaloError as error:
            entry["result"] = str(error.code)
            if error.code == 408:
                return _empty(bot)
            return error.status, error.body()
        entry["result"] = "ok"
        if result is None:
            return 200, {"ok": True}
        entry["message_id"] = result.get("message_id")
        return 200, {"ok": True, "result": result}

    async def _result(self, bot: Bot, method: str, params: Json, request: Request) -> Any:
        faults, dice = self._stage.faults, self._stage.dice
        if faults.delay:
            await asyncio.sleep(faults.delay)
        if faults.storm_5xx and faults.storm_5xx.strikes(method, dice):
            raise BadGateway
        if faults.storm_429 and method != "getUpdates" and faults.storm_429.strikes(method, dice):
            raise quota_exceeded()
        if method not in METHODS:  # case counts, unlike on Telegram
            logger.error("the bot called Zalo's %s, which the rehearsal doesn't know", method)
            raise not_found()
        call = Call(self._stage, bot, params)
        if method == "getUpdates":
            return await self._while_connected(request, METHODS[method], call)
        return await METHODS[method](call)

    @staticmethod
    async def _while_connected(request: Request, method: Method, call: Call) -> Any:
        """A poll whose program has gone ends, so that the next start isn't a second poller."""
        polling = asyncio.ensure_future(method(call))
        gone = asyncio.ensure_future(_disconnected(request))
        await asyncio.wait({polling, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not polling.done():
            polling.cancel()
            await asyncio.wait({polling})
            raise nothing_new()
        return polling.result()

    def _delivered(self, method: str, entry: Json, status: int, body: Json) -> ASGIApp:
        faults, dice = self._stage.faults, self._stage.dice
        if faults.drop_answer and faults.drop_answer.strikes(method, dice):
            return HangUp(self._connections)
        if faults.half_answer and faults.half_answer.strikes(method, dice):
            return HangUp(self._connections, _bytes(body))
        entry["answered"] = True
        return _answer(status, body)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _empty(bot: Bot) -> tuple[int, Json]:
    """An empty poll, in the manner of the day."""
    match bot.manner.empty_poll:
        case "http200":
            return 200, nothing_new().body()
        case "empty_result":
            return 200, {"ok": True, "result": {}}
        case _:
            return 408, nothing_new().body()


def _bytes(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _answer(status: int, body: Json) -> Response:
    return Response(_bytes(body), status, media_type="application/json")
