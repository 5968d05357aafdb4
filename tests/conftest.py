"""What every test may use: a clock moved by hand and a real database file, migrated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage.engine import Database
from storage.migrating import migrate
from tests.adversity.watched import no_secret_is_told
from tests.clock import HandClock

__all__ = ["no_secret_is_told"]

# The same examples at every run; a busy machine is no fault of the code.
settings.register_profile("test", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("test")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a row, made once."""
    path = tmp_path_factory.mktemp("empty") / "donghanh.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def db(tmp_path: Path, empty_database: Path) -> AsyncIterator[Database]:
    """A database of this test alone."""
    path = tmp_path / "donghanh.db"
    path.write_bytes(empty_database.read_bytes())
    async with Database(f"sqlite+aiosqlite:///{path}") as database:
        yield database
