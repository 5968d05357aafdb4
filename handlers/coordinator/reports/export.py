"""The export: the workbook of a class, alone or in a zip with the essays' files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handlers.coordinator.reports import people
from handlers.coordinator.reports.desk import Desk, scope_of, workbook
from handlers.coordinator.reports.essays_zip import write_zip
from handlers.coordinator.reports.people import EssaysSheet, LearnersSheet, ProposalsSheet
from handlers.coordinator.reports.summary import write_lessons, write_quizzes, write_summary
from handlers.coordinator.reports.unreached import UnreachedSheet, spent_of
from handlers.coordinator.reports.workbook import Book
from storage.report_counts import tallies
from storage.report_scope import Scope


async def make_export(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Write the spec's export to `out`: format "xlsx" or "zip". Returns the number of learners in it."""
    if spec["format"] == "xlsx":
        return await write_workbook(desk, spec, out)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        tables = Path(folder) / "workbook.xlsx"
        learners = await write_workbook(desk, spec, tables)
        await write_zip(desk, scope_of(spec), tables, out)
    return learners


async def write_workbook(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Every sheet; the streamed ones commune by commune. Returns the number of learners."""
    scope = scope_of(spec)
    with workbook(desk, spec, out, about=desk.names.scope(scope)) as book:
        return await _write(desk, book, scope, spent_of(spec))


async def _write(desk: Desk, book: Book, scope: Scope, spent: tuple[str, ...]) -> int:
    lessons = [lesson.id for lesson in desk.course.lessons]
    quizzes = [quiz.id for quiz in desk.course.quizzes]
    counts = await tallies(desk.store, scope, lessons=lessons, quizzes=quizzes)
    write_summary(desk, book, counts)
    learners = LearnersSheet(desk, book)
    await write_lessons(desk, book, scope, counts)
    await write_quizzes(desk, book, scope)
    essays, proposals = EssaysSheet(desk, book), ProposalsSheet(desk, book)
    return await _write_people(desk, scope, learners, essays, proposals, UnreachedSheet(desk, book, scope, spent))


async def _write_people(
    desk: Desk,
    scope: Scope,
    learners: LearnersSheet,
    essays: EssaysSheet,
    proposals: ProposalsSheet,
    unreached: UnreachedSheet,
) -> int:
    """Fill the sheets of people side by side, commune by commune. Returns the number of learners."""
    listed = 0
    everywhere = await people.places(desk, scope)
    for number, place in enumerate(everywhere, start=1):
        handed_in = await people.essays(desk, scope, place)
        for essay in handed_in:
            essays.add(essay)
            proposals.add(essay)
        of_person = {essay.person: essay for essay in handed_in}
        here = await people.learners(desk, scope, place)
        for learner in here:
            learners.add(learner, of_person.get(learner.person))
        await unreached.add(place)
        listed += len(here)
        desk.told(number, len(everywhere))
    learners.sheet.finish()
    essays.sheet.finish()
    proposals.finish()
    unreached.finish()
    return listed
