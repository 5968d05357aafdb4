"""Attempts at quizzes and their answers. Starting, grading and ending are conditional writes: each happens once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import quiz_answers, quiz_attempts

Plan = tuple[tuple[str, tuple[str, ...]], ...]
"""The order of an attempt, fixed at its start: (question, its options) by their ids."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a quiz. `number` counts from 1 for each person and quiz; `answered` is how many answers it has.

    `score` (right answers) and `passed` are known once it has ended.
    """

    id: int
    quiz: str
    number: int
    plan: Plan
    started_at: datetime
    answered: int = 0
    ended_at: datetime | None = None
    score: int | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The answer given to a question: the ids of the options picked, and whether they were the right ones."""

    picked: frozenset[str]
    right: bool


_ANSWERED = (
    select(func.count())
    .where(quiz_answers.c.attempt_id == quiz_attempts.c.id)
    .correlate(quiz_attempts)
    .scalar_subquery()
    .label("answered")
)
_MINE = select(quiz_attempts, _ANSWERED).where(
    quiz_attempts.c.person_id == bindparam("person"), quiz_attempts.c.course == bindparam("course")
)
_ALL = Prepared(_MINE.order_by(quiz_attempts.c.id))
_OF_QUIZ = Prepared(_MINE.where(quiz_attempts.c.quiz == bindparam("quiz")).order_by(quiz_attempts.c.id))
_ONE = Prepared(_MINE.where(quiz_attempts.c.id == bindparam("attempt")))
_ANSWERS = Prepared(
    select(quiz_answers.c.question, quiz_answers.c.picked, quiz_answers.c.right).where(
        quiz_answers.c.attempt_id == bindparam("attempt")
    )
)
_GRADE = Prepared(insert(quiz_answers).on_conflict_do_nothing(), *(column.name for column in quiz_answers.c))


async def attempts(store: Store, person: int, course: str, quiz: str | None = None) -> list[Attempt]:
    """Every attempt of the person in that course (at that quiz), in the order of starting."""
    if quiz is None:
        rows = await store.all(_ALL, person=person, course=course)
    else:
        rows = await store.all(_OF_QUIZ, person=person, course=course, quiz=quiz)
    return [_attempt(row) for row in rows]


async def attempt(store: Store, person: int, course: str, id: int) -> Attempt | None:
    """That attempt, if it is this person's in this course."""
    row = await store.first(_ONE, person=person, course=course, attempt=id)
    return None if row is None else _attempt(row)


async def start(store: Store, person: int, course: str, quiz: str, *, number: int, plan: Plan, now: datetime) -> bool:
    """Start the attempt of that number unless it was started before. True where this call did."""
    row = store.insert(quiz_attempts).values(
        person_id=person,
        course=course,
        quiz=quiz,
        number=number,
        plan=[[question, list(options)] for question, options in plan],
        started_at=now,
    )
    return (await store.run(row.on_conflict_do_nothing())).rowcount == 1


async def answers(store: Store, attempt: int) -> dict[str, Given]:
    """What was answered in the attempt, by the question's id."""
    rows = await store.all(_ANSWERS, attempt=attempt)
    return {row.question: Given(frozenset(row.picked), row.right) for row in rows}


async def grade(
    store: Store, attempt: int, question: str, picked: Collection[str], *, right: Collection[str], now: datetime
) -> bool:
    """Record the answer unless the question has one. True where this call recorded it."""
    graded = await store.change(
        _GRADE,
        attempt_id=attempt,
        question=question,
        picked=sorted(picked),
        right=frozenset(picked) == frozenset(right),
        answered_at=now,
    )
    return graded == 1


async def finish(store: Store, attempt: int, *, score: int, passed: bool, now: datetime) -> bool:
    """End the attempt with that many right answers, unless it has ended. True where this call ended it."""
    result = await store.run(
        update(quiz_attempts)
        .where(quiz_attempts.c.id == attempt, quiz_attempts.c.ended_at.is_(None))
        .values(ended_at=now, score=score, passed=passed)
    )
    return result.rowcount == 1


def _attempt(row: Row[tuple[object, ...]]) -> Attempt:
    return Attempt(
        id=row.id,
        quiz=row.quiz,
        number=row.number,
        plan=tuple((question, tuple(options)) for question, options in row.plan),
        started_at=row.started_at,
        answered=row.answered,
        ended_at=row.ended_at,
        score=row.score,
        passed=row.passed,
    )
