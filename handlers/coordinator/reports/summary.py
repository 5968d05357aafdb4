"""The sheets of counts: the summary by commune and target group, lessons by readers, quizzes by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from content.models import Course, Lesson, Question
from handlers.coordinator.names import place_order
from handlers.coordinator.reports.cells import Mean, Share, Value
from handlers.coordinator.reports.desk import Desk
from handlers.coordinator.reports.workbook import Book, Sheet
from storage.report_counts import AnswerCount, LessonReaders, Tally, answers, readers
from storage.report_scope import Place, Scope

_SUMMARY = ("province", "commune", "group", "registered", "reads_mean", "passes_mean")
_SUMMARY_ESSAYS = ("handed_in", "handed_in_share", "late", "not_handed_in")


def part(of: int, whole: int) -> Share:
    """The share; of nothing it is nothing."""
    return Share(of / whole if whole else 0)


def mean(total: int, people: int) -> Mean:
    """The average; over nobody it is nothing."""
    return Mean(total / people if people else 0)


def write_summary(desk: Desk, book: Book, counts: Sequence[Tally]) -> None:
    """One row a commune and group, and the sums."""
    groups = [group.id for group in desk.course.groups]
    sheet = Sheet(book, desk.word("sheets.summary"), desk.columns(*_SUMMARY, *_SUMMARY_ESSAYS))
    for tally in sorted(counts, key=lambda each: _order(each, groups)):
        cell, names = tally.cell, desk.names
        where = (names.province(cell.province), names.commune(cell.commune), names.group(cell.group))
        sheet.add(*where, *_numbers([tally]))
    sheet.total(desk.word("total"), None, None, *_numbers(counts))
    sheet.finish()


def _order(tally: Tally, groups: Sequence[str]) -> tuple[object, ...]:
    group = tally.cell.group or ""
    place = place_order(Place(tally.cell.province, tally.cell.commune))
    return *place, groups.index(group) if group in groups else len(groups), group


def _numbers(counts: Iterable[Tally]) -> list[Value]:
    counts = list(counts)
    people = sum(each.registered for each in counts)
    essays = sum(each.handed_in for each in counts)
    return [
        people,
        mean(sum(each.reads for each in counts), people),
        mean(sum(each.passes for each in counts), people),
        essays,
        part(essays, people),
        sum(each.late for each in counts),
        people - essays,
    ]


async def write_lessons(desk: Desk, book: Book, scope: Scope, counts: Sequence[Tally]) -> None:
    """One row a lesson: how many it is for, how many opened and read it, and the readers of each group."""
    found = await readers(desk.store, scope)
    headings = desk.columns("lesson", "belongs", "readers_wanted", "opened", "read_by", "read_share")
    headings += [desk.word("columns.read_in_group", group=group.short) for group in desk.course.groups]
    sheet = Sheet(book, desk.word("sheets.lessons"), headings)
    for lesson in desk.course.lessons:
        own = [each for each in found if each.lesson == lesson.id]
        sheet.add(lesson.title, _belongs(desk, lesson), *_readership(lesson, own, counts), *_by_group(desk, own))
    sheet.finish()


def _belongs(desk: Desk, lesson: Lesson) -> str:
    if lesson.group is not None:
        return desk.names.group(lesson.group)
    return desk.names.topics([lesson.topic]) if lesson.topic is not None else desk.word("common_lessons")


def _readership(lesson: Lesson, found: Sequence[LessonReaders], counts: Sequence[Tally]) -> list[Value]:
    wanted = sum(each.registered for each in counts if lesson.group in (None, each.cell.group))
    read = sum(each.read for each in found)
    for_it = sum(each.read for each in found if lesson.group in (None, each.group))
    return [wanted, sum(each.opened for each in found), read, part(for_it, wanted)]


def _by_group(desk: Desk, found: Sequence[LessonReaders]) -> list[Value]:
    read = {each.group: each.read for each in found}
    return [read.get(group.id, 0) for group in desk.course.groups]


async def write_quizzes(desk: Desk, book: Book, scope: Scope) -> None:
    """One row a question: answers, right ones, and how often each option was picked, over all attempts."""
    found = await answers(desk.store, scope)
    letters = sorted({option.id for each in _questions(desk.course) for option in each[1].options} | _picked(found))
    headings = desk.columns("quiz", "question", "right_answer", "answered", "right", "right_share")
    headings += [desk.word("columns.option_count", letter=letter) for letter in letters]
    headings += [desk.word("columns.option_text", letter=letter) for letter in letters]
    sheet = Sheet(book, desk.word("sheets.quizzes"), headings)
    for quiz, question in _questions(desk.course):
        own = [each for each in found if (each.quiz, each.question) == (quiz, question.id)]
        texts = {option.id: option.text for option in question.options}
        said = (desk.names.quiz(quiz), question.text, ", ".join(sorted(question.right)))
        sheet.add(*said, *_answers(own, letters), *(texts.get(letter) for letter in letters))
    for quiz, gone in _gone(desk.course, found):
        own = [each for each in found if (each.quiz, each.question) == (quiz, gone)]
        sheet.add(desk.names.quiz(quiz), desk.word("old_question", id=gone), None, *_answers(own, letters))
    sheet.finish()


def _questions(course: Course) -> list[tuple[str, Question]]:
    return [(quiz.id, question) for quiz in course.quizzes for question in quiz.questions]


def _picked(found: Iterable[AnswerCount]) -> set[str]:
    return {letter for each in found for letter in each.picked}


def _gone(course: Course, found: Iterable[AnswerCount]) -> list[tuple[str, str]]:
    """Questions that were answered and that the course has no more."""
    known = {(quiz, question.id) for quiz, question in _questions(course)}
    return sorted({(each.quiz, each.question) for each in found} - known)


def _answers(found: Sequence[AnswerCount], letters: Sequence[str]) -> list[Value]:
    total, right = sum(each.times for each in found), sum(each.times for each in found if each.right)
    picked: Counter[str] = Counter()
    for each in found:
        picked.update(dict.fromkeys(each.picked, each.times))
    return [total, right, part(right, total), *(picked[letter] for letter in letters)]
