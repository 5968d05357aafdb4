"""Choosing: topics, the way of writing, levels; and the pages that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.learner.reflection import screens, writing
from handlers.learner.reflection.card import ABOUT, card
from handlers.learner.reflection.drafting import drafted, fresh
from handlers.learner.reflection.writing import took
from handlers.messages import Answer
from handlers.turn import Turn
from storage import drafts
from storage.reflections import ESSAY, Reflection


async def start(turn: Turn) -> Answer:
    """Begin a draft, or go on with the open one."""
    draft = await drafts.begin(turn.store, turn.person.id, turn.course.id, now=turn.now)
    return screens.outline(turn, draft) if draft.pieces else screens.topics(turn, draft)


async def about(turn: Turn) -> Answer:
    """Begin a draft on the topics that were named on the first page."""
    chosen = _chosen(turn, [each.id for each in turn.course.topics], ())
    if not chosen:
        return await card(turn)
    draft = await drafts.begin(turn.store, turn.person.id, turn.course.id, now=turn.now)
    await drafts.choose_topics(turn.store, draft.id, chosen)
    return _onward(turn, await fresh(turn, draft))


@drafted
async def topics(turn: Turn, draft: Reflection) -> Answer:
    """The page of topics."""
    return screens.topics(turn, draft)


@drafted
async def topic(turn: Turn, draft: Reflection) -> Answer:
    """Tick or untick a topic, or choose those that were named. What was typed goes on, and more can be picked there."""
    chosen = _chosen(turn, [each.id for each in turn.course.topics], draft.topics)
    await drafts.choose_topics(turn.store, draft.id, chosen)
    now = await fresh(turn, draft)
    return _onward(turn, now) if turn.typed and chosen else screens.topics(turn, now)


def _onward(turn: Turn, draft: Reflection) -> Answer:
    """On from topics that were typed."""
    return screens.outline(turn, draft) if draft.pieces else screens.way(turn, draft, more=True)


@drafted
async def way(turn: Turn, draft: Reflection) -> Answer:
    """On from the topics: to the way of writing, or to the outline where there is something written."""
    if not draft.topics:
        return screens.topics(turn, draft, turn.say("reflection.topics.none_yet"))
    return screens.outline(turn, draft) if draft.pieces else screens.way(turn, draft)


@drafted
async def levels(turn: Turn, draft: Reflection) -> Answer:
    """The page of levels."""
    return screens.levels(turn, draft)


@drafted
async def level(turn: Turn, draft: Reflection) -> Answer:
    """Tick or untick a level, or choose those that were named. What was typed goes on, and more can be picked there."""
    chosen = _chosen(turn, [each.id for each in turn.course.reflection.levels], draft.levels)
    await drafts.choose_levels(turn.store, draft.id, chosen)
    now = await fresh(turn, draft)
    return screens.preview(turn, now, more=True) if turn.typed and chosen else screens.levels(turn, now)


def _chosen(turn: Turn, known: Sequence[str], before: Iterable[str]) -> list[str]:
    """What is chosen now, in the course's order: those that were named together, or as the one that was picked says.

    That one says what it makes of itself, on or off, so twice is as once.
    """
    names = [arguments[0] for arguments in turn.named if arguments]
    if len(names) > 1:
        return [id_ for id_ in known if id_ in names]
    on = turn.arguments[1:] == ["1"]
    after = {*before, *names} if on else {*before} - {*names}
    return [id_ for id_ in known if id_ in after]


@drafted
async def outline(turn: Turn, draft: Reflection) -> Answer:
    """The draft's outline."""
    return screens.outline(turn, draft)


async def typed(turn: Turn) -> Answer:
    """Something typed that picks nothing: the page again. Files that come instead of a way are the essay."""
    assert turn.step is not None
    if turn.step.data["page"] == ABOUT:
        return await card(turn, turn.say("reflection.choosing.unclear"))
    return await _typed(turn)


async def unread(turn: Turn) -> Answer:
    """What can't be read: as in a part; before there is a draft, the first page again."""
    assert turn.step is not None
    first = turn.step.data["page"] == ABOUT
    return await card(turn, turn.say("reflection.choosing.unclear")) if first else await writing.unread(turn)


@drafted
async def _typed(turn: Turn, draft: Reflection) -> Answer:
    assert turn.step is not None
    page = str(turn.step.data["page"])
    if page == "way" and turn.incoming.attachments:
        return await took(turn, draft, ESSAY)
    return screens.PAGES[page](turn, draft, turn.say("reflection.choosing.unclear"))
