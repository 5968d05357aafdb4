"""Two people become one: their attempts at quizzes and their plays of situations, numbered on as they were begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, case, delete, func, select, update

from storage.engine import Store
from storage.tables import quiz_answers, quiz_attempts, situation_choices, situation_plays

Ended = dict[str, Any]
_RIGHT = func.sum(case((quiz_answers.c.right.is_(True), 1), else_=0))


async def attempts(store: Store, kept: int, gone: int, now: datetime) -> int:
    """Every attempt. Of two that are open the one with more answers stays so; the other ends with what it has."""
    found = await _of_both(store, quiz_attempts, quiz_answers.c.attempt_id, _RIGHT, kept, gone)
    for tries in _shared(found, "quiz", gone):
        for row in _put_aside(tries, kept):
            await _end(store, quiz_attempts, row, {"ended_at": now, "score": int(row.right), "passed": False})
        await _number(store, quiz_attempts, tries, kept)
    return sum(row.person_id == gone for row in found)


async def plays(store: Store, kept: int, gone: int, now: datetime) -> int:
    """Every play. Of two that are open the one with more decisions stays so; the other ends without an ending."""
    nothing = func.count(situation_choices.c.play_id)
    found = await _of_both(store, situation_plays, situation_choices.c.play_id, nothing, kept, gone)
    for tries in _shared(found, "situation", gone):
        for row in _put_aside(tries, kept):
            await _end(store, situation_plays, row, {"ended_at": now})
        await _number(store, situation_plays, tries, kept)
    return sum(row.person_id == gone for row in found)


async def _of_both(
    store: Store, table: Table, part_of: ColumnElement[int], right: ColumnElement[Any], kept: int, gone: int
) -> Sequence[Row[Any]]:
    """Rows of either, as they were begun, each with how many `parts` it has and its `right` ones."""
    counted = (func.count(part_of).label("parts"), func.coalesce(right, 0).label("right"))
    return await store.all(
        select(table, *counted)
        .outerjoin_from(table, part_of.table, part_of == table.c.id)
        .where(table.c.person_id.in_([kept, gone]))
        .group_by(table.c.id)
        .order_by(table.c.id)
    )


def _shared(found: Sequence[Row[Any]], subject: str, gone: int) -> list[list[Row[Any]]]:
    """The rows of each course's quiz or situation that `gone` has tried too."""
    groups: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in found:
        groups[row.course, getattr(row, subject)].append(row)
    return [rows for rows in groups.values() if any(row.person_id == gone for row in rows)]


def _put_aside(tries: Sequence[Row[Any]], kept: int) -> list[Row[Any]]:
    """The open ones but that which came furthest; of equal ones that of `kept` stays."""
    begun = [row for row in tries if row.ended_at is None]
    return sorted(begun, key=lambda row: (-row.parts, row.person_id != kept, row.id))[1:]


async def _end(store: Store, table: Table, row: Row[Any], values: Mapping[str, Any]) -> None:
    """End it; one in which nothing was done goes: it would cost the learner a try."""
    own = table.c.id == row.id
    await store.run(update(table).where(own).values(**values) if row.parts else delete(table).where(own))


async def _number(store: Store, table: Table, tries: Sequence[Row[Any]], kept: int) -> None:
    """Number them from 1 as they were begun. By way of numbers that nobody has: each is the person's only one."""
    ids = [row.id for row in tries]
    await store.run(update(table).where(table.c.id.in_(ids)).values(person_id=kept, number=-table.c.id))
    left = await store.all(select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id))
    for number, row in enumerate(left, start=1):
        await store.run(update(table).where(table.c.id == row.id).values(number=number))
