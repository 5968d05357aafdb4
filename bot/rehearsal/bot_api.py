"""The HTTP side of the Bot API: tokens, the log, faults, checks, and the method that answers."""

import asyncio
import json
import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp

from bot.rehearsal import account, api_spec, editing, receiving, sending
from bot.rehearsal.call import Call, Method
from bot.rehearsal.calls import Given, read
from bot.rehearsal.errors import ApiError, too_many
from bot.rehearsal.hangup import Connections, HangUp
from bot.rehearsal.stage import Stage

logger = logging.getLogger(__name__)
METHODS: Mapping[str, Method] = account.METHODS | receiving.METHODS | sending.METHODS | editing.METHODS
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")


class BotApi:
    """Answers /bot<token>/<method> and /file/bot<token>/<path> for one stage."""

    def __init__(self, stage: Stage, connections: Connections) -> None:
        self._stage = stage
        self._connections = connections

    async def call(self, request: Request) -> ASGIApp:
        """One call, whatever its method."""
        if self._stage.faults.refuse:
            return HangUp(self._connections)
        wanted = request.path_params["method"]
        try:
            self._check_token(request.path_params["token"])
            given = await read(request)
        except ApiError as error:
            return _answer(error.code, error.body())
        method = api_spec.load().names.get(wanted.lower(), wanted)
        entry = self._note(method, given)
        status, body = await self._carried_out(method, given, entry)
        return self._delivered(method, entry, status, body)

    async def download(self, request: Request) -> ASGIApp:
        """A file by the path that getFile told."""
        if self._stage.faults.refuse:
            return HangUp(self._connections)
        try:
            self._check_token(request.path_params["token"])
        except ApiError as error:
            return _answer(error.code, error.body())
        stored = self._stage.files.at(request.path_params["path"])
        if stored is None:
            return _answer(404, ApiError(404, "Not Found").body())
        return FileResponse(stored.path, media_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        if token != self._stage.token:
            known_form = _TOKEN.fullmatch(token) is not None
            raise ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found")

    def _note(self, method: str, given: Given) -> dict[str, Any]:
        entry = {
            "channel": "telegram",
            "method": method,
            "params": given.loggable(),
            "result": "pending",
            "at": time.monotonic(),
        }
        entry |= {"message_id": None, "answered": False}
        if method != "getUpdates":
            self._stage.log.append(entry)
        return entry

    async def _carried_out(self, method: str, given: Given, entry: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            result = await self._result(method, given)
        except ApiError as error:
            entry["result"] = str(error.code)
            return error.code, error.body()
        entry["result"] = "ok"
        entry["message_id"] = _message_id(result)
        return 200, {"ok": True, "result": result}

    async def _result(self, method: str, given: Given) -> Any:
        faults, dice = self._stage.faults, self._stage.dice
        if faults.delay:
            await asyncio.sleep(faults.delay)
        if faults.storm_5xx and faults.storm_5xx.strikes(method, dice):
            raise ApiError(502, "Bad Gateway")
        if faults.storm_429 and method != "getUpdates" and faults.storm_429.strikes(method, dice):
            raise too_many(faults.storm_429.retry_after)
        if method not in METHODS:
            logger.error("the bot called %s, which the rehearsal doesn't know", method)
            raise ApiError(404, "Not Found")
        params = api_spec.check(method, given.params, frozenset(given.uploads))
        return await METHODS[method](Call(self._stage, method, params, given.uploads))

    def _delivered(self, method: str, entry: dict[str, Any], status: int, body: dict[str, Any]) -> ASGIApp:
        """The answer, unless a fault loses it or a half of it on its way."""
        faults, dice = self._stage.faults, self._stage.dice
        if faults.drop_answer and faults.drop_answer.strikes(method, dice):
            return HangUp(self._connections)
        if faults.half_answer and faults.half_answer.strikes(method, dice):
            return HangUp(self._connections, _bytes(body))
        entry["answered"] = True
        return _answer(status, body)


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result
    found = first.get("message_id") if isinstance(first, dict) else None
    return found if isinstance(found, int) else None


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _answer(status: int, body: dict[str, Any]) -> Response:
    return Response(_bytes(body), status, media_type="application/json")
