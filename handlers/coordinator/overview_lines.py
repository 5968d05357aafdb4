"""The overview's lines: counts by commune, or by target group within one commune, the largest first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.coordinator.names import Names, place_order
from storage.report_counts import Tally
from storage.report_scope import Place, Scope


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one commune or group; `reads` and `passes` over all its people."""

    name: str
    registered: int
    reads: int
    passes: int
    handed_in: int
    late: int

    @classmethod
    def total(cls, name: str, parts: Iterable[Line | Tally]) -> Line:
        """The sum of several, under a name."""
        rows = [(part.registered, part.reads, part.passes, part.handed_in, part.late) for part in parts]
        return cls(name, *(sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0, 0))


def lines(counts: Iterable[Tally], names: Names, scope: Scope) -> list[Line]:
    """By commune, or by group where the scope is one commune; by number registered, equal ones by name."""
    if scope.commune is not None:
        groups: dict[str | None, list[Tally]] = defaultdict(list)
        for tally in counts:
            groups[tally.cell.group].append(tally)
        found = [Line.total(names.short_group(group), tallies) for group, tallies in groups.items()]
        return sorted(found, key=lambda line: (-line.registered, line.name))
    places: dict[Place, list[Tally]] = defaultdict(list)
    for tally in counts:
        places[Place(tally.cell.province, tally.cell.commune)].append(tally)
    in_order = sorted(places, key=lambda place: (-sum(each.registered for each in places[place]), place_order(place)))
    return [Line.total(_called(place, names, scope), places[place]) for place in in_order]


def _called(place: Place, names: Names, scope: Scope) -> str:
    """The commune's name, with its province where the scope has several."""
    if scope.province is not None or place.commune is None:
        return names.commune(place.commune)
    return f"{names.commune(place.commune)}, {names.province(place.province).removeprefix('Tỉnh ')}"
