"""The learners whom no channel reaches, by commune: a sheet of the export, and a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handlers.coordinator.names import person_order, place_order
from handlers.coordinator.reports.desk import Desk, scope_of, workbook
from handlers.coordinator.reports.workbook import Book, Sheet
from handlers.coordinator.unreached_words import reasons
from storage import reached
from storage.report_scope import Place, Scope

_COLUMNS = ("province", "commune", "name", "group", "position", "why", "since", "last_seen_at")


class UnreachedSheet:
    """Whom to phone, commune by commune. `spent`: accounts that can send nothing more this month."""

    def __init__(self, desk: Desk, book: Book, scope: Scope, spent: tuple[str, ...]) -> None:
        self._desk, self._scope, self._spent = desk, scope, spent
        self._sheet = Sheet(book, desk.word("sheets.unreached"), desk.columns(*_COLUMNS))

    async def add(self, place: Place) -> int:
        """The rows of one commune. Returns how many."""
        found = await reached.nowhere(self._desk.store, self._scope, place, spent=self._spent)
        names = self._desk.names
        where = (names.province(place.province), names.commune(place.commune))
        for one in sorted(found, key=lambda one: person_order(one.name)):
            why = "\n".join(reasons(self._desk.phrases, one))
            who = (one.name, names.group(one.group), one.position)
            self._sheet.add(*where, *who, why, one.since, one.last_seen_at)
        return len(found)

    def finish(self) -> None:
        """After the last commune."""
        self._sheet.finish()


def spent_of(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """The accounts that could send nothing more when the report was asked for."""
    return tuple(spec.get("spent", ()))


async def make_unreached(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Write the list of the spec's area. Returns how many people are in it."""
    scope, spent = scope_of(spec), spent_of(spec)
    places = sorted(await reached.places(desk.store, scope, spent=spent), key=place_order)
    with workbook(desk, spec, out, about=desk.names.scope(scope)) as book:
        sheet = UnreachedSheet(desk, book, scope, spent)
        people = 0
        for number, place in enumerate(places, start=1):
            people += await sheet.add(place)
            desk.told(number, len(places))
        sheet.finish()
    return people
