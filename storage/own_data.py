"""All that is kept of one person's learning, for themselves to see and to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from storage import memberships
from storage.engine import Store
from storage.memberships import Membership
from storage.tables import (
    files,
    identities,
    lesson_reads,
    quiz_answers,
    quiz_attempts,
    reflection_parts,
    reflections,
    situation_choices,
    situation_plays,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is in a course: ids of the lessons read and of the quizzes passed, and the essay."""

    read: frozenset[str]
    passed: frozenset[str]
    handed_in: bool


@dataclass(frozen=True, slots=True)
class KeptChat:
    """A chat in which the person is reached."""

    channel: str
    chat: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A lesson that was opened."""

    lesson: str
    opened_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answered question: the letters picked."""

    question: str
    picked: tuple[str, ...]
    right: bool
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAttempt:
    """One try at a quiz."""

    quiz: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    score: int | None
    passed: bool | None
    answers: tuple[KeptAnswer, ...]


@dataclass(frozen=True, slots=True)
class KeptPlay:
    """One time through a situation, with what was decided: (node, choice)."""

    situation: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    ending: str | None
    decisions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A text or a file of an essay; `file` is the name that the file came with."""

    part: str
    text: str | None
    file: str | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class KeptEssay:
    """One version of the reflection."""

    version: int
    state: str
    topics: tuple[str, ...]
    levels: tuple[str, ...]
    receipt: str | None
    late: bool | None
    started_at: datetime
    handed_in_at: datetime | None
    parts: tuple[KeptPart, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is kept of a person beside the fields of their own row."""

    chats: tuple[KeptChat, ...]
    lessons: tuple[KeptLesson, ...]
    attempts: tuple[KeptAttempt, ...]
    essays: tuple[KeptEssay, ...]
    plays: tuple[KeptPlay, ...] = ()
    classes: tuple[Membership, ...] = ()


async def progress(store: Store, person: int, course: str) -> Progress:
    """How far the person is in that course."""
    reads, tries, essays = lesson_reads.c, quiz_attempts.c, reflections.c
    read = select(reads.lesson).where(reads.person_id == person, reads.course == course, reads.read_at.is_not(None))
    passed = select(tries.quiz).where(tries.person_id == person, tries.course == course, tries.passed.is_(True))
    handed_in = select(essays.id).where(
        essays.person_id == person, essays.course == course, essays.state == "handed_in"
    )
    return Progress(
        frozenset(row.lesson for row in await store.all(read)),
        frozenset(row.quiz for row in await store.all(passed)),
        await store.first(handed_in) is not None,
    )


async def everything(store: Store, person: int) -> Everything:
    """All that is kept of the person, oldest first."""
    chats = await store.all(select(identities).where(identities.c.person_id == person).order_by(identities.c.id))
    read = select(lesson_reads).where(lesson_reads.c.person_id == person)
    lessons = await store.all(read.order_by(lesson_reads.c.opened_at, lesson_reads.c.lesson))
    return Everything(
        tuple(KeptChat(row.channel, row.chat, row.last_seen_at) for row in chats),
        tuple(KeptLesson(row.lesson, row.opened_at, row.read_at) for row in lessons),
        await _attempts(store, person),
        await _essays(store, person),
        await _plays(store, person),
        tuple(await memberships.of(store, person)),
    )


async def _plays(store: Store, person: int) -> tuple[KeptPlay, ...]:
    mine = situation_plays.c.person_id == person
    rows = await store.all(select(situation_plays).where(mine).order_by(situation_plays.c.id))
    decided = await store.all(
        select(situation_choices)
        .join(situation_plays, situation_plays.c.id == situation_choices.c.play_id)
        .where(mine)
        .order_by(situation_choices.c.place)
    )
    return tuple(
        KeptPlay(
            row.situation, row.number, row.started_at, row.ended_at, row.ending,
            tuple((each.node, each.choice) for each in decided if each.play_id == row.id),
        )
        for row in rows
    )  # fmt: skip


async def _attempts(store: Store, person: int) -> tuple[KeptAttempt, ...]:
    mine = quiz_attempts.c.person_id == person
    rows = await store.all(select(quiz_attempts).where(mine).order_by(quiz_attempts.c.id))
    answers = await store.all(
        select(quiz_answers)
        .join(quiz_attempts, quiz_attempts.c.id == quiz_answers.c.attempt_id)
        .where(mine)
        .order_by(quiz_answers.c.answered_at, quiz_answers.c.question)
    )
    return tuple(_attempt(row, [answer for answer in answers if answer.attempt_id == row.id]) for row in rows)


def _attempt(row: Row[Any], answers: Sequence[Row[Any]]) -> KeptAttempt:
    given = tuple(KeptAnswer(each.question, tuple(each.picked), each.right, each.answered_at) for each in answers)
    return KeptAttempt(row.quiz, row.number, row.started_at, row.ended_at, row.score, row.passed, given)


async def _essays(store: Store, person: int) -> tuple[KeptEssay, ...]:
    mine = reflections.c.person_id == person
    rows = await store.all(select(reflections).where(mine).order_by(reflections.c.id))
    parts = await store.all(
        select(reflection_parts, files.c.name.label("file"))
        .join(reflections, reflections.c.id == reflection_parts.c.reflection_id)
        .outerjoin(files, files.c.id == reflection_parts.c.file_id)
        .where(mine)
        .order_by(reflection_parts.c.id)
    )
    return tuple(_essay(row, [part for part in parts if part.reflection_id == row.id]) for row in rows)


def _essay(row: Row[Any], parts: Sequence[Row[Any]]) -> KeptEssay:
    return KeptEssay(
        version=row.version,
        state=row.state,
        topics=tuple(row.topics),
        levels=tuple(row.levels),
        receipt=row.receipt,
        late=row.late,
        started_at=row.started_at,
        handed_in_at=row.handed_in_at,
        parts=tuple(KeptPart(part.part, part.text, part.file, part.added_at) for part in parts),
    )
