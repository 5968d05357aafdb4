"""Whoever is cancelled at the database ends, also where the database fails at that very moment."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage.engine import Database, DatabaseUnavailable
from storage.line import Line
from storage.tables import people
from tests.clock import HandClock

NOW = HandClock().now()


@contextmanager
def locked(db: Database) -> Iterator[None]:
    """Another process holds the database."""
    with closing(sqlite3.connect(db.url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def test_a_loop_that_tries_again_ends_where_it_is_cancelled_in_a_locked_database(db: Database) -> None:
    """As the program's loops do at a stop: one cancellation each, and no second one comes."""
    tries = 0

    async def for_ever() -> None:
        nonlocal tries
        while True:
            tries += 1
            try:
                async with db.write() as store:
                    await store.run(insert(people).values(created_at=NOW))
            except DatabaseUnavailable:
                await asyncio.sleep(0)

    with locked(db):
        loop = asyncio.create_task(for_ever())
        await asyncio.sleep(0.2)
        loop.cancel()
        _, running = await asyncio.wait([loop], timeout=3)
        loop.cancel()
        assert (running, tries) == (set(), 1)


async def test_who_is_cancelled_while_work_fails_ends_and_says_how_it_failed(tmp_path: Path) -> None:
    line = await Line.open(tmp_path / "a.db", busy_seconds=1)
    begun = threading.Event()

    def work() -> None:
        begun.set()
        time.sleep(0.1)
        raise ValueError("no")

    task = asyncio.create_task(line.beside(work))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as ended:
        await task
    assert repr(ended.value.__cause__) == "ValueError('no')"
    await line.close()


@pytest.fixture(autouse=True)
async def opened(db: Database) -> None:
    """The connection is open already, as in a program that runs."""
    async with db.write() as store:
        await store.run(insert(people).values(created_at=NOW))
