"""Choosing: topics, the way of writing, levels; and the pages that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.courtesy import plainly
from handlers.learner.reflection import handing_in, screens, writing
from handlers.learner.reflection.card import ABOUT, card
from handlers.learner.reflection.drafting import drafted, fresh
from handlers.learner.reflection.writing import took
from handlers.messages import Answer
from handlers.prompts import labelled
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
    note = _changed(turn, draft.topics, chosen) if turn.typed and draft.topics else ""
    return _onward(turn, now, note) if turn.typed and chosen else screens.topics(turn, now, note)


def _changed(turn: Turn, before: Sequence[str], after: Sequence[str]) -> str:
    """Which topics were added and which dropped, in words: what was typed may have been meant for something else."""
    changes = (("dropped", set(before) - set(after)), ("added", set(after) - set(before)))
    told = [(key, screens.topic_numbers(turn, topics)) for key, topics in changes if topics]
    return " ".join(turn.say(f"reflection.topics.{key}", topics=numbers) for key, numbers in told)


def _onward(turn: Turn, draft: Reflection, note: str = "") -> Answer:
    """On from topics that were typed."""
    return screens.outline(turn, draft, note) if draft.pieces else screens.way(turn, draft, note, more=True)


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
    if turn.step.data["page"] != ABOUT:
        return await _typed(turn)
    hand_in = [("essay_preview", turn.phrases.get("reflection.preview.hand_in"))]
    if not turn.incoming.attachments and labelled(plainly(turn.text), hand_in):
        return await handing_in.preview(turn)  # what is sent was seen before
    return await card(turn, turn.say("reflection.choosing.unclear"))


async def unread(turn: Turn) -> Answer:
    """What can't be read: as in a part; before there is a draft, the first page again."""
    assert turn.step is not None
    first = turn.step.data["page"] == ABOUT
    return await card(turn, turn.say("reflection.choosing.unclear")) if first else await writing.unread(turn)


@drafted
async def _typed(turn: Turn, draft: Reflection) -> Answer:
    assert turn.step is not None
    if turn.step.data["page"] == "way" and turn.incoming.attachments:
        return await took(turn, draft, ESSAY)
    return screens.again(turn, draft, turn.say("reflection.choosing.unclear"))
