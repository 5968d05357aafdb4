"""The export: the workbook of a class, alone or in a zip with the essays' files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handlers.coordinator.reports.desk import Desk, scope_of, workbook
from handlers.coordinator.reports.essays_zip import write_zip
from handlers.coordinator.reports.people import EssaysSheet, LearnersSheet, ProposalsSheet, essays, places
from handlers.coordinator.reports.summary import write_lessons, write_quizzes, write_summary
from handlers.coordinator.reports.workbook import Book
from storage.report_counts import tallies
from storage.report_scope import Place, Scope


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
        return await _write(desk, book, scope)


async def _write(desk: Desk, book: Book, scope: Scope) -> int:
    lessons = [lesson.id for lesson in desk.course.lessons]
    quizzes = [quiz.id for quiz in desk.course.quizzes]
    counts = await tallies(desk.store, scope, lessons=lessons, quizzes=quizzes)
    write_summary(desk, book, counts)
    everywhere = await places(desk, scope)
    learners = await _write_learners(desk, book, scope, everywhere)
    await write_lessons(desk, book, scope, counts)
    await write_quizzes(desk, book, scope)
    await _write_essays(desk, book, scope, everywhere)
    return learners


async def _write_learners(desk: Desk, book: Book, scope: Scope, everywhere: list[Place]) -> int:
    learners = 0
    sheet = LearnersSheet(desk, book, scope)
    for number, place in enumerate(everywhere, start=1):
        learners += await sheet.add(place)
        desk.told(number, 2 * len(everywhere))
    sheet.sheet.finish()
    return learners


async def _write_essays(desk: Desk, book: Book, scope: Scope, everywhere: list[Place]) -> None:
    sheet, proposals = EssaysSheet(desk, book), ProposalsSheet(desk, book)
    for number, place in enumerate(everywhere, start=1):
        for essay in await essays(desk, scope, place):
            sheet.add(essay)
            proposals.add(essay)
        desk.told(len(everywhere) + number, 2 * len(everywhere))
    sheet.sheet.finish()
    proposals.finish()
