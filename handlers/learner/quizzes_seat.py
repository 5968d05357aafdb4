"""Finds a person's attempts and the question that a tap or a typed answer is for."""

from __future__ import annotations

import re

from content.models import Quiz
from handlers.learner.quizzes_plan import Asked, Record, Sitting, asked, records
from handlers.turn import Turn
from storage import quizzes
from storage.quizzes import Attempt

STEP = "quiz-question"
"""The step that waits for an answer. Its data: attempt, place, picked."""

_NUMBER = re.compile(r"[0-9]{1,9}")


def quiz_of(turn: Turn, id: str) -> Quiz | None:
    """The quiz of this id, or None where the course has it no more, or it is another group's."""
    return next((quiz for quiz in turn.course.quizzes_for(turn.person.group) if quiz.id == id), None)


async def all_records(turn: Turn) -> list[Record]:
    """The person's record of each quiz."""
    attempts = await quizzes.attempts(turn.store, turn.person.id, turn.course.id)
    return records(turn.course.quizzes_for(turn.person.group), attempts)


async def record_of(turn: Turn, quiz: Quiz) -> Record:
    """The person's record of this quiz."""
    return Record(quiz, tuple(await quizzes.attempts(turn.store, turn.person.id, turn.course.id, quiz.id)))


async def sitting_of(turn: Turn, attempt: Attempt, quiz: Quiz) -> Sitting:
    """The attempt as it stands now."""
    given = await quizzes.answers(turn.store, attempt.id)
    return Sitting(attempt, quiz, asked(quiz, attempt.plan), given)


async def open_sitting(turn: Turn, attempt: int) -> Sitting | None:
    """The person's own attempt of this id, or None where it has ended or its quiz is gone."""
    found = await quizzes.attempt(turn.store, turn.person.id, turn.course.id, attempt)
    quiz = None if found is None else quiz_of(turn, found.quiz)
    if found is None or quiz is None or found.ended_at is not None:
        return None
    return await sitting_of(turn, found, quiz)


async def waiting_sitting(turn: Turn) -> tuple[Sitting, Asked] | None:
    """The question that the step waits for, or None where it is gone or has its answer."""
    assert turn.step is not None
    sitting = await open_sitting(turn, turn.step.data["attempt"])
    question = None if sitting is None else sitting.unanswered(turn.step.data["place"])
    return None if sitting is None or question is None else (sitting, question)


def aim(turn: Turn) -> tuple[int, int] | None:
    """The attempt and the place that the picked choice is for, or None where it names none."""
    numbers = [int(argument) for argument in turn.arguments[:2] if _NUMBER.fullmatch(argument)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def picked_so_far(turn: Turn, sitting: Sitting, question: Asked) -> frozenset[str] | None:
    """The options picked of this question, or None where it is not the one that is waited for."""
    step = turn.step
    if step is None or step.name != STEP:
        return None
    here = (step.data["attempt"], step.data["place"]) == (sitting.attempt.id, question.place)
    return frozenset(step.data["picked"]) & question.ids if here else None
