"""Attempts on a real database: each start, answer and end is recorded by one call and no other."""

from __future__ import annotations

from storage import people, quizzes
from storage.engine import Database
from storage.quizzes import Attempt, Given
from tests.clock import HandClock

PLAN = (("q2", ("B", "A")), ("q1", ("A", "C", "B")))


async def test_an_attempt_from_start_to_end(db: Database, clock: HandClock) -> None:
    now = clock.now()
    async with db.write() as store:
        person = (await people.meet(store, channel="telegram", account="t", chat="1", now=now)).id
        assert await quizzes.start(store, person, "lop", "cd1", number=1, plan=PLAN, now=now) is True
        assert await quizzes.start(store, person, "lop", "cd1", number=1, plan=(), now=now) is False
        [attempt] = await quizzes.attempts(store, person, "lop")
        assert attempt == Attempt(attempt.id, "cd1", 1, PLAN, now)

        assert await quizzes.grade(store, attempt.id, "q1", "CA", right="AC", now=now) is True
        assert await quizzes.grade(store, attempt.id, "q1", "B", right="AC", now=now) is False
        assert await quizzes.grade(store, attempt.id, "q2", "A", right="AB", now=now) is True
        assert await quizzes.answers(store, attempt.id) == {
            "q1": Given(frozenset("AC"), right=True),
            "q2": Given(frozenset("A"), right=False),
        }

        assert await quizzes.finish(store, attempt.id, score=1, passed=True, now=now) is True
        assert await quizzes.finish(store, attempt.id, score=0, passed=False, now=now) is False
        assert await quizzes.attempt(store, person, "lop", attempt.id) == Attempt(
            attempt.id, "cd1", 1, PLAN, now, 2, now, 1, True
        )
        assert await quizzes.attempt(store, person + 1, "lop", attempt.id) is None
        assert await quizzes.attempts(store, person, "lop", "cd2") == []
