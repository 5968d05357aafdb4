"""What reports count, by commune and target group: people, lessons read, quizzes passed, essays, answers."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, func, select

from storage.engine import Store
from storage.report_scope import Scope, counted, in_scope, is_handed_in, learners_with, named, was_read
from storage.tables import lesson_reads, memberships, people, quiz_answers, quiz_attempts, reflections


class Cell(NamedTuple):
    """What counts are kept by: a commune and a target group."""

    province: str | None
    commune: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one commune and target group. `reads`, `passes`: over all its people, each thing once a person."""

    cell: Cell
    registered: int
    reads: int
    passes: int
    handed_in: int
    late: int


@dataclass(frozen=True, slots=True)
class LessonReaders:
    """How many people of a target group opened and read a lesson."""

    lesson: str
    group: str | None
    opened: int
    read: int


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How often a question was answered in this way, over all attempts."""

    quiz: str
    question: str
    picked: tuple[str, ...]
    right: bool
    times: int


async def listed(store: Store, scope: Scope) -> tuple[int, int]:
    """How many learners lists of this scope hold, and how many essays."""
    ((learners,),) = await store.aside(select(func.count()).select_from(in_scope(scope)).where(*named(scope)))
    essays = (
        select(func.count()).select_from(learners_with(scope, reflections)).where(*named(scope), *is_handed_in(scope))
    )
    ((handed_in,),) = await store.aside(essays)
    return int(learners), int(handed_in)


async def tallies(store: Store, scope: Scope, *, lessons: Collection[str], quizzes: Collection[str]) -> list[Tally]:
    """The counts of each commune and group that has anybody, in no order. Only these lessons and quizzes count."""
    registered = await _by_cell(store, scope, func.count(), in_scope(scope))
    reads = await _by_cell(
        store,
        scope,
        func.count(),
        learners_with(scope, lesson_reads),
        *was_read(scope),
        lesson_reads.c.lesson.in_(lessons),
    )
    passed = (
        select(quiz_attempts.c.person_id.label("person"), quiz_attempts.c.quiz)
        .distinct()
        .where(quiz_attempts.c.course == scope.course, quiz_attempts.c.passed.is_(True))
        .where(quiz_attempts.c.quiz.in_(quizzes))
        .subquery()
    )
    passes = await _by_cell(store, scope, func.count(), in_scope(scope).join(passed, passed.c.person == people.c.id))
    essays = learners_with(scope, reflections)
    handed_in = await _by_cell(store, scope, func.count(), essays, *is_handed_in(scope))
    late = await _by_cell(store, scope, func.count(), essays, *is_handed_in(scope), reflections.c.late.is_(True))
    return [
        Tally(cell, number, reads.get(cell, 0), passes.get(cell, 0), handed_in.get(cell, 0), late.get(cell, 0))
        for cell, number in registered.items()
    ]


async def _by_cell(
    store: Store, scope: Scope, what: ColumnElement[int], source: FromClause, *conditions: ColumnElement[bool]
) -> dict[Cell, int]:
    cell = (people.c.province, people.c.commune, memberships.c.group_id)
    rows = await store.aside(
        select(*cell, what.label("number")).select_from(source).where(*counted(scope), *conditions).group_by(*cell)
    )
    return {Cell(row.province, row.commune, row.group_id): int(row.number) for row in rows}


async def readers(store: Store, scope: Scope) -> list[LessonReaders]:
    """Who opened and read which lesson, by target group."""
    read = func.sum(case((lesson_reads.c.read_at.is_not(None), 1), else_=0))
    rows = await store.all(
        select(lesson_reads.c.lesson, memberships.c.group_id, func.count().label("opened"), read.label("read"))
        .select_from(learners_with(scope, lesson_reads))
        .where(*counted(scope), lesson_reads.c.course == scope.course)
        .group_by(lesson_reads.c.lesson, memberships.c.group_id)
    )
    return [LessonReaders(row.lesson, row.group_id, int(row.opened), int(row.read)) for row in rows]


async def answers(store: Store, scope: Scope) -> list[AnswerCount]:
    """How each question was answered, ways of answering apart."""
    picked = cast(quiz_answers.c.picked, Text)  # PostgreSQL's json knows no equality
    way = (quiz_attempts.c.quiz, quiz_answers.c.question, picked, quiz_answers.c.right)
    rows = await store.all(
        select(*way[:2], picked.label("way"), quiz_answers.c.right, func.count().label("times"))
        .select_from(learners_with(scope, quiz_attempts).join(quiz_answers))
        .where(*counted(scope), quiz_attempts.c.course == scope.course)
        .group_by(*way)
    )
    return [
        AnswerCount(row.quiz, row.question, tuple(json.loads(row.way)), bool(row.right), int(row.times)) for row in rows
    ]
