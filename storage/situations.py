"""Plays of situations and what was decided in them. Starting, deciding and ending are conditional writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage.engine import Store
from storage.tables import situation_choices, situation_plays


@dataclass(frozen=True, slots=True)
class Play:
    """One time through a situation. `number` counts from 1 for each person and situation.

    `ending` is known once it has ended; None then: the story was changed and could not go on.
    """

    id: int
    situation: str
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    ending: str | None = None
    decided: int = 0


async def plays(store: Store, person: int, course: str, situation: str | None = None) -> list[Play]:
    """Every play of the person in that course (of that situation), in the order of starting."""
    columns = situation_plays.c
    decided = (
        select(func.count())
        .where(situation_choices.c.play_id == columns.id)
        .correlate(situation_plays)
        .scalar_subquery()
        .label("decided")
    )
    mine = select(situation_plays, decided).where(columns.person_id == person, columns.course == course)
    if situation is not None:
        mine = mine.where(columns.situation == situation)
    return [_play(row) for row in await store.all(mine.order_by(columns.id))]


async def start(store: Store, person: int, course: str, situation: str, *, number: int, now: datetime) -> bool:
    """Start the play of that number unless it was started before. True where this call did."""
    row = store.insert(situation_plays).values(
        person_id=person, course=course, situation=situation, number=number, started_at=now
    )
    return (await store.run(row.on_conflict_do_nothing())).rowcount == 1


async def decisions(store: Store, play: int) -> list[tuple[str, str]]:
    """What was decided in the play: (node, choice), in the order of deciding."""
    columns = situation_choices.c
    rows = await store.all(select(columns.node, columns.choice).where(columns.play_id == play).order_by(columns.place))
    return [(row.node, row.choice) for row in rows]


async def decide(store: Store, play: int, place: int, node: str, choice: str, *, now: datetime) -> bool:
    """Record the decision of that place unless there is one. True where this call recorded it."""
    row = store.insert(situation_choices).values(play_id=play, place=place, node=node, choice=choice, chosen_at=now)
    return (await store.run(row.on_conflict_do_nothing())).rowcount == 1


async def finish(store: Store, play: int, ending: str | None, *, now: datetime) -> bool:
    """End the play with that ending, unless it has ended. True where this call ended it."""
    result = await store.run(
        update(situation_plays)
        .where(situation_plays.c.id == play, situation_plays.c.ended_at.is_(None))
        .values(ended_at=now, ending=ending)
    )
    return result.rowcount == 1


def by_situation(found: Sequence[Play], situation: str) -> list[Play]:
    """Those of one situation."""
    return [play for play in found if play.situation == situation]


def _play(row: Row[Any]) -> Play:
    return Play(row.id, row.situation, row.number, row.started_at, row.ended_at, row.ending, row.decided)
