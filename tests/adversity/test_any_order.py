"""Arbitrary acts in arbitrary order: nothing raises, nobody is stuck, nothing is graded twice, nothing is shown around.

`DONGHANH_EXAMPLES=10000` tries as many orders; without it, a few that are the same in each run.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import router
from storage.engine import Database
from tests.adversity.acts import Act, acts
from tests.adversity.crowd import Crowd

EXAMPLES = os.environ.get("DONGHANH_EXAMPLES")


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def everywhere(
    loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory, empty_database: Path
) -> Iterator[Database]:
    """One database for every example; each empties it first."""
    path = tmp_path_factory.mktemp("any_order") / "donghanh.db"
    path.write_bytes(empty_database.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{path}")
    yield db
    loop.run(db.close())


@settings(
    max_examples=int(EXAMPLES or 40),
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(done=acts)
def test_whatever_people_do(
    done: list[Act], loop: asyncio.Runner, everywhere: Database, course: Course, phrases: Phrases
) -> None:
    loop.run(_lived(Crowd(everywhere, Class(course, phrases, router())), done))


async def _lived(crowd: Crowd, done: list[Act]) -> None:
    await crowd.gathers()
    for act in done:
        await crowd.does(act)
    await crowd.nobody_is_stuck()
