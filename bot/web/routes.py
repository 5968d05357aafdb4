"""What the program answers over HTTP."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import RehearsalClock
from bot.health import Health
from bot.intake import Intake
from bot.metrics import Metrics
from storage import notices, waiting
from storage.engine import Database, DatabaseUnavailable
from storage.types import VIETNAM

LARGEST_UPDATE = 1 << 20
"""Bytes of a webhook's body: Telegram's updates hold no files and are far smaller."""


def health(watch: Health, db: Database, metrics: Metrics) -> list[Route]:
    """`/healthz`: 200 while the program can do its work, else 503. `/metrics`: Prometheus' text form."""

    async def healthz(_: Request) -> Response:
        facts = await watch.look()
        return JSONResponse(facts.told(), 200 if facts.ok else 503)

    async def counted(_: Request) -> Response:
        with suppress(DatabaseUnavailable):  # what is counted in memory is told all the same
            metrics.shows(await watch.waits())
            async with db.read() as store:
                metrics.shows_notices(await waiting.by_state(store), await waiting.going(store))
        return PlainTextResponse(metrics.text())

    return [Route("/healthz", healthz), Route("/metrics", counted)]


def webhook(path: str, secret: str, intake: Intake, heard: Callable[[], None]) -> Route:
    """Telegram's updates: the secret compared in constant time, 200 only once the update is on disk (P1).

    `heard` is told of each: the channel reaches us.
    """

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        raw = await _update(request)
        if raw is None:
            return Response(status_code=400)
        try:
            await intake.take([raw])
        except DatabaseUnavailable:
            return Response(status_code=503)  # the channel brings it again
        heard()
        return Response(status_code=200)

    return Route(path, receive, methods=["POST"])


async def _update(request: Request) -> dict[str, Any] | None:
    """The body as an update; None where it is too large, broken, or no update."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_UPDATE:
                return None
        raw = json.loads(body)
    except (ClientDisconnect, ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and type(raw.get("update_id")) is int else None  # a bool is an int too


def rehearsal_clock(db: Database, clock: RehearsalClock) -> Route:
    """`/clock`: what time the rehearsal has and what comes next; POST moves it. Only there in a rehearsal."""

    async def show(request: Request) -> Response:
        if request.method == "POST":
            try:
                await _move(db, clock, await request.json())
            except (ValueError, KeyError, TypeError, OverflowError):
                return JSONResponse({"error": "advance, to or next is needed"}, 400)
        return JSONResponse(await _shown(db, clock))

    return Route("/clock", show, methods=["GET", "POST"])


async def _move(db: Database, clock: RehearsalClock, how: dict[str, Any]) -> None:
    if "advance" in how:
        clock.advance(timedelta(seconds=float(how["advance"])))
    elif "to" in how:
        to = datetime.fromisoformat(how["to"])
        clock.jump(to if to.tzinfo is not None else to.replace(tzinfo=VIETNAM))
    elif how["next"]:
        shown = await _shown(db, clock)
        if shown["next"] is not None:
            clock.jump(datetime.fromisoformat(shown["next"]["at"]))


async def _shown(db: Database, clock: RehearsalClock) -> dict[str, Any]:
    async with db.read() as store:
        waiting = await notices.planned(store)
    coming = next((notice for notice in waiting if notice.due > clock.now()), None)
    return {
        "now": clock.now().isoformat(timespec="milliseconds"),
        "next": None if coming is None else {"at": coming.due.isoformat(), "title": coming.title},
    }
