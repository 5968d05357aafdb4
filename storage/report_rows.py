"""What reports list: one commune's learners and essays at a time, so that a class of any size fits into memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select

from storage.engine import Store
from storage.report_scope import Place, Scope, in_scope, is_handed_in, learners_with, named, was_read
from storage.tables import files, lesson_reads, memberships, people, quiz_attempts, reflection_parts, reflections


@dataclass(frozen=True, slots=True)
class EssayFile:
    """A file of an essay. `size` is in bytes; `sha256` names it on disk."""

    sha256: str
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class EssayPart:
    """One message of an essay: a text or a file, and the part that it belongs to."""

    part: str
    text: str | None
    file: EssayFile | None


@dataclass(frozen=True, slots=True)
class Essay:
    """A learner's essay as it is handed in now. `person` says whose."""

    person: int
    name: str
    group: str | None
    position: str | None
    place: Place
    receipt: str
    version: int
    topics: tuple[str, ...]
    levels: tuple[str, ...]
    late: bool
    handed_in_at: datetime
    parts: tuple[EssayPart, ...] = ()

    def text(self, part: str) -> str:
        """What was written for a part, its messages in order, one below the other."""
        return "\n".join(each.text for each in self.parts if each.part == part and each.text is not None)

    @property
    def files(self) -> tuple[EssayFile, ...]:
        """Its files in the order in which they were sent."""
        return tuple(each.file for each in self.parts if each.file is not None)


@dataclass(frozen=True, slots=True)
class QuizResult:
    """A learner's best score in a quiz, in right answers, and whether any attempt passed."""

    score: int | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner and how far they are. `read` counts lessons; `quizzes` are by id."""

    person: int
    name: str
    group: str | None
    position: str | None
    place: Place
    registered_at: datetime
    read: int
    quizzes: Mapping[str, QuizResult]


async def places(store: Store, scope: Scope) -> list[Place]:
    """The communes that have anybody to list, by their codes."""
    place = (people.c.province, people.c.commune)
    rows = await store.all(select(*place).select_from(in_scope(scope)).where(*named(scope)).distinct().order_by(*place))
    return [Place(row.province, row.commune) for row in rows]


async def essays(store: Store, scope: Scope, place: Place) -> list[Essay]:
    """A commune's essays as they are handed in now, in the order of registering."""
    parts = await _parts(store, scope, place)
    essay = reflections.c
    rows = await store.all(
        select(*_WHO, essay.id.label("essay"), essay.version, essay.topics, essay.levels)
        .add_columns(essay.receipt, essay.late, essay.handed_in_at)
        .select_from(learners_with(scope, reflections))
        .where(*named(scope, place), *is_handed_in(scope))
        .order_by(people.c.id)
    )
    return [_essay(row, place, tuple(parts[row.essay])) for row in rows]


_WHO = (people.c.id.label("person"), people.c.full_name, memberships.c.group_id, people.c.position)


async def _parts(store: Store, scope: Scope, place: Place) -> dict[int, list[EssayPart]]:
    rows = await store.all(
        select(
            reflection_parts.c.reflection_id,
            reflection_parts.c.part,
            reflection_parts.c.text,
            files.c.sha256,
            files.c.name,
            files.c.type,
            files.c.size,
        )
        .select_from(learners_with(scope, reflections).join(reflection_parts).outerjoin(files, _FILE))
        .where(*named(scope, place), *is_handed_in(scope))
        .order_by(reflection_parts.c.id)
    )
    parts: dict[int, list[EssayPart]] = defaultdict(list)
    for row in rows:
        file = None if row.sha256 is None else EssayFile(row.sha256, row.name, row.type, row.size)
        parts[row.reflection_id].append(EssayPart(row.part, row.text, file))
    return parts


_FILE = files.c.id == reflection_parts.c.file_id


def _essay(row: Row[Any], place: Place, parts: tuple[EssayPart, ...]) -> Essay:
    return Essay(
        person=row.person,
        name=row.full_name or "",
        group=row.group_id,
        position=row.position,
        place=place,
        receipt=row.receipt or "",
        version=row.version,
        topics=tuple(row.topics),
        levels=tuple(row.levels),
        late=bool(row.late),
        handed_in_at=row.handed_in_at,
        parts=parts,
    )


async def learners(store: Store, scope: Scope, place: Place, *, lessons: Collection[str]) -> list[Learner]:
    """A commune's learners with their progress, in the order of registering. Only these lessons count as read."""
    rows = await store.all(
        select(*_WHO, memberships.c.registered_at)
        .select_from(in_scope(scope))
        .where(*named(scope, place))
        .order_by(people.c.id)
    )
    reads = await _reads(store, scope, place, lessons)
    results = await _results(store, scope, place)
    return [
        Learner(
            person=row.person,
            name=row.full_name or "",
            group=row.group_id,
            position=row.position,
            place=place,
            registered_at=row.registered_at,
            read=reads.get(row.person, 0),
            quizzes=results[row.person],
        )
        for row in rows
    ]


async def _reads(store: Store, scope: Scope, place: Place, lessons: Collection[str]) -> dict[int, int]:
    rows = await store.all(
        select(lesson_reads.c.person_id, func.count().label("number"))
        .select_from(learners_with(scope, lesson_reads))
        .where(*named(scope, place), *was_read(scope), lesson_reads.c.lesson.in_(lessons))
        .group_by(lesson_reads.c.person_id)
    )
    return {row.person_id: int(row.number) for row in rows}


async def _results(store: Store, scope: Scope, place: Place) -> dict[int, dict[str, QuizResult]]:
    attempts = quiz_attempts.c
    rows = await store.all(
        select(
            attempts.person_id,
            attempts.quiz,
            func.max(attempts.score).label("best"),
            func.sum(case((attempts.passed.is_(True), 1), else_=0)).label("passes"),
        )
        .select_from(learners_with(scope, quiz_attempts))
        .where(*named(scope, place), attempts.course == scope.course)
        .group_by(attempts.person_id, attempts.quiz)
    )
    results: dict[int, dict[str, QuizResult]] = defaultdict(dict)
    for row in rows:
        results[row.person_id][row.quiz] = QuizResult(row.best, row.passes > 0)
    return results
