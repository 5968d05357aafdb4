"""What a result offers, typed: a channel without buttons tells the labels, and they mean the newest result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers import results
from handlers.messages import Answer, Picked
from handlers.prompts import labelled
from handlers.trainer.notices import ending, listing
from handlers.turn import Handler, Turn
from storage import notices


async def recipients(turn: Turn) -> Answer:
    """The list of recipients of the notice that ended last."""
    return await _of_newest(turn, "nlist", listing.listed)


async def resend(turn: Turn) -> Answer:
    """Sending again the notice that ended last of those that did not reach everybody."""
    return await _of_newest(turn, "nresend", ending.ask_to_resend)


async def _of_newest(turn: Turn, name: str, handler: Handler) -> Answer:
    """As if the choice of that name were tapped: of the open prompt, else of the newest result, else my notices."""
    shown = labelled(turn.text, [one for one in turn.standing.choices if one[0].startswith(f"{name}:")])
    id_ = shown or await _offered(turn, name)
    if id_ is None:
        return await listing.home(turn)
    incoming = replace(turn.incoming, picked=Picked(id_, turn.standing.prompt))
    return await handler(replace(turn, incoming=incoming))


async def _offered(turn: Turn, name: str) -> str | None:
    """The id by which the newest result of this person's notices offers that; None where none does."""
    mine = await notices.of_author(turn.store, turn.person.id)
    told = [one for one in mine if one.state in results.ENDED and one.ended_at is not None]
    for one in sorted(told, key=lambda each: (each.ended_at or each.due, each.id), reverse=True):
        counted = await notices.tally(turn.store, one.id)
        people = results.missed(counted) if name == "nresend" else results.recipients(counted)
        if people:
            return f"{name}:{one.id}"
    return None


WORDS: Mapping[str, Handler] = {"danh sach nguoi nhan": recipients, "gui lai nguoi chua nhan": resend}
"""The labels of results, folded."""
