"""Transactions: in the order of asking, all or nothing, told after the commit, and what counts as unavailable."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.engine import Closed, Database, DatabaseUnavailable, Store
from storage.forgetting import empty_log
from storage.tables import people
from storage.types import VIETNAM
from tests.clock import HandClock

NOW = HandClock().now()


async def add(store: Store, name: str) -> int:
    return await store.added(store.insert(people).values(created_at=NOW, full_name=name))


async def names(db: Database) -> list[str]:
    async with db.read() as store:
        return [row.full_name for row in await store.all(select(people.c.full_name).order_by(people.c.id))]


async def test_writers_take_turns_in_the_order_of_asking(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.write() as store:
            await asyncio.sleep(0.001 * (10 - number))
            await add(store, str(number))

    await asyncio.gather(*(write(number) for number in range(10)))
    assert await names(db) == [str(number) for number in range(10)]


async def test_a_block_that_raises_leaves_nothing_and_tells_nobody(db: Database) -> None:
    told: list[frozenset[str]] = []
    db.listen(told.append)

    async def write(then: int) -> None:
        async with db.write() as store:
            await add(store, "nobody")
            await store.run(store.insert(people).values(id=7 // then, created_at=NOW))
            await store.run(store.insert(people).values(id=7, created_at=NOW))

    with pytest.raises(ZeroDivisionError):
        await write(0)
    with pytest.raises(IntegrityError):
        await write(1)
    assert (await names(db), told) == ([], [])


async def test_listeners_hear_which_tables_once_it_is_on_disk(db: Database) -> None:
    heard: list[tuple[frozenset[str], int]] = []
    path = db.url.removeprefix("sqlite+aiosqlite:///")

    def hear(tables: frozenset[str]) -> None:
        with closing(sqlite3.connect(path)) as other:
            heard.append((tables, other.execute("SELECT count(*) FROM people").fetchone()[0]))

    db.listen(hear)
    async with db.write() as store:
        await add(store, "An")
    async with db.write() as store:
        await store.all(select(people))
    async with db.read() as store:
        await store.all(select(people))
    assert heard == [(frozenset({"people"}), 1)]


async def test_a_reader_sees_one_moment(db: Database) -> None:
    async with db.read() as reader:
        before = await reader.value(select(func.count()).select_from(people))
        async with db.write() as store:
            await add(store, "An")
        assert (before, await reader.value(select(func.count()).select_from(people))) == (0, 0)
    assert await names(db) == ["An"]


async def test_a_writer_that_is_cancelled_leaves_the_database_free(db: Database) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with db.write() as store:
            await add(store, "nobody")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1), db.write() as store:
        await add(store, "An")
    assert await names(db) == ["An"]


async def test_a_database_that_another_process_holds_is_unavailable_and_then_free_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.1)
    assert await names(db) == []
    with closing(sqlite3.connect(db.url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match=r"^database is locked$"):
            async with db.write() as store:
                await add(store, "nobody")
        assert await names(db) == []
        other.execute("ROLLBACK")
    async with db.write() as store:
        await add(store, "An")
    assert await names(db) == ["An"]


async def test_a_statement_that_is_wrong_is_no_matter_of_waiting(db: Database) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        async with db.write() as store:
            await store.run(text("DELETE FROM nowhere"))
    with pytest.raises(OperationalError, match="no such column"):
        async with db.read() as store:
            await store.run(text("SELECT nowhere FROM people"))
    async with db.write() as store:
        await add(store, "An")


async def test_readers_that_are_all_taken_are_unavailable(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.1)
    path = db.url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnavailable, match=r"^database is locked$"):
            await names(db)


async def test_commits_are_synced_and_keys_enforced(db: Database) -> None:
    async with db.write() as store:
        found = [await store.value(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode", "foreign_keys")]
    assert found == [2, "wal", 1]


async def test_moments_come_back_in_vietnams_time_and_need_their_zone(db: Database) -> None:
    async with db.write() as store:
        await store.run(store.insert(people).values(created_at=datetime(2026, 5, 22, 12, 0, tzinfo=UTC)))
    async with db.read() as store:
        read: datetime = await store.value(select(people.c.created_at))
    assert (read, read.tzinfo) == (datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM), VIETNAM)
    with pytest.raises(Exception, match="a moment needs its zone"):
        async with db.write() as store:
            await store.run(store.insert(people).values(created_at=datetime(2026, 5, 22)))  # noqa: DTZ001 - the fault


async def test_nothing_is_open_after_close(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "closed.db"
    path.write_bytes(empty_database.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{path}")
    async with db.write() as store:
        await add(store, "An")
    await db.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["closed.db"]


async def test_a_closed_database_says_so_and_nothing_is_opened_again(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "closed.db"
    path.write_bytes(empty_database.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{path}")
    before = asyncio.create_task(_writes(db, "asked before"))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await db.close()
        await before
        with pytest.raises(Closed):
            await _writes(db, "asked after")
        with pytest.raises(Closed):
            await names(db)
        await db.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["closed.db"]
    async with Database(db.url) as again:
        assert await names(again) == ["asked before"]


async def test_a_writer_that_waits_while_the_database_is_closed_is_told(
    tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.1)
    path = tmp_path / "closed.db"
    path.write_bytes(empty_database.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{path}")
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def holds() -> None:
        async with db.write():
            inside.set()
            await go_on.wait()

    holding = asyncio.create_task(holds())
    await inside.wait()
    waiting = asyncio.create_task(_writes(db, "nobody"))
    async with asyncio.timeout(5):
        await db.close()
        go_on.set()
        with pytest.raises(Closed):
            await waiting
        with pytest.raises(Exception, match="closed"):
            await holding
    async with Database(db.url) as again:
        assert await names(again) == []


async def test_a_reader_that_outlives_the_database_gives_its_connection_back(
    tmp_path: Path, empty_database: Path
) -> None:
    path = tmp_path / "closed.db"
    path.write_bytes(empty_database.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{path}")
    async with db.read() as store:
        await db.close()
        assert await store.value(select(func.count()).select_from(people)) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["closed.db"]


async def _writes(db: Database, name: str) -> None:
    async with db.write() as store:
        await add(store, name)


async def test_what_was_erased_is_gone_from_the_disk(db: Database, tmp_path: Path) -> None:
    mark = "một câu không ai khác viết"
    async with db.write() as store:
        await store.run(store.insert(people).values(created_at=NOW, full_name=mark))
    assert mark.encode() in b"".join(path.read_bytes() for path in tmp_path.glob("donghanh.db*"))
    async with db.write() as store:
        await store.run(update(people).values(full_name=None))
    assert empty_log(db.url) is True
    assert mark.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("donghanh.db*"))
