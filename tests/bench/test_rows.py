"""When a row of the bench holds, and what is written of it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.rows import at_least, at_most, told, write


def test_the_median_of_the_runs_is_held_against_the_target() -> None:
    holds = [at_least("a", [3, 1, 2], 2).holds, at_least("a", [1, 1, 9], 2).holds]
    holds += [at_most("b", [3, 1, 2], 2).holds, at_most("b", [3, 1, 3], 2).holds, told("c", [0]).holds]
    assert holds == [True, False, True, False, True]


def test_a_row_is_written_with_its_spread_and_what_it_ran_with(tmp_path: Path) -> None:
    write([at_least("a", [3, 1, 2], 2, unit="/s", note="so")], "FULL", tmp_path / "build" / "bench.json")
    assert json.loads((tmp_path / "build" / "bench.json").read_text("utf-8")) == [
        {
            "name": "a",
            "value": 2,
            "unit": "/s",
            "target": 2,
            "side": "at least",
            "spread": [1, 3],
            "note": "so",
            "holds": True,
            "ran_with": "FULL",
        }
    ]
