"""The invariants can fail: each fault planted here is found by the machine itself, by acts that nobody wrote for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import ALL
from handlers.learner.menu import late, lost
from handlers.learner.quizzes_plan import Sitting
from handlers.messages import Answer, Choice, Reply
from handlers.router import Router
from handlers.turn import Turn
from storage import quizzes
from storage.conversations import Standing
from storage.engine import Store
from storage.report_scope import Scope
from storage.tables import people, quiz_answers, quiz_attempts
from tests.adversity.machine import Machine, machine

ENOUGH = 150
"""Examples within which each fault is found."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A program with one fault: a router that has it, or something of the program put in another's place."""

    router: type[Router] = Router
    plant: Callable[[pytest.MonkeyPatch], None] = lambda _: None
    says: str = ""


class Gossip(Router):
    """Tells of somebody else, once the class is in the middle of something."""

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        answer = await super().answer(turn, standing)
        if turn.step is None or turn.step.name != "essay_part":
            return answer
        other = await turn.store.value(select(people.c.full_name).where(people.c.id != turn.person.id))
        return replace(answer, replies=(*answer.replies, Reply(f"Đồng chí {other} đã nộp rồi.")))


class Stuck(Router):
    """Doesn't let anybody out of a quiz."""

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        answer = await super().answer(turn, standing)
        stuck = turn.step is not None and turn.step.name == "quiz-question" and turn.incoming.command == "menu"
        return replace(answer, step=turn.step) if stuck else answer


class Raises(Router):
    """Doesn't know what to do about an edited message in the middle of anything."""

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        if turn.incoming.other == "edited" and turn.step is not None:
            raise KeyError("unforeseen")
        return await super().answer(turn, standing)


class Silent(Router):
    """Keeps silent about a tap that came too late."""

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        picked = turn.incoming.picked
        if picked is not None and 0 < picked.prompt < standing.prompt:
            return Answer((), turn.step)
        return await super().answer(turn, standing)


class Wordy(Router):
    """Puts more into a button than Telegram takes."""

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        answer = await super().answer(turn, standing)
        if answer.step is None or answer.step.name != "move_confirm":
            return answer
        return replace(answer, replies=(Reply("Chắc chưa?", ((Choice("!move:" + "x" * 60, "Chắc"),),)),))


def _grades_again(planted: pytest.MonkeyPatch) -> None:
    """A tap on an answered question is graded as if it were the first."""

    async def grade(
        store: Store, attempt: int, question: str, picked: frozenset[str], *, right: frozenset[str], now: object
    ) -> bool:
        values = {"picked": sorted(picked), "right": picked == right, "answered_at": now}
        row = store.insert(quiz_answers).values(attempt_id=attempt, question=question, **values)
        await store.run(row.on_conflict_do_update(index_elements=["attempt_id", "question"], set_=values))
        return True

    planted.setattr(quizzes, "grade", grade)
    planted.setattr(Sitting, "unanswered", Sitting.at)


def _counts_wrongly(planted: pytest.MonkeyPatch) -> None:
    """The score of an attempt is one too high."""

    async def finish(store: Store, attempt: int, *, score: int, passed: bool, now: object) -> None:
        row = quiz_attempts.update().where(quiz_attempts.c.id == attempt)
        await store.run(row.values(score=score + 1, passed=passed, ended_at=now))

    planted.setattr(quizzes, "finish", finish)


def _knows_no_area(planted: pytest.MonkeyPatch) -> None:
    """An export is of whatever was asked for."""

    def anywhere(_person: object, scope: Scope) -> Scope:
        return scope

    planted.setattr("handlers.coordinator.export.within", anywhere)


def _never_splits(planted: pytest.MonkeyPatch) -> None:
    """A long text goes out whole."""
    planted.setattr("bot.delivery.packing.split", lambda text, _limit: [text])


FAULTS = {
    "an answered question is graded again": Fault(plant=_grades_again, says="graded again"),
    "a score is wrong": Fault(plant=_counts_wrongly, says="has the score"),
    "another's name is told": Fault(Gossip, says="was shown what"),
    "an export of everywhere": Fault(plant=_knows_no_area, says="another area"),
    "the menu doesn't open": Fault(Stuck, says="is stuck at quiz-question"),
    "an exception": Fault(Raises, says="unforeseen"),
    "no answer": Fault(Silent, says="no answer to"),
    "too long a button": Fault(Wordy, says="Telegram would refuse"),
    "too long a text": Fault(plant=_never_splits, says="units of text"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_machine_finds(
    name: str, empty_database: Path, course: Course, phrases: Phrases, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = FAULTS[name]
    fault.plant(monkeypatch)
    school = Class(course, phrases, fault.router(ALL, lost=lost, late=late))
    with machine(empty_database, school) as running, pytest.raises((AssertionError, KeyError), match=fault.says):
        _lives(running)


def _lives(running: Machine) -> None:
    running.begins()
    running.runs(ENOUGH, shrinks=False)
