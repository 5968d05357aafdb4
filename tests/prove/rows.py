"""What `make prove` finds: rows that hold or don't, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: `target` says in words or signs what `value` has to be."""

    name: str
    value: Value
    target: str
    holds: bool


def exactly(name: str, value: Value, wanted: Value = 0) -> Row:
    """Holds where the value is the wanted one."""
    return Row(name, value, f"= {wanted}", value == wanted)


def at_most(name: str, value: float, limit: float) -> Row:
    """Holds up to the limit."""
    return Row(name, round(value, 2), f"≤ {limit:g}", value <= limit)


def at_least(name: str, value: float, limit: float) -> Row:
    """Holds from the limit on."""
    return Row(name, round(value, 2), f"≥ {limit:g}", value >= limit)


def told(name: str, value: Value) -> Row:
    """A figure that is reported and has no target."""
    return Row(name, round(value, 2) if isinstance(value, float) else value, "–", holds=True)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write them as a JSON list of `{name, value, target, holds}`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(rows: Sequence[Row], console: Console) -> None:
    """Print them as a table."""
    table = Table("what", "found", "to hold", "")
    for row in rows:
        table.add_row(row.name, str(row.value), row.target, "" if row.target == "–" else "✔" if row.holds else "✘ NO")
    console.print(table)
