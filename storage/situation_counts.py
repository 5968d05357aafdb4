"""What was decided in the situations, by how many, by target group: each person's first time through counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from storage.engine import Store
from storage.report_scope import Scope, counted, learners_with
from storage.tables import memberships, situation_choices, situation_plays

FIRST = 1
"""Who plays again knows how it went: later times would blur what people do by themselves."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many people of a target group chose this at that node."""

    node: str
    choice: str
    group: str | None
    people: int


async def players(store: Store, scope: Scope) -> dict[str, int]:
    """How many people have begun each situation, by its id."""
    plays = situation_plays.c
    rows = await store.all(
        select(plays.situation, func.count().label("people"))
        .select_from(learners_with(scope, situation_plays))
        .where(*counted(scope), plays.course == scope.course, plays.number == FIRST)
        .group_by(plays.situation)
    )
    return {row.situation: int(row.people) for row in rows}


async def chosen(store: Store, scope: Scope, situation: str) -> list[Chosen]:
    """What was chosen in the situation, in no order."""
    plays, choices = situation_plays.c, situation_choices.c
    by = (choices.node, choices.choice, memberships.c.group_id)
    rows = await store.all(
        select(*by, func.count().label("people"))
        .select_from(learners_with(scope, situation_plays).join(situation_choices))
        .where(*counted(scope), plays.course == scope.course, plays.situation == situation, plays.number == FIRST)
        .group_by(*by)
    )
    return [Chosen(row.node, row.choice, row.group_id, int(row.people)) for row in rows]
