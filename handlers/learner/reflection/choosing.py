"""Choosing: topics, the way of writing, levels; and the pages that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from content.places import fold
from handlers.learner.reflection import screens
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


@drafted
async def topics(turn: Turn, draft: Reflection) -> Answer:
    """The page of topics."""
    return screens.topics(turn, draft)


@drafted
async def topic(turn: Turn, draft: Reflection) -> Answer:
    """Tick or untick one topic."""
    chosen = _ticked(turn, [each.id for each in turn.course.topics], draft.topics)
    await drafts.choose_topics(turn.store, draft.id, chosen)
    now = await fresh(turn, draft)
    return screens.way(turn, now) if turn.sparing and chosen and not now.pieces else screens.topics(turn, now)


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
    """Tick or untick one level."""
    chosen = _ticked(turn, [each.id for each in turn.course.reflection.levels], draft.levels)
    await drafts.choose_levels(turn.store, draft.id, chosen)
    now = await fresh(turn, draft)
    return screens.preview(turn, now) if turn.sparing and chosen else screens.levels(turn, now)


def _ticked(turn: Turn, known: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """What is chosen after the tap, in the course's order. The tap says what it makes of it, so twice is as once."""
    name, _, on = ":".join(turn.arguments).partition(":")
    after = {*chosen, name} if on == "1" else {*chosen} - {name}
    return [id_ for id_ in known if id_ in after]


@drafted
async def outline(turn: Turn, draft: Reflection) -> Answer:
    """The draft's outline."""
    return screens.outline(turn, draft)


@drafted
async def typed(turn: Turn, draft: Reflection) -> Answer:
    """Something typed where a button is wanted: the page again. Files that come instead of a way are the essay."""
    assert turn.step is not None
    page = str(turn.step.data["page"])
    if page == "way" and turn.incoming.attachments:
        return await took(turn, draft, ESSAY)
    if page in {"topics", "levels"} and (places := _numbers(turn.text)):
        return await _several(turn, draft, page, places)
    return screens.PAGES[page](turn, draft, turn.say("reflection.choosing.use_buttons"))


def _numbers(text: str) -> list[int]:
    """The numbers of a text that has nothing but numbers, such as `1, 3`."""
    parts = re.split(r"[\s,;.&+]+|va", fold(text).strip(" .,"))
    return [int(part) for part in parts if part] if all(re.fullmatch(r"\d{1,2}|", part) for part in parts) else []


async def _several(turn: Turn, draft: Reflection, page: str, places: Sequence[int]) -> Answer:
    """Several were named at once: those are chosen, and it goes on. A number that is not there changes nothing."""
    topics, levels = turn.course.topics, turn.course.reflection.levels
    offered = [one.id for one in topics] if page == "topics" else [one.id for one in levels]
    if not all(1 <= place <= len(offered) for place in places):
        return screens.PAGES[page](turn, draft, turn.say("reflection.choosing.use_buttons"))
    chosen = [id_ for number, id_ in enumerate(offered, 1) if number in places]
    choose = drafts.choose_topics if page == "topics" else drafts.choose_levels
    await choose(turn.store, draft.id, chosen)
    now = await fresh(turn, draft)
    if page == "levels":
        return screens.preview(turn, now)
    return screens.outline(turn, now) if now.pieces else screens.way(turn, now)
