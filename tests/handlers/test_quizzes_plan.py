"""An attempt as arithmetic: nothing is lost in the shuffle, and a typed answer means what it says or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.learner.quizzes_plan import Record, Sitting, asked, drawn, typed
from storage.quizzes import Attempt, Given
from storage.types import VIETNAM
from tests.clock import HandClock
from tests.handlers.small_course import QUIZ, ROLES, UNBOUND

NOW = HandClock().now().astimezone(VIETNAM)


@given(st.text())
def test_a_seed_settles_an_order_that_has_everything_once(seed: str) -> None:
    plan = drawn(QUIZ, seed)
    assert plan == drawn(QUIZ, seed)
    assert sorted(id for id, _ in plan) == ["ngay", "ten", "vai"]
    assert [sorted(each.ids) for each in asked(QUIZ, plan)] == [sorted(options) for _, options in plan]


def test_the_orders_of_many_attempts_differ() -> None:
    assert len({drawn(QUIZ, str(seed)) for seed in range(100)}) > 50


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("a", "A"),
        ("1 3", "AC"),
        ("A,C", "AC"),
        ("a, c và d", "ACD"),
        ("Đáp án: b", None),
        ("đáp án b", "B"),
        ("a a", "A"),
        ("ac", None),
        ("13", None),
        ("5", None),
        ("0", None),
        ("a e", None),
        ("²", None),
        ("và", None),
        ("", None),
    ],
)
def test_typed_marks(text: str, picked: str | None) -> None:
    assert typed(text, ROLES.options) == (None if picked is None else frozenset(picked))


@given(st.text())
def test_any_text_picks_options_or_nothing(text: str) -> None:
    picked = typed(text, ROLES.options)
    assert picked is None or frozenset() < picked <= frozenset("ABCD")


def sitting(*right: bool) -> Sitting:
    attempt = Attempt(1, "cd1", 1, drawn(QUIZ, ""), NOW)
    ids = [question.id for question in QUIZ.questions]
    answers = {id: Given(frozenset("A"), each) for id, each in zip(ids, right, strict=False)}
    return Sitting(attempt, QUIZ, asked(QUIZ, attempt.plan), answers)


@pytest.mark.parametrize(
    ("right", "score", "passed", "perfect"),
    [((), 0, False, False), ((True, False, False), 1, False, False), ((True, True, False), 2, True, False),
     ((True, True, True), 3, True, True)],
)  # fmt: skip
def test_the_score_against_the_mark(right: tuple[bool, ...], score: int, passed: bool, perfect: bool) -> None:
    found = sitting(*right)
    assert (found.score, found.passed, found.perfect) == (score, passed, perfect)


def ended(number: int, score: int, *, passed: bool) -> Attempt:
    return Attempt(number, "cd1", number, (), NOW, 3, NOW, score, passed)


def test_a_record_knows_the_best_attempt_and_what_is_left() -> None:
    best = ended(1, 2, passed=True)
    record = Record(QUIZ, (best, ended(2, 1, passed=False)))
    assert (record.best, record.left, record.next_number, record.passed, record.open) == (best, 0, 3, True, None)
    assert (Record(QUIZ, ()).best, Record(QUIZ, ()).left, Record(UNBOUND, ()).left) == (None, 2, None)
