"""Handlers that need an open draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from handlers.learner.reflection.card import card
from handlers.messages import Answer
from handlers.turn import Handler, Turn
from storage.reflections import ESSAY, Reflection, draft, numbered

Drafter = Callable[[Turn, Reflection], Awaitable[Answer]]


def drafted(handler: Drafter) -> Handler:
    """The handler, given the learner's draft; where there is none any more, the first page says so."""

    async def given(turn: Turn) -> Answer:
        writing = await draft(turn.store, turn.person.id, turn.course.id)
        if writing is None:
            return await card(turn, turn.say("reflection.gone"))
        return await handler(turn, writing)

    return given


async def fresh(turn: Turn, reflection: Reflection) -> Reflection:
    """The same version as it is now, after a change in this turn."""
    now = await numbered(turn.store, turn.person.id, turn.course.id, reflection.id)
    assert now is not None
    return now


def part_asked(turn: Turn) -> str | None:
    """The part that the picked choice names, if the course has it."""
    named = turn.arguments[0] if turn.arguments else ""
    known = {ESSAY, *(part.id for part in turn.course.reflection.parts)}
    return named if named in known else None
