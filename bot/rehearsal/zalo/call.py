"""A call of Zalo's API as it came, and the checks that several methods share."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.rehearsal.chats import Chat
from bot.rehearsal.entities import utf16_length
from bot.rehearsal.stage import Stage
from bot.rehearsal.zalo.bots import Bot
from bot.rehearsal.zalo.errors import ZaloError, bad_request, quota_exceeded

Json = dict[str, Any]
TEXT = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """A call by one bot."""

    stage: Stage
    bot: Bot
    params: Json

    def only(self, *known: str) -> None:
        """Raises ZaloError 400 for a parameter that the method does not have."""
        for name in self.params:
            if name not in known:
                raise bad_request(f"unknown parameter {name}")

    def string(self, name: str) -> str:
        """A parameter that must be a text and not empty. Raises ZaloError 400."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value.strip():
            raise bad_request(f"{name} is required")
        return value

    def text(self, name: str) -> str:
        """A text of 1 to 2,000 UTF-16 units. Raises ZaloError 400."""
        value = self.string(name)
        if utf16_length(value) > TEXT:
            raise bad_request(f"{name} must have 1 to {TEXT} characters")
        return value

    def chat(self) -> Chat:
        """The chat of a person who has written to this bot and has not blocked it. Raises ZaloError 400, 403."""
        phone = self.bot.people.get(self.string("chat_id"))
        found = None if phone is None else self.stage.chats.get(phone)
        if found is None or not found.started:
            raise bad_request("chat not found")
        if found.blocked:
            raise ZaloError(403, "Forbidden")
        return found

    def paid(self) -> None:
        """Counts one message. Raises ZaloError 429 for a person or a message beyond the plan."""
        room = self.bot.has_room_for(self.params["chat_id"])
        if not room or not self.bot.count(self.stage.clock.timestamp()):
            raise quota_exceeded()


Method = Callable[[Call], Awaitable[Any]]


async def given(request: Request) -> Json:
    """The parameters: query, form or JSON. Raises ZaloError 400 for files, which Zalo takes by address only."""
    params: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        raise bad_request("multipart is not supported")
    body = await request.body()
    try:
        if body and kind == "application/json":
            content = json.loads(body)
            json.dumps(content, ensure_ascii=False).encode()
            params |= content
        elif body:
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except (ValueError, TypeError):
        raise bad_request() from None
    return params
