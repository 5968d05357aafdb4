"""What Zalo brings: the secret compared in constant time, 200 only once the update is on disk (P1)."""

from __future__ import annotations

import hmac
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.intake import Alarm, Intake
from storage.engine import DatabaseUnavailable

LARGEST_UPDATE = 1 << 20
"""Bytes of a body: an update holds text and addresses, no files."""
TAKEN = {"ok": True}


def path(account: str) -> str:
    """Where the updates of that account are brought: `zalo:123` → `/zalo/123`."""
    return f"/zalo/{account.partition(':')[2]}"


def zalo_webhook(account: str, secret: str, intake: Intake, alarm: Alarm) -> Route:
    """The route of one bot's updates. `alarm` is told of each: the channel reaches us."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Bot-Api-Secret-Token", "")
        known = hmac.compare_digest(given.encode(), secret.encode())
        try:
            body = await _read(request, LARGEST_UPDATE if known else 0)
        except ClientDisconnect:
            return Response(status_code=400)
        if body == b"":
            return JSONResponse(TAKEN)  # Zalo asks in this way whether anybody is here, once without the header
        if not known:
            return Response(status_code=403)
        raw = _object(body)
        if raw is None:
            return Response(status_code=400)
        try:
            await intake.take([raw])
        except DatabaseUnavailable:
            return Response(status_code=503)
        alarm.works(account)
        return JSONResponse(TAKEN)

    return Route(path(account), receive, methods=["POST"])


async def _read(request: Request, most: int) -> bytes | None:
    """The body; None where it is longer. Raises ClientDisconnect."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def _object(body: bytes | None) -> dict[str, Any] | None:
    """The body as JSON; None where it is too large or no object. Which update it is, if any, the channel knows."""
    if body is None:
        return None
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None
