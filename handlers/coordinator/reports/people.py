"""The sheets of people: learners with their progress, essays one a row, proposals by level."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO

from handlers.coordinator.names import person_order, place_order
from handlers.coordinator.reports.cells import Value
from handlers.coordinator.reports.desk import Desk
from handlers.coordinator.reports.workbook import Book, Sheet
from storage import report_rows
from storage.report_rows import Essay, Learner
from storage.report_scope import Place, Scope

_LEARNER = ("name", "group", "position", "commune", "province", "registered_at", "read", "to_read")
_LEARNER_ESSAY = ("passed", "essay_state", "receipt", "version", "handed_in_at", "in_time")
_ESSAY = ("receipt", "name", "group", "position", "commune", "province", "topics")
_ESSAY_END = ("whole_essay", "levels", "files", "version", "handed_in_at", "in_time")
_PROPOSAL = ("level", "proposal", "topics", "commune", "province", "name", "receipt")


async def places(desk: Desk, scope: Scope) -> list[Place]:
    """The communes that have anybody to list, in the order of their names."""
    return sorted(await report_rows.places(desk.store, scope), key=place_order)


async def learners(desk: Desk, scope: Scope, place: Place) -> list[Learner]:
    """A commune's learners, by their names."""
    lessons = [lesson.id for lesson in desk.course.lessons]
    found = await report_rows.learners(desk.store, scope, place, lessons=lessons)
    return sorted(found, key=lambda learner: person_order(learner.name))


async def essays(desk: Desk, scope: Scope, place: Place) -> list[Essay]:
    """A commune's essays, by the learners' names."""
    return sorted(await report_rows.essays(desk.store, scope, place), key=lambda essay: person_order(essay.name))


class LearnersSheet:
    """Who they are, and how far."""

    def __init__(self, desk: Desk, book: Book) -> None:
        self._desk = desk
        self._own = {group.id: len(desk.course.lessons_for(group.id)) for group in desk.course.groups}
        of_topics = [quiz.id for quiz in desk.course.quizzes if quiz.group is None]
        best = [desk.word("columns.quiz_best", number=desk.course.topic(id).number) for id in of_topics]
        if len(of_topics) < len(desk.course.quizzes):
            best.append(desk.word("columns.quiz_best_group"))
        headings = [*desk.columns(*_LEARNER), *best, *desk.columns(*_LEARNER_ESSAY)]
        self.sheet = Sheet(book, desk.word("sheets.learners"), headings)

    def add(self, learner: Learner, essay: Essay | None) -> None:
        """The row of a learner, with the essay that they handed in."""
        self.sheet.add(*self._who(learner), *self._quizzes(learner), *self._essay(essay))

    def _who(self, learner: Learner) -> list[Value]:
        names, place = self._desk.names, learner.place
        where = (names.commune(place.commune), names.province(place.province))
        read = (learner.registered_at, learner.read, self._own.get(learner.group or ""))
        return [learner.name, names.group(learner.group), learner.position, *where, *read]

    def _quizzes(self, learner: Learner) -> list[Value]:
        course = self._desk.course
        results = [learner.quizzes.get(quiz.id) for quiz in course.quizzes if quiz.group is None]
        if len(results) < len(course.quizzes):
            results.append(learner.quizzes.get(learner.group or ""))
        scores = [None if result is None else result.score for result in results]
        return [*scores, sum(1 for result in results if result is not None and result.passed)]

    def _essay(self, essay: Essay | None) -> list[Value]:
        if essay is None:
            return [self._desk.word("not_handed_in")]
        return [self._desk.word("handed_in"), essay.receipt, *in_time(self._desk, essay)]


def in_time(desk: Desk, essay: Essay) -> tuple[Value, Value, Value]:
    """The version, when it was handed in, and whether that was in time."""
    return essay.version, essay.handed_in_at, desk.word("late" if essay.late else "on_time")


class EssaysSheet:
    """One row an essay: all of its text, the names of its files."""

    def __init__(self, desk: Desk, book: Book) -> None:
        self._desk = desk
        self._parts = [part.id for part in desk.course.reflection.parts]
        titles = [part.title for part in desk.course.reflection.parts]
        headings = [*desk.columns(*_ESSAY), *titles, *desk.columns(*_ESSAY_END)]
        self.sheet = Sheet(book, desk.word("sheets.essays"), headings, tall=True)

    def add(self, essay: Essay) -> None:
        """The row of an essay."""
        names = self._desk.names
        texts = [essay.text(part) for part in self._parts]
        rest = other_text(essay, self._parts)
        files = "\n".join(file.name for file in essay.files)
        self.sheet.add(
            essay.receipt, essay.name, *_of_whom(self._desk, essay), names.topics(essay.topics),
            *texts, rest, names.levels(essay.levels), files, *in_time(self._desk, essay),
        )  # fmt: skip


def _of_whom(desk: Desk, essay: Essay) -> tuple[Value, ...]:
    names, place = desk.names, essay.place
    return names.group(essay.group), essay.position, names.commune(place.commune), names.province(place.province)


def other_text(essay: Essay, parts: Sequence[str]) -> str:
    """What stands in no part of the course's rules: what came with a ready essay, and parts that are no more."""
    others = dict.fromkeys(each.part for each in essay.parts if each.part not in parts)
    return "\n".join(text for other in others if (text := essay.text(other)))


class ProposalsSheet:
    """Proposals by level. They come by commune, so each level's wait on disk for their turn."""

    def __init__(self, desk: Desk, book: Book) -> None:
        self._desk = desk
        self._levels = [*(level.id for level in desk.course.reflection.levels), ""]
        self._waiting: dict[str, IO[str]] = {
            level: tempfile.TemporaryFile("w+", encoding="utf-8", dir=book.folder)  # noqa: SIM115  # _taken closes it
            for level in self._levels
        }
        self._sheet = Sheet(book, desk.word("sheets.proposals"), desk.columns(*_PROPOSAL), tall=True)

    def add(self, essay: Essay) -> None:
        """An essay's proposal goes to each level that its writer chose."""
        names = self._desk.names
        where = (names.commune(essay.place.commune), names.province(essay.place.province))
        row = [self._proposal(essay), names.topics(essay.topics), *where, essay.name, essay.receipt]
        for level in [level for level in self._levels if level in essay.levels] or [""]:
            print(json.dumps(row), file=self._waiting[level])

    def _proposal(self, essay: Essay) -> str:
        """The rules ask for the proposals last; a ready essay has them in its text or its files."""
        parts = [part.id for part in self._desk.course.reflection.parts]
        text = essay.text(parts[-1]) or other_text(essay, parts)
        files = ", ".join(file.name for file in essay.files)
        return text or (self._desk.word("see_files", files=files) if files else "")

    def finish(self) -> None:
        """Write them, level by level."""
        for level in self._levels:
            name = self._desk.names.levels([level]) if level else self._desk.word("no_level")
            for row in _taken(self._waiting[level]):
                self._sheet.add(name, *row)
        self._sheet.finish()


def _taken(waiting: IO[str]) -> Iterator[list[Value]]:
    with waiting:
        waiting.seek(0)
        yield from map(json.loads, waiting)
