"""An attempt as arithmetic: its shuffled order, which question is next, what was typed, the score. Pure."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content.models import Option, Question, Quiz
from content.places import fold
from storage.quizzes import Attempt, Given, Plan

_MARK = re.compile(r"\d{1,2}|[a-z]")
_BETWEEN = re.compile(r"[\s,;.+&/)]+")
_FILLER = frozenset({"va", "cau", "chon", "dap", "an", "so"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an attempt: its place in the plan, its number among `of` questions, its options in their order."""

    place: int
    number: int
    of: int
    question: Question
    options: tuple[Option, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters under which the options are shown: A, B, C, …"""
        return tuple(chr(ord("A") + place) for place in range(len(self.options)))

    @property
    def ids(self) -> frozenset[str]:
        """The options' own ids, whatever letters they are shown under."""
        return frozenset(option.id for option in self.options)

    def shown(self, picked: frozenset[str]) -> str:
        """These options by the letters under which they are shown: `A, C`."""
        pairs = zip(self.letters, self.options, strict=True)
        return ", ".join(letter for letter, option in pairs if option.id in picked)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with what is asked in it and what was answered."""

    attempt: Attempt
    quiz: Quiz
    asked: tuple[Asked, ...]
    given: Mapping[str, Given]

    @property
    def current(self) -> Asked | None:
        """The first question without an answer, or None."""
        return next((asked for asked in self.asked if asked.question.id not in self.given), None)

    @property
    def score(self) -> int:
        """How many answers are right."""
        return sum(given.right for given in self.given.values())

    @property
    def whole(self) -> int:
        """How many questions the attempt has: those that are asked, and those answered before they were dropped."""
        return len(self.given.keys() | {asked.question.id for asked in self.asked})

    @property
    def passed(self) -> bool:
        """Whether the score reaches the pass mark; where questions were dropped, all that are left will do."""
        return self.score >= min(self.quiz.pass_mark, max(self.whole, 1))

    @property
    def perfect(self) -> bool:
        """Whether every answer is right."""
        return self.score == self.whole > 0

    def answered(self, asked: Asked, picked: frozenset[str]) -> Sitting:
        """The same with that answer given."""
        given = {**self.given, asked.question.id: Given(picked, picked == asked.question.right)}
        return replace(self, given=given)

    def at(self, place: int) -> Asked | None:
        """The question of that place in the plan, or None where the course has dropped it."""
        return next((asked for asked in self.asked if asked.place == place), None)

    @property
    def missed(self) -> tuple[Asked, ...]:
        """The questions that were answered wrongly."""
        wrong = {question for question, given in self.given.items() if not given.right}
        return tuple(each for each in self.asked if each.question.id in wrong)

    def unanswered(self, place: int) -> Asked | None:
        """The question of that place, or None where it is gone or has its answer."""
        asked = self.at(place)
        return None if asked is None or asked.question.id in self.given else asked


def drawn(quiz: Quiz, seed: str, before: Sequence[Attempt] = ()) -> Plan:
    """The questions and their options in an order of chance that the seed settles.

    A quiz that draws takes as many of each kind as it can, and those that came least often `before`.
    """
    chance = random.Random(seed)  # noqa: S311  # an order of questions is no secret
    questions = chance.sample(quiz.questions, len(quiz.questions))
    if quiz.draw is not None:
        seen = Counter(question for attempt in before for question, _ in attempt.plan)
        questions = _by_kind(questions, quiz.draw, seen)
    return tuple(
        (question.id, tuple(option.id for option in chance.sample(question.options, len(question.options))))
        for question in questions
    )


def _by_kind(questions: Sequence[Question], draw: int, seen: Mapping[str, int]) -> list[Question]:
    """So many of the questions, the kinds in turn, of each kind those seen least; in the order that they came in."""
    fresh_first = sorted(questions, key=lambda question: seen.get(question.id, 0))
    kinds: dict[str | None, list[Question]] = {}
    for question in fresh_first:
        kinds.setdefault(question.kind, []).append(question)
    turns = sorted(
        ((place, question) for own in kinds.values() for place, question in enumerate(own)), key=lambda pair: pair[0]
    )
    taken = {question.id for _, question in turns[:draw]}
    return [question for question in questions if question.id in taken]


def asked(quiz: Quiz, plan: Plan) -> tuple[Asked, ...]:
    """The questions of the plan that the quiz still has; options that came later are shown last."""
    by_id = {question.id: question for question in quiz.questions}
    kept = [(place, by_id[id], order) for place, (id, order) in enumerate(plan) if id in by_id]
    return tuple(
        Asked(place, number, len(kept), question, _ordered(question, order))
        for number, (place, question, order) in enumerate(kept, start=1)
    )


def _ordered(question: Question, order: Sequence[str]) -> tuple[Option, ...]:
    by_id = {option.id: option for option in question.options}
    planned = [by_id.pop(id) for id in order if id in by_id]
    return (*planned, *by_id.values())


def typed(text: str, options: Sequence[Option]) -> frozenset[str] | None:
    """The options that a text such as `1 3`, `a,c` or `đáp án b` names; None where any part is unclear."""
    marks = [mark for mark in _BETWEEN.split(fold(text)) if mark and mark not in _FILLER]
    places = [_place(mark) for mark in marks]
    if not places or not all(0 <= place < len(options) for place in places):
        return None
    return frozenset(options[place].id for place in places)


def _place(mark: str) -> int:
    if _MARK.fullmatch(mark) is None:
        return -1
    return int(mark) - 1 if mark.isdigit() else ord(mark) - ord("a")


@dataclass(frozen=True, slots=True)
class Record:
    """A person's attempts at one quiz, in the order of starting."""

    quiz: Quiz
    attempts: tuple[Attempt, ...]

    @property
    def open(self) -> Attempt | None:
        """The attempt that has not ended."""
        return next((attempt for attempt in self.attempts if attempt.ended_at is None), None)

    @property
    def best(self) -> Attempt | None:
        """The ended attempt that counts: one that passed before one that did not, then by the score."""
        ended = [attempt for attempt in self.attempts if attempt.ended_at is not None]
        return max(ended, key=lambda attempt: (bool(attempt.passed), attempt.score or 0), default=None)

    @property
    def left(self) -> int | None:
        """How many more attempts may be started; None: no bound."""
        return None if self.quiz.tries is None else max(self.quiz.tries - len(self.attempts), 0)

    @property
    def next_number(self) -> int:
        """The number of the attempt that would be started next."""
        return max((attempt.number for attempt in self.attempts), default=0) + 1

    @property
    def passed(self) -> bool:
        """Whether any attempt passed."""
        return any(attempt.passed for attempt in self.attempts)


def records(quizzes: Sequence[Quiz], attempts: Sequence[Attempt]) -> list[Record]:
    """The record of each quiz, in the order of the quizzes."""
    return [Record(quiz, tuple(each for each in attempts if each.quiz == quiz.id)) for quiz in quizzes]
