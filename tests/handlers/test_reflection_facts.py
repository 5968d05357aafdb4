"""How the time that is left is said, and the receipt's number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content import values
from content.models import Course
from handlers.learner.reflection import accepting
from handlers.learner.reflection.facts import left, receipt_number


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=8, hours=22), ("days", 8)),
        (timedelta(days=2), ("days", 2)),
        (timedelta(days=2, seconds=-1), ("hours", 47)),
        (timedelta(hours=2), ("hours", 2)),
        (timedelta(hours=2, seconds=-1), ("minutes", 119)),
        (timedelta(seconds=1), ("minutes", 1)),
        (timedelta(0), ("minutes", 1)),
        (timedelta(microseconds=-1), ("over", 0)),
    ],
)
def test_the_time_left_is_said_in_the_unit_that_a_person_would_use(span: timedelta, said: tuple[str, int]) -> None:
    assert left(span) == said


@pytest.mark.parametrize(
    ("number", "receipt"), [("664-KH/HVCTQG", "TH-664-000123"), ("KH/HVCTQG", "TH-lop-664-000123")]
)
def test_the_receipt_is_numbered_by_the_plan_and_the_row(course: Course, number: str, receipt: str) -> None:
    assert receipt_number(course.model_copy(update={"number": number}), 123) == receipt


def test_the_checker_and_the_reflection_know_the_same_endings() -> None:
    taken = {ending for endings in accepting.ENDINGS.values() for ending in endings}
    spoken = {ending for endings in accepting.FAMILIES.values() for ending in endings}
    assert taken == spoken == set(values.ENDINGS)
