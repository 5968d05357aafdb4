"""What a report is made with, and for whom."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from content.models import Course
from content.phrases import Phrases
from handlers.coordinator.names import Names
from handlers.coordinator.reports.workbook import Book
from handlers.text import clock
from storage.engine import Store
from storage.report_scope import Scope

Told = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True)
class Desk:
    """One reading transaction, the course and its words, where files lie on disk, and who is told of the progress."""

    store: Store
    course: Course
    phrases: Phrases
    file: Callable[[str], Path]
    told: Told

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.course, self.phrases)

    def word(self, key: str, **values: object) -> str:
        """A phrase of the reports, filled in."""
        return self.phrases.get(f"reports.{key}").format(**values)

    def columns(self, *keys: str) -> list[str]:
        """Headings that have no gaps to fill."""
        return [self.word(f"columns.{key}") for key in keys]


def scope_of(spec: Mapping[str, Any]) -> Scope:
    """Whom a report's spec is about."""
    return Scope(
        spec["course"],
        province=spec.get("province"),
        commune=spec.get("commune"),
        group=spec.get("group"),
        handed_in=bool(spec.get("handed_in", False)),
    )


def made_at(spec: Mapping[str, Any]) -> datetime:
    """When the report was asked for, by the program's clock."""
    return datetime.fromisoformat(spec["at"])


def shown(moment: datetime) -> str:
    """`8:05 23/5/2026`."""
    return f"{clock(moment)} {moment.day}/{moment.month}/{moment.year}"


@contextmanager
def workbook(desk: Desk, spec: Mapping[str, Any], out: Path, *, about: str) -> Iterator[Book]:
    """A workbook written to `out` by the end of the block. Above its tables: the course, about what, when, by whom."""
    by = spec.get("by") or desk.word("operator")
    course = {"course": desk.course.title, "number": desk.course.number}
    cover = desk.word("cover", **course, scope=about, at=shown(made_at(spec)), by=by)
    continued = desk.phrases.get("reports.continued")
    with (
        tempfile.TemporaryDirectory(dir=out.parent) as folder,
        closing(Book(out, cover=cover, continued=continued, folder=Path(folder))) as book,
    ):
        yield book
