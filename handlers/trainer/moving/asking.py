"""The answers to the questions of a move, in their order: which, start, end, place, settled or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from handlers.messages import Answer, Reply
from handlers.text import Markdown, moment
from handlers.trainer.asked_moments import understood
from handlers.trainer.moments import read_time
from handlers.trainer.moving import cards
from handlers.trainer.moving.slots import Move, held, slot
from handlers.turn import Handler, Turn

PLACE_CHARACTERS = 200


async def begin(turn: Turn) -> Answer:
    """Which session?"""
    return cards.choose(turn)


async def chosen(turn: Turn) -> Answer:
    """The session, or the essay, that was picked."""
    if turn.picked is None:
        return cards.choose(turn, hint=True)
    now = slot(turn.course, turn.arguments[0])
    id_ = f"{turn.now:%Y%m%d%H%M%S}-{turn.incoming.update_id}"
    return cards.start(turn, Move(id_, turn.arguments[0], now, now))


def droppable(answered: Callable[[Turn, Move], Awaitable[Answer]]) -> Handler:
    """The step's handler with the open move, and with the button that gives the move up."""

    async def handler(turn: Turn) -> Answer:
        if turn.picked == "md":
            return Answer((Reply(turn.say("move.dropped"), cards.onward(turn), replaces=True),))
        return await answered(turn, held(turn))

    return handler


@droppable
async def started(turn: Turn, move: Move) -> Answer:
    """The new start; the end goes along with it until it is asked for."""
    if turn.picked == "mk":
        return _after_start(turn, replace(move, new=move.old))
    starts = _moment(turn, same_day=move.old.starts)
    if isinstance(starts, Markdown):
        return cards.start(turn, move, starts)
    ends = None if move.old.ends is None else starts + (move.old.ends - move.old.starts)
    return _after_start(turn, replace(move, new=replace(move.old, starts=starts, ends=ends)))


def _after_start(turn: Turn, move: Move) -> Answer:
    return cards.firm(turn, move) if move.essay else cards.end(turn, move)


@droppable
async def ended(turn: Turn, move: Move) -> Answer:
    """The new end: a time of the same day, or a moment; after the start in any case."""
    if turn.picked == "mk":
        return cards.place(turn, move)
    ends = _moment(turn, same_day=move.new.starts)
    if isinstance(ends, Markdown):
        return cards.end(turn, move, ends)
    if ends <= move.new.starts:
        return cards.end(turn, move, turn.say("move.end_before_start", starts=moment(move.new.starts)))
    return cards.place(turn, replace(move, new=replace(move.new, ends=ends)))


def _moment(turn: Turn, *, same_day: datetime) -> datetime | Markdown:
    """The moment that was typed; a time alone is one of that day. Or what to tell the trainer."""
    time = read_time(turn.text)
    if time is None:
        return understood(turn)
    meant = datetime.combine(same_day, time, same_day.tzinfo)
    return meant if meant > turn.now else turn.say("moments.past", time=moment(meant))


@droppable
async def placed(turn: Turn, move: Move) -> Answer:
    """The new place."""
    if turn.picked == "mk":
        return cards.firm(turn, move)
    place = " ".join(turn.text.replace("\x00", "").split())
    if not place or turn.incoming.attachments:
        return cards.place(turn, move)
    if len(place) > PLACE_CHARACTERS:
        over = len(place) - PLACE_CHARACTERS
        return cards.place(turn, move, turn.say("move.long_place", limit=PLACE_CHARACTERS, over=over))
    return cards.firm(turn, replace(move, new=replace(move.new, place=place)))


@droppable
async def firmed(turn: Turn, move: Move) -> Answer:
    """Whether the new time is settled; then everything is shown once more."""
    if turn.picked is None:
        return cards.firm(turn, move)
    provisional = turn.arguments == ["provisional"]
    return await cards.confirm(turn, replace(move, new=replace(move.new, provisional=provisional)))
