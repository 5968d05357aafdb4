"""What is told in the end: a row for each figure, as a table on the screen and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from rich.console import Console
from rich.table import Table

Side = Literal["at least", "at most", "told"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `spread`: its least and greatest over the runs. A row that is only told has no target."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    side: Side = "told"
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the target is reached."""
        if self.target is None:
            return True
        return self.value >= self.target if self.side == "at least" else self.value <= self.target


def at_least(name: str, values: Sequence[float], target: float, *, unit: str = "", note: str = "") -> Row:
    """The median of the runs, which is to be that or more."""
    return Row(name, median(values), unit, target, "at least", _spread(values), note)


def at_most(name: str, values: Sequence[float], target: float, *, unit: str = "", note: str = "") -> Row:
    """The median of the runs, which is to be that or less."""
    return Row(name, median(values), unit, target, "at most", _spread(values), note)


def told(name: str, values: Sequence[float], *, unit: str = "", note: str = "") -> Row:
    """The median of the runs, for comparison."""
    return Row(name, median(values), unit, spread=_spread(values), note=note)


def _spread(values: Sequence[float]) -> tuple[float, float] | None:
    return (min(values), max(values)) if len(values) > 1 else None


def show(rows: Sequence[Row], conditions: str) -> None:
    """Print the table."""
    table = Table("figure", "value", "spread", "target", "", "note", title=conditions, title_justify="left")
    for row in rows:
        spread = "" if row.spread is None else f"{_short(row.spread[0])} – {_short(row.spread[1])}"
        sign = {"at least": "≥ ", "at most": "≤ ", "told": ""}[row.side]
        target = "" if row.target is None else f"{sign}{_short(row.target)}"
        verdict = "" if row.target is None else "[green]holds" if row.holds else "[red]missed"
        table.add_row(row.name, f"{_short(row.value)} {row.unit}".strip(), spread, target, verdict, row.note)
    Console(width=None if Console().is_terminal else 170).print(table)


def write(rows: Sequence[Row], conditions: str, path: Path) -> None:
    """Keep them as JSON: a list of rows {name, value, target, holds, …} with what they were measured with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [{**asdict(row), "holds": row.holds, "ran_with": conditions} for row in rows]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
