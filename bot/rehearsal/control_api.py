"""The rehearsal's own controls over HTTP: its state, the stream of events, clock, learners, log and faults."""

import asyncio
import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.rehearsal.bodies import Learners, body, json_object
from bot.rehearsal.clock import ClockRefused
from bot.rehearsal.faults import Faults
from bot.rehearsal.stage import Stage

logger = logging.getLogger(__name__)


class ControlApi:
    """The routes under /api that belong to no phone."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._bringing: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/api/state", self.state, methods=["GET"]),
            Route("/api/events", self.events, methods=["GET"]),
            Route("/api/clock", self.clock, methods=["GET"]),
            Route("/api/clock", self.move_clock, methods=["POST"]),
            Route("/api/learners", self.learners, methods=["POST"]),
            Route("/api/log", self.log, methods=["GET"]),
            Route("/api/log", self.clear_log, methods=["DELETE"]),
            Route("/api/faults", self.faults, methods=["GET"]),
            Route("/api/faults", self.set_faults, methods=["PUT"]),
        ]

    async def close(self) -> None:
        """Stops bringing learners in."""
        for task in self._bringing:
            task.cancel()
        await asyncio.gather(*self._bringing, return_exceptions=True)

    async def state(self, _request: Request) -> Response:
        """The bots, all phones, the clock."""
        bot: dict[str, Any] = {"id": self._stage.bot["id"], "name": self._stage.bot["first_name"]}
        bot["username"] = self._stage.bot["username"]
        phones = [self._stage.phone(chat) for chat in self._stage.chats.phones()]
        zalo = [each.name for each in self._stage.zalo]
        return JSONResponse({"bot": bot, "zalo": zalo, "phones": phones, "clock": await self._stage.clock.read()})

    async def events(self, _request: Request) -> Response:
        """The stream of what happens."""
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._stage.events.stream(), media_type="text/event-stream", headers=headers)

    async def clock(self, _request: Request) -> Response:
        """The time."""
        return JSONResponse(await self._stage.clock.read())

    async def move_clock(self, request: Request) -> Response:
        """Moves the program's clock."""
        try:
            clock = await self._stage.clock.move(await json_object(request))
        except ClockRefused as error:
            raise HTTPException(error.status, error.reason) from error
        self._stage.events.tell("clock", clock=clock)
        return JSONResponse(clock)

    async def learners(self, request: Request) -> Response:
        """Brings in learners who act by themselves."""
        wish = await body(request, Learners)
        if self._stage.bring_in is None:
            raise HTTPException(503, "nobody is wired to act")
        task = asyncio.ensure_future(self._stage.bring_in(wish.count))
        self._bringing.add(task)
        task.add_done_callback(self._brought)
        return JSONResponse({"count": wish.count}, 202)

    def _brought(self, task: asyncio.Task[None]) -> None:
        self._bringing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("learners stopped acting", exc_info=error)

    async def log(self, _request: Request) -> Response:
        """Every call of the Bot API but getUpdates, in order of arrival."""
        return JSONResponse(self._stage.log)

    async def clear_log(self, _request: Request) -> Response:
        """Forgets the calls so far."""
        self._stage.log.clear()
        return Response(status_code=204)

    async def faults(self, _request: Request) -> Response:
        """The switches as they are."""
        return JSONResponse(self._stage.faults.model_dump())

    async def set_faults(self, request: Request) -> Response:
        """All switches anew: those that aren't named are off."""
        self._stage.faults = await body(request, Faults)
        return JSONResponse(self._stage.faults.model_dump())
