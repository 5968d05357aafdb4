"""Choosing whom a notice is for: buttons on the card and its pages, and names of places typed."""

from __future__ import annotations

from dataclasses import replace

from handlers.messages import Answer
from handlers.trainer.notices import audience_pages, cards
from handlers.trainer.notices.changes import also, changed
from handlers.trainer.notices.draft import COMMUNES, PROVINCE, Draft, held, page
from handlers.turn import Turn
from storage.audience import Audience


async def chosen(turn: Turn) -> Answer:
    """A button of the card or of a page; what is typed finds a place where one is asked, and else shows the card."""
    draft = held(turn)
    if turn.picked is None:
        return await _typed(turn, draft)
    if (moved := await cards.go(turn, draft)) is not None:
        return moved
    match turn.arguments:
        case []:
            return await cards.audience(turn, draft)
        case ["clear"]:
            return await cards.audience(turn, replace(draft, audience=Audience(course=turn.course.id)))
        case [name, *arguments] if name in audience_pages.PAGES:
            return audience_pages.PAGES[name](turn, draft, arguments)
        case ["l", _] as arguments:
            return audience_pages.lesson(turn, draft, arguments[1:])
        case ["q", _] as arguments:
            return audience_pages.quiz(turn, draft, arguments[1:])
    return await _changed(turn, draft)


async def _changed(turn: Turn, draft: Draft) -> Answer:
    """What is ticked several at a time stays on its page, the rest goes back to the card."""
    kind, *arguments = turn.arguments
    if len(turn.named) > 1:
        audience = also(draft.audience, kind, [named[1] for named in turn.named])
    else:
        audience = changed(draft.audience, kind, arguments)
    draft = replace(draft, audience=audience)
    stays = {"g": audience_pages.groups, "c": audience_pages.communes}
    return stays[kind](turn, draft) if kind in stays else await cards.audience(turn, draft)


async def _typed(turn: Turn, draft: Draft) -> Answer:
    assert turn.step is not None
    if turn.text and turn.step.name == PROVINCE:
        return audience_pages.provinces_found(turn, draft)
    if turn.text and turn.step.name == COMMUNES:
        return audience_pages.communes_found(turn, draft)
    if turn.text and (open_ := page(turn)):
        return audience_pages.again(turn, draft, open_)
    return await cards.audience(turn, draft, hint=True)
