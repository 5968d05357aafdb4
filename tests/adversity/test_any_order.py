"""Arbitrary acts in arbitrary order: nothing raises, nobody is stuck, nothing is graded twice, nothing is shown around.

`DONGHANH_EXAMPLES=10000` tries as many orders, half of them in each of two processes; without it, a few that are the
same in each run. `DONGHANH_SEED` repeats a run. How many were really run stands in the summary.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import ALL, router
from tests.adversity.machine import machine

EXAMPLES = int(os.environ.get("DONGHANH_EXAMPLES", "0"))
SEED = int(os.environ.get("DONGHANH_SEED", "0")) or (secrets.randbelow(1 << 32) if EXAMPLES else None)
FEW = 100
PARTS = 2 if EXAMPLES else 1

PLACES = {name for held in ALL for name in (*held.steps, *held.choices)}
"""Every step and every lasting choice that a conversation declares."""


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_people_do(
    part: int, empty_database: Path, course: Course, phrases: Phrases, record_property: Callable[[str, object], None]
) -> None:
    wanted, began = (EXAMPLES + part) // PARTS or FEW, time.monotonic()
    with machine(empty_database, Class(course, phrases, router())) as running:
        running.begins()
        fixed = running.lived.examples
        running.runs(wanted, seeded=None if SEED is None else SEED + part)
        lived = running.lived
    drawn = lived.examples - fixed
    about = {"examples": drawn, "fixed": fixed, "acts": lived.acts, "seconds": round(time.monotonic() - began)}
    for name, value in (about | {"seed": SEED}).items():
        record_property(name, value)
    assert drawn >= wanted
    assert PLACES - lived.places == set()
